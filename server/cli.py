"""The command line `clinic-sessions`.

Without DATABASE_URL, every command uses the embedded PostgreSQL in DATA_DIR. If no running service has started it, the
command starts it and stops it at the end.

Alembic (db/migrate.py) and dev/ are imported inside functions, so that a worker in production loads neither.
"""

import asyncio
import json
import os
import signal
import socket
import tempfile
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TextIO, TypeVar
from uuid import UUID

import click
import uvicorn
from joserfc.jwk import OctKey

from db.engine import Unavailable
from planner import NOBODY
from resolvers import practices
from resolvers.context import Role, Viewer
from scheduling.problems import Problems
from scheduling.zones import RULES_VERSION
from server import metrics
from server.local_key import LocalKeyError, read_local_key
from server.protocol import Protocol
from server.request_log import configure_logging
from server.settings import Settings, SettingsError
from server.trusted_documents import ManifestError, read_manifests
from server.workers import Workers

__all__ = ["main"]

T = TypeVar("T")

DRIVERS = frozenset({"asyncpg", "sqlalchemy", "alembic"})
"""Packages whose exceptions become one line on standard error. Only db imports them, so they are known by name."""
SHUTDOWN_TIMEOUT = 20
"""Seconds for requests in progress to finish when the service stops."""
KEEP_ALIVE_TIMEOUT = 75
"""Seconds. Longer than that of load balancers, so that they close idle connections, and not the service."""
ROLE = click.Choice([role.value for role in Role], case_sensitive=False)


class Commands(click.Group):
    """Commands. Those for development fail with a message where dev/ is not installed, as in the production image."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] != "dev":
                raise
            raise click.ClickException(
                "This command is for development and not included in this installation."
            ) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="clinic-sessions", message=f"%(prog)s %(version)s, time zone rules of tzdata {RULES_VERSION}"
)
def main() -> None:
    """A GraphQL service for the clinician sessions of medical practices."""


# ---------------------------------------------------------------- serve


@main.command()
@click.option("--migrate/--no-migrate", "migrate_first", default=None, help="Migrate the database first.")
@click.option("--demo/--no-demo", "load_demo_first", default=None, help="Load the demo if the database is empty.")
def serve(*, migrate_first: bool | None, load_demo_first: bool | None) -> None:
    """Serve until Ctrl-C or SIGTERM.

    In development, the database is migrated first, and the demo is loaded if the database is empty. In production,
    neither happens by default.
    """
    settings = read_settings(serving=True)
    check_manifests(settings)
    migrate_first = settings.development if migrate_first is None else migrate_first
    load_demo_first = settings.development if load_demo_first is None else load_demo_first
    embedded = settings.database_url is None
    signal.signal(signal.SIGTERM, stop)
    try:
        with listening(settings) as listener, database(settings, exclusive=True) as settings:
            owner_url = required(settings.owner_url)
            if settings.local_key:
                check_local_key(settings)
            if migrate_first:
                from db import migrate

                with progress("Migrating"):
                    run(migrate.upgrade(owner_url))
            if load_demo_first:
                from dev import demo

                if run(demo.load(owner_url)):
                    click.echo("The database was empty. The demo has been loaded.", err=True)
            if settings.development:
                print_addresses(settings, listener, embedded=embedded)
            serve_on(listener, settings)
    except KeyboardInterrupt:
        pass
    click.echo("Stopped.")


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """Binds the service's address before anything else is started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
                "Stop the program that uses it, or set HOST and PORT."
            ) from None
        yield listener


def check_local_key(settings: Settings) -> None:
    """Stops with a message if the local key cannot be read. In development, creates it if it does not exist."""
    if settings.development:
        development_key(settings)
        return
    try:
        read_local_key(settings.data_dir)
    except LocalKeyError as error:
        raise click.ClickException(str(error)) from None


def check_manifests(settings: Settings) -> None:
    """Stops with a message if the manifests of trusted documents cannot be used, before a worker is started."""
    if settings.documents_dir is None:
        return
    try:
        read_manifests(settings.documents_dir)
    except ManifestError as error:
        raise click.ClickException("\n  ".join(("DOCUMENTS_DIR cannot be used:", *error.problems))) from None


def serve_on(listener: socket.socket, settings: Settings) -> None:
    """Runs uvicorn until it is stopped. Its workers are new processes, which read the environment."""
    if "DATABASE_URL_FILE" not in os.environ:
        os.environ["DATABASE_URL"] = required(settings.database_url)
    os.environ["DATA_DIR"] = str(settings.data_dir.absolute())
    if settings.documents_dir is not None:
        os.environ["DOCUMENTS_DIR"] = str(settings.documents_dir.absolute())
    config = uvicorn.Config(
        "dev.factory:create" if settings.development else "server.factory:create",
        factory=True,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=settings.most_connections,  # of connections: server/protocol.py
        timeout_keep_alive=KEEP_ALIVE_TIMEOUT,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
    )
    if settings.workers > 1:
        configure_logging(development=settings.development)  # each worker does it too
        with tempfile.TemporaryDirectory(prefix="clinic-sessions-metrics-") as shared:
            metrics.share_between_workers(Path(shared))
            started = Workers(config, listener, settings.workers).run()
    else:
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
        started = server.started
    if not started:
        raise click.ClickException("The service could not start. The log above contains the reason.")


