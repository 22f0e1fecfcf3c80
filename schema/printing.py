"""The schema as SDL: printed to schema/schema.graphql, which is committed, so that every change of it shows."""

from schema.build import schema


def sdl() -> str:
    return schema.as_str().rstrip() + "\n"
