"""One file that carries a consultation elsewhere: answers, versions, the log, and the recommendation itself.

In:     Session, its log, the View of where it stands; for a check, such a file.
Out:    a JSON document without any time of its own, so that the same session is always the same bytes.
Errors: BadInput for a file that cannot be written, exists already, or is no such export.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rmadvisor.conversation.answered import as_answers_file, as_given
from rmadvisor.conversation.refusal import refusal
from rmadvisor.conversation.sessions import Record, Session
from rmadvisor.conversation.view import View
from rmadvisor.knowledge.cursor import Document
from rmadvisor.reasoning.recommendation import Recommendation

FORMAT = "rmadvisor session 1"


def exported(session: Session, log: Iterable[Record], view: View, program: str) -> dict[str, Any]:
    """The document. `hashes` are SHA-256 of the answers and of the recommendation as `advise --json` prints it."""
    answers = as_answers_file(as_given(view.answers))
    recommendation = view.recommendation.as_dict()
    return {
        "format": FORMAT,
        "session": {"name": session.name, "created": session.created, "changed": session.changed},
        "versions": {"program": program, "knowledge": view.recommendation.version},
        "hashes": {"answers": hash_of(answers), "recommendation": hash_of(recommendation)},
        "answers": answers,
        "set_aside": [bad.as_dict() for bad in view.unfit],
        "log": [record.as_dict() for record in log],
        "recommendation": recommendation,
    }


def verified(document: Document, consult: Callable[[Mapping[str, Any]], Recommendation]) -> tuple[str, ...]:
    """What differs when the recommendation of an export is worked out again; empty when every byte is the same."""
    data = document.data
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise refusal(f"{document.file} is no exported session", "give a file that sessions export wrote")
    try:
        answers, kept, hashes = data["answers"], data["recommendation"], data["hashes"]
        told = {"answers": hash_of(answers), "recommendation": hash_of(kept)}
        now, version = consult(answers).as_dict(), data["versions"]["knowledge"]
    except (KeyError, TypeError, AttributeError):
        raise refusal(f"{document.file} lacks a part", "export the session again") from None
    if told != hashes:
        return ("the file was changed after it was exported: its hashes do not fit.",)
    if now["version"] != version:
        return ("the knowledge is another one than that of the export; give its folders with --kb and --rules.",)
    return () if hash_of(now) == hashes["recommendation"] else ("the recommendation differs from the one exported.",)


def hash_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document as it is printed."""
    return hashlib.sha256(printed(document).encode()).hexdigest()


def printed(document: Mapping[str, Any]) -> str:
    """A document as every `--json` prints it."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def write_new(path: Path, content: str | bytes, replacing: bool = False, private: bool = True) -> None:
    """Write a file as a whole or not at all; an existing one only when that was asked for."""
    refuse_existing(path, replacing)
    write_file(path, content if isinstance(content, bytes) else content.encode(), private)


def refuse_existing(path: Path, replacing: bool = False) -> None:
    """BadInput for a file that is there already, before anything is worked out for it."""
    if path.is_dir() or (path.exists() and not replacing):
        mend = "name a file in it" if path.is_dir() else "name another file, or add --replace"
        raise refusal(f"{path} exists already", mend)


def write_file(path: Path, content: bytes, private: bool = False) -> None:
    """Write a file as a whole or not at all, over an old one of that name; a private one only its owner may read."""
    place = path.resolve()  # what a link points to, not the link
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:40]}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not private:
                Path(name).chmod(place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise refusal(
            f"{path} cannot be written ({error.strerror or error})", "check the folder, its rights and its room"
        ) from None


def _umask() -> int:
    """What this system takes away from the rights of a new file; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
