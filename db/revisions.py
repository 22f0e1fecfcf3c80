"""The revisions of the migrations, read from their files: the service checks them without importing Alembic."""

import ast
from pathlib import Path

VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


def known() -> tuple[str, ...]:
    """The revisions of this code's migrations, oldest first. The service needs the last one."""
    following = {}
    for path in VERSIONS.glob("*.py"):
        values = _assigned(path.read_text("utf-8"))
        following[values["down_revision"]] = values["revision"]
    ordered: list[str] = []
    while (revision := following.get(ordered[-1] if ordered else None)) is not None:
        ordered.append(revision)
    assert len(ordered) == len(following), "each migration follows exactly one other"
    return tuple(ordered)


def _assigned(source: str) -> dict[str, str | None]:
    """The values of `revision` and `down_revision`, as `migrations/script.py.mako` writes them."""
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in ("revision", "down_revision")
    }
