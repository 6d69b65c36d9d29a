"""What `check` finds in a knowledge base: every kind of fault, each at its place, all at once.

Each case takes the smallest knowledge base that is right (tests/good), puts one fault in, and names the words that the
message must hold; ^^ marks the place at which the message must point.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from rmadvisor import Advisor, BadInput
from rmadvisor.knowledge.knowledge_base import load
from rmadvisor.knowledge.problems import Problem
from tests.conftest import MARK, Command, marked

GOOD = Path(__file__).parent / "good"
ENTRIES, SOURCES = "kb/entries.yaml", "kb/sources.yaml"
RULES, FACTS, POLICY = "rules/decide.yaml", "rules/facts.yaml", "rules/policy.yaml"


@dataclass(frozen=True, slots=True)
class Fault:
    """A text of a file that becomes another; the other marks the place of the fault."""

    file: str
    right: str
    wrong: str
    words: tuple[str, ...]


def fault(file: str, right: str, wrong: str, *words: str) -> Fault:
    return Fault(file, right, wrong, words)


LARGE = "  - id: coverage.large\n    when:\n      segment: mass\n"
PRIVATE = "      segment: [mass, affluent]\n"
DAYS = """  - id: coverage.days
    when: {}
    then:
      - assume: {quantity: working_days, default: default.working_days}
    because: Calendars are much alike.
    cites: [our_assumption]
"""
BUSINESS = """  - id: context.business
    when:
      segment: hnw
    then:
      - conclude: {client_type: business}
    because: Wealth mostly stands in companies.
    cites: [handbook]
  - id: context.careful
    when:
      regulated_advice: true
