"""The planner by itself, with a schema and tables that have nothing to do with clinics: each step, declared and run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import VariableValues
from sqlalchemy import Column as TableColumn
from sqlalchemy import Integer, MetaData, Table, Text, Uuid

from planner import (
    TYPES,
    Barred,
    Field,
    Join,
    ObjectType,
    One,
    Part,
    Prepared,
    Reader,
    Relation,
    derived,
    objects,
    one,
    reference,
)
from planner.relations import TENANT

METADATA = MetaData()


def table(name: str, *columns: str) -> Table:
    ids = [TableColumn(key, Uuid(as_uuid=False)) for key in (TENANT, "id", "author_id")]
    return Table(name, METADATA, *ids, *[TableColumn(key, Text) for key in columns], TableColumn("pages", Integer))


AUTHOR = Relation(table("author", "name"))
BOOK = Relation(
    table("book", "title", "shelf_mark", "secret"),
    joins={"author": Join(lambda: AUTHOR, lambda own, other: own.c.author_id == other.c.id, optional=True)},
)
SCHEMA = build_schema(
    """
    type Query { book: Book, loan: Loan, finds: [Found!]! }
    type Author { name: String! }
    type Place { shelfMark: String! }
    type Book { title: String!, shelfMark: String, thick: Boolean!, author: Author, place: Place!, secret: String }
    interface Found { note: String! }
    type FoundBook implements Found { note: String!, book: Book }
    type FoundNothing implements Found { note: String! }
    type Loan { book: Book, finds: [Found!]!, last: Found }
    """
)
SCHEMA.extensions[TYPES] = {
    kind.name: kind
    for kind in (
        ObjectType("Author", AUTHOR),
        ObjectType("Place"),
        ObjectType(
            "Book",
            BOOK,
            steps={"author": One("author"), "place": Part(), "thick": derived(lambda pages: pages > 500, "pages")},
            hidden_from={"secret": frozenset({"READER"})},
        ),
        ObjectType("FoundBook", steps={"book": reference("book_id")}),
        ObjectType("FoundNothing"),
        ObjectType("Loan", steps={"book": reference("book_id")}),
    )
}


class Library:
    """Whose books these are."""

    settings = ""
    parameters = {TENANT: "1"}  # noqa: RUF012


class Connection:
    """Answers the rows that it is given, one list for each statement."""

    def __init__(self, *answers: Sequence[tuple[Any, ...]]) -> None:
        self.answers = list(answers)
        self.sent: list[str] = []

    async def fetch(self, sql: str, *_: Any) -> Sequence[tuple[Any, ...]]:
        self.sent.append(" ".join(sql.split()))
        return self.answers.pop(0)


def selected(text: str) -> Field:
    """The first root field of a query."""
    document = parse(text)
    assert validate(SCHEMA, document) == []
    prepared = Prepared.of(document)
    operation = prepared.operation(None)
    assert isinstance(operation, OperationDefinitionNode)
    return next(iter(prepared.plan(SCHEMA, operation, VariableValues({}, {})).roots.values())).item


def reader(conn: Connection, role: str = "LIBRARIAN") -> Reader:
    return Reader(conn, Library(), role)


@dataclass
class FoundBook:
    note: str
    book_id: str | None


@dataclass
class FoundNothing:
    note: str


@dataclass
class Loan:
    book_id: str | None
    finds: tuple[Any, ...] = ()
    last: Any = None


async def test_a_field_without_a_step_is_the_column_of_its_name() -> None:
    conn = Connection([("QA 76", "Emma", "b")])
    found = await one(reader(conn), selected("{ book { mark: shelfMark title } }"), "b")
    assert found == {"mark": "QA 76", "title": "Emma"}
    assert conn.sent[0].startswith(
        "SELECT book.shelf_mark AS c0, book.title AS c1, CAST(book.id AS TEXT) AS c2 FROM book"
    )


async def test_every_statement_is_held_to_the_tenant() -> None:
    conn = Connection([])
    assert await one(reader(conn), selected("{ book { author { name } } }"), "b") is None
    assert f"author.{TENANT} = book.{TENANT} AND book.author_id = author.id" in conn.sent[0]
    assert f"WHERE book.{TENANT} = $1::UUID" in conn.sent[0]


@pytest.mark.parametrize("row, expected", [(("Austen", "a", "b"), {"name": "Austen"}), ((None, None, "b"), None)])
async def test_a_join_that_leads_nowhere_is_null(row: tuple[Any, ...], expected: object) -> None:
    conn = Connection([row])
    found = await one(reader(conn), selected("{ book { author { name } } }"), "b")
    assert found == {"author": expected}
    assert "LEFT OUTER JOIN author" in conn.sent[0]


async def test_functions_and_parts_are_made_of_the_same_row() -> None:
    conn = Connection([(900, "QA 76", "b")])
    found = await one(reader(conn), selected("{ book { thick place { shelfMark __typename } } }"), "b")
    assert found == {"thick": True, "place": {"shelfMark": "QA 76", "__typename": "Place"}}
    assert len(conn.sent) == 1


async def test_a_field_that_is_hidden_from_a_role_is_refused_with_its_path() -> None:
    item = selected("{ book { mine: secret } }")
    with pytest.raises(Barred) as raised:
        await one(reader(Connection(), "READER"), item, "b")
    assert raised.value.path == ("mine",)
    assert await one(reader(Connection([("x", "b")])), item, "b") == {"mine": "x"}


async def test_references_of_all_parents_are_fetched_at_once() -> None:
    conn = Connection([("Emma", "b"), ("Persuasion", "c")])
    loans = [Loan("c"), Loan(None), Loan("b"), Loan("c"), Loan("gone")]
    found = await objects(reader(conn), selected("{ loan { book { title } } }"), loans)
    titles = [loan["book"] and loan["book"]["title"] for loan in found]
    assert titles == ["Persuasion", None, "Emma", "Persuasion", None]
    assert len(conn.sent) == 1


async def test_held_objects_of_an_abstract_type_keep_their_order() -> None:
    conn = Connection([("Emma", "b")])
    finds = (FoundNothing("1"), FoundBook("2", "b"), FoundNothing("3"))
    item = selected("{ loan { finds { __typename note ... on FoundBook { book { title } } } last { note } } }")
    (found,) = await objects(reader(conn), item, [Loan(None, finds)])
    assert [one["note"] for one in found["finds"]] == ["1", "2", "3"]
    assert found["finds"][1] == {"__typename": "FoundBook", "note": "2", "book": {"title": "Emma"}}
    assert found["last"] is None


async def test_no_rows_take_no_statements() -> None:
    assert await objects(reader(Connection()), selected("{ loan { book { title } } }"), []) == []
