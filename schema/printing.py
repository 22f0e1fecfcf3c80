"""Prints the schema as SDL. schema/schema.graphql is committed, so that each change of the contract shows in a diff."""

from schema.build import schema


def sdl() -> str:
    return schema.as_str().rstrip() + "\n"