"""
LAST = "    because: Too large a book is served badly.\n    cites: [handbook]\n"
MORE = "  - id: {}\n    when:\n      {}\n    then:\n      - {}\n    because: Why not.\n    cites: [handbook]\n"


def more(name: str, when: str, then: str, before: str = "") -> str:
    """One more rule after the last; `before` may mark its start."""
    return LAST + MORE.format(name, when, then).replace("  - id", f"  - {before}id", 1)


BOOK = "  - name: relative_book_size\n"


def new_fact(text: str) -> str:
    """One more fact before relative_book_size."""
    return "  - " + text.replace("\n", "\n    ") + "\n" + BOOK


FAULTS: dict[str, Fault] = {
    # ---- YAML
    "a bracket that is not closed": fault(
        RULES,
        "cites: [our_assumption]\n  - id: coverage.careful",
        "cites: [our_assumption\n  - id^^: coverage.careful",
        "cannot be read as YAML",
        "is not closed",
    ),
    "a tab for indentation": fault(ENTRIES, "  kind: group", "^^\tkind: group", "cannot be read as YAML"),
    "a line too far right": fault(
        POLICY,
        "    because: We chose it.\n    cites: [our_assumption]\n  - name: focus.strong",
        "      because^^: We chose it.\n    cites: [our_assumption]\n  - name: focus.strong",
        "cannot be read as YAML",
    ),
    "an anchor": fault(ENTRIES, "id: group.people", "id: ^^&people group.people", "anchors and aliases"),
    "a tag": fault(ENTRIES, "id: group.people", "id: ^^!!str group.people", "tag"),
    "a second document": fault(RULES, LAST, LAST + "^^---\nrules: []\n", "second document"),
    "a control character": fault(ENTRIES, "title: People", "title: Peo^^\x07ple", "control character"),
    "a key twice": fault(
        ENTRIES, "  title: People\n", "  title: People\n  ^^title: Persons\n", "'title' is given twice"
    ),
    "a fact tested twice": fault(RULES, LARGE, LARGE + "      ^^segment: hnw\n", "'segment' is given twice"),
    # ---- the outline of a file
    "an unknown section": fault(RULES, "\nrules:\n", "\n^^rulez: []\nrules:\n", "unknown section 'rulez'", "'rules'"),
    "an entry that is a text": fault(
        ENTRIES, "- id: group.people\n", "- ^^people\n- id: group.people\n", "expected an entry", "'people'"
    ),
    "a rule that is a text": fault(RULES, "rules:\n", "rules:\n  - ^^always\n", "expected a mapping", "'always'"),
    # ---- names of keys, missing keys, kinds
    "an unknown key of an entry": fault(
        ENTRIES,
        "  text: Working with people.\n",
        "  text: Working with people.\n  ^^titel: People\n",
        "unknown key 'titel'",
        "'title'",
    ),
    "an unknown key of a rule": fault(
        RULES, LARGE, LARGE.replace("    when", "    ^^note: x\n    when"), "unknown key 'note'"
    ),
    "an unknown kind": fault(
        ENTRIES,
        "- id: figure.visits\n  kind: figure\n",
        "- id: figure.visits\n  kind: ^^figur\n",
        "unknown kind 'figur'",
        "'figure'",
    ),
    "no kind": fault(ENTRIES, "- id: figure.visits\n  kind: figure\n", "- ^^id: figure.visits\n", "'kind' is missing"),
    "no id": fault(ENTRIES, "- id: figure.visits\n  kind: figure\n", "- ^^kind: figure\n", "'id' is missing"),
    "no because": fault(
        RULES,
        DAYS,
        DAYS.replace("    because: Calendars are much alike.\n", "").replace("id:", "^^id:"),
        "'because' is missing",
    ),
    "no cites": fault(
        RULES, DAYS, DAYS.replace("    cites: [our_assumption]\n", "").replace("id:", "^^id:"), "'cites' is missing"
    ),
    "no when": fault(RULES, DAYS, DAYS.replace("    when: {}\n", "").replace("id:", "^^id:"), "'when' is missing"),
    "nothing cited": fault(
        RULES,
        "Loans need specialists.\n    cites: [handbook]",
        "Loans need specialists.\n    cites: ^^[]",
        "'cites' lists nothing",
    ),
    "a cite that is a text": fault(
        RULES,
        "Loans need specialists.\n    cites: [handbook]",
        "Loans need specialists.\n    cites: ^^handbook",
        "expected a list",
        "'handbook'",
    ),
    "an empty because": fault(RULES, "because: Calendars are much alike.", 'because: ^^""', "'because' must be a text"),
    "a title that is a number": fault(ENTRIES, "title: People", "title: ^^12", "'title' must be a text", "12"),
    "no question": fault(
        FACTS,
        BOOK,
        new_fact("^^name: extra\nfrom: asked\ngroup: business\ntype: yes_no\nmeaning: x\nhelp: x\nwhy: x"),
        "'question' is missing",
    ),
    # ---- ids and names
    "an entry twice": fault(
        ENTRIES, "- id: default.long_year", "- id: ^^default.working_days", "'default.working_days' is there twice"
    ),
    "a rule twice": fault(
        RULES, "id: coverage.small", "id: ^^coverage.large", "'coverage.large' is there twice", "decide.yaml:"
    ),
    "a rule with the id of an entry": fault(
        RULES, "id: coverage.small", "id: ^^listening", "'listening' is there twice", "entries.yaml:"
    ),
    "a fact twice": fault(
        FACTS,
        BOOK,
        new_fact("name: ^^careful\nfrom: rules\ntype: yes_no\nmeaning: x"),
        "'careful' is there twice",
        "facts.yaml:",
    ),
    "a parameter twice": fault(
        POLICY,
        "  - name: focus.strong\n",
        "  - name: ^^focus.least\n    value: 0\n    because: Why not.\n    cites: [handbook]\n  - name: focus.strong\n",
        "'focus.least' is there twice",
    ),
    "an id in capitals": fault(RULES, "id: coverage.small", "id: ^^Coverage.small", "'Coverage.small'", "a-z"),
    "an id that is a list": fault(
        RULES, "id: coverage.small", "id: ^^[coverage.small]", "'id' must be a text", "a list"
    ),
    "a name that is a mapping": fault(
        FACTS,
        BOOK,
        new_fact("name: ^^{extra: 1}\nfrom: sizing\ntype: yes_no\nmeaning: x"),
        "'name' must be a text",
        "a mapping",
    ),
    # ---- types
    "a certainty in words": fault(
        RULES, "certainty: 0.5", "certainty: ^^strong", "'certainty' must be a number", "'strong'"
    ),
    "a certainty of one": fault(RULES, "certainty: 0.5", "certainty: ^^1", "'certainty' is 1"),
    "a certainty of minus one": fault(RULES, "certainty: 0.5", "certainty: ^^-1", "'certainty' is -1"),
    "a certainty beyond one": fault(RULES, "certainty: 0.5", "certainty: ^^1.5", "'certainty' is 1.5"),
    "a certainty of nothing": fault(RULES, "certainty: 0.5", "certainty: ^^0", "certainty of 0"),
    "a certainty that is no number": fault(RULES, "certainty: 0.5", "certainty: ^^.nan", "'certainty' is nan"),
    "a level of six": fault(RULES, "level: 3", "level: ^^6", "'level' is 6", "1 to 5"),
    "half a level": fault(RULES, "level: 3", "level: ^^2.5", "whole number", "2.5"),
    "ten points": fault(RULES, "by: 2", "by: ^^10", "'by' is 10", "-5 to 5"),
    "a factor of nothing": fault(RULES, "factor: 1.2", "factor: ^^0", "'factor' is 0"),
    "four levels": fault(ENTRIES, "    1: Knows why it matters.\n    2: L", "    ^^2: L", "1 to 5"),
    "a level that is a list": fault(
        ENTRIES, "    1: Knows why it matters.", "    ^^1: [Knows why it matters.]", "1 to 5"
    ),
    "low above high": fault(ENTRIES, "  low: 36", "  low: ^^360", "low is 360", "300"),
    "a low in words": fault(ENTRIES, "  low: 36", "  low: ^^few", "'low' must be a number", "'few'"),
    "an endless high": fault(ENTRIES, "  high: 300", "  high: ^^.inf", "'high' is inf"),
    "a value outside what is plausible": fault(
        ENTRIES, "plausible: [200, 240]", "plausible: ^^[221, 240]", "220", "outside"
    ),
    "one plausible end": fault(ENTRIES, "plausible: [200, 240]", "plausible: ^^[200]", "[low, high]"),
    "an endless plausible end": fault(ENTRIES, "plausible: [200, 240]", "plausible: ^^[200, .inf]", "plausible"),
    "an unknown grade": fault(ENTRIES, "grade: D", "grade: ^^E", "'grade' cannot be 'E'"),
    "an analogue that is a word": fault(
        ENTRIES, "analogue: true", "analogue: ^^yes", "'analogue' must be true or false"
    ),
    "a text listed twice": fault(
        ENTRIES, "assess: [Observed talk]", "assess: [Observed talk, ^^Observed talk]", "listed twice"
    ),
    "nothing to develop": fault(ENTRIES, "develop: [Role play]", "develop: ^^[]", "'develop' lists nothing"),
    "levels in a list": fault(
        ENTRIES,
        "  levels:\n    1: Knows why it matters.\n    2: Listens in simple talks.\n"
        "    3: Listens in difficult talks.\n    4: Helps others to listen.\n    5: Teaches it.\n",
        "  levels: ^^[Knows why it matters.]\n",
        "expected a mapping",
        "a list",
    ),
    # ---- facts
    "an unknown type": fault(
        FACTS,
        BOOK,
        new_fact("name: extra\nfrom: sizing\ntype: ^^mony\nunit: x\nmeaning: x"),
        "'type' cannot be 'mony'",
        "'money'",
    ),
    "an unknown type with choices": fault(
        FACTS,
        BOOK,
        new_fact("name: extra\nfrom: sizing\ntype: ^^choise\nchoices: {a: A}\nmeaning: x"),
        "'type' cannot be 'choise'",
        "'choice'",
    ),
    "a type that is a list": fault(
        FACTS,
        BOOK,
        new_fact("name: extra\nfrom: sizing\ntype: ^^[money]\nunit: x\nmeaning: x"),
        "'type' must be a text",
        "a list",
    ),
    "an unknown origin": fault(
        FACTS,
        BOOK,
        new_fact("name: extra\nfrom: ^^sizin\ntype: yes_no\nmeaning: x"),
        "'from' cannot be 'sizin'",
        "'sizing'",
    ),
    "a question of an unknown origin": fault(
        FACTS,
        BOOK,
        new_fact(
            "name: extra\nfrom: ^^aksed\ngroup: business\ntype: yes_no\nmeaning: x\nquestion: x?\nhelp: x\nwhy: x"
        ),
        "'from' cannot be 'aksed'",
        "'asked'",
    ),
    "an unknown group of questions": fault(
        FACTS,
        BOOK,
        new_fact("name: extra\nfrom: asked\ngroup: ^^busines\ntype: yes_no\nmeaning: x\nquestion: x?\nhelp: x\nwhy: x"),
        "'group' cannot be 'busines'",
        "'business'",
    ),
    "no choices": fault(
        FACTS, BOOK, new_fact("^^name: extra\nfrom: sizing\ntype: choice\nmeaning: x"), "'choices' is missing"
    ),
    "empty choices": fault(
        FACTS, BOOK, new_fact("name: extra\nfrom: sizing\ntype: choice\nchoices: ^^{}\nmeaning: x"), "'choices'"
    ),
    "choices in a list": fault(
        FACTS,
        BOOK,
        new_fact("name: extra\nfrom: sizing\ntype: choice\nchoices: ^^[a, b]\nmeaning: x"),
        "expected a mapping",
        "a list",
    ),
    "a choice without a label": fault(
        FACTS, BOOK, new_fact("name: extra\nfrom: sizing\ntype: choice\nchoices: ^^{a: 2, b: B}\nmeaning: x"), "label"
    ),
    "no unit": fault(
        FACTS, BOOK, new_fact("^^name: extra\nfrom: sizing\ntype: money\nmeaning: x"), "'unit' is missing"
    ),
    "a percent up to 200": fault(
        FACTS,
        "    unit: '%'\n    meaning: Digital share",
        "    unit: '%'\n    at_most: ^^200\n    meaning: Digital share",
        "'at_most' is 200",
    ),
    # ---- policy
    "an unknown parameter": fault(
        POLICY,
        "  - name: focus.least\n",
        "  - name: ^^focus.lest\n    value: 0\n    because: Why not.\n    cites: [handbook]\n  - name: focus.least\n",
        "unknown policy parameter 'focus.lest'",
        "'focus.least'",
    ),
    "a parameter out of bounds": fault(POLICY, "value: 0.2", "value: ^^2", "'value' is 2"),
    # ---- what a rule tests
    "an unknown fact": fault(
        RULES, LARGE, LARGE.replace("segment:", "^^segmnt:"), "unknown fact 'segmnt'", "'segment'"
    ),
    "an unknown value": fault(RULES, LARGE, LARGE.replace("mass", "^^mas"), "segment is never 'mas'", "'mass'"),
    "an unknown value in a list": fault(
        RULES, PRIVATE, "      segment: [mass, ^^afluent]\n", "segment is never 'afluent'", "'affluent'"
    ),
    "a list in a list": fault(RULES, PRIVATE, "      segment: [mass, ^^[affluent]]\n", "segment is never a list"),
    "a mapping in a list": fault(
        RULES, PRIVATE, "      segment: [mass, ^^{is_not: hnw}]\n", "segment is never a mapping"
    ),
    "an empty list of values": fault(RULES, PRIVATE, "      segment: ^^[]\n", "segment", "empty"),
    "no value": fault(RULES, LARGE, LARGE.replace(" mass\n", "^^\n"), "segment is never nothing"),
    "an unknown test": fault(RULES, "{above: 100}", "{^^over: 100}", "customers has no test 'over'"),
    "an unknown test of a size": fault(
        RULES, "{size: {at_least: 3}}", "{size: {^^at_lest: 3}}", "'at_lest'", "'at_least'"
    ),
    "no test of a size": fault(RULES, "{size: {at_least: 3}}", "{size: ^^{}}", "product_lines"),
    "a size that is a number": fault(RULES, "{size: {at_least: 3}}", "{size: ^^3}", "3"),
    "no test": fault(RULES, "customers: {above: 100}", "customers: ^^{}", "customers is not tested"),
    "a number for a choice": fault(RULES, LARGE, LARGE.replace("mass", "^^3"), "segment is never 3"),
    "a word for a number": fault(
        RULES, "customers: {above: 100}", "customers: ^^many", "customers is a number", "'many'"
    ),
    "a word for a bound": fault(RULES, "{above: 100}", "{above: ^^many}", "'above' takes a number"),
    "a bound that is no number": fault(RULES, "{above: 100}", "{above: ^^.nan}", "'above' takes a number"),
    "an endless bound": fault(RULES, "{above: 100}", "{above: ^^.inf}", "'above' takes a number"),
    "an endless number": fault(RULES, "customers: {above: 100}", "customers: ^^.inf", "customers is a number"),
    "one end of two": fault(RULES, "{above: 100}", "{between: ^^[1]}", "'between' takes [low, high]"),
    "a bound on a choice": fault(RULES, LARGE, LARGE.replace("mass", "{^^at_least: 3}"), "segment", "at_least"),
    "a word for yes": fault(
        RULES, "regulated_advice: true", "regulated_advice: ^^yes", "regulated_advice is never 'yes'"
    ),
    "one for yes": fault(RULES, "regulated_advice: true", "regulated_advice: ^^1", "regulated_advice is never 1"),
    "a set that equals": fault(RULES, "{includes: lending}", "^^lending", "product_lines is a set", "includes"),
    "an unknown member": fault(
        RULES, "{includes: lending}", "{includes: ^^lendin}", "never includes 'lendin'", "'lending'"
    ),
    "a list as a member": fault(RULES, "{includes: lending}", "{includes: [^^[lending]]}", "never includes a list"),
    "a mapping as a member": fault(
        RULES, "{includes: lending}", "{includes: ^^{lending: 1}}", "never includes a mapping"
    ),
    "no member": fault(RULES, "{includes: lending}", "{includes: ^^[]}", "product_lines", "empty"),
    "a member of a choice": fault(RULES, LARGE, LARGE.replace("mass", "{^^includes: mass}"), "segment is not a set"),
    "known of a worked-out fact": fault(
        RULES, "relative_book_size: large", "relative_book_size: {known: ^^false}", "worked out"
    ),
    "known as a word": fault(RULES, "{above: 100}", "{known: ^^maybe}", "'known' is true or false"),
    "a list of tests": fault(RULES, "    when: {}", "    when: ^^[]", "expected a mapping", "a list"),
    "any of a mapping": fault(RULES, "    when: {}", "    when: {any: ^^{segment: mass}}", "expected a list"),
    "not of a list": fault(RULES, "    when: {}", "    when: {not: ^^[{segment: mass}]}", "expected a mapping"),
    "nine alternatives": fault(
        RULES,
        "    when: {}",
        "    when: ^^{any: [" + ", ".join(f"{{customers: {i}}}" for i in range(9)) + "]}",
        "9 alternatives",
    ),
    "thirteen tests": fault(
        RULES,
        "      customers: {above: 100}",
        "      ^^customers: {above: 100}\n"
        + "".join(
            f"      {name}: {{known: true}}\n"
            for name in (
                "rm_count",
                "customers_per_rm",
                "working_days",
                "hours_per_day",
                "client_time_share",
                "contacts_per_year",
                "digital_share",
                "hours_per_contact",
                "service_hours",
                "new_customer_share",
                "onboarding_hours",
                "rm_cost",
            )
        ).rstrip("\n"),
        "more than 12 tests",
    ),
    # ---- rules that can never fire
    "tests that exclude each other": fault(
        RULES,
        LARGE,
        LARGE.replace("      segment: mass", "      ^^segment: mass\n      not: {segment: mass}"),
        "coverage.large can never fire",
        "exclude",
    ),
    "a number between nothing": fault(
        RULES, "customers: {above: 100}", "customers: {between: ^^[5, 3]}", "lies nothing"
    ),
    "above and below": fault(
        RULES, "      customers: {above: 100}", "      ^^customers: {above: 100, below: 100}", "can never fire"
    ),
    "known and not known": fault(
        RULES, "      customers: {above: 100}", "      ^^customers: {above: 100, known: false}", "can never fire"
    ),
    "not known, yet including": fault(
        RULES,
        "      product_lines: {includes: lending}",
        "      ^^product_lines: {includes: lending, known: false}",
        "can never fire",
    ),
    "any of nothing": fault(RULES, "    when: {}", "    when: ^^{any: []}", "can never fire"),
    "a value that no rule concludes": fault(
        RULES,
        "      segment: hnw\n    then:\n      - conclude: {client_type: business}\n",
        "      ^^client_type: business\n    then:\n      - advise: Talk.\n",
        "context.business can never fire",
    ),
    "a number beyond its bound": fault(
        RULES,
        "      customers: {above: 100}",
        "      ^^working_days: {above: 366}\n      customers: {known: true}",
        "advice.many can never fire",
    ),
    "more members than there are": fault(
        RULES,
        "      product_lines: {size: {at_least: 3}}",
        "      ^^product_lines: {size: {at_least: 4}}",
        "can never fire",
    ),
    "a gap of six levels": fault(
        RULES, "      gap.listening: {at_least: 2}", "      ^^gap.listening: {at_least: 6}", "can never fire"
    ),
    "a number below zero": fault(
        RULES, "      customers: {above: 100}", "      ^^customers: {below: 0}", "can never fire"
    ),
    "a fact that no rule concludes": fault(
        FACTS,
        "  - name: relative_book_size\n",
        "  - ^^name: lonely\n    from: rules\n    type: yes_no\n    meaning: Nothing\n  - name: relative_book_size\n",
        "no rule concludes 'lonely'",
    ),
    # ---- what a rule does
    "an unknown effect": fault(RULES, "- adjust: {", "- ^^ajust: {", "unknown effect 'ajust'", "'adjust'"),
    "an effect that is a text": fault(
        RULES, "- adjust: {quantity: hours_per_contact, factor: 1.2}", "- ^^adjust", "an effect is one line"
    ),
    "two effects in one item": fault(
        RULES, "      - advise: Share", "      - ^^warn: Take care.\n        advise: Share", "an effect is one line"
    ),
    "no effect": fault(
        RULES,
        "    then:\n      - adjust: {quantity: hours_per_contact, factor: 1.2}\n",
        "    then: ^^[]\n",
        "coverage.careful has no effect",
    ),
    "an effect that is no list": fault(
        RULES,
        "    then:\n      - adjust: {quantity: hours_per_contact, factor: 1.2}\n",
        "    then: ^^{adjust: {quantity: hours_per_contact, factor: 1.2}}\n",
        "expected a list",
    ),
    "effects left blank": fault(
        RULES,
        "    then:\n      - adjust: {quantity: hours_per_contact, factor: 1.2}\n",
        "    then:^^\n",
        "expected a list",
        "nothing",
    ),
    "effects that are a number": fault(
        RULES,
        "    then:\n      - adjust: {quantity: hours_per_contact, factor: 1.2}\n",
        "    then: ^^5\n",
        "expected a list",
        "5",
    ),
    "the same effect twice": fault(
        RULES,
        "      - prioritise: {capability: listening, by: 2}\n",
        "      - prioritise: {capability: listening, by: 2}\n      - ^^prioritise: {capability: listening, by: 2}\n",
        "same effect",
    ),
    "nothing concluded": fault(
        RULES,
        "      - conclude: {careful: true}\n",
        "      - conclude: {careful: true}\n      - conclude: ^^{}\n",
        "conclude",
    ),
    "two things concluded": fault(
        RULES,
        "      - conclude: {careful: true}\n",
        "      - conclude: {careful: true}\n      - conclude: ^^{careful: true, client_type: private}\n",
        "one fact",
    ),
    "an unknown fact concluded": fault(
        RULES,
        "- conclude: {careful: true}",
        "- conclude: {careful: true}\n      - conclude: {^^carefull: true}",
        "'carefull'",
        "'careful'",
    ),
    "an answer concluded": fault(
        RULES,
        "- conclude: {careful: true}",
        "- conclude: {careful: true}\n      - conclude: {^^segment: mass}",
        "'segment' is not a fact that rules conclude",
    ),
    "an unknown value concluded": fault(
        RULES,
        "- conclude: {client_type: business}",
        "- conclude: {client_type: ^^busines}",
        "client_type is never 'busines'",
        "'business'",
    ),
    "a list concluded": fault(
        RULES,
        "- conclude: {client_type: business}",
        "- conclude: {client_type: ^^[business]}",
        "client_type is never a list",
    ),
    "one concluded for yes": fault(
        RULES,
        "- conclude: {careful: true}",
        "- conclude: {careful: true}\n      - conclude: {careful: ^^1}",
        "careful is never 1",
    ),
    "an unknown focus": fault(
        RULES,
        "support: {focus: product, certainty: 0.5",
        "support: {focus: ^^produkt, certainty: 0.5",
        "'focus' cannot be 'produkt'",
        "'product'",
    ),
    "an unknown quantity": fault(
        RULES,
        "{quantity: hours_per_contact,",
        "{quantity: ^^hours_per_contakt,",
        "'quantity' cannot be",
        "'hours_per_contact'",
    ),
    "a missing level": fault(
        RULES, "{capability: listening, level: 3}", "^^{capability: listening}", "'level' is missing"
    ),
    # ---- names that lead nowhere
    "a cite that is not there": fault(
        RULES,
        "Calendars are much alike.\n    cites: [our_assumption]",
        "Calendars are much alike.\n    cites: [^^our_asumption]",
        "cites: there is no 'our_asumption'",
        "'our_assumption'",
    ),
    "a section that is not there": fault(
        ENTRIES,
        "text: Working with people.\n  cites: [handbook#2.skills]",
        "text: Working with people.\n  cites: [^^handbook#3.skills]",
        "cites: there is no 'handbook#3.skills'",
        "'handbook#2.skills'",
    ),
    "a cite of the policy that is not there": fault(
        POLICY,
        "value: 0.2\n    because: We chose it.\n    cites: [our_assumption]",
        "value: 0.2\n    because: We chose it.\n    cites: [our_assumption, ^^nobody]",
        "cites: there is no 'nobody'",
    ),
    "a related entry that is not there": fault(
        ENTRIES,
        "related: [figure.small_books]",
        "related: [^^figure.small_book]",
        "related: there is no 'figure.small_book'",
        "'figure.small_books'",
    ),
    "a pooled figure that is not there": fault(
        ENTRIES,
        "  high: null\n",
        "  high: null\n  pools: [figure.small_books, ^^listening]\n",
        "pools: there is no 'listening'",
    ),
    "a group that is not there": fault(
        ENTRIES,
        "  group: group.people\n",
        "  group: ^^group.peple\n",
        "'group.peple' is not a capability group",
        "'group.people'",
    ),
    "a group that is none": fault(
        ENTRIES, "  group: group.people\n", "  group: ^^listening\n", "'listening' is not a capability group"
    ),
    "a benchmark that is not there": fault(
        RULES,
        "- band: {benchmark: figure.small_books}",
        "- ^^band: {benchmark: figure.smal_books}",
        "'figure.smal_books' is no figure",
        "'figure.small_books'",
    ),
    "a benchmark of something else": fault(
        RULES,
        "- band: {benchmark: figure.small_books}",
        "- ^^band: {benchmark: figure.visits}",
        "'figure.visits' is no figure of customers_per_rm",
    ),
    "a default that is not there": fault(
        RULES,
        "- assume: {quantity: working_days, default: default.working_days}",
        "- ^^assume: {quantity: working_days, default: default.working_day}",
        "'default.working_day' is no default",
        "'default.working_days'",
    ),
    "a default of something else": fault(
        RULES,
        "- assume: {quantity: working_days,",
        "- ^^assume: {quantity: hours_per_day,",
        "'default.working_days' is no default of hours_per_day",
    ),
    "a capability that is not there": fault(
        RULES,
        "- require: {capability: listening,",
        "- ^^require: {capability: listning,",
        "'listning' is no capability",
        "'listening'",
    ),
    "a capability to train that is not there": fault(
        RULES,
        "- prioritise: {capability: listening,",
        "- ^^prioritise: {capability: group.people,",
        "'group.people' is no capability",
    ),
    "an unknown placeholder": fault(
        RULES,
        "advise: Plan for {customers} customers.",
        "advise: ^^Plan for {custmers} customers.",
        "{custmers}",
        "'customers'",
    ),
    "a placeholder that may not be known": fault(
        RULES,
        "advise: Plan for {customers} customers.",
        "^^advise: Plan for {rm_count} RMs.",
        "{rm_count} may not be known",
        "rm_count: {known: true}",
    ),
    # ---- contradictions
    "contradictory conclusions": fault(
        RULES,
        LAST,
        more("context.other", "customers: {above: 5}", "conclude: {client_type: business}", MARK),
        "context.other and context.private",
        "client_type: business against client_type: private",
    ),
    "contradictory yes and no": fault(
        RULES,
        LAST,
        more("context.carefree", "segment: mass", "conclude: {careful: false}", MARK),
        "context.carefree and context.careful",
        "contradict each other",
    ),
    "contradictory bands": fault(
        RULES,
        LAST,
        more(
            "coverage.busy",
            "customers: {above: 5}\n      not: {segment: hnw}",
            "band: {benchmark: figure.small_books}",
            MARK,
        ),
        "coverage.busy and coverage.large",
        "figure.small_books against figure.large_books",
    ),
    "contradictory assumptions": fault(
        RULES,
        LAST,
        more("coverage.long", "segment: mass", "assume: {quantity: working_days, default: default.long_year}", MARK),
        "coverage.long and coverage.days",
        "default.long_year against working_days: default.working_days",
    ),
    "a group of mixed signs": fault(
        RULES,
        "- support: {focus: product, certainty: 0.3",
        "^^- support: {focus: product, certainty: -0.3",
        "the group 'lines' also holds focus.product.lines",
    ),
    "a group of two focuses": fault(
        RULES,
        "- support: {focus: product, certainty: 0.3",
        "^^- support: {focus: segment, certainty: 0.3",
        "the group 'lines' also holds focus.product.lines",
    ),
    # ---- order
    "a circle of one": fault(
        RULES,
        "  - id: context.careful\n    when:\n      regulated_advice: true\n",
        "  - ^^id: context.careful\n    when:\n      careful: true\n",
        "circle",
        "careful -> careful",
    ),
    "a circle of two": fault(
        RULES,
        BUSINESS,
        BUSINESS.replace("      segment: hnw\n", "      segment: hnw\n      careful: true\n")
        .replace("      regulated_advice: true\n", "      client_type: private\n")
        .replace("id: context.business", "^^id: context.business"),
        "circle",
        "careful -> client_type -> careful",
    ),
    "a band after the sizing": fault(
        RULES,
        "  - id: coverage.small\n    when:\n      segment: hnw\n    then:\n      - band",
        "  - id: coverage.small\n    when:\n      segment: hnw\n"
        "      relative_book_size: large\n    then:\n      ^^- band",
        "'band' depends on relative_book_size",
        "sizing",
    ),
    "an adjustment after the sizing": fault(
        RULES,
        "      careful: true\n    then:\n      - adjust",
        "      relative_book_size: large\n    then:\n      ^^- adjust",
        "'adjust' depends on relative_book_size",
    ),
    "an assumption after the focus": fault(
        RULES,
        "    when: {}\n    then:\n      - assume",
        "    when: {focus: product}\n    then:\n      ^^- assume",
        "'assume' depends on focus",
    ),
    "evidence after the focus": fault(
        RULES,
        "      product_lines: {includes: lending}\n    then:\n      - support",
        "      focus: [product, segment]\n    then:\n      ^^- support",
        "'support' depends on focus",
    ),
    "a requirement after the levels": fault(
        RULES,
        "      client_type: private\n    then:\n      - require",
        "      level.listening: {at_least: 3}\n    then:\n      ^^- require",
        "'require' depends on level.listening",
    ),
}


def tree(folder: Path, *faults: Fault) -> Path:
    """A copy of the good knowledge base with faults in it."""
    shutil.copytree(GOOD, folder / "bank")
    for wrong in faults:
        path = folder / "bank" / wrong.file
        text = path.read_text()
        assert text.count(wrong.right) == 1, f"{wrong.right!r} stands {text.count(wrong.right)} times in {wrong.file}"
        path.write_text(text.replace(wrong.right, wrong.wrong))
    return folder / "bank"


def place_of(folder: Path, file: str) -> tuple[str, int, int]:
    """Where the mark stands in a file, which loses it."""
    text, line, column = marked((folder / file).read_text())
    (folder / file).write_text(text)
    return str(folder / file), line, column


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        load(folder / "kb", folder / "rules")
    return caught.value.problems


def test_the_knowledge_base_in_which_faults_are_planted_is_right(tmp_path: Path) -> None:
    """Without a fault nothing is reported."""
    kb = load(GOOD / "kb", GOOD / "rules")
    assert (len(kb.entries), len(kb.rules)) == (9, 14)


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_reported_once_at_its_place_in_words_that_help(case: str, tmp_path: Path) -> None:
    """One fault is one message with file:line:column, the name at fault and the nearest right name, if there is one."""
    bank = tree(tmp_path, FAULTS[case])
    place = place_of(bank, FAULTS[case].file)
    problems = problems_of(bank)
    message = str(problems[0])
    missing = [word for word in FAULTS[case].words if word not in message]
    assert ([(p.file, p.line, p.column) for p in problems], missing) == ([place], []), message
    assert message.count("\n") == 0


MISSING = {
    "a fact that the sizing needs": (FACTS, "  - name: rm_cost\n", "  - name: rm_costs\n", "'rm_cost'"),
    "a number that the sizing needs": (
        FACTS,
        "    type: money\n    unit: a year\n    meaning: Rm cost",
        "    type: yes_no\n    meaning: Rm cost",
        "'rm_cost'",
    ),
    "an answer that the sizing needs": (
        FACTS,
        "  - name: customers\n    from: asked\n    group: business\n    type: count\n    unit: customers\n"
        "    meaning: Customers\n    question: What is your customers?\n    help: Take the last twelve months.\n"
        "    why: It decides the size of a book.\n",
        "  - name: customers\n    from: sizing\n    type: count\n    unit: customers\n    meaning: Customers\n",
        "'customers'",
    ),
    "a parameter of the policy": (
        POLICY,
        "  - name: priority.met\n    value: 30\n    because: We chose it.\n    cites: [our_assumption]\n",
        "",
        "'priority.met'",
    ),
}


@pytest.mark.parametrize("case", MISSING)
def test_what_the_program_needs_and_does_not_find_is_named(case: str, tmp_path: Path) -> None:
    """What is missing altogether has no line of its own: the message stands at the start of the last file of rules."""
    file, right, wrong, name = MISSING[case]
    bank = tree(tmp_path, fault(file, right, wrong))
    problems = problems_of(bank)
    assert [(p.file, p.line, p.column) for p in problems] == [(str(bank / POLICY), 2, 1)]
    assert name in problems[0].what


WHOLE_FILES = {
    "an empty file of kb": ("kb/more.yaml", "", ":1:1", "expected a list, found nothing"),
    "a file of kb that is a mapping": ("kb/more.yaml", "entries: []\n", ":1:1", "expected a list, found a mapping"),
    "an empty file of rules": (
        "rules/more.yaml",
        "# later\n",
        ":1:1",
        "expected facts, rules, policy, words, found nothing",
    ),
    "a file of rules that is a list": (
        "rules/more.yml",
        "- id: x\n",
        ":1:1",
        "expected facts, rules, policy, words, found a list",
    ),
    "rules in a mapping": ("rules/more.yaml", "rules: {a: 1}\n", ":1:8", "expected a list, found a mapping"),
    "a file below a folder": ("kb/bank/more.yaml", "12\n", ":1:1", "expected a list, found 12"),
    "a file that is no text": ("kb/more.yaml", "- \udcff\n", ":1:3", "not UTF-8"),
}


@pytest.mark.parametrize("case", WHOLE_FILES)
def test_a_file_with_the_wrong_outline_is_named(case: str, tmp_path: Path) -> None:
    """Every YAML file of the two folders is read, and must hold what its folder holds."""
    file, text, place, words = WHOLE_FILES[case]
    bank = tree(tmp_path)
    (bank / file).parent.mkdir(exist_ok=True)
    (bank / file).write_bytes(text.encode("utf-8", "surrogateescape"))
    problems = problems_of(bank)
    assert [str(p).startswith(f"{bank / file}{place}: ") for p in problems] == [True]
    assert words in problems[0].what


def test_files_that_are_not_yaml_are_left_alone(tmp_path: Path) -> None:
    """A note or a spreadsheet beside the knowledge disturbs nothing."""
    bank = tree(tmp_path)
    (bank / "kb/notes.txt").write_text("{{{")
    (bank / "rules/table.csv").write_text("a;b")
    assert len(load(bank / "kb", bank / "rules").rules) == 14


def test_all_faults_of_all_files_come_at_once_sorted_by_place(tmp_path: Path) -> None:
    """An author mends everything in one go: no fault hides another, not even one in another file."""
    cases = (
        "an unknown kind",
        "ten points",
        "an unknown parameter",
        "a circle of one",
        "an unknown placeholder",
        "one plausible end",
    )
    bank = tree(tmp_path, *(FAULTS[case] for case in cases))
    for file in {FAULTS[case].file for case in cases}:
        (bank / file).write_text((bank / file).read_text().replace(MARK, ""))
    problems = problems_of(bank)
    text = "\n".join(map(str, problems))
    assert list(problems) == sorted(problems)
    assert [word for case in cases for word in FAULTS[case].words if word not in text] == []


def test_files_that_are_no_yaml_are_all_named(tmp_path: Path) -> None:
    """Two files that cannot be read at all are two messages."""
    cases = ("a bracket that is not closed", "a control character")
    bank = tree(tmp_path, *(FAULTS[case] for case in cases))
    places = sorted(place_of(bank, FAULTS[case].file) for case in cases)
    assert [(p.file, p.line, p.column) for p in problems_of(bank)] == places


def test_a_name_like_no_other_does_not_bring_a_list_of_hundreds(advisor: Advisor, tmp_path: Path) -> None:
    """The choices are listed when they are few; otherwise the message stays short enough to read."""
    bank = tmp_path / "rules"
    shutil.copytree(Path(__file__).parent.parent / "rules", bank)
    (bank / "more.yaml").write_text(
        "rules:\n"
        "  - id: more.one\n    when: {zzzz: 1}\n    then:\n      - advise: Take {qqqq}.\n"
        "    because: x\n    cites: [xxxxxxx]\n"
        "  - id: more.two\n    when: {}\n    then:\n      - band: {benchmark: '1'}\n"
        "      - require: {capability: '2', level: 3}\n"
        "    because: x\n    cites: [guidance]\n"
    )
    with pytest.raises(BadInput) as caught:
        load(None, bank)
    assert [len(problem.mend) < 200 for problem in caught.value.problems] == [True] * 5


# ---------------------------------------------------------------- the command
def test_the_built_in_knowledge_is_right(run: Command, advisor: Advisor) -> None:
    """`check` finds nothing wrong with what the program ships, and says how much it looked at."""
    ended = run("check")
    entries, rules = len(advisor.kb.entries), len(advisor.kb.rules)
    assert (ended.exit, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"Nothing is wrong: {entries} entries, {rules} rules, ")


def test_check_of_what_is_right_as_json_is_one_document(run: Command) -> None:
    """`check --json` of a knowledge base without faults has an empty list of problems."""
    ended = run("--kb", GOOD / "kb", "--rules", GOOD / "rules", "check", "--json")
    document = json.loads(ended.stdout)
    version = document.pop("version")
    assert set(document.pop("always_asked")) == {"segment", "product_lines", "regulated_advice"}
    assert (ended.exit, ended.stderr, document) == (0, "", {"problems": [], "entries": 9, "rules": 14, "questions": 18})
    assert version == load(GOOD / "kb", GOOD / "rules").version


def test_check_prints_one_problem_a_line_and_ends_with_1(run: Command, tmp_path: Path) -> None:
    """What is wrong goes to standard output; how much it is, to standard error."""
    bank = tree(tmp_path, FAULTS["ten points"], FAULTS["an unknown grade"])
    places = [place_of(bank, file) for file in (ENTRIES, RULES)]
    ended = run("--kb", bank / "kb", "--rules", bank / "rules", "check")
    lines = ended.stdout.splitlines()
    assert (ended.exit, ended.stderr) == (1, "rmadvisor: 2 problems.\n")
    assert [line.startswith("{}:{}:{}: ".format(*place)) for line, place in zip(lines, places, strict=True)] == [
        True
    ] * 2


def test_check_counts_one_problem_as_one(run: Command, tmp_path: Path) -> None:
    """One problem is a problem, not problems."""
    bank = tree(tmp_path, FAULTS["ten points"])
    place_of(bank, RULES)
    ended = run("--kb", bank / "kb", "--rules", bank / "rules", "check")
    assert (ended.exit, ended.stderr) == (1, "rmadvisor: 1 problem.\n")


def test_check_as_json_gives_the_parts_of_each_problem(run: Command, tmp_path: Path) -> None:
    """`check --json` gives file, line, column, what is wrong and how to mend it, and nothing else anywhere."""
    bank = tree(tmp_path, FAULTS["ten points"])
    file, line, column = place_of(bank, RULES)
    ended = run("--kb", bank / "kb", "--rules", bank / "rules", "check", "--json")
    (problem,) = json.loads(ended.stdout)["problems"]
    what, mend = problem.pop("what"), problem.pop("mend")
    assert (ended.exit, ended.stderr) == (1, "")
    assert problem == {"file": file, "line": line, "column": column}
    assert "'by' is 10" in what
    assert mend


@pytest.mark.parametrize("command", [("advise", "-"), ("show", "listening"), ("why", "-", "focus")])
def test_no_command_works_with_knowledge_that_is_wrong(command: tuple[str, ...], run: Command, tmp_path: Path) -> None:
    """A fault in a bank's own knowledge is bad input to every command, and is told in the same words as by `check`."""
    bank = tree(tmp_path, FAULTS["ten points"])
    place = place_of(bank, RULES)
    ended = run("--kb", bank / "kb", "--rules", bank / "rules", *command, stdin=b"segment: mass\n")
    assert (ended.exit, ended.stdout) == (2, "")
    assert ended.stderr.startswith("rmadvisor: {}:{}:{}: ".format(*place))


