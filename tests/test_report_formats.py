"""The formats of a report: each is read back by a reader of its own, and every text in it is only ever a text."""

from __future__ import annotations

import io
import re
import time
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from rmadvisor import Advisor
from rmadvisor.knowledge.documents import read
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.report import formats, html, markdown, pdf
from rmadvisor.report.blocks import (
    Bar,
    Bars,
    Bullets,
    Contents,
    Document,
    Heading,
    Pairs,
    Paragraph,
    Table,
    Tree,
)
from rmadvisor.report.drawing import svg

ADVISOR = Advisor.load()
ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-25"
PATIENT = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
HOSTILE = (
    "<script>alert(1)</script> #panic() *x* _y_ $z$ | a | `c` [l](javascript:x) ![i](x) &amp; {{7*7}} \\ ~~d~~ "
    "=cmd|' /C calc'!A0 <!-- c --> // /* #import \"a\""
)
FOREIGN = "Ж Ω ß é € → 中文 مرحبا"


def of_every_kind(text: str, name: str = "Title") -> Document:
    """A document with a text in every place that takes one."""
    bars = Bars(
        (Bar(text, 1, 2, 1.5, text, True), Bar("open", None, 2), Bar("b", 2, None)), 1.2, "RMs", text, text, text
    )
    blocks = (
        Heading(text),
        Paragraph(text),
        Contents(),
        Heading(text, 2),
        Bullets((text,)),
        Pairs(((text, (text, text)),)),
        Table((text, ">Figure"), ((text, "1"),), text),
        Tree(((0, text), (1, text), (3, text), (1, text))),
        bars,
    )
    return Document(name, text, DAY, "rmadvisor 0", blocks)


def paper(name: str) -> tuple[Document, dict[str, Any]]:
    given_answers = {} if name == "nothing" else ADVISOR.answers(read(ROOT / "examples" / f"{name}.yaml"))
    document, recommendation = ADVISOR.paper(given_answers, DAY, origin=name)
    return document, recommendation.as_dict()


PAPERS = {name: paper(name) for name in ("affluent", "corporate", "nothing")}


class Page(HTMLParser):
    """What an HTML file holds: its elements with attributes, its texts, and the path of elements down to each text."""

    VOID = ("meta", "br", "link", "img", "input", "hr")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> list[str]:
        return [text for path, text in self.texts if path and path[-1] == tag]


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize("name", PAPERS)
def test_html_is_accessible_and_needs_nothing_else(name: str) -> None:
    """A language, one h1, headings without a step left out, unique ids, links that lead somewhere, tables with caption
    and scopes, charts with title and description, no script and nothing fetched."""
    source = html.write(PAPERS[name][0])
    page = Page(source)
    assert page.of("html")[0]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] or "" for attributes in page.of("a")]
    assert links[0] == "#main"
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    captions = len(page.of("caption"))
    assert captions == len([a for a in page.of("table") if not (a.get("class") or "").startswith("answer")])
    assert all(cell["scope"] in ("row", "col") for cell in page.of("th"))
    for drawing in page.of("svg"):
        assert drawing["role"] == "img"
        assert all(part in ids for part in (drawing["aria-labelledby"] or "").split())
    assert len(page.of("svg")) == len(page.of("figure")) == len(page.of("figcaption")) == len(page.of("desc"))
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.elements}
    assert "://" not in source.replace("http://www.w3.org", "").partition("<body>")[0]
    assert "@media print" in source


