"""The files of kb/ and rules/: which they are, what they hold, and the version that this makes of the knowledge.

In:     the folders kb/ and rules/, the program's own or a bank's.
Out:    names, bytes, a hash of both. Errors: NoKnowledge, BadInput for a file that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rmadvisor.knowledge.cache import hashed
from rmadvisor.knowledge.problems import BadInput, NoKnowledge, Problem

MOST_FILE_BYTES = 16 << 20
PACKAGE = Path(__file__).resolve().parent.parent
CASES = "cases"  # a folder inside rules/ with tried situations: they decide nothing, so they are no part of it

Files = list[tuple[str, Path]]  # (name in messages, path)
Contents = list[tuple[str, bytes]]  # (name in messages, what the file holds)


def builtin(folder: str) -> Path:
    """The program's own kb or rules: inside the installed package, or beside it in a checkout."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def files_of(kb: Path | None, rules: Path | None) -> tuple[Files, Files]:
    """The YAML files of kb/ and of rules/; the cases kept beside the rules are none of them."""
    return _files(kb or builtin("kb")), _files(rules or builtin("rules"), without=CASES)


def contents_of(files: Files) -> Contents:
    """What each file holds."""
    return [(name, _bytes(path, name)) for name, path in files]


def version_of(kb: Path | None, rules: Path | None) -> str:
    """The version that the knowledge in two folders would have; its files are read, and nothing else is done."""
    of_kb, of_rules = files_of(kb, rules)
    return version(contents_of([*of_kb, *of_rules]))


def version(contents: Iterable[tuple[str, bytes]]) -> str:
    """A hash of files by their names in messages and their content."""
    return hashed(*(part for name, raw in contents for part in (f"{name}\0{len(raw)}\0".encode(), raw)))


def _files(folder: Path, without: str = "") -> Files:
    if not folder.is_dir():
        raise NoKnowledge([Problem(str(folder), 0, 0, "there is no such folder", "name a folder of YAML files")])
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".yml") and path.is_file() and path.relative_to(folder).parts[0] != without
    )
    if not found:
        raise NoKnowledge([Problem(str(folder), 0, 0, "the folder holds no .yaml file", "name the right folder")])
    shown = folder.name if folder in (builtin("kb"), builtin("rules")) else str(folder)
    return [(f"{shown}/{path.relative_to(folder).as_posix()}", path) for path in found]


def _bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput([Problem(name, 0, 0, f"it cannot be read ({error.strerror})", "check its rights")]) from None
