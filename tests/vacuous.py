"""Finds assertions that pass on nothing, or whatever happens, in the source of a test module.

- A literal: `assert (a, b)`, `assert "text"`, and so on: a tuple, list, dict, generator or constant.
- An alternative that is always true: `assert a == {200, 503} or {503}`.
- Something compared with itself.
- A quantifier over what may be empty: `assert all(f(x) for x in found)`, `assert not any(...)`,
  `assert {x.code for x in found} <= {"A"}`, and a loop whose assertions are in its body, `for x in found: assert f(x)`.

What is iterated over counts as not empty where it is written out with an element, where it is a constant of the module
(or imported) that holds something when the check runs, where every value that the function gives it is such, where
another assertion of the function is about it and would fail if it were empty (`assert found`), and where it is
`some(found)`, which fails by itself. A loop may also put down what it saw (`seen.add(x)`), for an assertion on `seen`.
A condition within the quantifier (`for x in found if ...`) may
leave nothing: give the list a name first.
In a property test (`@given`) an example may be empty, and loops and quantifiers are left alone.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")

LITERALS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.GeneratorExp, ast.Lambda, ast.JoinedStr, ast.Constant)
CONSTANT = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.BinOp, ast.operator, ast.expr_context)
"""What an expression consists of that can be worked out without running any code of the tests."""
WRAPPERS = {"sorted", "list", "tuple", "set", "enumerate", "reversed", "zip", "product", "pairwise"}
"""Calls that give as much as they are given (or, `pairwise`, whose result is rarely the question)."""
VIEWS = {"items", "keys", "values"}

NEVER_EMPTY = {"some", "count", "cycle"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def some(found: Iterable[T]) -> list[T]:
    """What was found, which must be something: `for row in some(rows): assert ...`."""
    listed = list(found)
    assert listed, "there is nothing to look at"
    return listed


def find(source: str, namespace: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The line and the reason of each; `namespace` is the imported module's."""
    tree = ast.parse(source)
    found: set[tuple[int, str]] = set()
    for function in _outermost(tree):
        found.update(_Check(function, namespace).faults())
    return sorted(found)


def _outermost(node: ast.AST) -> Iterator[Function]:
    """The functions that are in no other function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child
        else:
            yield from _outermost(child)


class _Check:
    def __init__(self, function: Function, namespace: Mapping[str, Any]) -> None:
        self.function = function
        self.namespace = namespace
        self.asserts = [node for node in ast.walk(function) if isinstance(node, ast.Assert)]
        self.draws = any(
            isinstance(node, ast.Name) and node.id == "given"
            for decorator in function.decorator_list
            for node in ast.walk(decorator)
        )
        nodes = list(ast.walk(function))
        stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        self.bound = stored | {node.arg for node in nodes if isinstance(node, ast.arg)}

    def faults(self) -> Iterator[tuple[int, str]]:
        for node in self.asserts:
            for part in _conjuncts(node.test):
                for reason in self.reasons(part):
                    yield node.lineno, reason
        for loop in ast.walk(self.function):
            if not isinstance(loop, ast.For | ast.AsyncFor) or self.draws:
                continue
            inside = [node for node in ast.walk(loop) if isinstance(node, ast.Assert)]
            if inside and not self.is_filled(loop.iter, inside) and not self.puts_down(loop, inside):
                yield loop.lineno, f"no assertion of this loop is run where {ast.unparse(loop.iter)} is empty"

    def reasons(self, test: ast.expr) -> Iterator[str]:
        if _is_always_true(test):
            yield f"{ast.unparse(test)} is always true"
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            for choice in test.values:
                if _is_always_true(choice):
                    yield f"the alternative {ast.unparse(choice)} is always true"
        if isinstance(test, ast.Compare) and len(test.comparators) == 1:
            left, right = test.left, test.comparators[0]
            calls = any(isinstance(part, ast.Call | ast.Await) for part in ast.walk(test))
            if not calls and ast.dump(left) == ast.dump(right):
                yield f"{ast.unparse(left)} is compared with itself"
            if isinstance(left, ast.SetComp) and isinstance(test.ops[0], ast.LtE):
                yield from self.unfilled(left)
        quantifier = _quantifier(test)
        if quantifier is not None:
            yield from self.unfilled(quantifier)

    def puts_down(self, loop: ast.For | ast.AsyncFor, inside: list[ast.Assert]) -> bool:
        """Whether the loop adds to a collection that must not be empty at the end."""
        return any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"add", "append"}
            and self.is_spoken_of(node.func.value, inside)
            for node in ast.walk(loop)
        )

    def unfilled(self, comprehension: ast.GeneratorExp | ast.ListComp | ast.SetComp) -> Iterator[str]:
        """The assertion itself needs no leaving out: it is one that passes on nothing, and so speaks for nothing."""
        for generator in () if self.draws else comprehension.generators:
            over = ast.unparse(generator.iter)
            if generator.ifs:
                yield f"what is left of {over} may be empty"
            elif not self.is_filled(generator.iter, []):
                yield f"{over} may be empty"

    def is_filled(self, iterable: ast.expr, apart_from: list[ast.Assert]) -> bool:
        """Whether it holds something, as far as this can be seen."""
        return self._all_filled(iterable, apart_from, frozenset())

    def _is_filled(self, base: ast.expr, apart_from: list[ast.Assert], seen: frozenset[str]) -> bool:
        if _has_an_element(base) or self.is_filled_constant(base) or self.is_spoken_of(base, apart_from):
            return True
        if isinstance(base, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            return all(not part.ifs and self._all_filled(part.iter, apart_from, seen) for part in base.generators)
        if isinstance(base, ast.List | ast.Tuple | ast.Set):
            starred = [element.value for element in base.elts if isinstance(element, ast.Starred)]
            return any(self._all_filled(value, apart_from, seen) for value in starred)
        if isinstance(base, ast.BinOp) and isinstance(base.op, ast.Add | ast.BitOr):
            sides = (base.left, base.right)
            return any(self._all_filled(side, apart_from, seen) for side in sides)
        if isinstance(base, ast.Name) and base.id not in seen:
            values = list(self.assigned(base.id))
            deeper = seen | {base.id}
            filled = bool(values) and all(self._all_filled(value, apart_from, deeper) for value in values)
            return filled or any(self._all_filled(value, apart_from, deeper) for value in self.added(base.id))
        return False

    def _all_filled(self, iterable: ast.expr, apart_from: list[ast.Assert], seen: frozenset[str]) -> bool:
        quantify = any if _is_strict_zip(iterable) else all
        return quantify(self._is_filled(part, apart_from, seen) for part in _bases(iterable))

    def assigned(self, name: str) -> Iterator[ast.expr]:
        """Every value that the function gives to the name; a name bound in another way gives something unknown."""
        for node in ast.walk(self.function):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name) and target.id == name:
                        yield node.value
                    elif isinstance(target, ast.Tuple):
                        yield from _of_tuple(target, node.value, name)

    def added(self, name: str) -> Iterator[ast.expr]:
        """Every list that the function adds to the name's, by `+=`."""
        for node in ast.walk(self.function):
            if not isinstance(node, ast.AugAssign) or not isinstance(node.op, ast.Add):
                continue
            if isinstance(node.target, ast.Name) and node.target.id == name:
                yield node.value

    def is_filled_constant(self, base: ast.expr) -> bool:
        names = {node.id for node in ast.walk(base) if isinstance(node, ast.Name)}
        if not names or names & self.bound or not names <= self.namespace.keys():
            return False
        if any(not isinstance(node, CONSTANT) for node in ast.walk(base)):
            return False
        try:
            value = eval(compile(ast.Expression(base), "constant", "eval"), dict(self.namespace))
            return any(True for _ in value)
        except Exception:
            return False

    def is_spoken_of(self, base: ast.expr, apart_from: list[ast.Assert]) -> bool:
        """Whether another assertion is about it that would fail if it were empty."""
        wanted = ast.dump(base)
        for node in self.asserts:
            if node in apart_from:
                continue
            for part in _conjuncts(node.test):
                if _passes_on_nothing(part):
                    continue
                if any(isinstance(inner, ast.expr) and ast.dump(inner) == wanted for inner in ast.walk(part)):
                    return True
        return False


