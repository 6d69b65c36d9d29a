"""What the search is measured on: our own development questions, public data sets, made-up entries, and misspellings.

The public sets are read from a folder that the reader has; nothing is downloaded and missing ones are left out:
    cran.all cran.qry cranqrel        Cranfield, 1400 abstracts on aeronautics (SMART layout)
    CISI.ALL CISI.QRY CISI.REL        CISI, 1460 abstracts on library science
    stackfaq.json                     StackFAQ (Karan and Snajder 2018), the XML as JSON
    b77_train.csv b77_test.csv        Banking77 (Casanueva et al. 2020), text,category
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import yaml

from rmadvisor.knowledge.search.contents import Record
from rmadvisor.knowledge.search.words import STOP, words

QUESTIONS = Path(__file__).parent / "data" / "questions.yaml"
SEED = 42
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {
    letter: [o for near in ROWS[max(r - 1, 0) : r + 2] for o in near[max(i - 1, 0) : i + 2] if o != letter]
    for r, row in enumerate(ROWS)
    for i, letter in enumerate(row)
}


@dataclass(frozen=True)
class Query:
    """A question, what kind it is, and the positions of the records that answer it."""

    text: str
    kind: str
    answers: frozenset[int]


@dataclass(frozen=True)
class Set:
    name: str
    records: tuple[Record, ...]
    queries: tuple[Query, ...]
    off_topic: tuple[str, ...] = ()


def own(records: Sequence[Record]) -> Set:
    """The built-in knowledge with our development questions; whatever cites a right section answers."""
    document = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    citing: dict[str, set[int]] = defaultdict(set)
    for position, record in enumerate(records):
        for cite in record.cites:
            citing[cite].add(position)
    queries = tuple(
        Query(asked["text"], kind, frozenset(p for s in asked["sections"] for p in citing[f"guidance#{s}"]))
        for kind, group in document["on_topic"].items()
        for asked in group
    )
    return Set("ours", tuple(records), queries, tuple(document["off_topic"]))


# ---------------------------------------------------------------- misspellings


def misspelt(text: str, many: int, rng: random.Random) -> str:
    """The text with so many of its longer words misspelt once: a key beside, two swapped, one left out, one doubled."""
    found = words(text)
    long = [i for i, word in enumerate(found) if len(word) >= 4 and word.isalpha() and word not in STOP]
    for i in rng.sample(long, min(many, len(long))):
        found[i] = _slipped(found[i], rng)
    return " ".join(found)


def _slipped(word: str, rng: random.Random) -> str:
    while True:
        at, slip = rng.randrange(1, len(word)), rng.choice("bbssood")
        if slip == "b" and word[at] in BESIDE:
            other = word[:at] + rng.choice(BESIDE[word[at]]) + word[at + 1 :]
        elif slip == "s" and at + 1 < len(word):
            other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif slip == "o":
            other = word[:at] + word[at + 1 :]
        else:
            other = word[:at] + word[at] + word[at:]
        if other != word:
            return other


def conditions(queries: Sequence[Query]) -> dict[str, list[str]]:
    """The texts as they are, and with one and two words misspelt."""
    found = {"clean": [query.text for query in queries]}
    for many in (1, 2):
        rng = random.Random(SEED * 10 + many)
        found[f"t{many}"] = [misspelt(query.text, many, rng) for query in queries]
    return found


# ---------------------------------------------------------------- made-up entries


def made_up(records: Sequence[Record], size: int) -> tuple[list[Record], list[str]]:
    """(entries of 30 to 90 words, drawn as often as the knowledge uses them, one in a hundred new; questions)."""
    rng = random.Random(SEED)
    used = Counter(w for r in records for text in (r.title, *r.terms, *r.passages) for w in words(text))
    known = sorted(used)
    weights = list(accumulate(used[word] for word in known))
    syllables = [c + v for c in "bcdfglmnprstv" for v in "aeiou"]
    entries = []
    for number in range(size):
        drawn = rng.choices(known, cum_weights=weights, k=rng.randint(30, 90))
        drawn = ["".join(rng.choices(syllables, k=4)) if rng.random() < 0.01 else word for word in drawn]
        entries.append(Record(f"entry.{number}", "term", " ".join(drawn[:6]), (), (" ".join(drawn[6:]),)))
    questions = []
    while len(questions) < 200:
        entry = rng.choice(entries)
        said = sorted({w for w in words(f"{entry.title} {entry.passages[0]}") if w not in STOP and len(w) > 3})
        if len(said) >= 5:
            questions.append(misspelt(" ".join(rng.sample(said, 5)), rng.randint(0, 2), rng))
    return entries, questions


# ---------------------------------------------------------------- public sets


def public(folder: Path) -> Iterator[Set]:
    """The sets that are in the folder."""
    for name, files, reader in (
        ("Cranfield", ("cran.all", "cran.qry", "cranqrel"), _cranfield),
        ("CISI", ("CISI.ALL", "CISI.QRY", "CISI.REL"), _cisi),
        ("StackFAQ", ("stackfaq.json",), _stackfaq),
        ("Banking77", ("b77_train.csv", "b77_test.csv"), _banking),
    ):
        paths = [folder / file for file in files]
        if all(path.is_file() for path in paths):
            texts, questions = reader(*paths)
            records = tuple(Record(str(i), "term", title, (), (text,)) for i, (title, text) in enumerate(texts))
            yield Set(
                name, records, tuple(Query(text, "public", frozenset(right)) for text, right in questions if right)
            )


Texts = list[tuple[str, str]]
Questions = list[tuple[str, set[int]]]


def _smart(path: Path) -> list[dict[str, str]]:
    """The fields of each document of a file in the SMART layout."""
    found: list[dict[str, str]] = []
    field = ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if head := re.match(r"\.([A-Z])(?:\s+(\d+))?\s*$", line):
            field = head[1]
            if field == "I":
                found.append(defaultdict(str, I=head[2] or ""))
        elif found:
            found[-1][field] += line + " "
    return found


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cranfield(everything: Path, questions: Path, judged: Path) -> tuple[Texts, Questions]:
    texts = []
    for document in _smart(everything):
        title, text = _flat(document["T"]), _flat(document["W"])
        texts.append((title, text.removeprefix(title)))
    right: dict[int, set[int]] = defaultdict(set)
    for line in judged.read_text().splitlines():
        query, document, code = (int(part) for part in line.split()[:3])
        if code < 5:  # queries are numbered by their place in the file
            right[query - 1].add(document - 1)
    return texts, [(_flat(query["W"]), right[i]) for i, query in enumerate(_smart(questions))]


def _cisi(everything: Path, questions: Path, judged: Path) -> tuple[Texts, Questions]:
    documents = _smart(everything)
    place = {document["I"]: i for i, document in enumerate(documents)}
    right: dict[str, set[int]] = defaultdict(set)
    for line in judged.read_text().splitlines():
        if len(parts := line.split()) >= 2 and parts[1] in place:
            right[parts[0]].add(place[parts[1]])
    texts = [(_flat(document["T"]), _flat(document["W"])) for document in documents]
    return texts, [(_flat(query["W"]), right[query["I"]]) for query in _smart(questions)]


def _stackfaq(file: Path) -> tuple[Texts, Questions]:
    texts: Texts = []
    questions: Questions = []
    for pair in json.loads(file.read_text(encoding="utf-8"))["root"]["qapair"]:
        answers = pair["answer"] if isinstance(pair["answer"], list) else [pair["answer"]]
        asked = pair["question"][0] if isinstance(pair["question"], list) else pair["question"]
        here = set()
        for answer in answers:
            if isinstance(answer, str) and len(answer) > 3:
                here.add(len(texts))
                texts.append((str(asked), answer))
        questions += [(other, here) for other in pair["rephr"] if isinstance(other, str) and len(words(other)) > 2]
    random.Random(1).shuffle(questions)
    return texts, questions[:300]


def _banking(train: Path, test: Path) -> tuple[Texts, Questions]:
    rng = random.Random(1)
    by_intent: dict[str, list[str]] = defaultdict(list)
    for text, intent in _rows(train):
        by_intent[intent].append(text)
    texts: Texts = []
    right: dict[str, set[int]] = defaultdict(set)
    for intent in sorted(by_intent):
        for text in rng.sample(by_intent[intent], 10):
            right[intent].add(len(texts))
            texts.append(("", text))
    asked = list(_rows(test))
    rng.shuffle(asked)
    return texts, [(text, right[intent]) for text, intent in asked[:300]]


def _rows(path: Path) -> Iterable[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(_flat(row["text"]), row["category"]) for row in csv.DictReader(file)]
