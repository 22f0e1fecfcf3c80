"""`make screenshots`: every page of the console as a picture, light and dark, wide and narrow, for whoever changes one.

    python -m tests.web.screenshots FOLDER [ADDRESS]

Without the ADDRESS of a running service it starts one, with the demo.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.web.browser import Browser
from tests.web.conftest import running

WIDTHS = {"wide": (1440, 900), "narrow": (360, 780)}
PREVIEW = "[aria-label=Preview]"
ROWS = "[aria-label='Sessions of the practice'][aria-busy=false]"


def open_sessions(page: Browser, address: str, query: str = "") -> None:
    page.open(f"{address}/sessions{query}")
    page.wait_for(ROWS, "GP Clinic")


def sessions(page: Browser, address: str) -> None:
    open_sessions(page, address)


def sessions_menu(page: Browser, address: str) -> None:
    open_sessions(page, address)
    page.click("button[aria-label^='Actions for']")
    page.wait_for("[role=menu]", "Duplicate")


def sessions_selected(page: Browser, address: str) -> None:
    open_sessions(page, address, "?q=gp")
    page.script("[...document.querySelectorAll('[aria-label^=\"Select \"]')].slice(1, 4).forEach(box => box.click())")
    page.wait_for("[aria-label='Actions for the selected sessions']", "3 selected")


def sessions_delete(page: Browser, address: str) -> None:
    sessions_menu(page, address)
    page.click("[role=menuitem]", "Delete")
    page.wait_for("[role=dialog]", "its next date")


def sessions_nothing(page: Browser, address: str) -> None:
    page.open(f"{address}/sessions?q=nobody")
    page.wait_for("main", "No session matches")


def open_editor(page: Browser, address: str, query: str) -> None:
    open_sessions(page, address, query)
    page.click("main ul[aria-label^=Sessions] a, tbody a")
    page.wait_for(PREVIEW, "in the year shown")


def editor_new(page: Browser, address: str) -> None:
    page.open(f"{address}/sessions/new")
    page.wait_for(PREVIEW, "as soon as the schedule is complete")


def editor_general(page: Browser, address: str) -> None:
    open_editor(page, address, "?q=gp")


def editor_schedule(page: Browser, address: str) -> None:
    open_editor(page, address, "?q=gp")
    page.click("[role=tab]", "Schedule")
    page.fill("[data-field='schedule.startTime'] input", "07:30")
    page.wait_for(PREVIEW, "07:30")
    page.wait_for("form", "From a date on")


def editor_refused(page: Browser, address: str) -> None:
    editor_new(page, address)
    page.click("form button", "Create session")
    page.wait_for("[data-field=name]", "A name is required.")


def keys(page: Browser, address: str) -> None:
    open_sessions(page, address)
    page.press("?")
    page.wait_for("[role=dialog]", "Show the keys")


def sign_in(page: Browser, address: str) -> None:
    page.open(f"{address}/favicon.ico")
    page.script("localStorage.setItem('clinic-sessions:role', '')")
    page.open(f"{address}/")
    page.wait_for("main", "Sign in")
    page.script("localStorage.clear()")


PAGES: tuple[Callable[[Browser, str], None], ...] = (
    sessions,
    sessions_menu,
    sessions_selected,
    sessions_delete,
    sessions_nothing,
    editor_new,
    editor_general,
    editor_schedule,
    editor_refused,
    keys,
    sign_in,
)


def take(page: Browser, address: str, folder: Path) -> Iterator[Path]:
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        for width, size in WIDTHS.items():
            page.resize(*size)
            for show in PAGES:
                show(page, address)
                page.script(
                    "return Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => 0)))"
                )
                path = folder / f"{show.__name__.replace('_', '-')}-{width}-{scheme}.png"
                page.screenshot(path)
                yield path


@contextmanager
def somewhere() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def main(folder: str, address: str | None = None) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    with somewhere() as scratch:
        (scratch / "service").mkdir()
        (scratch / "browser").mkdir()
        with (
            nullcontext(address) if address else running(scratch / "service") as service,
            Browser(scratch / "browser") as page,
        ):
            for path in take(page, service, Path(folder)):
                print(path)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
