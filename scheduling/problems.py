"""Problems of an input that the caller can correct, with messages for people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input.

    `code` is an ErrorCode of the contract and `message` a sentence for a person. `path` leads from the input that was
    checked to the field, in the names of the contract: `("recurrence", "weekly", "interval")`.
    """

    code: str
    message: str
    path: tuple[str, ...]

    def under(self, *path: str) -> "Problem":
        """The same problem with `path` before its own path."""
        return replace(self, path=(*path, *self.path))


class Problems(Exception):
    """All problems of an input."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))
