"""Names: one line of visible characters, in one Unicode normal form."""

import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"
EMOJI_STYLE = "\ufe0f"
# Controls, formats (direction marks, zero-width spaces, tags), line and paragraph separators, surrogates.
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
# Letters, marks and symbols without a shape (Default_Ignorable_Code_Point), and the blank Braille pattern.
INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
VIRAMA = 9  # the canonical combining class of the signs that join consonants


def composed(name: str) -> str:
    """The name in Unicode's normal form C, in which é is always one character."""
    return unicodedata.normalize("NFC", name)


def first_invisible(name: str) -> str | None:
    """The first character that a name may not have: a control, a line break, an invisible or direction-changing one.

    Joiners are allowed where scripts and emoji need them: after a virama (RFC 5892, appendix A), between letters of
    the Arabic script, and within an emoji.
    """
    for index, character in enumerate(name):
        invisible = character in INVISIBLE or unicodedata.category(character) in INVISIBLE_CATEGORIES
        if invisible and not _is_needed(character, name[:index], name[index + 1 :]):
            return character
    return None


def code_point(character: str) -> str:
    """The code point of a character, such as U+202E."""
    return f"U+{ord(character):04X}"


def shortened(name: str, longest: int) -> str:
    """The first characters of a name, without spaces or joiners at the end."""
    return name[:longest].rstrip().rstrip(ZWJ + ZWNJ).rstrip()


def _is_needed(character: str, before: str, after: str) -> bool:
    if not before:
        return False
    if character == EMOJI_STYLE:
        return unicodedata.category(before[-1]) in ("So", "Po", "Nd", "Sm")
    if character not in (ZWNJ, ZWJ) or not after:
        return False
    if unicodedata.combining(before[-1]) == VIRAMA:
        return True
    base = before.rstrip(EMOJI_STYLE)[-1:]
    if character == ZWJ:
        return unicodedata.category(base or " ") in ("So", "Sk") and unicodedata.category(after[0]) == "So"
    return _is_arabic(base) and _is_arabic(after[0])


def _is_arabic(letter: str) -> bool:
    return unicodedata.bidirectional(letter or " ") == "AL"
