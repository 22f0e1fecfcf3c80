"""The stored key by which names are ordered and searched.

PostgreSQL's collations differ from one server to the next, so the application folds a name itself and the database
compares the result bytewise: every server sorts alike, and "zoe" finds "Zoë".
"""

import unicodedata


def fold(text: str) -> str:
    """`text` without case and accents, with single spaces between its words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())


def like_pattern(search: str) -> str:
    """The LIKE pattern that finds `search` anywhere in a folded key; its `%`, `_` and backslashes are literal."""
    escaped = fold(search).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
