"""What README.md and docs/ say beside their examples: settings, limits, figures and links."""

import inspect
import re
from pathlib import Path

import pytest

from db import calendar
from db.availability import MOST_EXPLAINED, MOST_REASONS
from planner import cursors
from resolvers import availability, sessions, templates
from server import cost
from server.app import build
from server.limits import LIMITS
from server.trusted_documents import REGISTERED_BYTES, REGISTERED_DOCUMENTS
from tests.examples import PAGES, ROOT

README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def test_every_setting_is_in_the_readme() -> None:
    settings = re.findall(r'reader\.value\(\s*"([A-Z_]+)"', (ROOT / "server/settings.py").read_text())
    assert settings
    assert [name for name in settings if f"`{name}`" not in section("Settings")] == []


def test_the_limits_in_the_readme_are_those_of_the_code() -> None:
    table = {row[0]: row[1] for row in re.findall(r"^\| (.+?) \| (.+?) \| .+ \|$", section("Limits"), re.MULTILINE)}
    deadline: float = inspect.signature(build).parameters["deadline"].default
    assert templates.MOST_AT_ONCE == sessions.MOST_AT_ONCE
    expected = {
        "request body": f"{LIMITS.body_bytes // 1024} KiB",
        "document": f"{LIMITS.characters:,} characters, {LIMITS.tokens:,} tokens",
        "depth": f"{LIMITS.depth} levels",
        "aliases, fields": f"{LIMITS.aliases}, {LIMITS.fields}",
        "values in the answer": f"{LIMITS.cost:,}, estimated from the page sizes before the query runs",
        "time to answer": f"{deadline:.0f} s",
        "rows of a page (`first`, `last`)": f"{cursors.LARGEST_PAGE}; {cursors.DEFAULT_PAGE} by default",
        "slots of a search (`first`)": f"{availability.MOST_SLOTS:,}; {cost.SLOTS} by default",
        "days of a window (`from`, `to`)": f"{calendar.ONE_SESSION_DAYS} for one session, a preview or closures; "
        f"{calendar.PRACTICE_DAYS} for slots and for all sessions",
        "sessions of a window for all sessions (`occurrences`, `conflicts`)": f"{calendar.MOST_SESSIONS:,}; "
        f"{calendar.MOST_COMPARED:,} with the others of their clinicians",
        "dates and conflicts of a window": f"{calendar.MOST_OCCURRENCES:,} and {calendar.MOST_CONFLICTS:,}",
        "sessions and reasons of one explanation (`explainAvailability`)": f"{MOST_EXPLAINED:,} and {MOST_REASONS:,}",
        "documents that clients register, in each process": f"{REGISTERED_DOCUMENTS:,}, "
        f"with {REGISTERED_BYTES:,} bytes",
        "dates that one request computes, estimated from its sessions, days, closures and busy times": (
            f"{LIMITS.dates:,}"
        ),
        "sessions of one bulk mutation": str(sessions.MOST_AT_ONCE),
    }
    assert {name: table.get(name) for name in expected} == expected


def test_the_readme_says_what_creating_a_session_costs() -> None:
    table = re.search(r"^\| work .*?(?=\n\n)", README, re.DOTALL | re.MULTILINE)
    assert table
    assert table[0] in (ROOT / "docs/performance.md").read_text("utf-8")
    rate = re.search(r"^\| createSession +\| +(\d+)/s", table[0], re.MULTILINE)
    assert rate
    said = re.search(r"creates (\d+) sessions a second, one every\s+(\d+) ms", section("How fast"))
    assert said
    assert said[1] == rate[1]
    assert int(said[2]) == round(1000 / int(rate[1]))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith(("http://", "https://")):
            continue
        file = page.parent / path if path else page
        if not file.exists() or (anchor and anchor not in anchors(file.read_text("utf-8"))):
            broken.append(target)
    assert broken == []


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


CURRENT = [page for page in PAGES if "adr" not in page.parts]
"""A decision names the files of its day, and is not edited later."""


@pytest.mark.parametrize("page", CURRENT, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    folders = "|".join(sorted(path.name for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier()))
    named = re.findall(rf"`((?:{folders})/[\w./-]+\.(?:py|md|sh|ini|graphql|html))`", page.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []
