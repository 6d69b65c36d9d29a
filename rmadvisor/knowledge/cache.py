"""Keep what was worked out from files that were found right: a cold start need not do it again.

What is kept is named by the content that it came from and by the program that made it, carries a checksum, and is never
trusted: whatever is odd about it, the work is done again instead. It may be deleted.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

try:
    from _blake2 import blake2b  # hashlib's own: hashlib itself loads OpenSSL first, 4 ms of every start
except ImportError:  # an interpreter without that module
    from hashlib import blake2b

FORMAT = "2"
MOST_KEPT = 8


def hashed(*parts: bytes, size: int = 32) -> str:
    """The hash of some bytes in hexadecimal, of so many bytes itself."""
    found = blake2b(digest_size=size)
    for part in parts:
        found.update(part)
    return found.hexdigest()


def checksum(body: bytes) -> bytes:
    """What stands before a body, in its first line."""
    return hashed(body).encode()


class Cache:
    """A folder of things worked out before. `program` is the version that writes them; another does not read them."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program = folder, program

    def _path(self, kind: str, key: str) -> Path:
        made_by = f"{FORMAT} {self.program} {sys.implementation.cache_tag} {sys.byteorder}"
        return self.folder / f"{kind}-{hashed(f'{made_by} {key}'.encode(), size=16)}.kept"

    def fetch(self, kind: str, key: str) -> bytes | None:
        """What is kept of a kind under a key, if it is still what was written; its reader must yet judge it."""
        try:
            found, _, body = self._path(kind, key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return body if found == checksum(body) else None

    def keep(self, kind: str, key: str, body: bytes) -> None:
        """Keep something; that it cannot be done (a full disk, no rights) costs only time."""
        import tempfile  # only what is kept for the first time needs it

        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(checksum(body) + b"\n" + body)
                Path(name).replace(self._path(kind, key))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._tidy(kind)

    def _tidy(self, kind: str) -> None:
        """Keep the newest few of a kind."""
        stored = sorted(self.folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
        for path in stored[:-MOST_KEPT]:
            path.unlink(missing_ok=True)
