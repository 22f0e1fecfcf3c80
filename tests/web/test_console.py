"""The console's shell and signing in, in a real browser: against the whole service, or a stub where it is to fail."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from server import console, explorer
from tests.web import stub
from tests.web.axe import violations
from tests.web.browser import ENTER, Browser
from tests.web.conftest import DEMO, serving

pytestmark = pytest.mark.slow
LIST = "[aria-label='Sessions of the practice'][aria-busy=false]"
ACCOUNT = "button[aria-label^='Account of']"
MENU = "[role=menu]"


@pytest.fixture
def page(browser: Browser, service: str) -> Iterator[Browser]:
    """The console as a first visitor sees it; at the end the browser's console holds no complaint."""
    visit(browser, service)
    yield browser
    assert browser.complaints() == []


def visit(browser: Browser, address: str, path: str = "/") -> None:
    browser.connect()
    browser.prefer("light")
    browser.resize(1440, 900)
    browser.open(f"{address}/favicon.ico")
    browser.script("localStorage.clear()")
    browser.complaints()
    browser.open(f"{address}{path}")


def test_the_services_address_opens_on_the_sessions_page(page: Browser) -> None:
    page.wait_for(LIST, "Afternoon GP Clinic")
    assert page.script("return [location.pathname, document.title]") == ["/sessions", "Sessions · Clinic Sessions"]
    page.wait_for("header", "Harbour Street Surgery", "Margaret Hale")


def test_the_explorer_is_a_click_away(page: Browser, service: str) -> None:
    page.wait_for(LIST, "Clinic")
    page.click("header a", "API explorer")
    page.wait_for(".graphiql-query-editor .view-lines", "# Clinic Sessions")
    assert page.script("return location.pathname") == "/explorer"


def test_in_development_one_signs_in_as_a_role_of_the_demo(page: Browser) -> None:
    page.click(ACCOUNT)
    page.click(f"{MENU} [role=menuitem]", "Staff (Ben Carter)")
    page.wait_for(ACCOUNT, "Ben Carter")
    page.script("location.reload()")
    page.wait_for(ACCOUNT, "Ben Carter")


def test_who_signs_out_is_asked_to_sign_in_and_comes_back_to_the_same_address(page: Browser, service: str) -> None:
    page.open(f"{service}/sessions?q=branch")
    page.click(ACCOUNT)
    page.click(f"{MENU} [role=menuitem]", "Sign out")
    page.wait_for("main", "Sign in", "Admin (Margaret Hale)")
    page.click("main button", "Clinician (Dr Amara Okafor)")
    page.wait_for(ACCOUNT, "Dr Amara Okafor")
    assert page.script("return location.search") == "?q=branch"


def test_the_role_decides_what_is_offered(page: Browser, service: str) -> None:
    page.wait_for(LIST, "Afternoon GP Clinic")
    actions = "return [...document.querySelectorAll('[aria-label^=\"Actions for\"]')].length"
    assert page.script(actions) == 25
    sign_in_as(page, service, "Clinician (Dr Amara Okafor)")
    own = "return [...document.querySelectorAll('tbody tr')].filter(row => row.innerText.includes('Okafor')).length"
    assert 0 < page.script(actions) == page.script(own) < 25
    sign_in_as(page, service, "Staff (Ben Carter)")
    assert page.script(actions) == 0
    assert page.script("return document.querySelectorAll('[type=checkbox]').length") == 0


def sign_in_as(page: Browser, service: str, label: str) -> None:
    page.script("localStorage.setItem('clinic-sessions:role', arguments[0])", label)
    page.open(f"{service}/sessions")
    page.wait_for(LIST, "Clinic")
    page.wait_for(ACCOUNT, label.partition("(")[2][:-1])


def test_a_role_that_may_not_see_the_page_is_told_so(page: Browser, service: str) -> None:
    page.script("localStorage.setItem('clinic-sessions:role', 'Booking (Online booking)')")
    page.open(f"{service}/sessions")
    page.wait_for("[role=alert]", "Not for this role")
    # The browser itself logs the service's 403.
    page.complaints()


