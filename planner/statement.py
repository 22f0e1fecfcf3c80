"""Statements, built with SQLAlchemy Core and compiled once for asyncpg."""

from typing import Any

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler

DIALECT = dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves the constructor of its dialects untyped
UUIDS = ARRAY(Uuid(as_uuid=False))


def param(name: str, kind: Any = Text) -> Any:
    """A parameter of a statement."""
    return bindparam(name, type_=kind() if isinstance(kind, type) else kind)


def uuid_param(name: str) -> Any:
    return bindparam(name, type_=Uuid(as_uuid=False))


def ids_param(name: str) -> Any:
    """A list of ids: a parameter of type uuid[]."""
    return bindparam(name, type_=UUIDS)


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is one of the ids given as `name`; an empty list matches nothing.

    For a condition that an index on `column` can serve. In an OR, use `among_hashed`.
    """
    return column == any_(ids_param(name))


def among_hashed(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The same for a condition that is checked row by row: the ids are hashed once, so a long list costs no more.

    `= ANY` would compare each row with one id after the other (docs/adr/0004).
    """
    return column.in_(select(func.unnest(ids_param(name))))


class Statement:
    """A statement compiled for asyncpg: its text, and the names of its parameters in order."""

    __slots__ = ("defaults", "names", "sql")

    def __init__(self, clause: Any) -> None:
        compiled: SQLCompiler = clause.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        self.names = tuple(compiled.positiontup or ())
        self.defaults = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