def print_addresses(settings: Settings, listener: socket.socket, *, embedded: bool) -> None:
    """Prints the addresses of the service, and a token for each role of the demo."""
    from dev import demo
    from dev.tokens import SHOWN

    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    click.echo(f"\n  Console    {address}/\n  Explorer   {address}/explorer\n  GraphQL    {address}/graphql")
    if embedded:
        click.echo(f"  Data       {settings.data_dir / 'postgres'} (embedded PostgreSQL)")
    people = run(demo.viewers(required(settings.owner_url)))
    if people and settings.local_key:
        click.echo(f"  Practice   {people[0].practice_id} (the demo)")
        click.echo(f"\n  Tokens of the demo, valid for {SHOWN.days} days (Authorization: Bearer ...):\n")
        for viewer in people:
            click.echo(f"  {viewer.role.value}: {viewer.name}\n  {token_of(settings, viewer, lifetime=SHOWN)}")
    click.echo("\n  Press Ctrl-C to stop.\n")


# ---------------------------------------------------------------- the database


@main.command("migrate")
@click.option("--to", "revision", default="head", metavar="REVISION", help="Where to stop (default: the newest).")
@click.option("--down", is_flag=True, help="Migrate down to the revision; `base` is the empty database.")
def migrate_database(revision: str, *, down: bool) -> None:
    """Migrate the database."""
    from db import migrate

    with database(read_settings()) as settings:
        action = migrate.downgrade if down else migrate.upgrade
        with progress(f"Migrating to {revision}"):
            run(action(required(settings.owner_url), revision))


@main.command("demo")
def load_demo() -> None:
    """Load the demo practice, unless the database already has a practice."""
    from dev import demo

    with database(read_settings()) as settings:
        owner_url = required(settings.owner_url)
        with progress("Loading the demo"):
            loaded = run(demo.load(owner_url))
    click.echo("The demo has been loaded." if loaded else "Nothing was loaded: the database already has a practice.")


@main.group()
def practice() -> None:
    """Manage practices."""


@practice.command()
@click.argument("name")
@click.option("--time-zone", required=True, metavar="ZONE", help="Its IANA time zone, such as Europe/London.")
def create(name: str, time_zone: str) -> None:
    """Create a practice, and print its id."""
    with database(read_settings()) as settings:
        try:
            practice_id = run(practices.create(required(settings.owner_url), name, time_zone))
        except Problems as error:
            raise click.ClickException("\n".join(problem.message for problem in error.problems)) from None
    click.echo(practice_id)


@main.command("check-migrations", hidden=True)
def check_migrations() -> None:
    """Check, on a temporary database, that the migrations produce the tables of the models."""
    from db import migrate

    with temporary_database() as owner_url:
        run(migrate.upgrade(owner_url))
        run(migrate.check(owner_url))
    click.echo("The migrations match the models.")


@main.command("make-migration", hidden=True)
@click.argument("message")
def make_migration(message: str) -> None:
    """Draft a migration from the difference between the models and the migrations."""
    from db import migrate

    with temporary_database() as owner_url:
        run(migrate.upgrade(owner_url))
        run(migrate.new(owner_url, message))


# ---------------------------------------------------------------- tokens, schema


@main.command()
@click.option("--practice", "practice_id", type=click.UUID, help="The practice's id.")
@click.option("--role", type=ROLE)
@click.option("--clinician", "clinician_id", type=click.UUID, help="The clinician's id, for the role CLINICIAN.")
@click.option("--name", help="The name of the person (default: the role).")
@click.option("--demo", "demo_role", type=ROLE, help="Instead of the options above: the demo's viewer with this role.")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 3650), help="Days of validity.")
def token(
    practice_id: UUID | None,
    role: str | None,
    clinician_id: UUID | None,
    *,
    name: str | None,
    demo_role: str | None,
    days: int,
) -> None:
    """Print an access token, signed by the local key, for --practice and --role, or for --demo."""
    settings = read_settings()
    if not settings.local_key:
        raise click.ClickException("LOCAL_KEY is off, so tokens of the local key are not accepted.")
    if demo_role is not None:
        if practice_id or role or clinician_id or name:
            raise click.UsageError("--demo cannot be combined with --practice, --role, --clinician or --name.")
        viewer = demo_viewer(settings, Role(demo_role.upper()))
    else:
        viewer = local_viewer(practice_id, role, clinician_id, name=name)
    click.echo(token_of(settings, viewer, lifetime=timedelta(days=days)))