def test_a_bank_can_advise_from_its_own_knowledge(run: Command) -> None:
    """--kb and --rules put a bank's own knowledge in the place of what the program ships."""
    folders = ("--kb", GOOD / "kb", "--rules", GOOD / "rules")
    ended = run(*folders, "advise", "-", "--json", stdin=b"segment: hnw\ncustomers: 600\n")
    document = json.loads(ended.stdout)
    assert (ended.exit, ended.stderr) == (0, "")
    fired = {step["rule"] for step in document["proof"]}
    assert fired == {"context.business", "coverage.small", "coverage.days", "advice.many", "advice.count"}


PHRASES = """\
cites: [our_judgement]
asked:
  listening:
    - Can he hear me?
  ^^lisening:
    - Can she hear me?
words:
  staff: [people, ^^two words]
elsewhere:
  Food:
    - Where is the bread?
    - ^^can he hear me
    - ^^12
fod: []
"""


def test_every_fault_of_the_phrasebook_is_told_at_its_place(tmp_path: Path) -> None:
    """An unknown entry, several words for one, a question in two places, a number, an unknown part: all at once."""
    bank = tree(tmp_path)
    places = []
    text = PHRASES.replace("our_judgement", next(iter(load(bank / "kb", bank / "rules").entries)))
    while "^^" in text:
        before, _, after = text.partition("^^")
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + after
    (bank / "kb" / "phrases.yaml").write_text(text)
    with pytest.raises(BadInput) as refused:
        load(bank / "kb", bank / "rules")
    told = {(problem.line, problem.column): problem.what for problem in refused.value.problems}
    assert all(problem.file.endswith("phrases.yaml") for problem in refused.value.problems)
    assert set(places) <= set(told)
    assert "there is no 'lisening'" in told[places[0]]
    assert "more than one word" in told[places[1]]
    assert "also stands under listening" in told[places[2]]
    assert any("unknown key 'fod'" in what for what in told.values())
