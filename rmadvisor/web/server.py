"""The server: the page, its files, a socket for each window, and downloads; all of it behind the door.

In:     Serving: the address, the door, the command of a visitor's app, the most windows at once.
Out:    runs until it is told to stop, then ends every window.
Errors: OSError when the address cannot be had.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager

from rmadvisor.web.door import Door, visitor_of
from rmadvisor.web.tab import Tab

HERE = Path(__file__).resolve().parent
STATIC = Path(textual_serve.__file__).resolve().parent / "static"
LONGEST = 1 << 20  # bytes of a message from a browser
SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Serving:
    """`line` gives the command of the app for a visitor."""

    host: str
    port: int
    door: Door
    line: Callable[[str], Sequence[str]]
    most: int


class Server:
    """Serves the app."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.tabs: set[Tab] = set()
        self.opening = 0
        self.downloads = DownloadManager()

    def app(self) -> web.Application:
        """The routes, each behind the door."""
        made = web.Application(middlewares=[self._guard])
        made.add_routes(
            [
                web.get("/", self._page),
                web.get("/page.css", _file("page.css")),
                web.get("/page.js", _file("page.js")),
                web.get("/ws", self._window),
                web.get("/download/{key}", self._download),
                web.static("/static", STATIC),
            ]
        )
        made.on_shutdown.append(self._end_all)
        return made

    async def run(self, started: Callable[[int], None]) -> tuple[int, bool]:
        """Serve until SIGINT or SIGTERM; the number of windows that were open then, and whether it was interrupted."""
        loop = asyncio.get_running_loop()
        stop: asyncio.Queue[signal.Signals] = asyncio.Queue()
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(each, stop.put_nowait, each)
        runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.serving.host, self.serving.port).start()
            started(runner.addresses[0][1])
            ended_by = await stop.get()
            return len(self.tabs), ended_by is signal.SIGINT
        finally:
            await runner.cleanup()

    # ------------------------------------------------------------ who may come in

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.query.get("token")
        if request.path == "/" and given is not None and self.serving.door.admits(given):
            response: web.StreamResponse = web.HTTPSeeOther("/")  # so that the token stays in no history
            self.serving.door.welcome(request, response)
        elif refusal := self.serving.door.refuses(request):
            response = web.Response(status=403, text=f"{refusal}\n")
        else:
            try:
                response = await handler(request)
            except web.HTTPException as found:
                response = found
        if not response.prepared:
            response.headers.update(SAFE)
        return response

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if self._full:
            return web.Response(status=503, text=f"{self.serving.most} windows are open, which is the most. {AGAIN}")
        response = web.Response(text=(HERE / "page.html").read_text(encoding="utf-8"), content_type="text/html")
        self.serving.door.welcome(request, response)
        return response

    @property
    def _full(self) -> bool:
        return len(self.tabs) >= self.serving.most

    # ------------------------------------------------------------ windows

    async def _window(self, request: web.Request) -> web.StreamResponse:
        """The socket of a window: its process starts with it and ends with it."""
        visitor = visitor_of(request)
        if visitor is None:
            return web.Response(status=403, text="Open the page first.\n")
        if self._full:
            return web.Response(status=503, text=f"Too many windows are open. {AGAIN}")
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=LONGEST)
        tab = Tab(
            self.serving.line(visitor),
            visitor,
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=socket.close,
            download_manager=self.downloads,
        )
        self.tabs.add(tab)
        try:
            await socket.prepare(request)
            await tab.start(request.query.get("width"), request.query.get("height"))
            await _pass_on(socket, tab)
        except ConnectionError:
            pass  # the browser left
        finally:
            await asyncio.shield(self._end(tab))
        return socket

    async def _end(self, tab: Tab) -> None:
        try:
            await tab.stop()
        finally:
            self.tabs.discard(tab)

    async def _end_all(self, app: web.Application) -> None:
        await asyncio.gather(*(self._end(tab) for tab in list(self.tabs)), return_exceptions=True)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file that the app of this visitor hands over."""
        key = request.match_info["key"]
        try:
            found = await self.downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound from None
        if getattr(found.app_service, "visitor", None) != visitor_of(request):
            raise web.HTTPNotFound
        response = web.StreamResponse(headers=SAFE)
        response.headers["Content-Type"] = "application/octet-stream"
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}"
        await response.prepare(request)
        async for chunk in self.downloads.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response


AGAIN = "Close one, or try again later.\n"


async def _pass_on(socket: web.WebSocketResponse, tab: Tab) -> None:
    """What the browser says, to the app. Whatever is no message of ours ends the window."""
    async for message in socket:
        if message.type != WSMsgType.TEXT:
            continue
        try:
            kind, *rest = json.loads(message.data)
            if kind == "stdin":
                await tab.send_bytes(rest[0].encode())
            elif kind == "resize":
                await tab.set_terminal_size(rest[0].get("width"), rest[0].get("height"))
            elif kind == "ping":
                await socket.send_json(["pong", rest[0]])
            elif kind in ("blur", "focus"):
                await (tab.blur() if kind == "blur" else tab.focus())
        except (ValueError, TypeError, IndexError, AttributeError):
            log.warning("a browser sent what no window sends; the window is closed")
            return


def _file(name: str) -> Handler:
    async def send(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(HERE / name)

    return send
