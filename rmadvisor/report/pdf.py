"""Write a document as PDF by typst: pages with numbers, contents, text that can be selected, tags for screen readers.

In:     Document.
Out:    the bytes, the same for the same document, and what had to be given up, in words.
Errors: BadInput without the extra `report`.
How:    the blocks go to typst as JSON, and the charts as SVG: nothing is escaped, as nothing can be taken as markup.
        PDF/UA asks that every letter can be shown: first with our font, then with those of the system, then without it.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import textwrap
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from rmadvisor.report.blocks import Bars, Bullets, Contents, Document, Heading, Pairs, Paragraph, Table, Tree
from rmadvisor.report.drawing import svg
from rmadvisor.report.numbering import Numbered, in_words, numbered
from rmadvisor.report.tables import LONGEST, widths

FONT, FONT_PACKAGE = "Source Sans Pro", "font_source_sans_pro"
FACES = ("Regular", "Bold", "It")
TITLE = 30  # letters of a word that fit into a heading
LINE = 55  # letters of a word that fit into a line of text
UA: Literal["ua-1"] = "ua-1"
TRIES: tuple[tuple[bool, Literal["ua-1"] | None, str], ...] = (
    (True, UA, ""),
    (False, UA, "letters that our font lacks are shown in a font of this machine"),
    (False, None, "some letters are in no font of this machine, so the PDF is not PDF/UA and shows boxes for them"),
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
        for ours_alone, standard, given_up in TRIES:
            try:
                made = typst.compile(
                    folder / "report.typ", ignore_system_fonts=ours_alone, pdf_standards=standard, **options
                )
            except typst.TypstError as error:
                if "could not be displayed" not in str(error) or standard is None:
                    raise
            else:
                return bytes(made), given_up
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
        "title": _breakable(document.title, TITLE),
        "subtitle": _breakable(document.subtitle, LINE),
        "date": document.date,
        "program": document.program,
        "footer": f"{document.date}, {document.program}",
        "fonts": [FONT, "Libertinus Serif"],
        "blocks": [_part(part) for part in numbered(document.blocks)],
    }


def _breakable(text: str, longest: int = LONGEST) -> str:
    """A text in which a very long word may be broken: after every so many letters stands a break of no width."""
    if len(text) <= longest:
        return text
    return re.sub(rf"\S{{{longest},}}", lambda m: "\u200b".join(textwrap.wrap(m[0], longest)), text)


def _part(part: Numbered) -> dict[str, Any]:
    match part.block:
        case Heading(level=level):
            return {"kind": "heading", "level": level, "text": _breakable(part.caption, TITLE)}
        case Paragraph(text=text):
            return {"kind": "paragraph", "text": _breakable(text, LINE)}
        case Bullets(items=items):
            return {"kind": "bullets", "items": [_breakable(item, LINE) for item in items]}
        case Pairs(rows=rows, lead=lead):
            return {
                "kind": "pairs",
                "lead": lead,
                "rows": [[label, [_breakable(line, LINE) for line in lines]] for label, lines in rows],
            }
        case Table(head=head, rows=rows):
            cells = [[_breakable(cell) for cell in row] for row in rows]
            shares = widths(part.block)
            return {
                "kind": "table",
                "caption": _breakable(part.caption, LINE),
                "head": head,
                "rows": cells,
                "widths": shares,
            }
        case Tree(rows=rows):
            return {"kind": "tree", "rows": [[depth, _breakable(text, LINE)] for depth, text in rows]}
        case Bars(key=key):
            return {
                "kind": "chart",
                "caption": _breakable(part.caption, LINE),
                "key": key,
                "alt": in_words(part.block),
                "svg": svg(part.block, part.id),
            }
        case Contents(new_page=new_page):
            return {"kind": "contents", "new_page": new_page}
