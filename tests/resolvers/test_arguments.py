"""The types of queries' arguments are those of the contract: name by name, and as strict about null."""

import asyncio
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from planner import snake
from schema import query
from schema.build import SCHEMA

assert SCHEMA.query_type is not None
ROOTS = SCHEMA.query_type.fields
Given = dict[str, GraphQLArgument] | dict[str, GraphQLInputField]
LEAVES = {"ID": str, "String": str, "Int": int, "Boolean": bool, "Date": date, "DateTime": datetime}


def use_case_of(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    async def found(_: Any, use_case: Any) -> Any:
        return use_case

    monkeypatch.setattr(query, "planned", found)
    monkeypatch.setattr(query, "previewed", found)
    definition = ROOTS[name].extensions["strawberry-definition"]
    body = definition.base_resolver.wrapped_func
    unread = {argument.python_name: None for argument in definition.arguments}
    return asyncio.run(body(None, info=None, **unread))


def differences(
    declared: Any, given: dict[str, GraphQLArgument] | dict[str, GraphQLInputField], where: str
) -> list[str]:
    """What a TypedDict and the arguments, or the fields of an input type, do not agree about."""
    hints = get_type_hints(declared)
    found = [f"{where}: {name} is on one side only" for name in hints.keys() ^ {snake(name) for name in given}]
    for name, one in given.items():
        if snake(name) not in hints:
            continue
        must = is_required_argument(one) if isinstance(one, GraphQLArgument) else is_required_input_field(one)
        if must != (snake(name) in declared.__required_keys__):
            found.append(f"{where}.{name}: required on one side only")
        found += type_differences(hints[snake(name)], one.type, f"{where}.{name}")
    return found


def type_differences(declared: Any, given: Any, where: str) -> list[str]:
    options = get_args(declared) if get_origin(declared) in (UnionType, Union) else (declared,)
    found = [] if is_non_null_type(given) == (NoneType not in options) else [f"{where}: null on one side only"]
    (plain,) = [option for option in options if option is not NoneType]
    kind: Any = get_nullable_type(given)
    if is_list_type(kind):
        assert get_origin(plain) is list
        return found + type_differences(get_args(plain)[0], kind.of_type, f"{where}[]")
    if isinstance(kind, GraphQLInputObjectType):
        if is_typeddict(plain):
            return found + differences(plain, kind.fields, where)
        return found if get_origin(plain) is dict else [*found, f"{where}: not an object"]
    wanted = str if isinstance(kind, GraphQLEnumType) else LEAVES[kind.name]
    return found if plain is wanted else [*found, f"{where}: {plain} for {kind}"]


@pytest.mark.parametrize("name", sorted(ROOTS.keys() - {"previewSession"}))
def test_a_use_case_is_given_the_arguments_of_its_root_field(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, declared = [kind for key, kind in get_type_hints(use_case_of(name, monkeypatch)).items() if key != "return"]
    assert differences(declared, ROOTS[name].args, name) == []


def test_a_difference_is_found() -> None:
    from resolvers.arguments import ById, SlotSearch

    assert differences(ById, ROOTS["closures"].args, "closures") != []
    assert differences(SlotSearch, ROOTS["availableSlots"].args, "availableSlots") != []