def test_html_can_be_read_in_black_and_white() -> None:
    """Every ink of a text is at least 4.5 times as dark as the paper; bars differ by hatching, not by colour."""
    source = html.write(PAPERS["affluent"][0])

    def luminance(ink: str) -> float:
        parts = [int(ink[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    inks = re.findall(r"[{; ]color: (#\w{6})", source)
    inks += re.findall(r'<svg[^>]* fill="(#\w{6})"', source)
    assert len(inks) > 3
    assert all(1.05 / (luminance(ink) + 0.05) >= 4.5 for ink in inks)
    every = set(re.findall(r"#[0-9a-f]{6}\b", source))
    assert all(ink[1:3] == ink[3:5] == ink[5:7] for ink in every), "there are greys only"
    assert "url(#figure-1-hatch)" in source


@given(st.text(min_size=1, max_size=80).map(lambda text: f"x{text}x"))
@PATIENT
def test_html_holds_any_text_as_a_text(text: str) -> None:
    """Whatever is written, no element comes of it, and it is read back as it was."""
    clean = re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", text)
    page, plain = Page(html.write(of_every_kind(clean))), Page(html.write(of_every_kind("x")))
    assert sorted(tag for tag, _ in page.elements if tag != "text") == sorted(
        tag for tag, _ in plain.elements if tag != "text"
    )
    assert clean in page.text("p")
    assert clean in page.text("td")
    assert clean in page.text("li")


# ---------------------------------------------------------------- Markdown


def rendered(source: str) -> Page:
    return Page(MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(source))


@given(st.text(min_size=1, max_size=60))
@PATIENT
def test_markdown_holds_any_text_as_a_text(text: str) -> None:
    """Read back by a Markdown reader, a text is one paragraph, one point or one cell with the same letters."""
    words = " ".join(text.split())
    if not words or any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 or letter == "\x7f" for letter in words):
        return
    page = rendered(markdown.write([Paragraph(text), Bullets((text,)), Table(("a",), ((text,),))]))
    assert {tag for tag, _ in page.elements} <= {"p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert {" ".join("".join(page.text(tag)).split()) for tag in ("p", "li", "td")} == {words}


def test_markdown_is_a_whole_document() -> None:
    """Read back, it has one title, numbered headings that its contents link to, and its charts as tables."""
    page = rendered(markdown.write_document(PAPERS["affluent"][0]))
    ids = {attributes["id"] for attributes in page.of("a") if "id" in attributes}
    links = [attributes["href"] or "" for attributes in page.of("a") if "href" in attributes]
    assert len(page.of("h1")) == 1
    assert len(links) == len(page.of("h2")) + len(page.of("h3")) > 15
    assert {link.removeprefix("#") for link in links} == ids
    assert "Recommended" in page.text("td")
    assert "Figure 4: Customers per RM to plan with, one doubt at a time" in page.text("p")


# ---------------------------------------------------------------- PDF


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("name", ["affluent", "nothing"])
def test_pdf_has_pages_contents_and_text(name: str) -> None:
    """The answer keeps to the first page, the contents begin the second, pages are numbered, none is near empty, the
    text can be selected, and the file is tagged for screen readers."""
    document, recommendation = PAPERS[name]
    data, given_up = formats.write(document, recommendation, ".pdf")
    assert given_up == ""
    reader = PdfReader(io.BytesIO(data))
    found = pages(data)
    assert "1. The recommendation" in found[0]
    assert found[1].lstrip().startswith("Contents")
    assert all(f"{i} / {len(found)}" in text for i, text in enumerate(found, 1))
    assert all(len(text) > 300 for text in found)
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert b"pdfuaid" in data
    assert len(reader.outline) > 5
    text = " ".join(" ".join(found).split())
    for block in document.blocks:
        if isinstance(block, Heading):
            assert block.text in text


@pytest.mark.parametrize("ending", [".pdf", ".docx"])
def test_the_same_input_is_the_same_bytes(ending: str) -> None:
    """PDF and Word files of one document are equal byte for byte, in whichever second they are made."""
    document = of_every_kind("text")
    first = formats.write(document, {}, ending)
    time.sleep(1.1)
    assert formats.write(document, {}, ending) == first


def test_letters_that_our_font_lacks_still_make_a_pdf() -> None:
    """Other scripts never stop a report; what had to be given up is said."""
    data, given_up = pdf.write(of_every_kind(FOREIGN, FOREIGN))
    assert "font" in given_up
    assert "Ж Ω ß é €" in " ".join(pages(data))


def test_pdf_holds_a_hostile_text_as_a_text() -> None:
    """Code of the typesetter, of a shell or of a spreadsheet stands on the page as it was written."""
    data, _ = pdf.write(of_every_kind(HOSTILE))
    text = "".join("".join(pages(data)).replace("\u200b", "").split())
    assert text.count("".join(HOSTILE.split())) >= 8


def test_very_long_words_stay_on_the_page() -> None:
    """Ten thousand letters without a blank run over several lines and pages, and none is lost."""
    data, _ = pdf.write(Document("w" * 300, "s", DAY, "p", (Paragraph("w" * 10_000),)))
    found = pages(data)
    assert len(found) > 2
    assert sum(text.count("w") for text in found) == 10_300
    assert all(len(line) < 70 for text in found for line in text.splitlines())


def test_a_cell_longer_than_a_page_is_not_cut() -> None:
    """Six thousand words in one cell of a table run over the pages, and the last one is still there."""
    long = " ".join(f"w{i}" for i in range(6_000))
    data, _ = pdf.write(Document("t", "s", DAY, "p", (Table(("a", "b"), (("x", long),), "c"), Heading("h" * 200))))
    found = " ".join(pages(data))
    assert len(pages(data)) > 3
    assert "w5999" in found
    assert found.replace("\u200b", "").count("h") >= 200


# ---------------------------------------------------------------- Word


def test_docx_has_real_structure() -> None:
    """Headings, captions, bullets and tables are Word's own: heads repeat, rows are whole, pictures have words."""
    document, recommendation = PAPERS["affluent"]
    data, _ = formats.write(document, recommendation, ".docx")
    found = docx.Document(io.BytesIO(data))
    styles = [line.style.name for line in found.paragraphs if line.style is not None]
    assert styles[0] == "Title"
    headings = [line.text for line in found.paragraphs if line.style and line.style.name.startswith("Heading")]
    assert len(headings) == sum(isinstance(block, Heading) for block in document.blocks)
    assert headings[0] == "1. The recommendation"
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(found.tables) == len(tables) + sum(isinstance(block, Pairs) for block in document.blocks)
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))  # noqa: S314 - ours
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert len(body.findall(f".//{word}tblHeader")) == len(tables)
    pictures = body.findall(".//{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    assert len(pictures) == sum(isinstance(block, Bars) for block in document.blocks)
    assert all("customers" in (p.get("descr") or "").lower() or len(p.get("descr") or "") > 40 for p in pictures)
    marks = {mark.get(f"{word}name") for mark in body.iter(f"{word}bookmarkStart")}
    anchors = [link.get(f"{word}anchor") for link in body.iter(f"{word}hyperlink")]
    assert len(anchors) == len(headings)
    assert set(anchors) <= marks
    for table in found.tables:
        assert sum(column.width or 0 for column in table.columns) <= docx.shared.Cm(17.1)


def test_docx_holds_a_hostile_text_as_a_text() -> None:
    """Markup, formulas and characters that XML cannot hold end up as text."""
    data, _ = formats.write(of_every_kind(f"{HOSTILE} \x00 \x1b \ud800 {FOREIGN}"), {}, ".docx")
    found = docx.Document(io.BytesIO(data))
    wanted = f"{HOSTILE} \ufffd \ufffd \ufffd {FOREIGN}"
    assert wanted in [line.text for line in found.paragraphs]
    assert found.tables[-1].rows[1].cells[0].text == wanted


# ---------------------------------------------------------------- charts and endings


@given(
    st.lists(st.tuples(st.none() | st.floats(-1e6, 1e11), st.none() | st.floats(0, 1e11)), min_size=1, max_size=6),
    st.none() | st.floats(0, 1e6),
)
@PATIENT
def test_a_chart_stays_inside_its_frame(ends: list[tuple[float | None, float | None]], mark: float | None) -> None:
    """Whatever the figures, every shape lies inside the drawing, and nothing is drawn with a negative size."""
    rows = tuple(
        Bar("a label", *((low, high) if low is None or high is None or low <= high else (high, low)))
        for low, high in ends
    )
    drawing = ElementTree.fromstring(svg(Bars(rows, mark, "RMs", "t"), "chart"))  # noqa: S314 - ours
    _, _, width, height = map(float, drawing.attrib["viewBox"].split())
    for shape in drawing.iter("{http://www.w3.org/2000/svg}rect"):
        if "x" in shape.attrib:
            left, wide = float(shape.attrib["x"]), float(shape.attrib["width"])
            assert wide > 0
            assert left >= 0
            assert left + wide <= width + 1
    for label in drawing.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(label.attrib["y"]) <= height


def test_an_unknown_ending_is_refused_with_the_list() -> None:
    """The message names every ending there is."""
    with pytest.raises(BadInput, match=r"\.md, \.html, \.pdf, \.docx, \.json"):
        formats.ending_of(Path("report.txt"))
    assert formats.ending_of(Path("R.PDF")) == ".pdf"


def test_without_the_extra_the_light_formats_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF and Word say what to install; Markdown, HTML and JSON need nothing."""
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    for name in ("a.pdf", "a.docx"):
        with pytest.raises(BadInput, match=r"pip install 'rmadvisor\[report\]'"):
            formats.ending_of(Path(name))
    assert [formats.ending_of(Path(f"a{ending}")) for ending in (".md", ".html", ".json")] == [".md", ".html", ".json"]
