"""`clinic-sessions`: serving, migrating, and what an administrator does without GraphQL.

Without DATABASE_URL every command uses the embedded PostgreSQL in DATA_DIR: the one that a running service has started,
or one for the time being.
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
from uvicorn.supervisors import Multiprocess

from db import migrate as migrations
from db.engine import Unavailable
from planner import NOBODY
from resolvers import demo as demo_data
from resolvers import practices
from resolvers.context import Role, Viewer
from scheduling.problems import Problems
from scheduling.zones import RULES_VERSION
from server import observability, postgres
from server.protocol import Protocol
from server.settings import Settings, SettingsError
from server.tokens import SHOWN, LocalKeyError, local_key, sign

__all__ = ["main"]

T = TypeVar("T")

DRIVERS = frozenset({"asyncpg", "sqlalchemy", "alembic"})
"""What they raise is told in a line: db alone knows them by type."""
GRACE_SECONDS = 20
"""For requests under way when the service is told to stop."""
WORKER_START_SECONDS = 60
"""A worker that does not answer its parent for so long is replaced; on a busy machine it takes a while to start."""
KEEP_ALIVE_SECONDS = 75
"""Longer than the load balancers in front of it keep an idle connection, so that it is they who close it."""
ROLE = click.Choice([role.value for role in Role], case_sensitive=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="clinic-sessions", message=f"%(prog)s %(version)s, time zone rules of tzdata {RULES_VERSION}"
)
def main() -> None:
    """Keeps a medical practice's clinician sessions, and serves them over GraphQL."""


# ---------------------------------------------------------------- serve


