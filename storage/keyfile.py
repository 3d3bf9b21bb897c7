"""The key file of an installation that isn't given COACHLOG_KEYS: one key a line, newest first, for us alone."""

import os
from collections.abc import Sequence
from pathlib import Path

from storage.keys import new_key

NAME = "keys"
FILE_MODE, FOLDER_MODE = 0o600, 0o700


def key_file(home: Path) -> Path:
    """Where it lies."""
    return home / NAME


def read_keys(home: Path) -> list[str]:
    """The keys in the file, newest first."""
    return [line.strip() for line in key_file(home).read_text().splitlines() if line.strip()]


def first_keys(home: Path) -> list[str]:
    """The keys in the file, which is made at the first start; of two replicas that start together one makes it."""
    if not key_file(home).exists():
        make_home(home)
        draft = _draft(home, [new_key()])
        try:
            key_file(home).hardlink_to(draft)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            draft.replace(key_file(home))
        finally:
            draft.unlink(missing_ok=True)
    return read_keys(home)


def replace_keys(home: Path, keys: Sequence[str]) -> None:
    """Put these keys into the file at once: a reader sees the old ones or the new ones, whatever happens."""
    _draft(home, keys).replace(key_file(home))
    folder = os.open(home, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make_home(home: Path) -> None:
    """Make the folder, closed to others. One that is there already stays as it is: it may be somebody's."""
    if not home.is_dir():
        home.mkdir(mode=FOLDER_MODE, parents=True)
        home.chmod(FOLDER_MODE)


def _draft(home: Path, keys: Sequence[str]) -> Path:
    path = home / f"{NAME}.{os.getpid()}"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "w") as file:
        file.writelines(f"{key}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    return path


def key_file_problem(home: Path) -> str | None:
    """Why the key file isn't safe, and what to do; None when all is well."""
    path = key_file(home)
    if path.stat().st_mode & 0o077:
        return "others on this machine may read the key file. Run: chmod 600 on it."
    if home.stat().st_mode & 0o077:
        return "others on this machine may look into COACHLOG_HOME. Run: chmod 700 on it."
    return None
