"""The planner: what a query selects, fetched set at a time from PostgreSQL and shaped into JSON-ready values.

graphql-core asks for every field of every object by itself. Here a whole selection is planned first, so that a page of
50 sessions with their clinicians and appointment types takes two SQL statements and one pass over their rows
(docs/adr/0002 has the figures; the terms are Grafast's). The planner contains nothing about clinics or HTTP: it gets a
schema, the steps declared for its types, and a connection.

    document ──────────► OperationPlan ───────────► OutputPlan ──────────► statement ──► rows
    { sessions {         operation.py               output.py              source.py      │
        nodes {          the selection as a tree    for one type and its   statement.py   │
          name           of Fields; once for a      selection: columns,    the SELECT and │
          clinician {    document and its           batches, and one       its joins,     │
            name } } } } @skip/@include values      function               compiled once  │
                                                          │                               ▼
    {"sessions":     ◄─────────────── OutputPlan.shape(rows, values of batches) ◄─────── rows
      {"nodes": [{"name": …

The steps: how a field is got, declared beside the field (steps.py)

    no step           the column of the field's name; of an object that the application holds, the attribute
    Column(path)      another column, or one that a join leads to: Column("location.name")
    derived(f, path…) a pure function of columns
    Part()            an object made of the same row
    One(join)         the object that a to-one join of the relation leads to: a JOIN, no statement of its own; of an
                      object that the application holds, the one whose id is its `<join>_id`
    many(clause)      a list of rows for each parent: one statement for all parents
    reference(path)   the object whose id is at path: one statement for all parents
    connected(…)      a page of a list for each parent: one statement for all parents, one more for totalCount
    edge(…)           the row whose id is at a path, with its cursor in a list: one statement for all parents
    batch(load, path…) whatever `load` makes of all parents' keys at once

The terms

    Field             one field of a selection, with its response name, arguments and sub-fields (selection.py)
    Relation, Join    a table with its to-one joins, and a condition for the rows that a viewer may see (relations.py)
    ObjectType        the steps of a GraphQL object type's fields, and the relation that its rows are of (steps.py)
    Step              how a field is got: one of the above
    Source            one SELECT being put together: the columns and joins that fields ask for, each once (source.py)
    Statement         a SELECT compiled for the driver (statement.py)
    OperationPlan     the trees of an operation's root fields, kept with its document (operation.py)
    OutputPlan        from rows to JSON-ready values, for one type, selection and role (output.py)
    Collection, page  what a list is filtered and ordered by, and a page of it by keyset cursor (cursors.py, pages.py)
    Walk              how a page is found in an order by the name of a joined row (walks.py)
    Unreadable        an argument whose text is not a value of its scalar (errors.py)
    Reader            an open read transaction, with the tenant, the role and the time of the read (reader.py)
    Call              one root field of one request, as its resolver is given it (execution.py)
    Finished          a complete value, which graphql-core does not complete field by field (execution.py)

What a use case does: `one(read, item, id)` or `by_id(read, item, ids)`, `page(read, item, collection, arguments)` or
`objects(read, item, things)`, where `item` is the selected field. The number of statements follows from the selection
alone, never from the rows. `clinic-sessions explain FILE` prints what a document becomes (explanation.py).
"""

from planner.batches import many, of_types, one, reference
from planner.cursors import Collection, Filter, Walk
from planner.errors import BadInput, Barred, Busy, Incomplete, Outdated, TooMuch, Unreadable
from planner.execution import Answer, Call, Finished, Request
from planner.explanation import NOBODY, DryDatabase, NotRun, explain
from planner.names import camel, snake
from planner.null_propagation import settled
from planner.operation import PLANNED, TYPES, Prepared, Root, unreadable
from planner.output import by_id, objects, output_of
from planner.pages import connected, edge, page
from planner.reader import Computing, Reader, Tenant, compute
from planner.relations import Join, Relation
from planner.selection import Field
from planner.source import Source
from planner.statement import UUIDS, Statement, among, among_hashed, ids_param, param, uuid_param
from planner.steps import Attribute, Batch, Column, Derived, ObjectType, One, Part, Step, batch, derived

__all__ = [
    "NOBODY",
    "PLANNED",
    "TYPES",
    "UUIDS",
    "Answer",
    "Attribute",
    "BadInput",
    "Barred",
    "Batch",
    "Busy",
    "Call",
    "Collection",
    "Column",
    "Computing",
    "Derived",
    "DryDatabase",
    "Field",
    "Filter",
    "Finished",
    "Incomplete",
    "Join",
    "NotRun",
    "ObjectType",
    "One",
    "Outdated",
    "Part",
    "Prepared",
    "Reader",
    "Relation",
    "Request",
    "Root",
    "Source",
    "Statement",
    "Step",
    "Tenant",
    "TooMuch",
    "Unreadable",
    "Walk",
    "among",
    "among_hashed",
    "batch",
    "by_id",
    "camel",
    "compute",
    "connected",
    "derived",
    "edge",
    "explain",
    "ids_param",
    "many",
    "objects",
    "of_types",
    "one",
    "output_of",
    "page",
    "param",
    "reference",
    "settled",
    "snake",
    "unreadable",
    "uuid_param",
]
