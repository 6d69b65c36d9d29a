"""Keep the parsed files of kb/ and rules/, so that a cold start need not read half a megabyte of YAML again.

The cache holds only files that were found right. It is named by their content and by the program that reads them,
carries a checksum, and is never trusted: whatever is odd about it, the YAML is read instead. It may be deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rmadvisor.knowledge.cursor import Document, Place

FORMAT = "1"
MOST_KEPT = 8


class Cache:
    """A folder of parsed files. `program` is the version that writes them; another version does not read them."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder, self.program = folder, program

    def _path(self, key: str) -> Path:
        return (
            self.folder / f"knowledge-{hashlib.sha256(f'{FORMAT} {self.program} {key}'.encode()).hexdigest()[:32]}.json"
        )

    def load(self, key: str) -> list[Document] | None:
        """The documents stored under a key, or None."""
        try:
            checksum, _, body = self._path(key).read_bytes().partition(b"\n")
            if checksum.decode() != hashlib.sha256(body).hexdigest():
                return None
            return [Document(name, data, places) for name, data, places in json.loads(body)]
        except (OSError, ValueError, TypeError, RecursionError):
            return None

    def store(self, key: str, documents: Sequence[Document]) -> None:
        """Store documents under a key; that it cannot be done (a full disk, no rights) costs only time."""
        # Each rule and entry keeps its line; what stands inside it is only needed for messages, and nothing is wrong.
        rows = [
            [d.file, d.data, d.places and _shallow(d.places, 2 if isinstance(d.data, dict) else 1)] for d in documents
        ]
        body = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        with suppress(OSError, ValueError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
                Path(name).replace(self._path(key))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._tidy()

    def _tidy(self) -> None:
        """Keep the newest few."""
        stored = sorted(self.folder.glob("knowledge-*.json"), key=lambda path: path.stat().st_mtime)
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
