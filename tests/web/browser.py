"""A headless Chromium, driven through ChromeDriver over HTTP (W3C WebDriver), with the standard library alone."""

import http.client
import json
import os
import re
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")

PATIENCE = 60.0
"""Seconds that a page may take for one step, on a machine that is busy with other things."""

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which WebDriver hands out elements (W3C WebDriver 11)."""

CONTROL, ENTER, ESCAPE, DELETE, TAB = "\ue009", "\ue007", "\ue00c", "\ue017", "\ue004"

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=MediaRouter,OptimizationHints,Translate",
    "--window-size=1440,900",
    # The browser's own errands (updates, time, sign-in) end here; a page's request to another address is still logged.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class BrowserError(Exception):
    """ChromeDriver refused a command; holds its own words."""


class Browser:
    """One browser with an empty profile of its own, in `folder`, where its log of all network requests ends up too."""

    def __init__(self, folder: Path) -> None:
        assert CHROMIUM is not None
        assert CHROMEDRIVER is not None
        self.net_log = folder / "net-log.json"
        self.driver = subprocess.Popen(
            [CHROMEDRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.session = ""
        try:
            self.port = announced_port(self.driver)
            # Chromium's sandbox does not work for root, as whom containers like to run tests.
            sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
            options = {
                "binary": CHROMIUM,
                "args": [*FLAGS, *sandbox, f"--user-data-dir={folder / 'profile'}", f"--log-net-log={self.net_log}"],
            }
            capabilities = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
            self.session = f"/session/{answer['sessionId']}"
            self.name = f"{answer['capabilities']['browserName']} {answer['capabilities']['browserVersion']}"
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self.session:
            session, self.session = self.session, ""
            self.call("DELETE", session)
        if self.driver.poll() is None:
            self.driver.terminate()
            self.driver.wait(10)
        if self.driver.stdout:
            self.driver.stdout.close()

    def call(self, method: str, path: str, body: object = None) -> Any:
        conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2 * PATIENCE)
        try:
            payload = None if body is None else json.dumps(body)
            conn.request(method, path, payload, {"Content-Type": "application/json"})
            value = json.loads(conn.getresponse().read())["value"]
        finally:
            conn.close()
        if isinstance(value, dict) and "error" in value:
            raise BrowserError(f"{value['error']}: {value['message']}")
        return value

    def command(self, path: str, /, **body: object) -> Any:
        return self.call("POST", f"{self.session}/{path}", body)

    # ---------------------------------------------------------------- what a person does

    def open(self, url: str) -> None:
        self.command("url", url=url)

    def click(self, css: str, text: str | None = None) -> None:
        """The first visible element that matches `css` and, if given, shows `text`."""

        def clicked() -> bool:
            element = self.script(FIND, css, text)
            if element is None:
                return False
            self.command(f"element/{element[ELEMENT]}/click")
            return True

        self.wait(clicked, f"nothing to click at {css} {text or ''}")

    def choose(self, css: str, label: str) -> None:
        """An option of the select element that matches `css`."""
        option = self.script(
            "return [...document.querySelector(arguments[0]).options].find(o => o.label === arguments[1])", css, label
        )
        self.command(f"element/{option[ELEMENT]}/click")

    def press(self, keys: str, *, holding: str = "") -> None:
        """Types into whatever has the focus."""
        actions = [{"type": "keyDown", "value": key} for key in holding]
        for key in keys:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions += [{"type": "keyUp", "value": key} for key in holding]
        self.command("actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    # ---------------------------------------------------------------- where a person sits

    def emulate(self, command: str, /, **parameters: object) -> Any:
        """A command of the Chrome DevTools Protocol."""
        return self.command("goog/cdp/execute", cmd=command, params=parameters)

    def resize(self, width: int, height: int) -> None:
        """The page's width and height in CSS pixels, also below what a window may be."""
        self.emulate(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def prefer(self, scheme: str) -> None:
        """Light or dark, as the person has set it for the whole device."""
        self.emulate("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def connect(self, *, offline: bool = False, latency: float = 0) -> None:
        """`latency`: milliseconds that every answer takes longer."""
        self.emulate("Network.enable")
        self.emulate(
            "Network.emulateNetworkConditions",
            offline=offline,
            latency=latency,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

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
        return self.command("execute/sync", script=source, args=list(arguments))

    def screenshot(self, path: Path) -> None:
        path.write_bytes(b64decode(self.call("GET", f"{self.session}/screenshot")))

    def complaints(self) -> list[str]:
        """Errors and warnings of the console since the last call, violations of the policy among them."""
        entries = self.command("se/log", type="browser")
        return [entry["message"] for entry in entries if entry["level"] in {"SEVERE", "WARNING"}]

    def requested(self) -> set[str]:
        """Every URL that a page, or a worker of a page, has asked the network for. Closes the browser."""
        self.close()
        log = json.loads(self.net_log.read_text())
        start = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
        started = [event["params"] for event in log["events"] if event["type"] == start and "params" in event]
        # Requests of the browser itself, and of a typed address, have no origin; those of its new-tab page, chrome://.
        return {params["url"] for params in started if params.get("initiator", "").startswith(("http://", "https://"))}


FIND = """
const [css, text] = arguments;
return [...document.querySelectorAll(css)].find(
  (element) => element.checkVisibility() && (text === null || element.innerText.includes(text))
) ?? null;
"""


def announced_port(driver: "subprocess.Popen[str]") -> int:
    assert driver.stdout is not None
    for line in driver.stdout:
        if found := re.search(r"started successfully on port (\d+)", line):
            return int(found[1])
    raise BrowserError("ChromeDriver did not start")
