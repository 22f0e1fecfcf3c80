"""The Sessions page: each sentence of what it must do, in a real browser against the whole service and its demo.

What a test changes it has made itself, under a name that nothing else has.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server import console, explorer
from tests.web import stub
from tests.web.axe import violations
from tests.web.browser import DOWN, ENTER, ESCAPE, TAB, Browser
from tests.web.conftest import DEMO, Ask, serving
from tests.web.test_console import LIST, MENU, visit

pytestmark = pytest.mark.slow
ROWS = "return [...document.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
BULK = "[aria-label='Actions for the selected sessions']"
DIALOG = "[role=dialog]"
NOTE = "[role=alert]"
SEARCH = "[role=searchbox]"

Row = tuple[str, str, str, str, str]


@pytest.fixture
def page(browser: Browser, service: str) -> Iterator[Browser]:
    visit(browser, service, "/sessions")
    browser.wait_for(LIST, "Clinic")
    yield browser
    assert browser.complaints() == []


def show(page: Browser, service: str, query: str) -> None:
    page.open(f"{service}/sessions{query}")
    page.wait(lambda: page.script("return !!document.querySelector(arguments[0])", LIST), "no list")


def rows(page: Browser) -> list[Row]:
    """Name, clinician, location, schedule and status of each."""
    return [tuple(cells[1:6]) for cells in page.script(ROWS)]


def until_rows(page: Browser, is_so: Callable[[list[Row]], bool]) -> list[Row]:
    page.wait(lambda: is_so(rows(page)), "the list never showed it", details=lambda: str(rows(page)))
    return rows(page)


def open_menu(page: Browser, name: str) -> None:
    page.click(f"button[aria-label='Actions for {name}']")
    page.wait_for(MENU, "Duplicate")


# ---------------------------------------------------------------- the table


def test_the_table_shows_name_clinician_location_schedule_and_status(page: Browser) -> None:
    headers = page.script("return [...document.querySelectorAll('thead th button')].map(button => button.innerText)")
    assert headers == ["Name", "Clinician", "Location", "Schedule", "Status"]
    assert ("Blood Clinic", "Niamh Brennan", "Harbour Street", "Every weekday, 08:30–11:30", "Active") in rows(page)


def test_it_is_searched(page: Browser) -> None:
    page.click(SEARCH)
    page.press("branch nurse")
    until_rows(page, lambda shown: [row[0] for row in shown] == ["Branch Nurse Clinic"])
    assert page.script("return location.search") == "?q=branch+nurse"


def test_it_is_filtered_by_clinician(page: Browser) -> None:
    page.click("input[aria-label=Clinician]")
    page.click("[role=option]", "Niamh Brennan")
    until_rows(page, lambda shown: {row[1] for row in shown} == {"Niamh Brennan"})


def test_it_is_filtered_by_location_and_by_remote(page: Browser) -> None:
    page.click("input[aria-label=Location]")
    page.click("[role=option]", "Meadow Lane Branch")
    until_rows(page, lambda shown: {row[2] for row in shown} == {"Meadow Lane Branch"})
    page.click("input[aria-label=Location]")
    page.click("[role=option]", "Remote")
    shown = until_rows(page, lambda shown: bool(shown) and all("Remote" in row[2] for row in shown))
    assert {"Remote", "Harbour Street, Remote"} <= {row[2] for row in shown}


def test_it_is_filtered_by_status_and_filters_are_cleared_at_once(page: Browser) -> None:
    page.click("[aria-label=Status] label", "Inactive")
    until_rows(page, lambda shown: {row[4] for row in shown} == {"Inactive"})
    page.click("button", "Clear filters")
    until_rows(page, lambda shown: len(shown) == 25)
    assert page.script("return location.search") == ""


@pytest.mark.parametrize("column, cell", [("Name", 0), ("Clinician", 1), ("Location", 2), ("Status", 4)])
def test_a_column_header_sorts_and_sorts_the_other_way(page: Browser, column: str, cell: int) -> None:
    header = f"return [...document.querySelectorAll('th')].find(th => th.innerText === '{column}')?.ariaSort"
    if column != "Name":
        page.click("th button", column)
    page.wait(lambda: page.script(header) == "ascending", "not sorted")
    first = until_rows(page, lambda shown: sorted_by(shown, cell))[0][cell]
    page.click("th button", column)
    page.wait(lambda: page.script(header) == "descending", "not sorted the other way")
    until_rows(page, lambda shown: sorted_by(shown[::-1], cell) and shown[0][cell] != first)


def sorted_by(shown: list[Row], cell: int) -> bool:
    """By a location's name, whether also remote or not; sessions that are only remote have none, and come last."""
    texts = [row[cell].partition(",")[0].casefold().replace("'", "") for row in shown if row[cell] != "Remote"]
    return texts == sorted(texts)


