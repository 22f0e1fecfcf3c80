"""Builds the schema from its root types."""

import strawberry

from planner import TYPES
from schema.fields import object_types, set_defaults, skip_argument_conversion
from schema.mutation import Mutation
from schema.payloads import ERROR_TYPES
from schema.query import Query
from schema.scalars import CONFIG

schema = strawberry.Schema(query=Query, mutation=Mutation, types=ERROR_TYPES, config=CONFIG)
SCHEMA = schema._schema
"""The same schema as an object of graphql-core, for schema/execution.py."""

set_defaults(SCHEMA)
SCHEMA.description = (
    "When the clinicians of a medical practice can be booked: their sessions on the calendar, the templates that "
    "sessions are made from, the closures in which they do not run, and the free times that follow. Everything that a "
    "token sees is of one practice."
)
SCHEMA.extensions[TYPES] = object_types(SCHEMA)
skip_argument_conversion(SCHEMA.query_type)
skip_argument_conversion(SCHEMA.mutation_type)
