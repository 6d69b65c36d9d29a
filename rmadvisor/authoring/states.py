"""Two states of the knowledge to compare: a folder that holds kb/ and rules/, or a git revision of the one we are in.

In:     the name of a folder or of a revision.
Out:    State, with its knowledge loaded and checked.
Errors: BadInput for what is neither, for one without kb/ and rules/, for knowledge that does not pass the checks.
Git:    called without a shell, on names that cannot be taken for options; its archive is read, nothing is checked out.
"""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from shutil import which
from typing import NoReturn

from rmadvisor.conversation.refusal import refusal
from rmadvisor.knowledge.knowledge_base import KnowledgeBase, load
from rmadvisor.knowledge.problems import BadInput

REVISION = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_./@{}^~+-]*$")
PARTS = ("kb", "rules")
SECONDS = 60


@dataclass(frozen=True, slots=True)
class State:
    """`folder` is where its files lie; None for a revision, whose files are gone again. `borrowed` names the parts that
    it lacks, taken from elsewhere; `place` is what the places in its files begin with."""

    name: str
    kb: KnowledgeBase
    folder: Path | None
    borrowed: tuple[str, ...]
    place: str

    def where(self, place: str) -> str:
        """A place in its files, told from its folder on."""
        return place.removeprefix(self.place)


def read_state(name: str, kb: Path | None, rules: Path | None) -> State:
    """The state in a folder, or of a revision; a part that it lacks is taken from `kb` or `rules`, or built in."""
    folder = Path(name)
    if folder.is_dir():
        return _in_folder(name, folder, kb, rules)
    with tempfile.TemporaryDirectory(prefix="rmadvisor-") as place:
        _unpack(_archive(name), Path(place))
        try:
            return replace(_in_folder(name, Path(place), kb, rules), folder=None)
        except BadInput as bad:  # the files are known by the revision, not by where they were unpacked
            raise type(bad)(
                problem._replace(file=problem.file.replace(f"{place}/", f"{name}:")) for problem in bad.problems
            ) from None


def _in_folder(name: str, folder: Path, kb: Path | None, rules: Path | None) -> State:
    borrowed = tuple(part for part in PARTS if not (folder / part).is_dir())
    if len(borrowed) == len(PARTS):
        raise refusal(f"{name} holds neither kb/ nor rules/", "name the folder above them")
    own_kb, own_rules = (folder / part if part not in borrowed else None for part in PARTS)
    return State(name, load(own_kb or kb, own_rules or rules), folder, borrowed, f"{folder}/")


def _archive(name: str) -> bytes:
    """kb/ and rules/ of a revision as a tar file."""
    if not REVISION.match(name) or ".." in name:
        _neither(name, "a revision is a name such as HEAD~1, main or v1.2")
    if which("git") is None:
        _neither(name, "git, which knows revisions, is not installed: name a folder")
    if _git("rev-parse", "--git-dir").returncode:
        _neither(name, "this folder is no git checkout: name a folder, or go to the checkout")
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    commit = found.stdout.decode().strip()
    if found.returncode or not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        _neither(name, "check the name: git does not know it")
    there = [part for part in PARTS if not _git("rev-parse", "--verify", "--quiet", f"{commit}:./{part}").returncode]
    if not there:
        raise refusal(f"revision {name} holds neither kb/ nor rules/ here", "go to the folder above them")
    packed = _git("archive", "--format=tar", commit, "--", *there)
    if packed.returncode:
        raise refusal(f"git cannot give {name} ({packed.stderr.decode(errors='replace').strip()})", "see what git says")
    return packed.stdout


def _neither(name: str, mend: str) -> NoReturn:
    raise refusal(f"'{name}' is no folder, and no revision that can be read", mend)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=False, timeout=SECONDS)  # noqa: S603, S607
    except (OSError, subprocess.TimeoutExpired) as error:
        raise refusal(f"git did not answer ({type(error).__name__})", "name folders instead of revisions") from None


def _unpack(archive: bytes, place: Path) -> None:
    """The plain files of an archive, each below the place; links and whatever leads out of it are left out."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for entry in _files(tar):
            path = place / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            content = tar.extractfile(entry)
            if content is not None:
                path.write_bytes(content.read())


def _files(tar: tarfile.TarFile) -> Iterable[tarfile.TarInfo]:
    for entry in tar:
        parts = PurePosixPath(entry.name).parts
        if entry.isfile() and not entry.name.startswith("/") and ".." not in parts:
            yield entry
