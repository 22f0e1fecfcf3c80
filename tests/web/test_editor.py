"""The session editor: each sentence of what it must do, in a real browser against the whole service and its demo.

What a test changes it has made itself, under a name that nothing else has, on Sundays of 2034.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.vacuous import some
from tests.web.axe import violations
from tests.web.browser import CONTROL, ENTER, Browser
from tests.web.conftest import Ask
from tests.web.test_console import LIST, sign_in_as, visit

pytestmark = pytest.mark.slow
ENDS = "[data-ends] input:not([type=hidden])"
DIALOG = "[role=dialog]"
NOTE = "[role=alert]"
PREVIEW = "[aria-label=Preview]"
FOCUSED = "return document.activeElement.closest('[data-field]')?.dataset.field ?? null"
DATES = "return [...document.querySelectorAll('[aria-label=Preview] td[data-state]')].map(cell => cell.dataset.date)"

Make = Callable[..., str]

SETTINGS = """query($id: ID!) { session(id: $id) {
  version name notes status allowRemote clinician { id name } location { name } appointmentTypes { name }
  schedule { startDate startTime endTime endsNextDay text recurrence { rrule until count } }
} }"""


@pytest.fixture
def page(browser: Browser, service: str) -> Iterator[Browser]:
    visit(browser, service, "/favicon.ico")
    yield browser
    # A form with unsaved changes would ask before the next test may open its page; the browser says yes.
    assert browser.complaints() == []


def field(name: str, kind: str = "input") -> str:
    return f"[data-field='{name}'] {kind}:not([type=hidden])"


def edit(page: Browser, service: str, path: str) -> None:
    page.open(f"{service}/sessions/{path}")
    page.wait_for(PREVIEW, "")
    page.wait_for("main h1", "")
    page.wait_for("[role=tab][aria-selected=true]", "General")


def tab(page: Browser, name: str) -> None:
    page.click("[role=tab]", name)
    page.wait_for("[role=tab][aria-selected=true]", name)


def pick(page: Browser, css: str, label: str, search: str | None = None) -> None:
    """An option of a list that opens with a click."""
    page.click(css)
    if search:
        page.fill(css, search)
    page.click("[role=option]", label)


def save(page: Browser, button: str = "Save") -> None:
    page.click("form button[type=submit]", button)


def settings(ask: Ask, an_id: str) -> dict[str, object]:
    session = ask(SETTINGS, id=an_id)["session"]
    assert isinstance(session, dict)
    return session


def id_of(page: Browser) -> str:
    path = str(page.script("return location.pathname"))
    return path.removeprefix("/sessions/")


def update(ask: Ask, an_id: str, **given: object) -> None:
    """As somebody else would, meanwhile."""
    mutation = (
        "mutation($id: ID!, $input: UpdateSessionInput!) { updateSession(id: $id, input: $input) { errors { message } } }"
    )
    assert ask(mutation, id=an_id, input=given)["updateSession"]["errors"] == []


# ---------------------------------------------------------------- making and changing


def test_a_weekly_session_is_made_with_the_four_tabs(page: Browser, service: str, ask: Ask, name: str) -> None:
    edit(page, service, "new")
    assert page.text("[role=tab]") == "General Schedule Appointment Types Notes"
    page.fill(field("name"), name)
    pick(page, field("clinicianId"), "Okafor", search="okafor")
    page.click("label", "Remote: video")
    tab(page, "Schedule")
    page.fill(field("schedule.startDate"), "2034-01-01")
    page.fill(field("schedule.startTime"), "09:00")
    page.fill(field("schedule.endTime"), "10:30")
    page.click("[data-field='schedule.recurrence.weekdays'] label", "Sun")
    tab(page, "Appointment Types")
    pick(page, field("appointmentTypeIds"), "", search="a")
    tab(page, "Notes")
    page.fill(field("notes", "textarea"), "Bring <b>the</b> keys.")
    save(page, "Create session")
    page.wait_for(NOTE, f"“{name}” has been made")
    page.wait_for("main h1", name)
    made = settings(ask, id_of(page))
    assert made["name"] == name
    assert made["notes"] == "Bring <b>the</b> keys."
    assert made["allowRemote"] is True
    assert len(some(made["appointmentTypes"])) == 1
    assert made["schedule"]["text"] == page.text(f"{PREVIEW} [role=status] p:first-child")  # type: ignore[index]
    assert made["schedule"]["recurrence"]["rrule"] == "FREQ=WEEKLY;BYDAY=SU"  # type: ignore[index]


@pytest.mark.parametrize(
    ("repeats", "fields", "chips", "rrule"),
    [
        ("Daily", {"schedule.recurrence.interval": "3"}, [], "FREQ=DAILY;INTERVAL=3"),
        ("Weekly", {"schedule.recurrence.interval": "2"}, ["Sun"], "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        ("Monthly", {}, ["Sun"], "FREQ=MONTHLY;BYDAY=1SU"),
        ("By another rule", {"schedule.recurrence.rrule": "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU"}, [], None),
        ("Never: one date", {}, [], None),
    ],
)
def test_it_repeats_daily_weekly_monthly_by_another_rule_or_not_at_all(
    page: Browser,
    service: str,
    ask: Ask,
    make: Make,
    name: str,
    repeats: str,
    fields: dict[str, str],
    chips: list[str],
    rrule: str | None,
) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    tab(page, "Schedule")
    assert page.script("return document.querySelector(arguments[0]).value", field("schedule.recurrence")) == "Weekly"
    pick(page, field("schedule.recurrence"), repeats)
    for path, text in fields.items():
        page.fill(field(path), text)
    for chip in chips:
        checked = f"return [...document.querySelectorAll('[data-field=\"schedule.recurrence.weekdays\"] label')].find(label => label.innerText === '{chip}').control.checked"
        if not page.script(checked):
            page.click("[data-field='schedule.recurrence.weekdays'] label", chip)
    if repeats in {"Daily", "Weekly", "Monthly"}:
        pick(page, ENDS, "Never")
    save(page)
    page.wait_for(NOTE, f"“{name}” has been saved")
    rule = settings(ask, an_id)["schedule"]["recurrence"]  # type: ignore[index]
    expected = rrule or fields.get("schedule.recurrence.rrule")
    assert (rule and set(rule["rrule"].split(";"))) == (expected and set(expected.split(";")))
