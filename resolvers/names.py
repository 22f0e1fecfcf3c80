"""Names of things: one line, nothing in it that cannot be seen, the same letters always written in the same way."""

import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"
EMOJI_STYLE = "\ufe0f"
# Controls, formats (direction marks, zero-width spaces, tags), line and paragraph separators, halves of characters.
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
# Letters, marks and symbols that Unicode gives no shape (Default_Ignorable_Code_Point), and the blank Braille pattern.
UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
VIRAMA = 9  # the canonical combining class of signs that join consonants


def composed(name: str) -> str:
    """The name in Unicode's normal form C: an é is one character, however it was typed."""
    return unicodedata.normalize("NFC", name)


def unseen(name: str) -> str | None:
    """The first character that a name may not have: a control, a line break, one that is invisible or turns the text.

    Joiners are kept where scripts and emoji need them: after a virama (RFC 5892, appendix A), between letters of
    Arabic script, and within an emoji.
    """
    for place, character in enumerate(name):
        cannot_be_seen = character in UNSEEN or unicodedata.category(character) in UNSEEN_CATEGORIES
        if cannot_be_seen and not _is_needed(character, name[:place], name[place + 1 :]):
            return character
    return None


def shown(character: str) -> str:
    """U+202E"""
    return f"U+{ord(character):04X}"


def shortened(name: str, longest: int) -> str:
    """The beginning of a name, without what only made sense before the part that is cut off."""
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
