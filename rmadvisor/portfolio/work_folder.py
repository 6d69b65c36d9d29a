"""A private folder for the files of one plan, and an end to those that a killed one left.

Out:    the folder, gone afterwards. What a killed plan leaves is removed when the next one begins: a plan at work keeps
        a lock on its folder, which ends with its process however that ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # without such locks, as on Windows, nobody knows which folder is at work: they are left alone
    fcntl = None  # type: ignore[assignment]

PREFIX, LOCK = "rmadvisor-plan-", "at-work"
YOUNG = 60.0  # seconds in which a folder may be without its lock


@contextmanager
def work_folder() -> Iterator[Path]:
    """A new folder, locked while it is used."""
    _remove_left()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name, (Path(name) / LOCK).open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(name)


def _remove_left() -> None:
    """The folders of plans that are not at work any more; whatever cannot be removed stays."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            about = folder.lstat()
            if about.st_uid == os.getuid() and not folder.is_symlink() and _is_left(folder, about.st_mtime):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _is_left(folder: Path, changed: float) -> bool:
    try:
        with (folder / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return time.time() - changed > YOUNG
    except BlockingIOError:
        return False
    return True
