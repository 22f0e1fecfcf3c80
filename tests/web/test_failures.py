"""The error codes that the console's pages know are codes that the service sends and documents."""

import re

from server.explorer import WEB
from tests.vacuous import some

ROOT = WEB.parent
CODE = re.compile(r'^\s+([A-Z_]{6,}): "|= "([A-Z_]{6,})"', re.MULTILINE)
"""A code in failures.ts: a key of the table, or a constant."""
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
SENT = re.compile(r'"([A-Z]+(?:_[A-Z]+)*)"')


def codes_of_the_console() -> set[str]:
    text = (WEB / "console/api/failures.ts").read_text()
    return {first or second for first, second in CODE.findall(text)}


def documented() -> set[str]:
    """The codes of top-level errors."""
    text = (ROOT / "docs/operations.md").read_text()
    return set(ROW.findall(text.split("**Top-level**")[1].split("**In the payload of a mutation**")[0]))


def test_the_console_knows_only_codes_that_the_service_documents() -> None:
    assert {"UNAUTHENTICATED", "BAD_USER_INPUT"} <= codes_of_the_console()
    assert codes_of_the_console() - documented() == set()


def test_every_documented_code_is_written_where_errors_are_made() -> None:
    files = [*(ROOT / "server").glob("*.py"), *(ROOT / "schema").glob("*.py")]
    sent = {word for file in some(files) for word in SENT.findall(file.read_text())}
    assert len(documented()) >= 7
    assert documented() - sent == set()
