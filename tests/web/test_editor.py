"""The session editor: each sentence of what it must do, in a real browser against the whole service and its demo.

What a test changes it has made itself, under a name that nothing else has, on Sundays of 2034.
"""

from collections.abc import Callable, Iterator
from typing import Any

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

CHECKED = """
return [...document.querySelectorAll('[data-field="schedule.recurrence.weekdays"] label')]
  .find(label => label.innerText === arguments[0]).control.checked
"""

Make = Callable[..., str]

SETTINGS = """query($id: ID!) { session(id: $id) {
  version name notes status allowRemote clinician { id name } location { name } appointmentTypes { name }
  schedule { startDate startTime endTime endsNextDay text recurrence { rrule until count } }
} }"""


@pytest.fixture
def page(browser: Browser, service: str) -> Iterator[Browser]:
    visit(browser, service, "/favicon.ico")
    yield browser
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


def settings(ask: Ask, an_id: str) -> Any:
    return ask(SETTINGS, id=an_id)["session"]


def id_of(page: Browser) -> str:
    path = str(page.script("return location.pathname"))
    return path.removeprefix("/sessions/")


def update(ask: Ask, an_id: str, **given: object) -> None:
    """As somebody else would, meanwhile."""
    mutation = (
        "mutation($id: ID!, $input: UpdateSessionInput!) "
        "{ updateSession(id: $id, input: $input) { errors { message } } }"
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
    assert made["schedule"]["text"] == page.text(f"{PREVIEW} [role=status] p:first-child")
    assert made["schedule"]["recurrence"]["rrule"] == "FREQ=WEEKLY;BYDAY=SU"


@pytest.mark.parametrize(
    "repeats, fields, chips, rrule",
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
        if not page.script(CHECKED, chip):
            page.click("[data-field='schedule.recurrence.weekdays'] label", chip)
    if repeats in {"Daily", "Weekly", "Monthly"}:
        pick(page, ENDS, "Never")
    save(page)
    page.wait_for(NOTE, f"“{name}” has been saved")
    rule = settings(ask, an_id)["schedule"]["recurrence"]
    expected = rrule or fields.get("schedule.recurrence.rrule")
    assert (rule and set(rule["rrule"].split(";"))) == (expected and set(expected.split(";")))


def test_a_session_is_opened_with_what_it_is_and_keeps_what_is_not_changed(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    assert page.script("return document.querySelector(arguments[0]).value", field("name")) == name
    update(ask, an_id, notes="Somebody else's.")
    page.script("location.reload()")
    page.wait_for("[role=tab][aria-selected=true]", "General")
    page.fill(field("name"), f"{name} changed")
    page.press(ENTER)
    page.wait_for(NOTE, f"“{name} changed” has been saved")
    page.wait_for("main h1", f"{name} changed")
    after = settings(ask, an_id)
    assert (after["name"], after["notes"], after["version"]) == (f"{name} changed", "Somebody else's.", 3)


def test_the_end_is_a_date_or_a_number_of_dates(page: Browser, service: str, ask: Ask, make: Make, name: str) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    tab(page, "Schedule")
    page.fill(field("schedule.recurrence.count"), "3")
    save(page)
    page.wait_for(NOTE, "has been saved")
    assert settings(ask, an_id)["schedule"]["recurrence"]["count"] == 3
    pick(page, ENDS, "By date")
    page.fill(field("schedule.recurrence.until"), "2034-02-05")
    page.wait_for("form", "Unsaved changes")
    save(page)
    page.wait(lambda: settings(ask, an_id)["schedule"]["recurrence"]["until"] == "2034-02-05", "no end")


# ---------------------------------------------------------------- the preview


def test_the_preview_says_the_schedule_in_words_and_shows_its_dates(
    page: Browser, service: str, make: Make, name: str
) -> None:
    edit(page, service, make(name))
    page.wait_for(f"{PREVIEW} [role=status]", "Every Sunday", "09:00–10:00", "5 dates")
    page.wait_for(PREVIEW, "January 2034", "Next dates", "Sun 1 Jan 2034, 09:00–10:00")
    assert page.script(DATES) == [f"2034-01-{day:02}" for day in (1, 8, 15, 22, 29)]


def test_the_preview_shows_the_dates_that_a_change_adds_and_takes_away(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    tab(page, "Schedule")
    page.click("[data-field='schedule.recurrence.weekdays'] label", "Sat")
    page.click("[data-field='schedule.recurrence.weekdays'] label", "Sun")
    page.wait_for(PREVIEW, "Every Saturday", "Adds 5 dates", "Sat 7 Jan 2034", "Takes away 5 dates", "Sun 1 Jan 2034")
    assert settings(ask, an_id)["version"] == 1


def test_the_preview_lists_conflicts_with_a_link_to_the_other_session(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    first, second = make(f"{name} first"), make(f"{name} second")
    # At a time at which no other test has sessions.
    weekly = {"weekly": {"weekdays": ["TUESDAY"], "count": 5}}
    schedule = {"startDate": "2034-01-03", "startTime": "04:15", "endTime": "04:45", "recurrence": weekly}
    update(ask, first, schedule=schedule)
    update(ask, second, schedule=schedule)
    edit(page, service, second)
    page.wait_for(PREVIEW, "5 conflicts", "On 4 other dates as well.", f"Open “{name} first”")
    page.click(f"{PREVIEW} a", f"Open “{name} first”")
    page.wait_for("main h1", f"{name} first")
    assert id_of(page) == first


def test_the_preview_names_the_closures_that_touch_a_date(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    edit(page, service, make(name))
    page.wait_for(PREVIEW, "5 dates")
    closure = {"title": name, "kind": "OTHER", "startDate": "2034-01-08", "endDate": "2034-01-08"}
    payload = ask(
        "mutation($input: ClosureInput!) { createClosure(input: $input) { closure { id } errors { message } } }",
        input=closure,
    )["createClosure"]
    try:
        page.script("location.reload()")
        page.wait_for(PREVIEW, "touched by closures", name)
    finally:
        ask("mutation($id: ID!) { deleteClosure(id: $id) { deletedId } }", id=payload["closure"]["id"])


# ---------------------------------------------------------------- what is refused


def test_every_error_stands_at_its_field_its_tab_carries_a_mark_and_the_first_has_the_focus(
    page: Browser, service: str, make: Make, name: str
) -> None:
    edit(page, service, make(name))
    page.fill(field("name"), "x" * 201)
    tab(page, "Schedule")
    page.fill(field("schedule.endTime"), "08:00")
    page.fill(field("schedule.recurrence.interval"), "0")
    tab(page, "Notes")
    save(page)
    page.wait_for("[data-field=name]", "200")
    page.wait_for("[role=tab][aria-selected=true]", "General", "1")
    page.wait(lambda: page.script(FOCUSED) == "name", "not focused", details=lambda: str(page.script(FOCUSED)))
    page.wait_for("[role=tab]", "General 1", "Schedule 2")
    tab(page, "Schedule")
    assert page.text("[data-field='schedule.endTime']").startswith("End time * ")
    page.wait_for("[data-field='schedule.endTime'] .mantine-InputWrapper-error", "")
    page.wait_for("[data-field='schedule.recurrence.interval'] .mantine-InputWrapper-error", "")
    page.fill(field("schedule.endTime"), "10:00")
    page.wait(lambda: "Schedule 1" in page.text("[role=tab]"), "the mark stays")
    assert (
        page.script("return document.querySelector(arguments[0]).value", field("schedule.recurrence.interval")) == "0"
    )


def test_what_is_missing_is_told_at_once(page: Browser, service: str) -> None:
    edit(page, service, "new")
    save(page, "Create session")
    page.wait_for("[data-field=name]", "A name is required.")
    page.wait_for("[data-field=clinicianId]", "A clinician is required.")
    page.wait_for("[data-field=locationId]", "Choose a location, or allow remote appointments.")
    page.wait_for("[role=tab]", "General 3")
    page.wait(lambda: page.script(FOCUSED) == "name", "not focused")


def test_a_failed_save_keeps_what_was_typed(page: Browser, service: str, ask: Ask, make: Make, name: str) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    page.wait_for(PREVIEW, "5 dates")
    page.fill(field("name"), f"{name} kept")
    page.wait_for("form", "Unsaved changes")
    page.connect(offline=True)
    save(page)
    page.wait_for(NOTE, "Not saved", "No connection")
    assert page.script("return document.querySelector(arguments[0]).value", field("name")) == f"{name} kept"
    page.connect()
    page.complaints()
    save(page)
    page.wait(lambda: settings(ask, an_id)["name"] == f"{name} kept", "not saved")
    page.wait_for("main h1", f"{name} kept")
    page.complaints()


# ---------------------------------------------------------------- two at once


def test_saving_after_somebody_else_shows_both_versions_and_loses_neither(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    page.fill(field("name"), f"{name} mine")
    tab(page, "Notes")
    page.fill(field("notes", "textarea"), "My notes.")
    update(ask, an_id, name=f"{name} theirs", notes="Their notes.", status="INACTIVE")
    save(page)
    page.wait_for(DIALOG, "Somebody else has saved", f"Mine: {name} mine", f"Theirs: {name} theirs", f"It was: {name}")
    page.wait_for(DIALOG, "Mine: My notes.", "Theirs: Their notes.", "Mine: Active", "Theirs: Inactive")
    assert violations(page) == []
    page.click(f"{DIALOG} label", "Theirs: Their notes.")
    page.click(f"{DIALOG} button", "Save what is chosen")
    page.wait_for(NOTE, "has been saved")
    saved = settings(ask, an_id)
    assert (saved["name"], saved["notes"], saved["status"]) == (f"{name} mine", "Their notes.", "INACTIVE")


# ---------------------------------------------------------------- from a date on


def test_a_change_applies_to_all_dates_or_from_a_date_on(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    assert "From a date on" not in page.text("form")
    tab(page, "Schedule")
    page.fill(field("schedule.endTime"), "11:00")
    page.click("form label", "From a date on")
    page.fill(field("from"), "2034-01-15")
    page.wait_for(PREVIEW, "09:00–11:00", "Sun 15 Jan 2034")
    save(page)
    page.wait_for(NOTE, f"“{name}” has a new session from Sun 15 Jan 2034 on")
    page.wait(lambda: id_of(page) != an_id, "still on the old session")
    before, after = settings(ask, an_id), settings(ask, id_of(page))
    assert before["schedule"]["endTime"].startswith("10:00")
    assert after["schedule"]["endTime"].startswith("11:00")
    assert after["schedule"]["startDate"] == "2034-01-15"


# ---------------------------------------------------------------- copies, templates, leaving


def test_a_duplicate_is_not_saved_before_the_user_saves_it(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    an_id = make(name)
    edit(page, service, f"new?from={an_id}")
    assert page.script("return document.querySelector(arguments[0]).value", field("name")) == f"{name} (copy)"
    count = "query($search: String) { sessions(filter: { search: $search }) { totalCount } }"
    assert ask(count, search=name)["sessions"]["totalCount"] == 1
    save(page, "Create session")
    page.wait_for(NOTE, f"“{name} (copy)” has been made")
    assert ask(count, search=name)["sessions"]["totalCount"] == 2
    assert settings(ask, id_of(page))["schedule"] == settings(ask, an_id)["schedule"]


def test_a_session_is_made_from_a_template(page: Browser, service: str, ask: Ask, name: str) -> None:
    template = ask("{ sessionTemplates(first: 1) { nodes { id name schedule { text } } } }")["sessionTemplates"][
        "nodes"
    ][0]
    edit(page, service, "new")
    pick(page, "main input[placeholder^='Practice templates']", template["name"])
    page.wait_for("main h1", f"New session from “{template['name']}”")
    page.fill(field("name"), name)
    page.wait_for("form", "Unsaved changes")
    pick(page, field("clinicianId"), "Okafor", search="okafor")
    tab(page, "Schedule")
    page.fill(field("schedule.startDate"), "2034-01-01")
    save(page, "Create session")
    page.wait_for(NOTE, f"“{name}” has been made")
    made = ask("query($id: ID!) { session(id: $id) { name template { id } } }", id=id_of(page))["session"]
    assert made == {"name": name, "template": {"id": template["id"]}}


def test_leaving_with_unsaved_changes_asks(page: Browser, service: str, make: Make, name: str) -> None:
    edit(page, service, make(name))
    page.fill(field("name"), f"{name} changed")
    page.wait_for("form", "Unsaved changes")
    page.click("main a", "Sessions")
    page.wait_for(DIALOG, "Leave without saving?")
    page.click(f"{DIALOG} button", "Stay")
    page.wait(lambda: not page.text(DIALOG), "still asked")
    assert page.script("return document.querySelector(arguments[0]).value", field("name")) == f"{name} changed"
    page.click("main a", "Sessions")
    page.click(f"{DIALOG} button", "Leave")
    page.wait_for(LIST, "Clinic")


# ---------------------------------------------------------------- roles, history


def test_a_history_says_to_an_admin_who_changed_what(
    page: Browser, service: str, ask: Ask, make: Make, name: str
) -> None:
    an_id = make(name)
    update(ask, an_id, notes="Later.")
    edit(page, service, an_id)
    page.click("[aria-label=History] button", "Show who changed what")
    page.wait_for("[aria-label=History]", "Margaret Hale changed it", "Later.", "Margaret Hale made it")


def test_staff_may_read_a_session_and_change_nothing(page: Browser, service: str, make: Make, name: str) -> None:
    an_id = make(name)
    sign_in_as(page, service, "Staff (Ben Carter)")
    edit(page, service, an_id)
    page.wait_for("main", "You may look at this session, and not change it.")
    page.wait_for(PREVIEW, "Every Sunday", "5 dates")
    assert page.script("return document.querySelectorAll('main button[type=submit], [aria-label=History]').length") == 0
    assert page.script("return document.querySelector(arguments[0]).readOnly", field("name")) is True
    page.open(f"{service}/sessions/new")
    page.wait_for("[role=alert]", "Your role may look at sessions")


def test_a_session_that_is_not_there_is_said_to_be_gone(page: Browser, service: str) -> None:
    page.open(f"{service}/sessions/00000000-0000-4000-8000-000000000000")
    page.wait_for("main", "There is no such session")


# ---------------------------------------------------------------- for everybody


def test_it_is_saved_by_the_keyboard_alone(page: Browser, service: str, ask: Ask, make: Make, name: str) -> None:
    an_id = make(name)
    edit(page, service, an_id)
    page.fill(field("name"), f"{name} typed")
    page.wait_for("form", "Unsaved changes")
    page.press("s", holding=CONTROL)
    page.wait_for(NOTE, f"“{name} typed” has been saved")
    assert settings(ask, an_id)["name"] == f"{name} typed"


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 360)])
def test_axe_finds_nothing_on_any_tab_and_nothing_scrolls_sideways(
    page: Browser, service: str, make: Make, name: str, scheme: str, width: int
) -> None:
    make(f"{name} other")
    an_id = make(name)
    page.prefer(scheme)
    page.resize(width, 800)
    edit(page, service, an_id)
    page.wait_for(PREVIEW, "conflict")
    for label in ("General", "Schedule", "Appointment Types", "Notes"):
        tab(page, label)
        assert violations(page) == []
        wide = page.script("return document.documentElement.scrollWidth")
        assert 0 < wide <= width
    page.open(f"{service}/sessions/new")
    save(page, "Create session")
    page.wait_for("[data-field=name]", "A name is required.")
    assert violations(page) == []
