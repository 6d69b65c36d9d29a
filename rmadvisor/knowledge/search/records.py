"""From the knowledge to what is searched: every entry, rule and question as one record, and all that belongs to them.

In:     KnowledgeBase.
Out:    Contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rmadvisor.knowledge.entries import UNSAID, Entry
from rmadvisor.knowledge.knowledge_base import KnowledgeBase
from rmadvisor.knowledge.rules import PLACEHOLDER, Advise, Rule, Warn
from rmadvisor.knowledge.search.contents import ASKED, ELSEWHERE, Contents, Record
from rmadvisor.knowledge.search.synonyms import synonyms
from rmadvisor.knowledge.search.thesaurus import concepts_of
from rmadvisor.knowledge.search.topics import topics
from rmadvisor.knowledge.vocabulary import Fact


def contents_of(kb: KnowledgeBase) -> Contents:
    """All that a search needs to know."""
    found = records(kb)
    using = {record.id: used for record in found if (used := _rules_using(kb, record))}
    return Contents(
        found,
        lines(kb),
        concepts_of(kb.phrasebook.words),
        synonyms(found),
        using,
        tuple(kb.sections),
        topics(kb),
    )


def records(kb: KnowledgeBase) -> tuple[Record, ...]:
    """Everything that a trainer may look for, in the order of the files."""
    entries = (_entry(entry) for entry in kb.entries.values() if entry.kind not in UNSAID)
    rules = (_rule(rule) for rule in kb.rules)
    facts = (_fact(fact) for fact in kb.vocabulary.values() if fact.origin == "asked")
    return (*entries, *rules, *facts)


def lines(kb: KnowledgeBase) -> tuple[Record, ...]:
    """The questions of the phrasebook, each with the id of the entry that answers it, or with its subject elsewhere."""
    book = kb.phrasebook
    asked = (Record(name, ASKED, line, (), ()) for name, found in book.asked.items() for line in found)
    elsewhere = (Record(name, ELSEWHERE, line, (), ()) for name, found in book.elsewhere.items() for line in found)
    return (*asked, *elsewhere)


def _entry(entry: Entry) -> Record:
    passages = (entry.text, *_sentences(entry.details))
    return Record(entry.id, entry.kind, entry.title, entry.terms, passages, entry.cites, entry.related)


def _sentences(details: Mapping[str, Any]) -> Iterator[str]:
    """The texts among the fields that only some kinds have; a text without a space is a name or a choice."""
    for value in details.values():
        texts = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
        yield from (text for text in texts if isinstance(text, str) and " " in text)


def _rule(rule: Rule) -> Record:
    """A rule is found by its reason and by what it advises."""
    said = (PLACEHOLDER.sub("…", effect.text) for effect in rule.then if isinstance(effect, Advise | Warn))
    return Record(rule.id, "rule", rule.because, (), tuple(said), rule.cites)


def _fact(fact: Fact) -> Record:
    return Record(fact.name, "fact", fact.question, (fact.meaning,), (fact.help, fact.why, *fact.choices.values()))


def _rules_using(kb: KnowledgeBase, record: Record) -> tuple[str, ...]:
    """The rules that use it; those of a guidance entry are the rules that cite its sections."""
    names = (record.id, *record.cites) if record.kind == "guidance" else (record.id,)
    found = dict.fromkeys(user for name in names for user in kb.used_by.get(name, ()))
    return tuple(user for user in found if user in kb.rule)
