"""The explorer in a real browser, in front of the whole service and its demo."""

import json
from typing import Any

import pytest

from tests.web.browser import Browser
from tests.web.test_explorer import RUN, reload

pytestmark = pytest.mark.slow
EDITOR = "return __MONACO.editor.getModels().find(model => model.uri.path.endsWith(arguments[0]))?.getValue() ?? ''"


@pytest.fixture
def page(browser: Browser, service: str) -> Browser:
    browser.open(f"{service}/favicon.ico")
    browser.script("localStorage.clear()")
    reload(browser, service)
    browser.complaints()
    return browser


def run(page: Browser) -> Any:
    """Runs the operation in the editor; gives the answer."""
    page.click(RUN)
    page.wait(lambda: page.script(EDITOR, "response.json").endswith("}"), "no answer")
    return json.loads(page.script(EDITOR, "response.json"))


def test_every_example_runs_as_it_opens(page: Browser) -> None:
    page.click(".examples[aria-busy=false] .examples-search")
    titles = page.script("return [...document.querySelectorAll('.example-title')].map(title => title.innerText)")
    assert "Create a session" in titles
    problems = {title: found for title in titles if (found := problem(page, title))}
    assert problems == {}
    assert page.complaints() == []


def problem(page: Browser, title: str) -> str | None:
    """What goes wrong when the example is opened and run."""
    page.script("__MONACO.editor.getModels().forEach(model => model.setValue(''))")
    page.click(".example", title)
    page.wait(lambda: page.script(EDITOR, "operation.graphql"), f"{title} does not open")
    variables: str = page.script(EDITOR, "variables.json")
    if "<" in variables:
        return variables
    answer = run(page)
    payloads = [payload for payload in (answer.get("data") or {}).values() if isinstance(payload, dict)]
    errors = [*answer.get("errors", ()), *(error for payload in payloads for error in payload.get("errors", ()))]
    return json.dumps(errors) if errors else None


def test_every_role_of_the_demo_may_ask_who_it_is(page: Browser) -> None:
    labels = page.script("return [...document.querySelector('select[aria-label=Role]').options].map(o => o.label)")
    roles = set()
    for label in labels:
        page.choose("select[aria-label=Role]", label)
        roles.add(run(page)["data"]["viewer"]["role"])
    assert roles == {"ADMIN", "CLINICIAN", "STAFF", "BOOKING"}
    assert page.complaints() == []
