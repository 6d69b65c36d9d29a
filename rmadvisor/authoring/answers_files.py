"""Answers written as the YAML file that a person would write, and whole folders of such files.

In:     answers as in an answers file; lines to say above them.
Out:    text that knowledge.documents reads back as the same answers.
Errors: BadInput for a folder that holds something already, or cannot be written.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rmadvisor.conversation.export import write_new
from rmadvisor.conversation.refusal import refusal
from rmadvisor.knowledge.documents import parse

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*$")
WIDTH = 100


def written(answers: Mapping[str, Any], above: Iterable[str] = ()) -> str:
    """An answers file; what stands above the answers are comments.

    >>> print(written({"segment": "sme", "customers": 120, "product_lines": ["lending"]}, ["Why."]), end="")
    # Why.
    segment: sme
    customers: 120
    product_lines: [lending]
    """
    comments = [line for text in above for line in textwrap.wrap(text, WIDTH - 2) or [""]]
    lines = [f"# {line}".rstrip() for line in comments]
    lines += [f"{flow(name)}: {flow(value)}" for name, value in answers.items()]
    return "\n".join(lines if answers else [*lines, "{}"]) + "\n"


def flow(value: Any) -> str:
    """A value in one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(name)}: {flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return repr(int(value)) if value == int(value) else repr(value)
    if PLAIN.match(value) and parse(value.encode(), "").data == value:  # neither true, null nor 12
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a new or empty folder; names may hold folders."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refusal(f"{folder} is there already and not empty", "name a new or an empty folder")
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise refusal(f"{path.parent} cannot be made ({reason})", "check the folder and its rights") from None
        write_new(path, text)
