"""Write a document for Word: real headings, captions, lists, header rows, page numbers, alternative texts.

In:     Document.
Out:    the bytes, the same for the same document.
How:    python-docx; charts as pictures made by typst. The contents are written out as links with the page numbers left
        to Word (a field that it fills in), because a contents field alone stays empty until somebody refreshes it.
"""

from __future__ import annotations

import tempfile
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import typst
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Line

from rmadvisor.report.blocks import Bars, Bullets, Contents, Document, Heading, Pairs, Paragraph, Table, Tree
from rmadvisor.report.drawing import svg
from rmadvisor.report.numbering import Numbered, in_words, numbered
from rmadvisor.report.pdf import with_fonts
from rmadvisor.report.tables import widths

FACE, INK = "Calibri", RGBColor(0x1A, 0x1A, 0x1A)
PAGE = Cm(21), Cm(29.7)
TEXT_WIDTH = Cm(17)
CHART_WIDTH = Cm(15.5)
SIZES = {"Title": 18, "Heading 1": 15, "Heading 2": 12, "Normal": 10.5, "Caption": 9.5, "List Bullet": 10.5}
DOTS_PER_INCH = 200
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time that every part of the file bears


def write(document: Document) -> bytes:
    """The file."""
    paper = docx.Document()
    _styles(paper)
    _properties(paper, document)
    _footer(paper, document)
    paper.add_paragraph(document.title, "Title")
    paper.add_paragraph(document.subtitle).paragraph_format.space_after = Pt(0)
    paper.add_paragraph(document.date)
    parts = numbered(document.blocks)
    for number, part in enumerate(parts):
        _block(paper, part, parts, number)
    file = BytesIO()
    paper.save(file)
    return _timeless(file.getvalue())


# ---------------------------------------------------------------- how it looks


def _styles(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for name, size in SIZES.items():
        style: Any = paper.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FACE, Pt(size), INK
        style.font.bold = name in ("Title", "Heading 1", "Heading 2", "Caption")
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), FACE)
    normal: Any = paper.styles["Normal"]
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(5), 1.0
    for name, before in (("Heading 1", 12), ("Heading 2", 8), ("Caption", 6)):
        paper.styles[name].paragraph_format.space_before = Pt(before)
        paper.styles[name].paragraph_format.space_after = Pt(3)
    for name in ("Heading 1", "Heading 2", "Caption"):
        style = paper.styles[name]
        style.paragraph_format.keep_with_next = True
    border = paper.styles["Title"].element.find(qn("w:pPr")).find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _properties(paper: Paper, document: Document) -> None:
    about = paper.core_properties
    about.title, about.subject = document.title[:255], document.subtitle[:255]
    about.author = about.last_modified_by = document.program
    about.comments, about.language, about.revision = "", "en", 1
    about.created = about.modified = datetime.fromisoformat(document.date).replace(tzinfo=UTC)


def _footer(paper: Paper, document: Document) -> None:
    line = paper.sections[0].footer.paragraphs[0]
    line.add_run(f"{document.date}, {document.program}, page ")
    _field(line, "PAGE")
    line.add_run(" of ")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size = Pt(8.5)


def _field(line: Line, instruction: str) -> None:
    """A figure that Word fills in itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)


# ---------------------------------------------------------------- blocks


def _block(paper: Paper, part: Numbered, parts: list[Numbered], number: int) -> None:
    match part.block:
        case Heading(level=level):
            _bookmark(_line(paper, part.caption, f"Heading{level}"), part.id, number)
        case Paragraph(text=text):
            paper.add_paragraph(text)
        case Bullets(items=items):
            for item in items:
                _line(paper, item, "ListBullet").paragraph_format.space_after = Pt(3)
        case Tree(rows=rows):
            for depth, text in rows:
                line = _line(paper, text, "ListBullet")
                line.paragraph_format.left_indent = Cm(0.6 + 0.5 * depth)
                line.paragraph_format.space_after = Pt(2)
        case Pairs(rows=rows, lead=lead):
            _pairs(paper, rows, lead)
            _gap(paper)
        case Table(head=head, rows=rows):
            _line(paper, part.caption, "Caption")
            names = tuple(name.lstrip(">") for name in head)
            right = [name.startswith(">") for name in head]
            _grid(paper, [names, *rows], widths(part.block), right, head=True)
            _gap(paper)
        case Bars(key=key):
            _line(paper, part.caption, "Caption")
            picture = paper.add_picture(BytesIO(_png(svg(part.block, part.id))), width=CHART_WIDTH)
            about = picture._inline.docPr
            about.set("descr", in_words(part.block))
            about.set("title", part.caption)
            paper.paragraphs[-1].paragraph_format.keep_with_next = bool(key)
            if key:
                paper.add_paragraph(key)
        case Contents(new_page=new_page):
            _contents(paper, parts, new_page)


def _line(paper: Paper, text: str, style: str) -> Line:
    """A paragraph in a style, by the style's id: to look it up by its name each time takes a third of all the time."""
    line = paper.add_paragraph(text)
    line._p.style = style
    return line


