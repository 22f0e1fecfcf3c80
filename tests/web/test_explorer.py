"""The explorer in a real browser, over its real routes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.browser import CONTROL, DELETE, ENTER, ESCAPE, Browser

pytestmark = pytest.mark.slow
QUERY = ".graphiql-query-editor .view-lines"
VARIABLES = ".graphiql-editor-tool[aria-label=Variables] .view-lines"
RESPONSE = ".graphiql-response .view-lines"
SUGGESTIONS = ".suggest-widget.visible"
RUN = "button.graphiql-execute-button"


@pytest.fixture
def page(browser: Browser, development: str) -> Iterator[Browser]:
    """The page as somebody sees it who comes for the first time; at the end its console must hold no complaint."""
    yield from first_visit(browser, development)


@pytest.fixture
def production_page(browser: Browser, production: str) -> Iterator[Browser]:
    yield from first_visit(browser, production)


def first_visit(browser: Browser, address: str) -> Iterator[Browser]:
    browser.open(f"{address}/favicon.ico")
    browser.script("localStorage.clear()")
    browser.complaints()
    reload(browser, address)
    yield browser
    assert browser.complaints() == []


def reload(browser: Browser, address: str) -> None:
    browser.open(f"{address}/explorer")
    browser.wait_for(QUERY, "# Clinic Sessions")


def write(page: Browser, text: str) -> None:
    """Replaces the operation. Brackets close themselves, as for anybody who types them."""
    page.click(f"{QUERY} .view-line")
    page.press("a", holding=CONTROL)
    page.press(DELETE)
    page.press(text)


def paste(page: Browser, text: str) -> None:
    """Replaces the operation at once, for tests that are not about typing."""
    page.script("__MONACO.editor.getEditors()[0].setValue(arguments[0])", text)


def test_it_names_itself_and_offers_its_examples(page: Browser) -> None:
    assert page.script("return [document.title, document.documentElement.lang]") == ["Clinic Sessions explorer", "en"]
    page.wait_for(".examples", "The sessions table", "Create a session", "Who am I?")


def test_a_field_is_completed_as_it_is_typed(page: Browser) -> None:
    write(page, "{ view")
    page.wait_for(SUGGESTIONS, "viewer")
    page.press(ENTER)
    page.wait_for(QUERY, "{ viewer")


def test_an_operation_is_run(page: Browser) -> None:
    page.click(RUN)
    page.wait_for(RESPONSE, '"role": "ADMIN"', '"name": "Riverside Practice"')


def test_the_keyboard_runs_an_operation(page: Browser) -> None:
    write(page, "{ viewer { name")
    page.press(ESCAPE)
    page.press(ENTER, holding=CONTROL)
    page.wait_for(RESPONSE, '"name": "Sam the admin"')


def test_an_error_of_the_service_is_shown(page: Browser) -> None:
    paste(page, "{ viewer { shoeSize } }")
    page.click(RUN)
    page.wait_for(RESPONSE, '"errors"', "Cannot query field 'shoeSize'")


def test_a_mistake_is_marked_before_it_is_sent(page: Browser) -> None:
    paste(page, "{ viewer { shoeSize } }")
    page.wait(lambda: page.script("return !!document.querySelector('.squiggly-error')"), "no mark")


def test_another_role_asks_from_then_on(page: Browser, development: str) -> None:
    page.choose("select[aria-label=Role]", "Staff")
    page.click(RUN)
    page.wait_for(RESPONSE, '"role": "STAFF"')
    reload(page, development)
    page.click(RUN)
    page.wait_for(RESPONSE, '"role": "STAFF"')


def test_an_example_opens_ready_to_run(page: Browser) -> None:
    page.click(".example", "The sessions table")
    page.wait_for(QUERY, "query SessionsTable")
    page.wait_for("[role=tab]", "SessionsTable")
    page.click(RUN)
    page.wait_for(RESPONSE, '"name": "Monday clinic"')


def test_an_examples_variables_are_of_the_practice_and_of_today(page: Browser) -> None:
    page.click(".example", "One session")
    page.wait_for(VARIABLES, '"id": "0192e3c4-0000-7000-8000-000000000002"', '"from": "20')


def test_an_example_that_cannot_be_filled_says_what_belongs_there(page: Browser) -> None:
    page.click(".example", "Delete a session")
    page.wait_for(VARIABLES, '"id": "<a session\'s id>"')


def test_examples_are_searched(page: Browser) -> None:
    page.click(".examples-search")
    page.press("split")
    page.wait(lambda: "The sessions table" not in page.text(".examples"), "the search hides nothing")
    page.wait_for(".examples", "Split a series")


def test_the_docs_show_the_schema(page: Browser) -> None:
    page.click("button[aria-label='Show Documentation Explorer']")
    page.click(".graphiql-doc-explorer-content a", "Query")
    page.wait_for(".graphiql-doc-explorer", "viewer: Viewer!", "sessions(")


def test_what_was_run_is_in_the_history(page: Browser) -> None:
    page.click(RUN)
    page.wait_for(RESPONSE, "ADMIN")
    page.click("button[aria-label='Show History']")
    page.wait_for(".graphiql-history", "WhoAmI")


def test_no_token_reaches_the_disk(production_page: Browser) -> None:
    page = production_page
    page.click(".graphiql-editor-tools button", "Headers")
    page.click(".graphiql-editor-tool[aria-label=Headers] .view-lines")
    page.script(
        "__MONACO.editor.getEditors().find(e => e.getModel().uri.path.endsWith('headers.json')).setValue(arguments[0])",
        '{"Authorization": "Bearer token-of-the-staff"}',
    )
    page.click(RUN)
    page.wait_for(RESPONSE, '"role": "STAFF"')
    page.click("button[aria-label='Show History']")
    page.wait_for(".graphiql-history", "WhoAmI")

    def kept() -> str:
        return str(page.script("return JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie"))

    page.wait(lambda: "WhoAmI" in kept() and "tabState" in kept(), "nothing is kept at all")
    assert "token-of" not in kept()


def test_in_production_a_pasted_token_asks(production_page: Browser) -> None:
    page = production_page
    page.click("input[aria-label='Access token']")
    page.press("Bearer token-of-the-staff" + ENTER)
    page.click(RUN)
    page.wait_for(RESPONSE, '"role": "STAFF"')
    write(page, "{ view")
    page.wait_for(SUGGESTIONS, "viewer")


def test_in_production_an_example_that_writes_names_nothing_real(production_page: Browser) -> None:
    page = production_page
    page.click("input[aria-label='Access token']")
    page.press("token-of-the-admin" + ENTER)
    page.click(".example", "Create a session")
    page.wait_for(VARIABLES, '"clinicianId": "<a clinician\'s id>"')


def test_the_page_can_reach_nobody_else(page: Browser) -> None:
    reached = page.script("return fetch('https://example.com/').then(() => 'reached', () => 'refused')")
    assert reached == "refused"
    assert any("Content Security Policy" in complaint for complaint in page.complaints())


def test_the_browser_is_sent_to_no_other_address(browser_at_hand: None, development: str, tmp_path: Path) -> None:
    with Browser(tmp_path) as page:
        reload(page, development)
        page.click(".example", "The sessions table")
        page.click(RUN)
        page.wait_for(RESPONSE, "Monday clinic")
        page.click("button[aria-label='Show Documentation Explorer']")
        page.wait_for(".graphiql-doc-explorer", "Query")
        page.wait(lambda: any("graphql.worker" in worker.url for worker in page.page.workers), "no worker was started")
        requested = page.requested()
    assert f"{development}/graphql" in requested
    assert any("graphql.worker" in url for url in requested)
    assert {url for url in requested if not url.startswith((f"{development}/", "data:", "blob:"))} == set()
