"""The suite's own rules: no test module holds an assertion that passes on nothing (tests/vacuous.py)."""

import importlib
import textwrap
from pathlib import Path

import pytest

from tests import vacuous

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts)

PLANTED = {
    "a tuple": 'assert (a == 1, "a is one")',
    "a text": 'assert "a is one"',
    "a list": "assert [a == 1]",
    "a generator": "assert (x == 1 for x in [1, 2])",
    "an alternative that is always true": "assert {x.status for x in found} == {200, 503} or {503}",
    "itself": "assert found.name == found.name",
    "all of what may be empty": "assert all(x == 1 for x in found)",
    "all of a list of what may be empty": "assert all([x == 1 for x in found])",
    "all of what a condition leaves": "assert found\nassert all(x == 1 for x in found if x)",
    "none of what may be empty": "assert not any(x == 1 for x in found)",
    "all of what a call gives": "assert all(x == 1 for x in search())",
    "all, beside something else": "assert a == 1 and all(x == 1 for x in found)",
    "a loop over what may be empty": "for x in found:\n    assert x == 1",
    "a loop over what is said to be empty": "assert found == []\nfor x in found:\n    assert x == 1",
    "a loop over what two quantifiers are about": "assert all(found)\nfor x in found:\n    assert x == 1",
    "a loop over a constant without an element": "for x in EMPTY:\n    assert x == 1",
    "a loop over an assigned name that may be empty": "rows = search()\nfor x in sorted(rows):\n    assert x == 1",
    "a loop over the views of what may be empty": "for key, x in found.items():\n    assert x == 1",
    "a loop over no numbers": "for x in range(0):\n    assert x == 1",
    "a loop over what is short": "assert len(found) < 9\nfor x in found:\n    assert x == 1",
    "a loop over a lax zip": "for x, y in zip(found, (1, 2)):\n    assert x == y",
    "a loop in a function of a test": "def look():\n    for x in found:\n        assert x == 1\nlook()",
    "a loop that puts it down for nothing": "seen = set()\nfor x in found:\n    assert x\n    seen.add(x)",
    "part of a set": 'assert {x.code for x in found} <= {"A"}',
}

SOUND = {
    "all of what has a length": "assert len(found) == 2\nassert all(x == 1 for x in found)",
    "all of what is there": "assert found\nassert all(x == 1 for x in found)",
    "all of what is there, in one": "assert found and all(x == 1 for x in found)",
    "all of what is written out": "assert all(x == 1 for x in (a, 1))",
    "not all": "assert not all(x == 1 for x in found)",
    "any": "assert any(x == 1 for x in found)",
    "a loop over what is written out": "for x in (a, 1):\n    assert x == 1",
    "a loop over a constant": "for x, y in enumerate(FILLED):\n    assert x == y",
    "a loop over the items of a constant": "for x, y in MAPPED.items():\n    assert x == y",
    "a loop over a name that was written out": "rows = [a, 1]\nfor x in rows:\n    assert x == 1",
    "a loop over what is compared": "assert {x.name for x in found} == {'Zoe'}\nfor x in found:\n    assert x.age",
    "a loop that only acts": "for x in found:\n    print(x)",
    "an alternative": "assert a == 1 or a == 2",
    "what must be something": "for x in some(found):\n    assert x == 1",
    "a strict zip with what is written out": "for x, y in zip(found, (1, 2), strict=True):\n    assert x == y",
    "what is put together of what was written out": "one = [a]\nfor x in (*one, *found):\n    assert x == 1",
    "a loop over what has a length between two": "assert 1 <= len(found) < 9\nfor x in found:\n    assert x == 1",
    "a loop that puts down what it saw": "seen = set()\nfor x in found:\n    assert x\n    seen.add(x)\nassert seen",
    "a loop over what was added to": "rows = found\nrows += [1]\nfor x in rows:\n    assert x == 1",
    "numbers": "for x in range(5):\n    assert x < 5",
    "an empty list": "assert [x for x in found if x] == []",
}


def judged(body: str) -> list[tuple[int, str]]:
    source = "def test(a, found, search):\n" + textwrap.indent(body, "    ")
    return vacuous.find(source, {"EMPTY": [], "FILLED": [1, 2], "MAPPED": {1: 1}})


@pytest.mark.parametrize("body", PLANTED.values(), ids=PLANTED)
def test_an_assertion_that_passes_on_nothing_is_found(body: str) -> None:
    assert len(judged(body)) == 1


@pytest.mark.parametrize("body", SOUND.values(), ids=SOUND)
def test_an_assertion_that_can_fail_is_left_alone(body: str) -> None:
    assert judged(body) == []


def test_a_property_may_hold_of_an_empty_example_but_not_whatever_happens() -> None:
    source = "@given(lists())\ndef test(found):\n    assert all(found == x for x in found)\n    assert found or [1]"
    assert vacuous.find(source, {}) == [(4, "the alternative [1] is always true")]


def test_what_must_be_something_fails_where_it_is_nothing() -> None:
    assert vacuous.some(x for x in (1, 2)) == [1, 2]
    with pytest.raises(AssertionError):
        vacuous.some([])


def test_the_modules_of_the_suite_are_found() -> None:
    assert {Path("tests/conftest.py"), Path("tests/schema/test_sessions.py")} <= set(MODULES)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_assertion_of_a_module_passes_on_nothing(path: Path) -> None:
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    found = vacuous.find((ROOT / path).read_text(), vars(module))
    assert [f"{path}:{line}: {reason}" for line, reason in found] == []
