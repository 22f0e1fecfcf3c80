"""Output plans of composed closures, where planner/output.py compiles generated source (bench/tricks.py).

A row comes with what its batches found, as a tuple; each object of the answer is a function of that.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from planner.errors import Barred
from planner.output import CLOCK, OutputPlan, _load_attribute, _Run
from planner.selection import Field
from planner.source import Source
from planner.steps import Attribute, Batch, Column, Derived, ObjectType, One, Part, Step

Shape = Callable[[Any], Any]
"""From a tuple of a row and its values of batches."""


class ComposedPlan(OutputPlan):
    def __init__(
        self,
        kind: ObjectType,
        fields: Iterable[Field],
        role: str,
        *,
        source: Source | None = None,
        held: bool = False,
    ) -> None:
        self.kind = kind
        self.role = role
        self.source = source or (Source(kind.relation) if kind.relation is not None and not held else None)
        self.statements = {}
        self._runs: list[_Run] = []
        shaped = self._composed(kind, fields, ())
        self._shape = lambda rows, *values: [shaped(each) for each in zip(rows, *values, strict=True)]

    def _getter(self, paths: Sequence[str], prefix: tuple[str, ...]) -> Callable[[Any], Any]:
        whole = [".".join((*prefix, path)) for path in paths]
        if self.source is None:
            return attrgetter(*whole)
        return itemgetter(*(self.source.place(path) for path in whole))

    def _composed(self, kind: ObjectType, fields: Iterable[Field], prefix: tuple[str, ...]) -> Shape:
        """All columns are read in one go; the other fields are put in their places afterwards."""
        keys: list[str] = []
        paths: list[str] = []
        others: list[tuple[str, Shape]] = []
        for item in fields:
            keys.append(item.key)
            paths.append(self._plain(kind, item, prefix) or "")
            if not paths[-1]:
                others.append((item.key, self._one_field(kind, item, prefix)))
        known = [path for path in paths if path]
        own = tuple(key for key, path in zip(keys, paths, strict=True) if path)
        blank = dict.fromkeys(keys)
        if not known:
            return lambda each: {key: function(each) for key, function in others}
        get = self._getter(known, prefix)
        if len(known) == 1:
            (only,) = own

            def single(each: Any) -> dict[str, Any]:
                made = blank.copy()
                made[only] = get(each[0])
                for key, function in others:
                    made[key] = function(each)
                return made

            return single
        if not others:
            return lambda each: dict(zip(own, get(each[0])))  # noqa: B905  # as many by construction

        def several(each: Any) -> dict[str, Any]:
            made = blank.copy()
            made.update(zip(own, get(each[0])))  # noqa: B905
            for key, function in others:
                made[key] = function(each)
            return made

        return several

    def _plain(self, kind: ObjectType, item: Field, prefix: tuple[str, ...]) -> str | None:
        """The column of a field that is nothing but a column."""
        if item.name == "__typename" or self.role in kind.hidden_from.get(item.name, ()):
            return None
        step = kind.step(item)
        return step.path if isinstance(step, Column) and not self._is_time(step.path, prefix) else None

    def _one_field(self, kind: ObjectType, item: Field, prefix: tuple[str, ...]) -> Shape:
        if item.name == "__typename":
            name = kind.name
            return lambda _: name
        if self.role in kind.hidden_from.get(item.name, ()):
            raise Barred((item.key,), kind.name, item.name)
        try:
            return self._function(kind.step(item), item, prefix)
        except Barred as barred:
            barred.path = (item.key, *barred.path)
            raise

    def _function(self, step: Step, item: Field, prefix: tuple[str, ...]) -> Shape:
        match step:
            case Column(path):  # a time of day: others are read together
                get = self._getter((path,), prefix)
                return lambda each: CLOCK[get(each[0])]
            case Derived(function, (path,)):
                get = self._getter((path,), prefix)
                return lambda each: function(get(each[0]))
            case Derived(function, paths):
                get = self._getter(paths, prefix)
                return lambda each: function(*get(each[0]))
            case Part(present):
                shaped = self._composed(item.types[item.type], item.on(item.type), prefix)
                return shaped if present is None else self._if_present(present, prefix, shaped)
            case One(name):
                assert self.source is not None
                shaped = self._composed(item.types[item.type], item.on(item.type), (*prefix, name))
                maybe = prefix or self.source.relation.joins[name].optional
                return self._if_present(f"{name}.id", prefix, shaped) if maybe else shaped
            case Attribute(path):
                return self._function(Batch(_load_attribute, (path,)), item, prefix)
            case Batch(load, paths):
                get = self._getter(paths, prefix)
                self._runs.append(_Run(load, item, lambda rows: [get(row) for row in rows]))
                return itemgetter(len(self._runs))

    def _if_present(self, path: str, prefix: tuple[str, ...], shaped: Shape) -> Shape:
        get = self._getter((path,), prefix)
        return lambda each: None if get(each[0]) is None else shaped(each)