def _gap(paper: Paper) -> None:
    """A little room after a table."""
    line = paper.add_paragraph().paragraph_format
    line.space_after, line.line_spacing = Pt(0), Pt(6)


def _pairs(paper: Paper, rows: tuple[tuple[str, tuple[str, ...]], ...], lead: bool) -> None:
    """Labels with their lines, the first of which may lead."""
    table = _grid(paper, [(label, "") for label, _ in rows], [0.24, 0.76])
    for row, (_, lines) in zip(table.rows, rows, strict=True):
        row.cells[0].paragraphs[0].runs[0].bold = True
        cell = row.cells[1].paragraphs[0]
        for i, line in enumerate(lines):
            run = cell.add_run(line)
            run.font.size, run.bold = Pt(SIZES["Normal"]), lead and i == 0
            if i < len(lines) - 1:
                run.add_break()


def _grid(
    paper: Paper, rows: list[tuple[str, ...]], shares: list[float], right: list[bool] | None = None, head: bool = False
) -> Any:
    """A table with thin lines under its rows; the head is repeated on every page, and no row is parted."""
    table: Any = paper.add_table(len(rows), len(shares))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.LEFT
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(TEXT_WIDTH * share)
    for i, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        about = row._tr.get_or_add_trPr()
        about.append(OxmlElement("w:cantSplit"))
        if head and i == 0:
            about.append(OxmlElement("w:tblHeader"))
        for j, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = int(TEXT_WIDTH * shares[j])
            _line_below(cell, 12 if head and i == 0 else 4)
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(2)
            run = line.add_run(text)
            run.font.size = Pt(9.5)
            run.bold = head and i == 0
            if right and right[j]:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return table


def _line_below(cell: Any, eighths: int) -> None:
    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", f"{eighths}"), ("color", "1A1A1A" if eighths > 4 else "767676")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)


def _bookmark(line: Line, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), f"{number}")
    start.set(qn("w:name"), _bookmark_name(name))
    line._p.insert(1, start)
    line._p.append(end)


def _bookmark_name(name: str) -> str:
    return name.replace("-", "_")


def _contents(paper: Paper, parts: list[Numbered], new_page: bool) -> None:
    """The headings as links, each with the number of its page as a field."""
    title = paper.add_paragraph()
    title.paragraph_format.page_break_before = new_page
    title.paragraph_format.keep_with_next = True
    run = title.add_run("Contents")
    run.bold, run.font.size = True, Pt(SIZES["Heading 1"])
    for part in parts:
        if not isinstance(part.block, Heading):
            continue
        line = paper.add_paragraph()
        line.paragraph_format.left_indent = Cm(0.6 * (part.block.level - 1))
        line.paragraph_format.space_after = Pt(1)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _bookmark_name(part.id))
        run = line.add_run(part.caption)
        run.bold = part.block.level == 1
        link.append(run._r)
        line._p.append(link)


def _png(drawing: str) -> bytes:
    """A chart as a picture."""
    page = (
        b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 17cm)'
    )
    with tempfile.TemporaryDirectory() as name:
        fonts: Any = with_fonts(Path(name))
        made = typst.compile(page, format="png", ppi=DOTS_PER_INCH, sys_inputs={"svg": drawing}, font_paths=fonts)
    return bytes(made)


def _timeless(data: bytes) -> bytes:
    """The same archive with one fixed time on all its parts."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, LONG_AGO), old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()
