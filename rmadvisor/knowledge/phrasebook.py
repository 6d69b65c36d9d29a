"""How people say it: the questions they ask, everyday words that mean about the same, and what is asked elsewhere.

In:     the documents of kb/ that are a mapping with `asked`, `words` or `elsewhere`, and what these cite.
Out:    Phrasebook. Only the search and `show` need it: it is read when one of them first asks for it.
Errors: collected on the documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rmadvisor.knowledge.cursor import Cursor, Document
from rmadvisor.knowledge.problems import did_you_mean

PARTS = ("asked", "words", "elsewhere")


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """`asked` are questions by the id of the entry that answers them, `words` everyday words by the name of what they
    all mean, `elsewhere` questions that the knowledge does not answer, by their subject in plain words."""

    asked: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[str, tuple[str, ...]]


def is_phrases(document: Document) -> bool:
    """Whether a document of kb/ holds phrases: a mapping with a part of them; one of entries is a list."""
    return isinstance(document.data, dict) and not document.data.keys().isdisjoint(PARTS)


def phrasebook_of(documents: Iterable[Document]) -> Phrasebook:
    """All phrases of documents that were checked, as one. What belongs to a name may be spread over several files."""
    found: dict[str, dict[str, tuple[str, ...]]] = {part: {} for part in PARTS}
    for document in documents:
        for part in PARTS:
            for name, lines in document.data.get(part, {}).items():
                found[part][name] = (*found[part].get(name, ()), *map(str.strip, lines))
    return Phrasebook(**found)


def check_phrases(documents: Iterable[Document], entries: Collection[str], searched: Collection[str]) -> None:
    """Report what is no list of texts, names that are none, words that are several, and what is asked in two places."""
    places: dict[str, str] = {}
    for root in (document.root() for document in documents):
        root.fields(("cites",), PARTS)
        root.texts("cites", least=1)
        for part in filter(root.has, PARTS):
            for name in dict(root.at(part).items()):
                root.at(part).texts(name, least=1)
        for cite in root.at("cites").elements() if root.has("cites") else ():
            _known(cite, str(cite.value), "cites", entries)
        for name, lines in _lists(root, "asked"):
            _known(lines, name, "asked", searched, key=True)
            _once(lines, name, places)
        for name, lines in _lists(root, "elsewhere"):
            _once(lines, name, places)
        for _, words in _lists(root, "words"):
            for word in words.elements():
                if isinstance(word.value, str) and len(word.value.split()) > 1:
                    word.fail(f"'{word.value}' is more than one word", "write single words")


def _lists(root: Cursor, part: str) -> list[tuple[str, Cursor]]:
    if not root.has(part) or not isinstance(root.value[part], dict):
        return []  # that was reported
    return [(name, lines) for name, lines in root.at(part).items() if isinstance(lines.value, list)]


def _known(cursor: Cursor, name: str, what: str, entries: Collection[str], key: bool = False) -> None:
    if name not in entries:
        mend = did_you_mean(name, entries, "correct or remove it")
        cursor.fail(f"{what}: there is no '{name}'", mend, key=key)


def _once(lines: Cursor, name: str, places: dict[str, str]) -> None:
    for line in lines.elements():
        if isinstance(line.value, str):
            same = " ".join(line.value.casefold().strip(" ?!.").split())
            if same in places:
                line.fail(f"'{line.value}' also stands under {places[same]}", "keep it where it is answered best")
            places[same] = name
