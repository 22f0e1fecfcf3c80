"""Statements, built with SQLAlchemy Core and compiled once for asyncpg."""

from typing import Any

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, cast, func
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler

DIALECT = dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves the constructor of its dialects untyped
UUIDS = ARRAY(Uuid(as_uuid=False))


class Joined(Text):
    """A list of ids that travels as one text, commas between: the driver would look at each element of an array."""


def param(name: str, kind: Any = Text) -> Any:
    """A value that is given when the statement runs."""
    return bindparam(name, type_=kind() if isinstance(kind, type) else kind)


def uuid_param(name: str) -> Any:
    return bindparam(name, type_=Uuid(as_uuid=False))


def ids_param(name: str) -> ColumnElement[Any]:
    """A list of ids, as an array."""
    return cast(func.string_to_array(bindparam(name, type_=Joined()), ","), UUIDS)


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is one of the ids given as `name`; an empty list matches nothing."""
    return column == any_(ids_param(name))


class Statement:
    """A statement compiled for asyncpg: its text, and the names of its parameters in order."""

    __slots__ = ("defaults", "joined", "names", "sql")

    def __init__(self, clause: Any) -> None:
        compiled: SQLCompiler = clause.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        self.names = tuple(compiled.positiontup or ())
        self.joined = tuple(name for name in self.names if isinstance(compiled.binds[name].type, Joined))
        self.defaults = {name: value for name, value in compiled.params.items() if value is not None}
