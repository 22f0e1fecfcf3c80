"""The folded form of names, which is stored to order and search them.

PostgreSQL's collations differ between servers. So the application folds names itself, and the database compares them
bytewise: all servers sort alike, and "zoe" finds "Zoë".
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
