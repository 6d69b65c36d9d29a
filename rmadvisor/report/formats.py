"""The formats of a report, by the ending of a file; the heavy writers are loaded only when they are wanted.

In:     Document; for JSON the data of the result, which is the contract's document.
Out:    bytes, and what had to be given up, in words.
Errors: BadInput for an ending that is none, and where the extra `report` is not installed.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from rmadvisor.knowledge.problems import BadInput, Problem
from rmadvisor.report.blocks import Document
from rmadvisor.report.printable import printable

ENDINGS = (".md", ".html", ".pdf", ".docx", ".json")
NEEDS = {".pdf": ("typst", "font_source_sans_pro"), ".docx": ("typst", "font_source_sans_pro", "docx")}


def ending_of(path: Path) -> str:
    """The format that a file's name asks for, in small letters."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        what = f"no format is known for {str(path)!r}"
        raise BadInput([Problem("", 0, 0, what, f"let the file's name end in {', '.join(ENDINGS)}")])
    missing = [name for name in NEEDS.get(ending, ()) if find_spec(name) is None]
    if missing:
        what = f"{ending} reports need {', '.join(missing)}"
        mend = "run: pip install 'rmadvisor[report]' (.md, .html and .json work without)"
        raise BadInput([Problem("", 0, 0, what, mend)])
    return ending


def write(document: Document, data: dict[str, object], ending: str) -> tuple[bytes, str]:
    """The report in one format; `data` is what its command prints as JSON."""
    if ending == ".json":
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        return text.encode(), ""
    document = printable(document)
    if ending == ".md":
        from rmadvisor.report import markdown

        return markdown.write_document(document).encode(), ""
    if ending == ".html":
        from rmadvisor.report import html

        return html.write(document).encode(), ""
    if ending == ".pdf":
        from rmadvisor.report import pdf

        return pdf.write(document)
    from rmadvisor.report import docx

    return docx.write(document), ""
