"""What CONTRIBUTING.md, SECURITY.md and the documentation name is there: files, links and make's targets.

Decisions (docs/adr) are not edited, and so may name files that have gone since.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
FILE = re.compile(r"(?<![\w/.:-])((?:[\w.-]+/)+[\w.-]+\.(?:py|toml|yml|yaml|graphql|lock|md|sh|env))\b")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"`make ([a-z-]+)|^\$ make ([a-z-]+)", re.MULTILINE)


def names(page: Path) -> str:
    return str(page.relative_to(ROOT))


def missing_files(text: str) -> set[str]:
    """The files that the text names, from the repository's top, and that are not there."""
    return {name for name in FILE.findall(text) if not (ROOT / name).exists()}


def missing_targets(text: str) -> set[str]:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    return {name for found in TARGET.findall(text) for name in found if name} - known


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "adr"], ids=names)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = LINK.sub("]()", page.read_text())  # a link starts from its page, not from the top
    assert missing_files(text) == set()


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert {link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_make_knows_every_target_that_a_page_names(page: Path) -> None:
    assert missing_targets(page.read_text()) == set()


def test_what_is_missing_is_found() -> None:
    assert missing_files("See schema/query.py and `schema/gone.py`.") == {"schema/gone.py"}
    assert missing_targets("Run `make test`, or `make gone`.\n$ make lost\n") == {"gone", "lost"}


def test_contributing_names_the_files_of_a_change() -> None:
    named = set(FILE.findall((ROOT / "CONTRIBUTING.md").read_text()))
    assert {"db/tables.py", "schema/objects.py", "schema/mutation.py", "resolvers/permissions.py"} <= named