def test_pages_are_turned_forth_and_back(page: Browser) -> None:
    first = rows(page)
    page.click("nav button", "Next")
    second = until_rows(page, lambda shown: shown[0] != first[0])
    assert "after=" in page.script("return location.search")
    page.click("nav button", "Previous")
    until_rows(page, lambda shown: shown == first)
    page.script("history.back()")
    until_rows(page, lambda shown: shown == second)


def test_a_view_is_in_its_address_and_opens_the_same_for_a_colleague(page: Browser, service: str) -> None:
    page.click("[aria-label=Status] label", "Active")
    page.click("th button", "Clinician")
    page.click("th button", "Clinician")
    page.click(SEARCH)
    page.press("surgery")
    expected = until_rows(page, lambda shown: bool(shown) and all("urgery" in row[0] for row in shown))
    page.wait(lambda: "q=surgery" in page.script("return location.search"), "the search is not in the address")
    address = page.script("return location.search")
    assert "status=active" in address
    assert "sort=clinician&order=desc" in address
    visit(page, service, f"/sessions{address}")
    until_rows(page, lambda shown: shown == expected)
    assert page.script("return document.querySelector('[role=searchbox]').value") == "surgery"


# ---------------------------------------------------------------- the menu of a row


def test_edit_and_the_name_open_the_editor(page: Browser, service: str, make: Callable[..., str], name: str) -> None:
    path = f"/sessions/{make(name)}"
    show(page, service, f"?q={name}")
    open_menu(page, name)
    page.click("[role=menuitem]", "Edit")
    page.wait_for("main h1", name)
    assert page.script("return location.pathname") == path
    show(page, service, f"?q={name}")
    page.click("tbody a", name)
    page.wait_for("main h1", name)
    assert page.script("return location.pathname") == path


def test_duplicate_opens_the_editor_on_a_copy(page: Browser, service: str, make: Callable[..., str], name: str) -> None:
    an_id = make(name)
    show(page, service, f"?q={name}")
    open_menu(page, name)
    page.click("[role=menuitem]", "Duplicate")
    page.wait_for("main h1", f"New session from “{name}”")
    assert page.script("return location.pathname + location.search") == f"/sessions/new?from={an_id}"


def test_new_session_and_the_key_n_open_a_blank_editor(page: Browser, service: str) -> None:
    page.click("main a", "New session")
    page.wait_for("main h1", "New session")
    show(page, service, "")
    page.press("n")
    page.wait_for("main h1", "New session")
    assert page.script("return location.pathname") == "/sessions/new"


def test_a_session_is_deactivated_and_activated(
    page: Browser, service: str, make: Callable[..., str], ask: Ask, name: str
) -> None:
    made = make(name)
    show(page, service, f"?q={name}")
    open_menu(page, name)
    page.click("[role=menuitem]", "Deactivate")
    page.wait_for(NOTE, f"“{name}” is inactive now")
    assert rows(page)[0][4] == "Inactive"
    status = "query($id: ID!) { session(id: $id) { status } }"
    assert ask(status, id=made)["session"]["status"] == "INACTIVE"
    open_menu(page, name)
    page.click("[role=menuitem]", "Activate")
    page.wait_for(NOTE, f"“{name}” is active now")
    assert ask(status, id=made)["session"]["status"] == "ACTIVE"


def test_a_change_of_status_is_shown_at_once_and_said_to_be_saved_only_when_it_is(
    page: Browser, service: str, make: Callable[..., str], name: str
) -> None:
    make(name)
    show(page, service, f"?q={name}")
    open_menu(page, name)
    page.connect(latency=5000)
    page.click("[role=menuitem]", "Deactivate")
    until_rows(page, lambda shown: shown[0][4] == "Inactive")
    assert "is inactive now" not in page.text("body")
    page.connect()
    page.wait_for(NOTE, f"“{name}” is inactive now")


def test_a_refused_change_is_taken_back_and_says_why(
    page: Browser, service: str, make: Callable[..., str], ask: Ask, name: str
) -> None:
    made = make(name)
    show(page, service, f"?q={name}")
    open_menu(page, name)
    ask('mutation($id: ID!) { updateSession(id: $id, input: {notes: "x"}) { errors { message } } }', id=made)
    page.click("[role=menuitem]", "Deactivate")
    page.wait_for(NOTE, "Not saved")
    until_rows(page, lambda shown: shown[0][4] == "Active")


