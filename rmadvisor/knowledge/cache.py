"""Keep the parsed files of kb/ and rules/, and what was worked out from them: a cold start need not do it again.

The cache holds only what came from files that were found right. It is named by their content and by the program that
reads them, carries a checksum, and is never trusted: whatever is odd about it, the work is done again instead. It may
be deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.cursor import Document, Place

FORMAT = "1"
KNOWLEDGE = "knowledge"
MOST_KEPT = 8


class Cache:
    """A folder of things worked out before. `program` is the version that writes them; another does not read them."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program = folder, program

    def _path(self, kind: str, key: str) -> Path:
        name = hashlib.sha256(f"{FORMAT} {self.program} {key}".encode()).hexdigest()[:32]
        return self.folder / f"{kind}-{name}.json"

    def load(self, key: str) -> list[Document] | None:
        """The documents stored under a key, or None."""
        body = self.fetch(KNOWLEDGE, key)
        if body is None:
            return None
        try:
            return [Document(name, data, places) for name, data, places in json.loads(body)]
        except (ValueError, TypeError, RecursionError):
            return None

    def store(self, key: str, documents: Sequence[Document]) -> None:
        """Store documents under a key."""
        # Each rule and entry keeps its line; what stands inside it is only needed for messages, and nothing is wrong.
        rows = [
            [d.file, d.data, d.places and _shallow(d.places, 2 if isinstance(d.data, dict) else 1)] for d in documents
        ]
        with suppress(ValueError):
            self.keep(
                KNOWLEDGE, key, json.dumps(rows, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
            )

    def fetch(self, kind: str, key: str) -> bytes | None:
        """What is kept of a kind under a key, if it is still what was written; its reader must yet judge it."""
        try:
            checksum, _, body = self._path(kind, key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return body if checksum == hashlib.sha256(body).hexdigest().encode() else None

    def keep(self, kind: str, key: str, body: bytes) -> None:
        """Keep something; that it cannot be done (a full disk, no rights) costs only time."""
        import tempfile  # only what is kept for the first time needs it

        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
                Path(name).replace(self._path(kind, key))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._tidy(kind)

    def _tidy(self, kind: str) -> None:
        """Keep the newest few of a kind."""
        stored = sorted(self.folder.glob(f"{kind}-*.json"), key=lambda path: path.stat().st_mtime)
        for path in stored[:-MOST_KEPT]:
            path.unlink(missing_ok=True)


def _shallow(place: Place, depth: int) -> Any:
    """The places of a document down to a depth, in a form that JSON keeps."""
    line, column, inner = place
    if depth == 0 or inner is None:
        return (line, column, None)
    if isinstance(inner, list):
        return (line, column, [_shallow(child, depth - 1) for child in inner])
    return (line, column, {key: (a, b, _shallow(child, depth - 1)) for key, (a, b, child) in inner.items()})
