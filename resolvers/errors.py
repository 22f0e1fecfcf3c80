"""The errors that a use case raises.

Exception
├── Forbidden       the role may not do this (a top-level error in a query, a ForbiddenError in a payload)
├── NotFound        a query names an object that does not exist, or that the viewer may not see
└── Refused         all problems of a mutation's input; they become the payload's errors
"""

from collections.abc import Sequence

from resolvers.payloads import Payload, UserError


class Forbidden(Exception):
    pass


class NotFound(Exception):
    pass


class Refused(Exception):
    """Nothing is written, and the payload has these user errors.

    `payload`: the payload to answer with, if it holds more than the errors.
    """

    def __init__(self, errors: Sequence[UserError], payload: Payload | None = None) -> None:
        super().__init__(f"{len(errors)} problems")
        self.errors = tuple(errors)
        self.payload = payload
