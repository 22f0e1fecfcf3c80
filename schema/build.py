"""The schema, put together."""

import strawberry

from planner import TYPES
from schema.fields import bare, object_types
from schema.mutation import Mutation
from schema.payloads import ERROR_TYPES
from schema.query import Query
from schema.scalars import CONFIG

schema = strawberry.Schema(query=Query, mutation=Mutation, types=ERROR_TYPES, config=CONFIG)
SCHEMA = schema._schema
"""The same as graphql-core sees it, for schema/execution.py."""

SCHEMA.extensions[TYPES] = object_types(SCHEMA)
bare(SCHEMA.query_type)
bare(SCHEMA.mutation_type)