def test_deleting_asks_and_says_what_goes_with_it(
    page: Browser, service: str, make: Callable[..., str], ask: Ask, name: str
) -> None:
    made = make(name)
    cancel = (
        'mutation($id: ID!) { cancelOccurrence(sessionId: $id, originalDate: "2034-01-08") { errors { message } } }'
    )
    assert ask(cancel, id=made)["cancelOccurrence"]["errors"] == []
    show(page, service, f"?q={name}")
    open_menu(page, name)
    page.click("[role=menuitem]", "Delete…")
    page.wait_for(
        DIALOG, f"Delete “{name}”?", "all its dates", "Sun 1 Jan 2034 at 09:00", "1 date cancelled or moved by hand"
    )
    page.click(f"{DIALOG} button", "Cancel")
    page.wait(lambda: not page.text(DIALOG), "the dialog stays")
    assert [row[0] for row in rows(page)] == [name]
    open_menu(page, name)
    page.click("[role=menuitem]", "Delete…")
    page.wait_for(DIALOG, "Sun 1 Jan 2034")
    page.click(f"{DIALOG} button", "Delete")
    page.wait_for(NOTE, f"“{name}” has been deleted")
    page.wait_for("main", "No session matches")
    assert ask("query($id: ID!) { session(id: $id) { id } }", id=made)["session"] is None


# ---------------------------------------------------------------- several at once


def select_all(page: Browser, service: str, name: str, expected: int) -> None:
    show(page, service, f"?q={name}")
    until_rows(page, lambda shown: len(shown) == expected)
    page.click("[aria-label='Select all sessions on this page']")
    page.wait_for(BULK, f"{expected} selected")


def test_selected_sessions_are_deactivated_and_activated_with_a_result_for_each(
    page: Browser, service: str, make: Callable[..., str], name: str
) -> None:
    make(f"{name} A")
    make(f"{name} B")
    select_all(page, service, name, 2)
    page.click(f"{BULK} button", "Deactivate")
    page.wait_for(DIALOG, "2 of 2 sessions done", f"{name} A: Deactivated", f"{name} B: Deactivated")
    page.press(ESCAPE)
    until_rows(page, lambda shown: {row[4] for row in shown} == {"Inactive"})
    select_all(page, service, name, 2)
    page.click(f"{BULK} button", "Activate")
    page.wait_for(DIALOG, "2 of 2 sessions done", f"{name} A: Activated")


def test_selected_sessions_are_deleted_after_a_question_and_a_refusal_is_told_beside_what_was_done(
    page: Browser, service: str, make: Callable[..., str], ask: Ask, name: str
) -> None:
    gone = make(f"{name} A")
    make(f"{name} B")
    select_all(page, service, name, 2)
    ask("mutation($id: ID!) { deleteSession(id: $id) { deletedId } }", id=gone)
    page.click(f"{BULK} button", "Delete…")
    page.wait_for(DIALOG, "Delete 2 sessions?", "With each of them go:")
    page.click(f"{DIALOG} button", "Delete 2 sessions")
    page.wait_for(DIALOG, "1 of 2 sessions done", f"{name} A: Refused", f"{name} B: Deleted")
    page.press(ESCAPE)
    page.wait_for("main", "No session matches")


def test_a_selection_ends_with_the_filter_that_showed_it(page: Browser) -> None:
    page.click("[aria-label='Select all sessions on this page']")
    page.wait_for(BULK, "25 selected")
    page.click("[aria-label=Status] label", "Inactive")
    page.wait(lambda: not page.text(BULK), "the selection stays")


# ---------------------------------------------------------------- empty, failing, slow


class Failing:
    """Answers /graphql with `status` and `code` if `status` is set, as the service would."""

    def __init__(self, app: ASGIApp, code: str = "SERVICE_UNAVAILABLE") -> None:
        self.app, self.status, self.code = app, 0, code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self.app
        if self.status and scope["path"] == "/graphql":
            body = {"errors": [{"message": "Busy.", "extensions": {"code": self.code}}]}
            app = JSONResponse(body, self.status, media_type="application/graphql-response+json")
        await app(scope, receive, send)


def stubbed(**given: Any) -> Starlette:
    pages = [*console.routes(), *explorer.routes(tokens=DEMO, development=True)]
    return stub.app(pages, {token.token: token.role for token in DEMO}, **given)


def test_an_empty_practice_is_told_what_to_do_first(browser: Browser) -> None:
    with serving(stubbed(listed=())) as address:
        visit(browser, address)
        browser.wait_for("main", "No sessions yet", "its clinicians: done", "its locations", "still missing")
        assert violations(browser) == []
        browser.script("localStorage.setItem('clinic-sessions:role', 'Staff')")
        browser.open(f"{address}/")
        browser.wait_for("main", "As soon as your practice’s manager has made some")
        assert browser.complaints() == []


def test_a_search_without_a_match_says_so_and_offers_to_clear_it(page: Browser, service: str) -> None:
    page.open(f"{service}/sessions?q=nobody+at+all")
    page.wait_for("main", "No session matches")
    page.click("main section + div button, main button", "Clear filters")
    until_rows(page, lambda shown: len(shown) == 25)


