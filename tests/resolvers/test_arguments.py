"""The argument and input types of use cases agree with the contract: in names, types, nulls and required keys."""

import asyncio
from datetime import date, datetime, time
from types import NoneType, UnionType
from typing import Any, NotRequired, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from planner import snake
from schema import mutation, query
from schema.build import SCHEMA

assert SCHEMA.query_type is not None
assert SCHEMA.mutation_type is not None
ROOTS = {**SCHEMA.query_type.fields, **SCHEMA.mutation_type.fields}
LEAVES = {
    "ID": str,
    "String": str,
    "Int": int,
    "Boolean": bool,
    "Date": date,
    "DateTime": datetime,
    "LocalTime": time,
    "TimeZone": str,
}


def use_case_of(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    async def return_it(_: Any, use_case: Any) -> Any:
        return use_case

    monkeypatch.setattr(query, "run_query", return_it)
    monkeypatch.setattr(query, "run_preview", return_it)
    monkeypatch.setattr(mutation, "run_mutation", return_it)
    definition = ROOTS[name].extensions["strawberry-definition"]
    body = definition.base_resolver.wrapped_func
    unread = {argument.python_name: None for argument in definition.arguments}
    return asyncio.run(body(None, info=None, **unread))


def differences(
    declared: Any, given: dict[str, GraphQLArgument] | dict[str, GraphQLInputField], where: str
) -> list[str]:
    """The differences between a TypedDict and the arguments of a field, or the fields of an input type."""
    hints = get_type_hints(declared)
    found = [f"{where}: {name} is on one side only" for name in hints.keys() ^ {snake(name) for name in given}]
    for name, one in given.items():
        if snake(name) not in hints:
            continue
        if is_always_there(one) != (snake(name) in declared.__required_keys__):
            found.append(f"{where}.{name}: required on one side only")
        found += type_differences(hints[snake(name)], one.type, f"{where}.{name}")
    return found


def is_always_there(one: GraphQLArgument | GraphQLInputField) -> bool:
    """The caller must give it, or it has a default; and it cannot be null."""
    return is_non_null_type(one.type)


def type_differences(declared: Any, given: Any, where: str) -> list[str]:
    options = get_args(declared) if get_origin(declared) in (UnionType, Union) else (declared,)
    found = [] if is_non_null_type(given) == (NoneType not in options) else [f"{where}: null on one side only"]
    (plain,) = [option for option in options if option is not NoneType]
    kind: Any = get_nullable_type(given)
    if is_list_type(kind):
        if get_origin(plain) is not list:
            return [*found, f"{where}: {plain.__name__} for a list"]
        return found + type_differences(get_args(plain)[0], kind.of_type, f"{where}[]")
    if isinstance(kind, GraphQLInputObjectType):
        if is_typeddict(plain):
            return found + differences(plain, kind.fields, where)
        return found if get_origin(plain) is dict else [*found, f"{where}: not an object"]
    wanted = str if isinstance(kind, GraphQLEnumType) else LEAVES[kind.name]
    return found if plain is wanted else [*found, f"{where}: {plain} for {kind}"]


@pytest.mark.parametrize("name", sorted(ROOTS))
def test_a_use_case_is_given_the_arguments_of_its_root_field(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, declared = [kind for key, kind in get_type_hints(use_case_of(name, monkeypatch)).items() if key != "return"]
    assert differences(declared, ROOTS[name].args, name) == []


def test_a_missing_name_is_a_difference() -> None:
    from resolvers.arguments import ById, SlotSearch

    assert differences(ById, ROOTS["closures"].args, "closures") != []
    assert differences(SlotSearch, ROOTS["availableSlots"].args, "availableSlots") != []


def test_another_type_null_or_required_key_is_a_difference() -> None:
    class Text(TypedDict):
        ids: str
        active: bool

    class Optional(TypedDict):
        ids: list[str]
        active: NotRequired[bool]

    class Nullable(TypedDict):
        ids: list[str]
        active: bool | None

    class Same(TypedDict):
        ids: list[str]
        active: bool

    arguments = ROOTS["toggleSessions"].args
    assert differences(Same, arguments, "toggleSessions") == []
    assert differences(Optional, arguments, "toggleSessions") == ["toggleSessions.active: required on one side only"]
    assert differences(Nullable, arguments, "toggleSessions") == ["toggleSessions.active: null on one side only"]
    assert differences(Text, arguments, "toggleSessions") == ["toggleSessions.ids: str for a list"]
