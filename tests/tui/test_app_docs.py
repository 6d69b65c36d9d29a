"""The page about the app says what there is."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def test_the_table_of_keys_is_that_of_the_app() -> None:
    """docs/app.md lists every action with its keys; `make pictures` writes it."""
    script = runpy.run_path(str(DOCS / "make_app_pictures.py"))
    page = (DOCS / "app.md").read_text(encoding="utf-8")
    assert script["table"]() in page


def test_every_picture_is_shown_and_needs_nothing_from_elsewhere() -> None:
    """Each picture that is drawn stands on a page, and asks no other site for a font."""
    script = runpy.run_path(str(DOCS / "make_app_pictures.py"))
    page = (DOCS / "app.md").read_text(encoding="utf-8")
    for name in script["PICTURES"]:
        assert f"({name}.svg)" in page
        assert "url(" not in (DOCS / f"{name}.svg").read_text(encoding="utf-8").replace("url(#", "")