def test_a_page_that_is_older_than_the_service_is_to_be_reloaded(browser: Browser) -> None:
    service = Failing(stubbed(), "BAD_USER_INPUT")
    with serving(service) as address:
        visit(browser, address)
        browser.wait_for(LIST, "Monday clinic")
        service.status = 400
        browser.script("window.dispatchEvent(new Event('focus'))")
        browser.wait_for(NOTE, "The service has changed", "Reload the page")


def test_a_503_has_its_words_and_a_way_on_and_what_was_read_stays(browser: Browser) -> None:
    service = Failing(stubbed())
    with serving(service) as address:
        visit(browser, address)
        browser.wait_for(LIST, "Monday clinic")
        service.status = 503
        browser.script("window.dispatchEvent(new Event('focus'))")
        browser.wait_for(NOTE, "The service is busy")
        assert "Monday clinic" in browser.text("table")
        service.status = 0
        browser.click(f"{NOTE} button", "Try again")
        browser.wait(lambda: not browser.text(NOTE), "the notice stays")


def test_being_offline_has_its_words_and_ends_by_itself(browser: Browser) -> None:
    with serving(stubbed()) as address:
        visit(browser, address)
        browser.wait_for(LIST, "Monday clinic")
        browser.connect(offline=True)
        browser.script("window.dispatchEvent(new Event('focus'))")
        browser.wait_for(NOTE, "No connection")
        browser.connect()
        browser.script("window.dispatchEvent(new Event('online'))")
        browser.wait(lambda: not browser.text(NOTE), "the notice stays")
        browser.complaints()


def test_on_a_slow_network_the_last_rows_stay_until_the_next_are_there(page: Browser) -> None:
    before = rows(page)
    page.connect(latency=1500)
    page.click("th button", "Clinician")
    page.wait(lambda: page.script("return !!document.querySelector('table[aria-busy=true]')"), "not said to be busy")
    assert rows(page) == before
    page.connect()
    until_rows(page, lambda shown: shown != before)


def test_who_comes_back_to_the_page_sees_what_others_did(
    page: Browser, service: str, make: Callable[..., str], name: str
) -> None:
    page.open(f"{service}/sessions?q={name}")
    page.wait_for("main", "No session matches")
    make(name)
    page.script("window.dispatchEvent(new Event('focus'))")
    until_rows(page, lambda shown: [row[0] for row in shown] == [name])


# ---------------------------------------------------------------- by keyboard, on a phone, in the dark


def test_a_slash_searches_and_escape_leaves_the_search(page: Browser) -> None:
    page.press("/")
    page.press("back")
    until_rows(page, lambda shown: [row[0] for row in shown] == ["Back Class"])
    page.press(ESCAPE)
    until_rows(page, lambda shown: len(shown) == 25)


def test_a_row_is_changed_by_keyboard_alone(page: Browser, service: str, make: Callable[..., str], name: str) -> None:
    make(name)
    show(page, service, f"?q={name}")
    page.script("document.querySelector('tbody [type=checkbox]').focus()")
    # Past the name, to the menu; past Edit and Duplicate.
    page.press(TAB + TAB + ENTER)
    page.wait_for(MENU, "Deactivate")
    focused = "return document.activeElement.closest('[role=menuitem]')?.innerText ?? ''"
    # The menu takes the focus when it has opened.
    page.wait(lambda: page.script(focused) == "Edit", "the menu never took the focus")
    page.press(DOWN + DOWN)
    page.wait(lambda: page.script(focused) == "Deactivate", "the keys did not move within the menu")
    page.press(ENTER)
    page.wait_for(NOTE, f"“{name}” is inactive now")


@pytest.mark.parametrize("width", [360, 320])
def test_on_a_narrow_screen_it_is_a_list_that_does_not_scroll_sideways(page: Browser, width: int) -> None:
    page.resize(width, 780)
    page.wait_for(f"ul{LIST}", "Afternoon GP Clinic", "Dr Amara Okafor", "Every Tuesday and Thursday", "Active")
    assert page.script("return document.documentElement.scrollWidth <= innerWidth")
    open_menu(page, "Afternoon GP Clinic")


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Browser, scheme: str, width: int) -> None:
    page.prefer(scheme)
    page.resize(width, 900)
    page.wait_for(LIST, "Afternoon GP Clinic")
    assert violations(page) == []
    page.script("document.querySelector('[aria-label^=\"Select \"]:not([aria-label*=all])').click()")
    page.wait_for(BULK, "1 selected")
    assert violations(page) == []
    open_menu(page, "Afternoon GP Clinic")
    assert violations(page) == []
    page.click("[role=menuitem]", "Delete…")
    page.wait_for(DIALOG, "its next date")
    assert violations(page) == []
