"""Many rows as the parameter of one statement: a list of objects, as JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import JSON, ColumnClause, TableValuedAlias, cast, column, func

from planner import param


def records(name: str, *columns: ColumnClause[Any]) -> TableValuedAlias:
    """The rows that are given as `name` (see `given_records`), with these columns."""
    rows = func.json_to_recordset(cast(param(name), JSON)).table_valued(
        *(column(one.name, one.type) for one in columns)
    )
    return rows.render_derived(name=f"given_{name}", with_types=True)


def given_records(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as the value of a parameter of `records`: values by the names of their columns."""
    return orjson.dumps(list(rows)).decode()
