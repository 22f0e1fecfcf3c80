"""Names: which characters they may have, and their normal form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers import names

TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
BLANK = [
    0x3164,
    0xFFA0,
    0x115F,
    0x1160,
    0x200B,
    0x2060,
    0xFEFF,
    0x00AD,
    0x034F,
    0x180E,
    0x2800,
    0xFE00,
    0xE0001,
    0xE0100,
]
BREAKING = [0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029]
CONTROL = [*range(0x20), *range(0x7F, 0xA0)]


@pytest.mark.parametrize("code", sorted({*TURNING, *BLANK, *BREAKING, *CONTROL, 0x200C, 0x200D, 0xFE0F}))
def test_an_invisible_character_is_found_at_any_position(code: int) -> None:
    for name in (f"a{chr(code)}b", f"{chr(code)}b", f"a{chr(code)}", chr(code)):
        assert names.first_invisible(name) == chr(code)


@pytest.mark.parametrize(
    "name",
    [
        "Dr Zoë Lindqvist",
        "O’Brien & Sons – “Clinic” № 7",
        "王小明",
        "김철수",
        "محمد",
        "می‌خواهم",  # Persian: a joiner kept apart
        "ශ්‍රී",  # Sinhala: letters joined
        "क्‍ष",
        "👨‍⚕️ Walk-in",
        "👩🏽‍⚕️ Walk-in",
        "❤️ Heart clinic",
        "1️⃣ First",
    ],
)
def test_a_name_in_any_script_is_allowed(name: str) -> None:
    assert names.first_invisible(names.composed(name)) is None


@given(st.text(max_size=30))
def test_an_allowed_name_is_one_visible_line(name: str) -> None:
    name = names.composed(name)
    if names.first_invisible(name) is None:
        assert len(name.splitlines()) <= 1
        assert not {unicodedata.category(c) for c in name if c not in "\u200c\u200d"} & {"Cc", "Cf", "Zl", "Zp", "Cs"}
        assert names.composed(name) == name


@given(st.text("a \u200d👨⚕\ufe0f", max_size=12), st.integers(0, 12))
def test_a_suffix_can_be_added_to_a_shortened_name(name: str, longest: int) -> None:
    if names.first_invisible(name) is None:
        assert names.first_invisible(f"{names.shortened(name, longest)} (copy)") is None


def test_a_name_has_one_normal_form() -> None:
    assert names.composed("Zoë") == "Zoë"
