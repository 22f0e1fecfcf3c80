"""What a caller can put right, said so that a person understands it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in an input.

    `code` is an ErrorCode of the contract, `message` a sentence for a person, `path` the way to the field in the
    contract's own names, from the input that was checked: `("recurrence", "weekly", "interval")`.
    """

    code: str
    message: str
    path: tuple[str, ...]

    def under(self, *path: str) -> "Problem":
        """The same problem, seen from further out."""
        return replace(self, path=(*path, *self.path))


class Problems(Exception):
    """Everything that is wrong in an input, at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))
