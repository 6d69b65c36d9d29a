"""The app in a browser: who may come in, what is served, and a real browser that answers a question in it."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from rmadvisor.conversation.sessions import Sessions
from rmadvisor.web.door import VISITOR
from tests.conftest import Command

PATIENCE = 30.0  # seconds
TOKEN = "a-token-that-is-long-enough"  # noqa: S105 - of the tests
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Served:
    """A server in a process of its own, on a free port of this machine."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    def windows(self) -> list[int]:
        """The processes of its windows."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def answers(self) -> list[dict[str, Any]]:
        """What was answered, visitor by visitor."""
        found = []
        for file in sorted((self.folder / "s-visitors").glob("*.db")):
            kept = Sessions(file)
            found += [dict(record.event.facts) for s in kept.all() for record in kept.log(s) if record.event.facts]
            kept.close()
        return found


Serve = Callable[..., Served]


@pytest.fixture
def serve(run: Command, tmp_path: Path) -> Iterator[Serve]:
    yield from _serving(run, tmp_path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, cache_home: Path) -> Iterator[Served]:
    """A server for those who only ask for pages."""
    folder = tmp_path_factory.mktemp("served")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RMADVISOR_")}
    serving = _serving(Command(folder, environment | {"XDG_CACHE_HOME": str(cache_home)}), folder)
    yield next(serving)()
    next(serving, None)


def _serving(run: Command, folder: Path) -> Iterator[Serve]:
    started: list[subprocess.Popen[str]] = []

    def start(*options: str, **environment: str) -> Served:
        line = run.line("--db", folder / "s.db", "serve", "--port", "0", *options)
        process = subprocess.Popen(
            line, stderr=subprocess.PIPE, text=True, cwd=run.folder, env=run.environment | environment
        )
        started.append(process)
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r":(\d+)", said.partition("http")[2])
        assert found, said
        return Served(process, f"http://127.0.0.1:{found[1]}", folder)

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(met: Callable[[], Any]) -> Any:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE
    while not (found := met()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


def client(served: Served, **cookies: str) -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies(cookies, response_url=aiohttp.client.URL(served.address))
    return aiohttp.ClientSession(served.address, cookie_jar=jar)


@pytest.mark.parametrize("host", ["0.0.0.0"])  # noqa: S104 - it must refuse
def test_another_address_needs_a_token(run: Command, host: str) -> None:
    """Where others can reach it, it does not start without a token, nor with one that is quickly guessed."""
    ended = run("serve", "--host", host)
    assert (ended.exit, ended.stdout) == (2, "")
    assert "set a token in RMADVISOR_TOKEN" in ended.stderr
    ended = run("serve", "--host", host, RMADVISOR_TOKEN="secret")  # noqa: S106
    assert ended.exit == 2
    assert "too easy to guess" in ended.stderr


def test_a_port_in_use_is_said(run: Command, served: Served) -> None:
    """A port that another program has is said in a line, with the way out."""
    ended = run("serve", "--port", served.address.rpartition(":")[2])
    assert ended.exit == 2
    assert "is in use: name another with --port" in ended.stderr


@pytest.mark.asyncio
async def test_without_the_token_nothing_is_served(serve: Serve) -> None:
    """Page, files, socket and downloads are refused; a token in the address gives a cookie, and leaves the address.
    Asked by a service manager, the server ends as one that did what it should."""
    served = serve(RMADVISOR_TOKEN=TOKEN)
    async with client(served) as stranger:
        for path in ("/", "/?token=wrong", "/page.js", "/static/js/textual.js", "/ws", "/download/x", "/nothing"):
            async with stranger.get(path) as response:
                assert response.status == 403, path
                assert TOKEN not in await response.text()
        assert not list(stranger.cookie_jar)
        async with stranger.get(f"/?token={TOKEN}", allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (303, "/")
            assert all(c["httponly"] and c["samesite"] == "Strict" for c in response.cookies.values())
            assert TOKEN not in str(response.cookies)
        async with stranger.get("/") as response:
            assert response.status == 200
    served.process.terminate()
    assert await asyncio.to_thread(served.process.wait, PATIENCE) == 0


@pytest.mark.asyncio
async def test_other_sites_and_bent_names_are_refused(served: Served) -> None:
    """A page of another site cannot open a window here, nor can a name that was made to point to this machine."""
    async with client(served) as visitor:
        await visitor.get("/")
        for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
            async with visitor.get("/ws", headers=headers) as response:
                assert response.status == 403
        async with visitor.get("/download/none") as response:
            assert response.status == 404


@pytest.mark.asyncio
async def test_nothing_comes_from_elsewhere(served: Served) -> None:
    """What is served names no other site, and the page is told to load from here only."""
    async with client(served) as visitor:
        seen, waiting = set(), ["/"]
        while waiting:
            path = waiting.pop()
            seen.add(path)
            async with visitor.get(path) as response:
                assert response.status == 200, path
                assert "default-src 'none'" in response.headers["Content-Security-Policy"]
                body = (await response.read()).decode("utf-8", "replace")
            if not path.endswith((".ttf", ".png")):
                assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", body), path
                assert "googleapis" not in body
            named = re.findall(r"""(?:src|href)="([^":]+)"|url\("([^":]+)"\)""", body) if "js" not in path else []
            waiting += [f"/{a or b}" for a, b in named if f"/{a or b}" not in seen]
        assert {
            "/page.js",
            "/page.css",
            "/static/js/textual.js",
            "/static/fonts/RobotoMono-VariableFont_wght.ttf",
        } <= seen


@pytest.mark.asyncio
async def test_windows_are_counted_clamped_apart_and_ended(serve: Serve) -> None:
    """Sizes from a browser are held; each visitor has a file of his own; no more windows than allowed; a closed window
    takes its process with it, and Ctrl-C the rest; the server ends then as any command that was interrupted."""
    served = serve("--tabs", "2")
    async with client(served) as one, client(served) as other:
        for visitor in (one, other):
            await visitor.get("/")
        async with (
            one.ws_connect("/ws?width=200&height=200000") as first,
            other.ws_connect("/ws?width=x") as second,
        ):
            await first.send_json(["resize", {"width": 10**9, "height": "1e9"}])
            async with one.get("/") as response:
                assert response.status == 503
            for socket, digit in ((first, "1"), (second, "2")):
                await _drawn(socket)
                await socket.send_json(["stdin", digit])
            await asyncio.to_thread(until, lambda: len(served.answers()) == 2)
            assert sorted(facts["segment"] for facts in served.answers()) == ["affluent", "mass"]
            assert len(served.windows()) == 2
            await first.send_str("no message of a window")
            await asyncio.to_thread(until, lambda: len(served.windows()) == 1)
            served.process.send_signal(signal.SIGINT)
            assert await asyncio.to_thread(served.process.wait, PATIENCE) == 130
    cookies = {cookie.key for cookie in one.cookie_jar}
    assert cookies == {VISITOR}


@pytest.mark.asyncio
async def test_a_killed_server_leaves_no_window_behind(serve: Serve) -> None:
    """A server that is killed can tell nobody; its windows' processes end by themselves."""
    served = serve()
    async with client(served) as visitor:
        await visitor.get("/")
        async with visitor.ws_connect("/ws") as socket:
            await _drawn(socket)
            (window,) = served.windows()
            served.process.kill()
            await asyncio.to_thread(until, lambda: not _runs(window))


def _runs(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def _drawn(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Wait until the question stands there."""
    seen = b""
    while b"Everyday retail" not in seen:
        message = await socket.receive(PATIENCE)
        assert message.type == aiohttp.WSMsgType.BINARY, message
        seen += message.data


# ---------------------------------------------------------------- a real browser


class Browser:
    """Chromium without a window, spoken to by its own protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket, self.number, self.asked = socket, 0, []

    async def do(self, method: str, session: str | None = None, **params: Any) -> Any:
        self.number += 1
        await self.socket.send_json(
            {"id": self.number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        )
        while True:
            message = await self.socket.receive_json(timeout=PATIENCE)
            if message.get("method") == "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"]["url"])
            if message.get("id") == self.number:
                assert "error" not in message, message
                return message["result"]

    async def press(self, session: str, key: str, code: int) -> None:
        text = {"text": key} if len(key) == 1 else {}
        await self.do("Input.dispatchKeyEvent", session, type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
        await self.do("Input.dispatchKeyEvent", session, type="keyUp", key=key, windowsVirtualKeyCode=code)

    async def value(self, session: str, script: str) -> Any:
        found = await self.do("Runtime.evaluate", session, expression=script)
        return found["result"].get("value")


@pytest.mark.asyncio
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: make browser")
async def test_a_question_is_answered_in_a_browser(serve: Serve) -> None:
    """The page loads and asks no other site for anything; the app paints; a key answers, and is on disk; closing the
    tab ends its process."""
    served = serve()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        line = [CHROMIUM or "", "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}",
                "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "about:blank"]  # fmt: skip
        if os.getuid() == 0:
            line.insert(1, "--no-sandbox")
        chromium = subprocess.Popen(line, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            port = Path(profile) / "DevToolsActivePort"
            await asyncio.to_thread(until, lambda: port.exists() and len(port.read_text().split()) == 2)
            number, path = port.read_text().split()
            async with (
                aiohttp.ClientSession() as http,
                http.ws_connect(f"ws://127.0.0.1:{number}{path}", max_msg_size=0) as socket,
            ):
                await _answer_in(Browser(socket), served)
        finally:
            os.killpg(chromium.pid, signal.SIGKILL)
            chromium.wait()


async def _answer_in(browser: Browser, served: Served) -> None:
    target = (await browser.do("Target.createTarget", url="about:blank", newWindow=True, width=900, height=600))[
        "targetId"
    ]
    tab = (await browser.do("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
    await browser.do("Network.enable", tab)
    await browser.do("Page.enable", tab)
    await browser.do("Emulation.setFocusEmulationEnabled", tab, enabled=True)
    await browser.do("Page.navigate", tab, url=served.address)
    end = time.monotonic() + PATIENCE
    while not await browser.value(tab, "document.body && document.body.classList.contains('-first-byte')"):
        assert time.monotonic() < end, "the app does not paint"
        await asyncio.sleep(0.1)
    pictures = [await _picture(browser, tab)]
    await browser.value(tab, "document.querySelector('.xterm-helper-textarea').focus()")
    while not served.answers():
        assert time.monotonic() < end, "the key does not answer"
        await browser.press(tab, "Escape", 27)  # what was typed while the knowledge was being opened
        await asyncio.sleep(1.0)
        await browser.press(tab, "2", 50)
        await asyncio.sleep(1.0)
    assert served.answers()[0] == {"segment": "affluent"}
    await asyncio.sleep(0.5)
    pictures.append(await _picture(browser, tab))
    if kept := os.environ.get("BROWSER_PICTURE"):
        Path(kept).write_bytes(pictures[1])
    assert pictures[0] != pictures[1]
    assert len(pictures[1]) > 20_000  # an empty page is a few kB
    assert all(url.startswith((served.address, "data:", "about:")) for url in browser.asked)
    assert len(served.windows()) == 1
    await browser.do("Target.closeTarget", targetId=target)
    await asyncio.to_thread(until, lambda: not served.windows())


async def _picture(browser: Browser, tab: str) -> bytes:
    return base64.b64decode((await browser.do("Page.captureScreenshot", tab))["data"])
