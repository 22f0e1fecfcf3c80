"""Rows as they are inserted."""

from typing import Any

from db import rows, tables
from db.engine import Database
from db.tenancy import Tenant
from db.transaction import Transaction
from resolvers import ids
from tests.conftest import MONDAY
from tests.practice import House


async def test_a_nullable_column_that_is_not_given_is_null(house: House, database: Database) -> None:
    """So a new nullable column needs no change of the use cases that insert into its table."""
    an_id = ids.new()
    values = {
        "id": an_id,
        "name": "Annexe",
        "name_key": "annexe",
        "active": True,
        "version": 1,
        "created_at": MONDAY,
        "updated_at": MONDAY,
    }

    async def work(tx: Transaction) -> Any:
        await rows.add(tx, tables.location, values)
        return await rows.find(tx, tables.location, an_id)

    row = await database.write(Tenant(house.practice_id), work)
    assert (row["name"], row["address"], row["time_zone"]) == ("Annexe", None, None)
