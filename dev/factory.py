"""The ASGI application in development: as in production, and the explorer offers tokens of the demo."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette

from dev import demo
from dev.tokens import SHOWN, label, local_key, sign
from resolvers.context import Viewer
from server import factory
from server.app import clock
from server.explorer import DemoToken
from server.settings import Settings

__all__ = ["create"]


def create() -> Starlette:
    settings = Settings.from_environment()
    return factory.create(settings, tokens=demo_tokens(settings) if settings.local_key else None)


def demo_tokens(settings: Settings) -> Callable[[], Sequence[DemoToken]]:
    """Returns a function that signs a fresh token for each viewer of the demo."""
    key = local_key(settings.data_dir)
    viewers = demo_viewers(settings)

    def tokens() -> Sequence[DemoToken]:
        now = clock()
        return [
            DemoToken(
                label(viewer),
                viewer.role.value,
                sign(key, viewer, audience=settings.jwt_audience, now=now, lifetime=SHOWN),
            )
            for viewer in viewers
        ]

    return tokens


def demo_viewers(settings: Settings) -> Sequence[Viewer]:
    """Loads the viewers on another thread, because uvicorn calls the factory inside its event loop."""
    assert settings.owner_url is not None, "the command line sets DATABASE_URL before it starts the server"
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, demo.viewers(settings.owner_url)).result()
