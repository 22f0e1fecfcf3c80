"""The application as the environment asks for it: each of uvicorn's processes calls `create` for itself."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette

from dev import demo
from dev.tokens import SHOWN, label, local_key, sign
from resolvers.context import Viewer
from schema.build import SCHEMA
from schema.execution import Executable
from server.app import clock, create_app
from server.explorer import DemoToken
from server.limits import examine
from server.observability import configure_logging
from server.settings import Settings

__all__ = ["create"]


def create() -> Starlette:
    settings = Settings.from_environment()
    configure_logging(development=settings.development)
    tokens = demo_tokens(settings) if settings.development and settings.local_key else None
    return create_app(settings, Executable(SCHEMA, limits=examine), tokens=tokens)


def demo_tokens(settings: Settings) -> Callable[[], Sequence[DemoToken]]:
    """What the explorer may sign its requests with: the demo's people, with fresh tokens at each call."""
    key = local_key(settings.data_dir)
    people = demo_people(settings)

    def tokens() -> Sequence[DemoToken]:
        now = clock()
        return [
            DemoToken(
                label(person),
                person.role.value,
                sign(key, person, audience=settings.jwt_audience, now=now, lifetime=SHOWN),
            )
            for person in people
        ]

    return tokens


def demo_people(settings: Settings) -> Sequence[Viewer]:
    """Asked on a thread of its own: uvicorn makes the application inside of its event loop."""
    assert settings.owner_url is not None, "who starts the embedded PostgreSQL says where it is"
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, demo.viewers(settings.owner_url)).result()
