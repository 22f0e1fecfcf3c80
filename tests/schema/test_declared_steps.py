"""How a field is got is declared beside it, in one place: from the declaration follows the SQL."""

from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, OperationDefinitionNode, parse
from graphql.execution.values import VariableValues
from sqlalchemy import Column as TableColumn
from sqlalchemy import MetaData, Table, Text, Uuid

from db.tenancy import Tenant
from planner import NOBODY, TYPES, Barred, DryDatabase, Join, One, Prepared, Reader, Relation, derived, one
from schema import build
from schema.fields import field, object_types, rows

COLUMNS = [TableColumn(name, Uuid(as_uuid=False)) for name in ("practice_id", "id", "twin_id")]
ROOM: Relation = Relation(
    Table("room", MetaData(), *COLUMNS, TableColumn("name", Text), TableColumn("door_code", Text)),
    joins={"twin": Join(lambda: ROOM, lambda own, other: own.c.twin_id == other.c.id, optional=True)},
)


def loud(name: str) -> str:
    return name.upper()


@rows(ROOM)
@strawberry.type
class Room:
    name: str = field("Its name.")
    sign: str = field("What is on the door.", derived(loud, "name"))
    door_code: str = field("A plain column: nothing else has to be said.", hidden_from=("BOOKING",))
    twin: "Room | None" = field("The room beside it.", One("twin"))


@strawberry.type
class Query:
    room: Room | None = None


def schema_of(query: type) -> GraphQLSchema:
    made = strawberry.Schema(query=query)._schema
    made.extensions[TYPES] = object_types(made)
    return made


async def statement(selection: str, *, role: str = "ADMIN") -> str:
    """The statement that reads a room as it is selected."""
    prepared = Prepared.of(parse(f"{{ room {{ {selection} }} }}"))
    operation = prepared.operation(None)
    assert isinstance(operation, OperationDefinitionNode)
    (root,) = prepared.plan(schema_of(Query), operation, VariableValues({}, {})).roots.values()
    database = DryDatabase()
    await one(Reader(database, Tenant(NOBODY), role), root.item, NOBODY)
    return " ".join(database.statements[0].split())


async def test_a_columns_field_needs_its_column_and_its_line_in_the_contract() -> None:
    assert (await statement("doorCode")).startswith("SELECT room.door_code AS c0, ")


async def test_a_step_beside_a_field_decides_what_is_selected() -> None:
    assert (await statement("sign")).startswith("SELECT room.name AS c0, CAST(room.id AS TEXT) AS c1 FROM room WHERE")
    assert "LEFT OUTER JOIN room AS twin" in await statement("twin { name }")


async def test_a_field_is_hidden_from_a_role_where_it_is_declared() -> None:
    with pytest.raises(Barred):
        await statement("doorCode", role="BOOKING")


def test_a_field_of_a_row_that_leads_to_other_objects_must_say_how() -> None:
    @rows(ROOM)
    @strawberry.type
    class Lost:
        room: Room | None = field("Which one?")

    @strawberry.type
    class Nowhere:
        lost: Lost | None = None

    with pytest.raises(TypeError, match=r"Lost\.room is of an object type"):
        schema_of(Nowhere)


def test_every_field_of_a_row_without_a_step_is_a_column() -> None:
    """A typing mistake in a name would else be found by the first who asks for the field."""
    types: dict[str, Any] = build.SCHEMA.extensions[TYPES]
    found = []
    for kind in types.values():
        if kind.relation is None:
            continue
        definition: Any = build.SCHEMA.type_map[kind.name]
        for name in definition.fields.keys() - kind.steps.keys():
            column = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
            if column not in kind.relation.table.c:
                found.append(f"{kind.name}.{name}")
    assert found == []
