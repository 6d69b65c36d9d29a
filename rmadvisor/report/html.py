"""Write a document as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.

In:     Document.
Out:    HTML. It is built as a tree of elements, so a text can only ever be a text.
Shape:  lang, a skip link, nav with the contents, main; one h1, headings without a step left out; captions and scopes on
        tables; every chart with a title and a description; readable in black and white; pages when it is printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from rmadvisor.report.blocks import Bars, Bullets, Contents, Document, Heading, Pairs, Paragraph, Table, Tree
from rmadvisor.report.drawing import draw
from rmadvisor.report.numbering import Numbered, numbered
from rmadvisor.report.tables import has_long_word

STYLE = """
:root { color-scheme: light }
body { font: 17px/1.5 system-ui, 'Segoe UI', Arial, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto;
  max-width: 52rem; padding: 1rem 1.25rem 3rem }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .25rem } h2 { font-size: 1.4rem; margin: 2.2rem 0 .6rem;
  border-bottom: 2px solid #1a1a1a } h3 { font-size: 1.1rem; margin: 1.5rem 0 .4rem } .date { color: #4a4a4a }
.skip { position: absolute; left: -99em } .skip:focus { left: 1rem; top: 0; background: #fff; padding: .5rem }
a { color: #1a1a1a } nav ul { list-style: none; padding-left: 1.2rem } nav > ul { padding: 0 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .92em }
caption { text-align: left; font-weight: bold; padding: .3rem 0 } th, td { text-align: left; vertical-align: top;
  padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #767676; overflow-wrap: break-word }
thead th { border-bottom: 2px solid #1a1a1a } .figure { text-align: right; white-space: nowrap }
p, li, h1, .long { overflow-wrap: anywhere } .answer th { width: 11rem } .answer p { margin: 0 }
.lead p:first-child { font-weight: bold }
figure { margin: 1.2rem 0 } figure svg { width: 100%; height: auto; overflow: visible } figcaption { font-size: .92em }
figcaption b { display: block } .tree ul { padding-left: 1.1rem }
@media screen and (max-width: 36rem) { .answer th { width: 6rem } }
@page { size: A4; margin: 2cm; @bottom-right { content: counter(page) ' / ' counter(pages) } }
@media print { body { font-size: 9.5pt; line-height: 1.4; max-width: none; padding: 0 } .skip { display: none }
  h1 { font-size: 1.6rem } h2 { margin-top: 1.4rem } h3 { margin-top: 1rem } a { text-decoration: none }
  nav.page { break-before: page } .answer th, .answer td { padding: .15rem 0 } figure svg { width: 88% }
  h2, h3, caption { break-after: avoid } figure, tr { break-inside: avoid }
  thead { break-after: avoid }
  tbody tr:first-child { break-before: avoid }
  thead { display: table-header-group } .scroll { overflow: visible } }
"""


def write(document: Document) -> str:
    """The whole file."""
    page = Element("html", {"lang": "en"})
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "generator", "content": document.program})
    _add(head, "title", document.title)
    _add(head, "style", STYLE)
    body = SubElement(page, "body")
    _add(body, "a", "Skip to the recommendation", {"class": "skip", "href": "#main"})
    header = SubElement(body, "header")
    _add(header, "h1", document.title)
    _add(header, "p", document.subtitle)
    _add(SubElement(header, "p", {"class": "date"}), "time", document.date, {"datetime": document.date})
    main = SubElement(body, "main", {"id": "main"})
    parts = numbered(document.blocks)
    for part in parts:
        _block(main, part, parts)
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n"


def _add(parent: Element, tag: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    element = SubElement(parent, tag, attributes or {})
    element.text = text
    return element


def _block(main: Element, part: Numbered, parts: Iterable[Numbered]) -> None:
    match part.block:
        case Heading(level=level):
            _add(main, f"h{level + 1}", part.caption, {"id": part.id})
        case Paragraph(text=text):
            _add(main, "p", text)
        case Bullets(items=items):
            bullets = SubElement(main, "ul")
            for item in items:
                _add(bullets, "li", item)
        case Pairs(rows=rows, lead=lead):
            table = SubElement(main, "table", {"class": "answer lead" if lead else "answer"})
            for label, lines in rows:
                row = SubElement(table, "tr")
                _add(row, "th", label, {"scope": "row"})
                cell = SubElement(row, "td")
                for line in lines:
                    _add(cell, "p", line)
        case Table():
            _table(main, part.block, part.caption)
        case Tree(rows=rows):
            _tree(SubElement(main, "div", {"class": "tree"}), rows)
        case Bars(key=key):
            figure = SubElement(main, "figure", {"id": part.id})
            drawing = draw(part.block, part.id)
            drawing.attrib.pop("xmlns")
            figure.append(drawing)
            caption = SubElement(figure, "figcaption")
            _add(caption, "b", part.caption)
            _add(caption, "span", key)
        case Contents(new_page=new_page):
            _contents(main, parts, "page" if new_page else "")


def _contents(main: Element, parts: Iterable[Numbered], kind: str) -> None:
    nav = SubElement(main, "nav", {"class": kind, "aria-labelledby": "contents"})
    _add(nav, "h2", "Contents", {"id": "contents"})
    top = SubElement(nav, "ul")
    inner: Element | None = None
    for part in parts:
        if not isinstance(part.block, Heading):
            continue
        if part.block.level == 1 or inner is None:
            item, inner = SubElement(top, "li"), None
        else:
            item = SubElement(inner, "li")
        _add(item, "a", part.caption, {"href": f"#{part.id}"})
        if part.block.level == 1:
            inner = SubElement(item, "ul")
    for item in top:
        for sub in item.findall("ul"):
            if len(sub) == 0:
                item.remove(sub)


def _table(main: Element, block: Table, caption: str) -> None:
    # A wide table is scrolled by itself on a small screen; the box can be reached by keyboard for that.
    box = SubElement(main, "div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption})
    table = SubElement(box, "table")
    _add(table, "caption", caption)
    figures = [{"class": "figure"} if name.startswith(">") else {} for name in block.head]
    row = SubElement(SubElement(table, "thead"), "tr")
    for name, kind in zip(block.head, figures, strict=True):
        _add(row, "th", name.lstrip(">"), {"scope": "col", **kind})
    body = SubElement(table, "tbody")
    for cells in block.rows:
        row = SubElement(body, "tr")
        for cell, kind in zip(cells, figures, strict=True):
            _add(row, "td", cell, {"class": "long"} if has_long_word(cell) else kind)


def _tree(parent: Element, rows: Iterable[tuple[int, str]]) -> None:
    """Lists in lists; `open_lists` holds the list that is open at each depth."""
    open_lists = [SubElement(parent, "ul")]
    for depth, text in rows:
        del open_lists[depth + 1 :]
        while len(open_lists) <= depth:
            items = list(open_lists[-1])
            owner = items[-1] if items else SubElement(open_lists[-1], "li")
            open_lists.append(SubElement(owner, "ul"))
        _add(open_lists[depth], "li", text)