def _conjuncts(test: ast.expr) -> list[ast.expr]:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return [part for value in test.values for part in _conjuncts(value)]
    return [test]


def _is_always_true(test: ast.expr) -> bool:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.ListComp | ast.SetComp | ast.DictComp):
        return False
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.Dict):
        return bool(test.keys)
    return isinstance(test, LITERALS)


def _quantifier(test: ast.expr) -> ast.GeneratorExp | ast.ListComp | ast.SetComp | None:
    """The comprehension of `all(...)` or `not any(...)`."""
    name = "all"
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        name, test = "any", test.operand
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == name and test.args:
        argument = test.args[0]
        if isinstance(argument, ast.GeneratorExp | ast.ListComp | ast.SetComp):
            return argument
    return None


def _passes_on_nothing(test: ast.expr) -> bool:
    """`all(...)`, `not ...`, `... <= ...`, `... == []`, `len(...) == 0`: these say nothing against emptiness."""
    if isinstance(test, ast.UnaryOp) or _quantifier(test) is not None:
        return True
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "all":
        return True
    if not isinstance(test, ast.Compare):
        return False
    sides = [test.left, *test.comparators]
    at_least_one = isinstance(test.left, ast.Constant) and isinstance(test.left.value, int) and test.left.value > 0
    return any(map(_is_empty, sides)) or (
        any(isinstance(op, ast.LtE | ast.Lt | ast.NotIn) for op in test.ops) and not at_least_one
    )


def _is_empty(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is None or node.value in (0, "", b"")
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    return isinstance(node, ast.Call) and not node.args and isinstance(node.func, ast.Name) and node.func.id in WRAPPERS


def _bases(iterable: ast.expr) -> Iterator[ast.expr]:
    """What it is that is iterated over, without `sorted`, `enumerate`, `.items()` and the like."""
    if isinstance(iterable, ast.Call):
        called = iterable.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        if isinstance(called, ast.Attribute) and name in VIEWS and not iterable.args:
            yield from _bases(called.value)
            return
        if name in WRAPPERS and iterable.args:
            for argument in iterable.args:
                yield from _bases(argument)
            return
    yield iterable


def _is_strict_zip(node: ast.expr) -> bool:
    """Whether it fails where one part of it is empty and another is not."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "zip"
        and any(keyword.arg == "strict" for keyword in node.keywords)
    )


def _has_an_element(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return any(not isinstance(element, ast.Starred) for element in node.elts)
    if isinstance(node, ast.Dict):
        return any(key is not None for key in node.keys)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes) and bool(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if name != "range":
            return name in NEVER_EMPTY
        bounds = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        numbers = [bound for bound in bounds if isinstance(bound, int)]
        return len(numbers) < len(node.args) or bool(range(*numbers))
    return False


def _of_tuple(target: ast.Tuple, value: ast.expr, name: str) -> Iterator[ast.expr]:
    """The value of one name of `a, b = x, y`."""
    for place, part in enumerate(target.elts):
        if isinstance(part, ast.Name) and part.id == name:
            paired = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
            yield value.elts[place] if paired and isinstance(value, ast.Tuple) else value
