"""What a use case can refuse.

Exception
├── Forbidden       the role may not do this (top-level in a query, ForbiddenError in a payload)
├── NotFound        a query needs a thing that is not there, or not for this viewer
└── Refused         a mutation's problems, all at once; becomes the payload's errors
"""

from collections.abc import Sequence
from typing import Any


class Forbidden(Exception):
    pass


class NotFound(Exception):
    pass


class Refused(Exception):
    """Nothing was written. `errors` are the outcome's user errors (resolvers/payloads.py).

    `payload`: what is answered, where it says more than these.
    """

    def __init__(self, errors: Sequence[Any], payload: Any = None) -> None:
        super().__init__(f"{len(errors)} problems")
        self.errors = tuple(errors)
        self.payload = payload
