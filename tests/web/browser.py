"""A headless Chromium, Debian's, driven by Playwright.

Playwright's objects live on an event loop in a thread of their own: its synchronous API would leave a running loop
behind in the thread of the tests, and asynchronous tests could not start theirs there.
"""

import asyncio
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, cast

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Page, Playwright, async_playwright
from playwright.async_api import Error as BrowserError

T = TypeVar("T")
Scheme = Literal["light", "dark"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

PATIENCE = 60.0
"""Seconds that a page may take for one step, on a machine that is busy with other things."""

CLICK = 2_000
"""Milliseconds in which something must hold still and be reachable for a click; then it is looked for again."""

CONTROL, ENTER, ESCAPE, DELETE, TAB = "\ue009", "\ue007", "\ue00c", "\ue017", "\ue004"
UP, DOWN = "\ue013", "\ue015"
"""Keys that write nothing, as private-use characters (WebDriver 2, 15.4.2): one text holds all that is pressed."""

NAMES = {
    CONTROL: "Control",
    ENTER: "Enter",
    ESCAPE: "Escape",
    DELETE: "Delete",
    TAB: "Tab",
    UP: "ArrowUp",
    DOWN: "ArrowDown",
    " ": "Space",
}

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    # The browser's own errands (updates, time, sign-in) end here; a page's request to another address is still logged.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class Browser:
    """One browser with an empty profile of its own; its log of all network requests ends up in `folder`."""

    page: Page
    context: BrowserContext
    tools: CDPSession

    def __init__(self, folder: Path) -> None:
        assert CHROMIUM is not None
        self.net_log = folder / "net-log.json"
        self.messages: list[str] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="browser")
        self.thread.start()
        self.playwright: Playwright | None = None
        self.chromium: Chromium | None = None
        try:
            self.run(self.start(CHROMIUM))
        except BaseException:
            self.close()
            raise

    async def start(self, executable: str) -> None:
        self.playwright = await async_playwright().start()
        # Chromium's sandbox does not work for root, as whom containers like to run tests.
        sandbox = os.geteuid() != 0
        self.chromium = await self.playwright.chromium.launch(
            executable_path=executable, chromium_sandbox=sandbox, args=[*FLAGS, f"--log-net-log={self.net_log}"]
        )
        self.name = f"Chromium {self.chromium.version}"
        self.context = await self.chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        self.page = await self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", self.noted)
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        # A page that asks whether it may be left is left; playwright would dismiss the question, and stay.
        self.page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
        self.tools = await self.context.new_cdp_session(self.page)

    def noted(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.messages.append(message.text)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(2 * PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if not self.thread.is_alive():
            return
        try:
            if self.chromium:
                self.run(self.chromium.close())
            if self.playwright:
                self.run(self.playwright.stop())
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            self.loop.close()

    # ---------------------------------------------------------------- what a person does

    def open(self, url: str) -> None:
        self.run(self.page.goto(url))

    def click(self, css: str, text: str | None = None) -> None:
        """The first visible element that matches `css` and, if given, shows `text`."""

        async def click() -> bool:
            handle = await self.page.evaluate_handle(called(FIND), [css, text])
            element = handle.as_element()
            if element is not None:
                await element.click(timeout=CLICK)
            return element is not None

        self.wait(lambda: self.run(click()), f"nothing to click at {css} {text or ''}")

    def choose(self, css: str, label: str) -> None:
        """An option of the select element that matches `css`."""
        self.run(self.page.select_option(css, label=label))

    def press(self, keys: str, *, holding: str = "") -> None:
        """Types into whatever has the focus."""

        async def press() -> None:
            keyboard = self.page.keyboard
            for key in holding:
                await keyboard.down(NAMES.get(key, key))
            for key in keys:
                await keyboard.press(NAMES.get(key, key))
            for key in holding:
                await keyboard.up(NAMES.get(key, key))

        self.run(press())

    def fill(self, css: str, text: str) -> None:
        """Puts `text` into the field that matches `css`, in place of what is there."""
        self.run(self.page.fill(css, text))

    # ---------------------------------------------------------------- where a person sits

    def resize(self, width: int, height: int) -> None:
        """The page's width and height in CSS pixels."""
        self.run(self.page.set_viewport_size({"width": width, "height": height}))

    def prefer(self, scheme: str) -> None:
        """Light or dark, as the person has set it for the whole device."""
        self.run(self.page.emulate_media(color_scheme=cast("Scheme", scheme)))

    def connect(self, *, offline: bool = False, latency: float = 0) -> None:
        """`latency`: milliseconds that every answer takes longer."""

        async def connect() -> None:
            await self.context.set_offline(offline)
            await self.tools.send("Network.enable")
            limits = {"offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
            await self.tools.send("Network.emulateNetworkConditions", limits)

        self.run(connect())

    # ---------------------------------------------------------------- what a person sees

    def text(self, css: str) -> str:
        """Of all elements that match, as shown, with single spaces: editors break lines where they please."""
        shown = self.script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')", css
        )
        return " ".join(str(shown).split())

    def wait_for(self, css: str, *texts: str) -> str:
        """Until what matches `css` shows every one of `texts`; gives all that it shows."""

        def shown() -> str | None:
            text = self.text(css)
            return text if self.script("return !!document.querySelector(arguments[0])", css) and shows(text) else None

        def shows(text: str) -> bool:
            return all(sought in text for sought in texts)

        found = self.wait(shown, f"{css} never showed {texts}", details=lambda: self.text(css))
        assert found is not None
        return found

    def wait(self, found: Callable[[], T], failure: str, *, details: Callable[[], str] = str) -> T:
        """Until `found` gives something true; a click that missed, or an element that is gone again, is tried again."""
        end = time.monotonic() + PATIENCE
        refused = ""
        while True:
            try:
                if value := found():
                    return value
            except BrowserError as error:
                refused = str(error)
            if time.monotonic() > end:
                raise AssertionError(f"{failure}\n{details()}\n{refused}\n{self.complaints()}")
            time.sleep(0.1)

    def script(self, source: str, *arguments: object) -> Any:
        """Runs the body of a function in the page; gives what it returns, or what the promise that it returns gives."""
        return self.run(self.page.evaluate(called(source), list(arguments)))

    def screenshot(self, path: Path) -> None:
        self.run(self.page.screenshot(path=path))

    def complaints(self) -> list[str]:
        """Errors and warnings of the console since the last call, violations of the policy among them."""
        messages, self.messages = self.messages, []
        return messages

    def requested(self) -> set[str]:
        """Every URL that a page, or a worker of a page, has asked the network for. Closes the browser."""
        self.close()
        log = json.loads(self.net_log.read_text())
        start = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
        started = [event["params"] for event in log["events"] if event["type"] == start and "params" in event]
        # Requests of the browser itself, and of a typed address, have no origin; those of its new-tab page, chrome://.
        return {params["url"] for params in started if params.get("initiator", "").startswith(("http://", "https://"))}


def called(source: str) -> str:
    """The body of a function that reads `arguments`, as an expression that playwright calls with a list of them."""
    return f"(given) => (function () {{ {source} }}).apply(null, given)"


FIND = """
const [css, text] = arguments;
return [...document.querySelectorAll(css)].find(
  (element) => element.checkVisibility() && (text === null || element.innerText.includes(text))
) ?? null;
"""
