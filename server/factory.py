"""The ASGI application as configured by the environment. Each uvicorn worker calls `create`."""

from starlette.applications import Starlette

from schema.build import SCHEMA
from schema.execution import Executable
from server.app import DemoTokens, create_app
from server.limits import examine
from server.request_log import configure_logging
from server.settings import Settings

__all__ = ["create"]


def create(settings: Settings | None = None, *, tokens: DemoTokens | None = None) -> Starlette:
    """Creates the application. `dev/factory.py` passes the `tokens` that the explorer offers in development."""
    settings = settings or Settings.from_environment()
    configure_logging(development=settings.development)
    return create_app(settings, Executable(SCHEMA, limits=examine), tokens=tokens)
