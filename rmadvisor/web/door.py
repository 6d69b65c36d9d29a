"""Who may come in: a token where the server can be reached from elsewhere, and a name of its own for each visitor.

In:     a request; the token, where there is one.
Out:    a refusal, or the visitor's name; cookies.
Rules:  the token is given once in the address, then a cookie stands for it; what is compared is compared in constant
        time. Names of visitors are random and known only to their browser; files are named by a hash of them. Another
        site's page cannot open a window here: the origin must be this server.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from urllib.parse import urlsplit

from aiohttp import web

SHORTEST = 16  # letters of a token
VISITOR, PASS = "rmadvisor_visitor", "rmadvisor_pass"
YEAR = 365 * 24 * 3600
NAME = re.compile(r"[0-9a-f]{32}")


def is_this_machine(host: str) -> bool:
    """Whether an address is reached from this machine only.

    >>> [is_this_machine(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.7", "")]
    [True, True, True, False, False, False]
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Door:
    """Lets people in."""

    def __init__(self, token: str | None, local: bool) -> None:
        self._pass = None if token is None else _pass_of(token)
        self.local = local

    def refuses(self, request: web.Request) -> str:
        """Why somebody may not come in; "" when he may."""
        if self.local and not is_this_machine(urlsplit(f"//{request.host}").hostname or ""):
            return "This server answers on this machine only."  # a name that was bent to point here
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return "Another site's page asked for this."
        if self._pass is None or self._same(request.cookies.get(PASS, "")):
            return ""
        return "A token is needed: open the address with ?token=... at its end, as you were given it."

    def admits(self, given: str) -> bool:
        """Whether a token that was given is the right one."""
        return self._pass is not None and self._same(_pass_of(given))

    def _same(self, given: str) -> bool:
        return self._pass is not None and hmac.compare_digest(given.encode(), self._pass.encode())

    def welcome(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give the cookies: the one that stands for the token, and a name when there is none yet."""
        if self._pass is not None:
            _give(request, response, PASS, self._pass)
        if visitor_of(request) is None:
            _give(request, response, VISITOR, secrets.token_hex(16))


def visitor_of(request: web.Request) -> str | None:
    """The name that this browser was given; None before."""
    name = request.cookies.get(VISITOR, "")
    return name if NAME.fullmatch(name) else None


def file_of(visitor: str) -> str:
    """The name of a visitor's file: who can list the folder cannot take the visitor's place."""
    return f"{hashlib.sha256(visitor.encode()).hexdigest()[:32]}.db"


def _pass_of(token: str) -> str:
    return hmac.new(token.encode(), b"rmadvisor", hashlib.sha256).hexdigest()


def _give(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    secure = request.secure or request.headers.get("X-Forwarded-Proto") == "https"
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Strict", secure=secure, path="/")
