"""Converts names between the contract's camelCase and Python's snake_case."""

from functools import cache


@cache
def snake(name: str) -> str:
    """`startTime` as `start_time`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def camel(name: str) -> str:
    """`start_time` as `startTime`."""
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
