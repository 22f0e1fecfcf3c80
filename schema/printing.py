"""Prints the schema as SDL. schema/schema.graphql is committed, so that each change of the contract shows in a diff."""

from graphql import print_schema

from schema.build import SCHEMA, schema


def sdl() -> str:
    return f"{_definition()}\n{schema.as_str().rstrip()}\n"


def _definition() -> str:
    """The schema's own description and its roots, which Strawberry's printer leaves out."""
    whole = print_schema(SCHEMA)
    return whole[: whole.index("\n}\n", whole.index("\nschema {")) + len("\n}\n")]