def test_the_colours_follow_the_device_and_can_be_chosen(page: Browser) -> None:
    page.wait_for(LIST, "Clinic")
    page.prefer("dark")
    scheme = "return document.documentElement.dataset.mantineColorScheme"
    page.wait(lambda: page.script(scheme) == "dark", "still light")
    page.click("button[aria-label='Light colours']")
    page.wait(lambda: page.script(scheme) == "light", "still dark")


def test_a_question_mark_shows_the_keys(page: Browser) -> None:
    page.wait_for(LIST, "Clinic")
    page.press("?")
    page.wait_for("[role=dialog]", "Keys", "Search")


def test_the_page_loads_less_than_250_kb_of_its_own_javascript(page: Browser) -> None:
    # Dialogs and notices are fetched three seconds after the shell is drawn, by a browser that has nothing to do.
    page.wait_for(LIST, "Clinic")
    scripts = page.script(
        "return performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('.js'))"
        ".filter(entry => entry.startTime < 3000)"
        ".map(entry => [entry.name.split('/').pop(), entry.encodedBodySize])"
    )
    assert 0 < sum(size for _, size in scripts) < 250_000, scripts
    assert [name for name, _ in scripts if "monaco" in name] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_sign_in_page(page: Browser, service: str, scheme: str) -> None:
    page.prefer(scheme)
    page.script("localStorage.setItem('clinic-sessions:role', '')")
    page.open(f"{service}/")
    page.wait_for("main", "Sign in")
    assert violations(page) == []


def test_no_token_reaches_the_disk(page: Browser) -> None:
    page.wait_for(LIST, "Clinic")
    kept = page.script("return JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    assert "eyJ" not in kept


def test_the_browser_is_sent_to_no_other_address(browser_at_hand: None, service: str, tmp_path: Path) -> None:
    with Browser(tmp_path) as page:
        visit(page, service)
        page.wait_for(LIST, "Clinic")
        page.click("th button", "Clinician")
        page.wait_for(LIST, "Clinic")
        requested = page.requested()
    assert f"{service}/graphql" in requested
    assert {url for url in requested if not url.startswith((f"{service}/", "data:", "blob:"))} == set()


# ---------------------------------------------------------------- in production, and when the service fails


def stubbed(*, development: bool, roles: dict[str, str]) -> Starlette:
    pages = [
        *console.routes(),
        *explorer.routes(tokens=DEMO if development else None, development=development),
    ]
    return stub.app(pages, roles)


def test_in_production_a_pasted_token_signs_in(browser: Browser) -> None:
    with serving(stubbed(development=False, roles={"token-of-the-staff": "STAFF"})) as address:
        visit(browser, address)
        browser.wait_for("main", "Sign in", "Access token")
        assert violations(browser) == []
        browser.press("Bearer token-of-the-staff" + ENTER)
        browser.wait_for(ACCOUNT, "Sam the staff")
        browser.wait_for(LIST, "Monday clinic")
        assert browser.complaints() == []
        kept = browser.script("return JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
        assert "token-of" not in json.dumps(kept)


def test_a_token_that_is_not_accepted_any_more_leads_to_signing_in_again(browser: Browser) -> None:
    roles = {token.token: token.role for token in DEMO}
    with serving(stubbed(development=True, roles=roles)) as address:
        visit(browser, address)
        browser.wait_for(LIST, "Monday clinic")
        kept = dict(roles)
        roles.clear()
        browser.script("window.dispatchEvent(new Event('focus'))")
        browser.wait_for("[role=alert]", "Your sign-in has expired")
        roles.update(kept)
        browser.click("main button", "Admin")
        browser.wait_for(LIST, "Monday clinic")


def test_an_unknown_address_within_the_console_has_its_words_and_a_way_on(page: Browser) -> None:
    page.wait_for(LIST, "Clinic")
    page.script("history.pushState({}, '', '/nowhere'); dispatchEvent(new PopStateEvent('popstate'))")
    page.wait_for("main", "There is no such page", "Go to Sessions")