@main.command()
@click.option("--migrate/--no-migrate", "migrates", default=None, help="Bring the database up to date first.")
@click.option("--demo/--no-demo", "loads_demo", default=None, help="Load the demo into an empty database.")
def serve(*, migrates: bool | None, loads_demo: bool | None) -> None:
    """Serve until Ctrl-C or SIGTERM.

    In development the database is migrated first, and the demo loaded where it is empty; in production neither, unless
    asked for.
    """
    settings = read_settings(serving=True)
    migrates = settings.development if migrates is None else migrates
    loads_demo = settings.development if loads_demo is None else loads_demo
    embedded = settings.database_url is None
    signal.signal(signal.SIGTERM, stop)
    try:
        with listening(settings) as listener, database(settings, alone=True) as settings:
            owner_url = found(settings.owner_url)
            if migrates:
                with step("Migrating"):
                    run(migrations.upgrade(owner_url))
            if loads_demo and run(demo_data.load(owner_url)):
                click.echo("The database was empty: the demo is loaded.", err=True)
            if settings.development:
                introduce(settings, listener, embedded=embedded)
            serve_on(listener, settings)
    except KeyboardInterrupt:
        pass
    click.echo("Stopped.")


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """The service's address, taken before anything is started for it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"{settings.host}:{settings.port} cannot be listened on ({error.strerror}): "
                "stop what uses it, or set HOST and PORT."
            ) from None
        yield listener


def serve_on(listener: socket.socket, settings: Settings) -> None:
    """Runs uvicorn until it is told to stop. Its workers read the environment, as each of them is a process anew."""
    os.environ |= {
        "DATABASE_URL": found(settings.database_url),
        "DATABASE_OWNER_URL": found(settings.owner_url),
        "DATA_DIR": str(settings.data_dir.absolute()),
    }
    config = uvicorn.Config(
        "server.assembly:create",
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_worker_healthcheck=WORKER_START_SECONDS,
    )
    if settings.workers > 1:
        with tempfile.TemporaryDirectory(prefix="clinic-sessions-metrics-") as shared:
            observability.share_between_workers(Path(shared))
            Workers(config, sockets=[listener]).run()
        return
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        raise click.ClickException("The service could not start; the log above says why.")


class Workers(Multiprocess):
    """uvicorn's processes. Told to stop, their parent lets go of the address as well.

    Held by a parent that only waits, it would take connections that nobody answers.
    """

    def terminate_all(self) -> None:
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


def introduce(settings: Settings, listener: socket.socket, *, embedded: bool) -> None:
    """Prints where the service is, and a token for each role of the demo."""
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    click.echo(f"\n  Console    {address}/\n  Explorer   {address}/explorer\n  GraphQL    {address}/graphql")
    if embedded:
        click.echo(f"  Data       {settings.data_dir / 'postgres'} (embedded PostgreSQL)")
    people = run(demo_data.viewers(found(settings.owner_url)))
    if people and settings.local_key:
        click.echo(f"  Practice   {people[0].practice_id} (the demo)")
        click.echo(f"\n  Tokens of the demo, good for {SHOWN.days} days (Authorization: Bearer ...):\n")
        for viewer in people:
            click.echo(f"  {viewer.role.value}: {viewer.name}\n  {token_of(settings, viewer, lifetime=SHOWN)}")
    click.echo("\n  Ctrl-C stops it.\n")


# ---------------------------------------------------------------- the database


@main.command()
@click.option("--to", "revision", default="head", metavar="REVISION", help="Stop there (default: at the newest).")
@click.option("--down", is_flag=True, help="Go down to the revision instead of up; base is the empty database.")
def migrate(revision: str, *, down: bool) -> None:
    """Bring the database up to date."""
    with database(read_settings()) as settings:
        action = migrations.downgrade if down else migrations.upgrade
        with step(f"Migrating to {revision}"):
            run(action(found(settings.owner_url), revision))


@main.command()
def demo() -> None:
    """Load the demo practice, unless the database has a practice already."""
    with database(read_settings()) as settings:
        owner_url = found(settings.owner_url)
        with step("Loading the demo"):
            loaded = run(demo_data.load(owner_url))
    click.echo("Loaded." if loaded else "Nothing loaded: the database has a practice already.")


@main.group()
def practice() -> None:
    """The practices that the service is for."""


@practice.command()
@click.argument("name")
@click.option("--time-zone", required=True, metavar="ZONE", help="Its IANA time zone: Europe/London.")
def create(name: str, time_zone: str) -> None:
    """Make a practice, and print its id."""
    with database(read_settings()) as settings:
        try:
            practice_id = run(practices.create(found(settings.owner_url), name, time_zone))
        except Problems as error:
            raise click.ClickException("\n".join(problem.message for problem in error.problems)) from None
    click.echo(practice_id)


@main.command("check-migrations", hidden=True)
def check_migrations() -> None:
    """Say whether the migrations make what the models say, on a throw-away database."""
    with temporary() as owner_url:
        run(migrations.upgrade(owner_url))
        run(migrations.check(owner_url))
    click.echo("The migrations make what the models say.")


@main.command("make-migration", hidden=True)
@click.argument("message")
def make_migration(message: str) -> None:
    """Draft a migration from what the models have and the migrations do not make."""
    with temporary() as owner_url:
        run(migrations.upgrade(owner_url))
        run(migrations.new(owner_url, message))


# ---------------------------------------------------------------- tokens, schema


@main.command()
@click.option("--practice", "practice_id", type=click.UUID, help="The practice's id.")
@click.option("--role", type=ROLE)
@click.option("--clinician", "clinician_id", type=click.UUID, help="The clinician's id: needed for the role CLINICIAN.")
@click.option("--name", help="Whom the token is for (default: the role).")
@click.option("--demo", "demo_role", type=ROLE, help="Instead of the above: the demo's viewer of this role.")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 3650), help="How long it is good for.")
def token(
    practice_id: UUID | None,
    role: str | None,
    clinician_id: UUID | None,
    *,
    name: str | None,
    demo_role: str | None,
    days: int,
) -> None:
    """Print an access token that the local key signs: for --practice and --role, or for --demo."""
    settings = read_settings()
    if not settings.local_key:
        raise click.ClickException("Tokens of the local key are not accepted here: LOCAL_KEY is off.")
    if demo_role is not None:
        if practice_id or role or clinician_id or name:
            raise click.UsageError("--demo cannot be combined with --practice, --role, --clinician or --name.")
        viewer = demo_viewer(settings, Role(demo_role.upper()))
    else:
        viewer = local_viewer(practice_id, role, clinician_id, name=name)
    click.echo(token_of(settings, viewer, lifetime=timedelta(days=days)))


def demo_viewer(settings: Settings, role: Role) -> Viewer:
    with database(settings) as settings:
        people = run(demo_data.viewers(found(settings.owner_url)))
    if not people:
        raise click.ClickException("The demo is not loaded. `clinic-sessions demo` loads it into an empty database.")
    return next(viewer for viewer in people if viewer.role is role)


def local_viewer(practice_id: UUID | None, role: str | None, clinician_id: UUID | None, *, name: str | None) -> Viewer:
    if practice_id is None or role is None:
        missing = "--practice" if practice_id is None else "--role"
        raise click.UsageError(f"Missing option '{missing}' (or use --demo).")
    if role.upper() == Role.CLINICIAN and clinician_id is None:
        raise click.UsageError("The role CLINICIAN needs --clinician.")
    return Viewer(
        subject=f"local:{name or clinician_id or role}".lower(),
        name=name or role.capitalize(),
        role=Role(role.upper()),
        practice_id=str(practice_id),
        clinician_id=str(clinician_id) if clinician_id is not None else None,
    )


def token_of(settings: Settings, viewer: Viewer, *, lifetime: timedelta) -> str:
    try:
        key = local_key(settings.data_dir)
    except LocalKeyError as error:
        raise click.ClickException(str(error)) from None
    return sign(key, viewer, audience=settings.jwt_audience, now=datetime.now(UTC), lifetime=lifetime)


@main.command("schema")
def print_schema() -> None:
    """Print the GraphQL schema as SDL."""
    from schema.printing import sdl  # only here: importing it builds the schema, which takes a second

    click.echo(sdl(), nl=False)


@main.command()
@click.argument("file", type=click.File("r"))
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMIN.value, show_default=True)
@click.option("--variables", default="{}", help="The variables, as JSON.")
@click.option("--operation", help="Which of the document's operations.")
def explain(file: TextIO, role: str, variables: str, operation: str | None) -> None:
    """Print how a GraphQL document is planned: its SQL statements, and what each field becomes.

    Nothing is run: no database is needed.
    """
    from schema.build import SCHEMA
    from schema.execution import Executable

    try:
        given = json.loads(variables)
    except ValueError as error:
        raise click.BadParameter(f"This is not JSON: {error}.", param_hint="--variables") from error
    if not isinstance(given, dict):
        raise click.BadParameter("This is not a JSON object.", param_hint="--variables")
    executable = Executable(SCHEMA)
    prepared = executable.prepare(file.read())
    if isinstance(prepared, list):
        raise click.ClickException("\n".join(map(str, prepared)))
    viewer = Viewer("explain", "explain", Role(role), NOBODY, NOBODY)
    lines = run(executable.explain(prepared, operation, given, viewer, lambda: datetime.now(UTC)))
    if any(isinstance(line, Exception) for line in lines):
        raise click.ClickException("\n".join(map(str, lines)))
    click.echo("\n".join(map(str, lines)))


# ---------------------------------------------------------------- what the commands share


def read_settings(*, serving: bool = False) -> Settings:
    try:
        return Settings.from_environment(serving=serving)
    except SettingsError as error:
        told = "\n".join(f"  {problem}" for problem in error.problems)
        raise click.ClickException(f"The environment is not right.\n{told}") from None


@contextmanager
def database(settings: Settings, *, alone: bool = False) -> Iterator[Settings]:
    """The settings with a database: the configured one, else the embedded one. `alone`: as no other process has it."""
    if settings.database_url is not None:
        yield settings
        return
    folder = settings.data_dir / "postgres"
    try:
        with (postgres.running if alone else postgres.available)(folder) as instance:
            yield replace(settings, database_url=instance.owner_url)
    except postgres.PostgresError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def temporary() -> Iterator[str]:
    try:
        with postgres.temporary() as instance:
            yield instance.owner_url
    except postgres.PostgresError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def step(what: str) -> Iterator[None]:
    """Says on standard error what takes a while, and how long it took."""
    click.echo(f"{what} ... ", nl=False, err=True)
    begin = time.monotonic()
    try:
        yield
    except BaseException:
        click.echo("", err=True)
        raise
    click.echo(f"{time.monotonic() - begin:.1f} s", err=True)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs what needs the database to its end; what a person can put right there becomes a message."""
    try:
        return asyncio.run(work)
    except (OSError, TimeoutError, Unavailable) as error:
        raise click.ClickException(f"The database cannot be reached: {error.__cause__ or error}") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] in DRIVERS:
            raise click.ClickException(f"The database refused: {first_words(error)}") from error
        raise


def first_words(error: BaseException) -> str:
    """The first line of what PostgreSQL said, under what its drivers wrapped around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).partition("\n")[0]


def found(url: str | None) -> str:
    assert url is not None, "database() gives one"
    return url
