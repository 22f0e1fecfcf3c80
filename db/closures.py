"""Reads the closures of a window."""

from datetime import date
from typing import Any

from sqlalchemy import Date, or_

from planner import Field, Reader, Statement, output_of, param, uuid_param


async def in_window(
    read: Reader,
    item: Field,
    from_: date,
    to: date,
    *,
    clinician_id: str | None = None,
    location_id: str | None = None,
) -> list[dict[str, Any]]:
    """The closures that share a date with the window, in order of start.

    `clinician_id`, `location_id`: only those that concern the clinician or the location, including those for everyone.
    """
    given = {
        name: value
        for name, value in (("clinician_id", clinician_id), ("location_id", location_id))
        if value is not None
    }
    output = output_of(read, item)
    statement = output.statements.get(tuple(given))
    if statement is None:
        source = output.source
        assert source is not None
        start_date, start_time = source.column("start_date"), source.column("start_time")
        clause = source.select().where(
            start_date <= param("window_to", Date), source.column("end_date") >= param("window_from", Date)
        )
        for name in given:
            clause = clause.where(or_(source.column(name).is_(None), source.column(name) == uuid_param(name)))
        clause = clause.order_by(start_date, start_time.nulls_first(), source.column("id"))
        statement = output.statements[tuple(given)] = Statement(clause)
    return await output.shape(read, await read.fetch(statement, window_from=from_, window_to=to, **given))
