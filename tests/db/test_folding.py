"""The key by which names are ordered and searched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.engine import Database
from db.folding import fold, like_pattern
from db.tenancy import Tenant

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
LIKELY = st.text("aAäßẞ%_\\é eE", max_size=8) | TEXT


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Zoë", "zoe"),
        ("ZOË", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("Straße", "strasse"),
        ("ÅNGSTRÖM", "angstrom"),
        ("ﬁve", "five"),
        ("ＦＵＬＬ", "full"),
        ("İstanbul", "istanbul"),
        ("Σίσυφος", "σισυφοσ"),
        ("  Two\t words ", "two words"),
        ("诊所", "诊所"),
        ("", ""),
        ("%_\\", "%_\\"),
    ],
)
def test_a_name_folds_to_its_bare_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(TEXT)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_case_makes_no_difference_where_it_can_be_turned_back(text: str) -> None:
    if text.casefold() == text.upper().casefold():
        assert fold(text) == fold(text.upper())


@pytest.mark.parametrize("search, pattern", [("a", "%a%"), ("50%", "%50\\%%"), ("a_b", "%a\\_b%"), ("\\", "%\\\\%")])
def test_signs_that_mean_something_to_like_are_literal(search: str, pattern: str) -> None:
    assert like_pattern(search) == pattern


async def test_postgresql_finds_what_python_finds_in_the_folded_key(database: Database) -> None:
    """Over a great many pairs of texts: LIKE with the pattern is "is part of" by the folded keys."""
    pairs: list[tuple[str, str]] = []

    @settings(max_examples=300, database=None)
    @given(LIKELY, LIKELY)
    def collect(text: str, search: str) -> None:
        pairs.extend([(text, search), (text + search + text, search)])

    collect()
    keys, patterns = [fold(text) for text, _ in pairs], [like_pattern(search) for _, search in pairs]
    query = r"SELECT k LIKE p ESCAPE '\' FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t(k, p, n) ORDER BY n"
    nobody = Tenant("01900000-0000-7000-8000-000000000000")
    rows = await database.read(nobody, lambda read: read.conn.fetch(query, keys, patterns))
    assert [row[0] for row in rows] == [fold(search) in fold(text) for text, search in pairs]
    assert any(row[0] for row in rows)
    assert not all(row[0] for row in rows)


async def test_postgresql_sorts_keys_as_python_sorts_their_bytes(database: Database) -> None:
    keys = [
        fold(name) for name in ("b", "B", "ä", "Z", "z 1", "z-1", "10", "9", "é", "诊", "😀", "\uffff", "", "a b", "ab")
    ]
    query = 'SELECT k FROM unnest($1::text[]) AS k ORDER BY k COLLATE "C"'
    nobody = Tenant("01900000-0000-7000-8000-000000000000")
    rows = await database.read(nobody, lambda read: read.conn.fetch(query, keys))
    assert [row[0] for row in rows] == sorted(keys, key=str.encode)