def demo_viewer(settings: Settings, role: Role) -> Viewer:
    from dev import demo

    with database(settings) as settings:
        people = run(demo.viewers(required(settings.owner_url)))
    if not people:
        raise click.ClickException("The demo is not loaded. `clinic-sessions demo` loads it into an empty database.")
    return next(viewer for viewer in people if viewer.role is role)


def local_viewer(practice_id: UUID | None, role: str | None, clinician_id: UUID | None, *, name: str | None) -> Viewer:
    if practice_id is None or role is None:
        missing = "--practice" if practice_id is None else "--role"
        raise click.UsageError(f"Missing option '{missing}' (or use --demo).")
    if role.upper() == Role.CLINICIAN and clinician_id is None:
        raise click.UsageError("The role CLINICIAN requires --clinician.")
    return Viewer(
        subject=f"local:{name or clinician_id or role}".lower(),
        name=name or role.capitalize(),
        role=Role(role.upper()),
        practice_id=str(practice_id),
        clinician_id=str(clinician_id) if clinician_id is not None else None,
    )


def token_of(settings: Settings, viewer: Viewer, *, lifetime: timedelta) -> str:
    from dev.tokens import sign

    key = development_key(settings)
    return sign(key, viewer, audience=settings.jwt_audience, now=datetime.now(UTC), lifetime=lifetime)


def development_key(settings: Settings) -> OctKey:
    """The local key, which is created if it does not exist."""
    from dev.tokens import local_key

    try:
        return local_key(settings.data_dir)
    except LocalKeyError as error:
        raise click.ClickException(str(error)) from None


@main.command("schema")
def print_schema() -> None:
    """Print the GraphQL schema as SDL."""
    from schema.printing import sdl  # this builds the schema, which takes a second

    click.echo(sdl(), nl=False)


@main.command()
@click.argument("file", type=click.File("r"))
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMIN.value, show_default=True)
@click.option("--variables", default="{}", help="The variables, as JSON.")
@click.option("--operation", help="The name of the operation, if the document has several.")
def explain(file: TextIO, role: str, variables: str, operation: str | None) -> None:
    """Print the plan of a GraphQL document: its SQL statements, and what each field becomes.

    Nothing is executed, so this needs no database.
    """
    from schema.build import SCHEMA
    from schema.execution import Executable

    try:
        values = json.loads(variables)
    except ValueError as error:
        raise click.BadParameter(f"The variables are not JSON: {error}.", param_hint="--variables") from error
    if not isinstance(values, dict):
        raise click.BadParameter("The variables are not a JSON object.", param_hint="--variables")
    executable = Executable(SCHEMA)
    prepared = executable.prepare(file.read())
    if isinstance(prepared, list):
        raise click.ClickException("\n".join(map(str, prepared)))
    viewer = Viewer("explain", "explain", Role(role), NOBODY, NOBODY)
    lines = run(executable.explain(prepared, operation, values, viewer, lambda: datetime.now(UTC)))
    if any(isinstance(line, Exception) for line in lines):
        raise click.ClickException("\n".join(map(str, lines)))
    click.echo("\n".join(map(str, lines)))


# ---------------------------------------------------------------- shared by the commands


def read_settings(*, serving: bool = False) -> Settings:
    try:
        return Settings.from_environment(serving=serving)
    except SettingsError as error:
        problems = "\n".join(f"  {problem}" for problem in error.problems)
        raise click.ClickException(f"Invalid configuration:\n{problems}") from None


@contextmanager
def database(settings: Settings, *, exclusive: bool = False) -> Iterator[Settings]:
    """Adds the embedded database to the settings if none is configured. `exclusive`: no other process may use it."""
    if settings.database_url is not None:
        yield settings
        return
    from dev import postgres

    folder = settings.data_dir / "postgres"
    try:
        with postgres.running(folder, restarts=True) if exclusive else postgres.available(folder) as instance:
            yield replace(settings, database_url=instance.owner_url)
    except postgres.PostgresError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def temporary_database() -> Iterator[str]:
    from dev import postgres

    try:
        with postgres.temporary() as instance:
            yield instance.owner_url
    except postgres.PostgresError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def progress(action: str) -> Iterator[None]:
    """Prints an action and its duration on standard error."""
    click.echo(f"{action} ... ", nl=False, err=True)
    begin = time.monotonic()
    try:
        yield
    except BaseException:
        click.echo("", err=True)
        raise
    click.echo(f"{time.monotonic() - begin:.1f} s", err=True)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine that uses the database. Errors of the database become messages."""
    try:
        return asyncio.run(work)
    except (OSError, TimeoutError, Unavailable) as error:
        raise click.ClickException(f"The database cannot be reached: {error.__cause__ or error}") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] in DRIVERS:
            raise click.ClickException(f"The database refused the command: {first_line(error)}") from error
        raise


def first_line(error: BaseException) -> str:
    """The first line of PostgreSQL's message, without what the drivers add."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).partition("\n")[0]


def required(url: str | None) -> str:
    assert url is not None, "`database` sets it"
    return url
