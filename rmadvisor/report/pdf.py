"""Write a document as PDF by typst: pages with numbers, contents, text that can be selected, tags for screen readers.

In:     Document.
Out:    the bytes, the same for the same document, and what had to be given up, in words.
Errors: BadInput without the extra `report`.
How:    the blocks go to typst as JSON, and the charts as SVG: nothing is escaped, as nothing can be taken as markup.
        PDF/UA asks that every letter can be shown: first with our font, then with those of the system, then without it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rmadvisor.report.blocks import Bars, Bullets, Contents, Document, Heading, Pairs, Paragraph, Table, Tree
from rmadvisor.report.drawing import svg
from rmadvisor.report.numbering import Numbered, in_words, numbered
from rmadvisor.report.tables import widths

FONT, FONT_PACKAGE = "Source Sans Pro", "font_source_sans_pro"
FACES = ("Regular", "Bold", "It")
TRIES: tuple[tuple[bool, list[str], str], ...] = (
    (True, ["ua-1"], ""),
    (False, ["ua-1"], "letters that our font lacks are shown in a font of this machine"),
    (False, [], "some letters are in no font of this machine, so the PDF is not PDF/UA and shows boxes for them"),
)


def write(document: Document) -> tuple[bytes, str]:
    """The file, and what was given up ("" for nothing)."""
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fonts = with_fonts(folder)
        (folder / "model.json").write_text(json.dumps(model(document), ensure_ascii=False), encoding="utf-8")
        (folder / "report.typ").write_bytes(files("rmadvisor.report").joinpath("report.typ").read_bytes())
        options: dict[str, Any] = {"root": name, "font_paths": fonts, "timestamp": _moment(document.date)}
        for ours_alone, standards, given_up in TRIES:
            try:
                made = typst.compile(
                    folder / "report.typ", ignore_system_fonts=ours_alone, pdf_standards=standards, **options
                )
            except typst.TypstError as error:
                if "could not be displayed" not in str(error) or not standards:
                    raise
            else:
                return made, given_up
    raise AssertionError("the last try asks for nothing that can be missing")


def with_fonts(folder: Path) -> list[str]:
    """A folder with exactly the faces that are used: which of several equal ones is found first must not matter."""
    spec = find_spec(FONT_PACKAGE)
    places = spec.submodule_search_locations if spec else None
    if not places:
        return []
    own = folder / "fonts"
    own.mkdir()
    for face in FACES:
        shutil.copy(Path(places[0]) / "files" / f"SourceSansPro-{face}.ttf", own)
    return [str(own)]


def _moment(date: str) -> datetime:
    """The time that the file bears: midnight of the document's date."""
    return datetime.combine(datetime.fromisoformat(date).date(), datetime.min.time(), UTC)


def model(document: Document) -> dict[str, Any]:
    """The document as the template reads it."""
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "date": document.date,
        "program": document.program,
        "footer": f"{document.date}, {document.program}",
        "fonts": [FONT, "Libertinus Serif"],
        "blocks": [_part(part) for part in numbered(document.blocks)],
    }


def _part(part: Numbered) -> dict[str, Any]:
    match part.block:
        case Heading(level=level):
            return {"kind": "heading", "level": level, "text": part.caption}
        case Paragraph(text=text):
            return {"kind": "paragraph", "text": text}
        case Bullets(items=items):
            return {"kind": "bullets", "items": items}
        case Pairs(rows=rows):
            return {"kind": "pairs", "rows": rows}
        case Table(head=head, rows=rows):
            shares = widths(part.block)
            return {"kind": "table", "caption": part.caption, "head": head, "rows": rows, "widths": shares}
        case Tree(rows=rows):
            return {"kind": "tree", "rows": rows}
        case Bars(key=key):
            return {
                "kind": "chart",
                "caption": part.caption,
                "key": key,
                "alt": in_words(part.block),
                "svg": svg(part.block, part.id),
            }
        case Contents():
            return {"kind": "contents"}
