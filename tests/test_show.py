"""`show`: everything that is known can be looked at, with its sources and with what uses it."""

from __future__ import annotations

import json

import pytest

from rmadvisor import Advisor
from rmadvisor.report import text
from rmadvisor.report.exhibits import Exhibit, exhibit, names
from tests.conftest import Called, Command


@pytest.fixture(scope="module")
def everything(advisor: Advisor) -> dict[str, Exhibit]:
    """All that can be shown, by its name."""
    return {name: shown(advisor, name) for name in names(advisor.kb)}


def shown(advisor: Advisor, name: str) -> Exhibit:
    found = exhibit(advisor.kb, name)
    assert found is not None, name
    return found


def test_everything_that_has_a_name_can_be_shown_in_80_columns(everything: dict[str, Exhibit]) -> None:
    """No entry, section, rule, fact, parameter or list fails to show or runs over the edge of a terminal."""
    lines = ((name, line) for name, found in everything.items() for line in text.write(found.blocks).splitlines())
    assert [(name, line) for name, line in lines if len(line) > 80] == []


def test_everything_that_is_shown_can_be_written_as_json_and_names_itself(everything: dict[str, Exhibit]) -> None:
    """Each document survives being written and read, and stands under the id that it was asked for."""
    ids = [json.loads(json.dumps(found.as_dict(), allow_nan=False))["id"] for found in everything.values()]
    assert ids == list(everything)


def test_everything_that_uses_a_thing_can_be_shown(everything: dict[str, Exhibit]) -> None:
    """Each id under "cited or used by" leads on."""
    used = {(name, user) for name, found in everything.items() for user in found.used_by}
    assert {(name, user) for name, user in used if user not in everything} == set()


def test_every_name_stands_for_one_thing(advisor: Advisor) -> None:
    """No id hides another: an entry, a rule, a fact, a parameter and a list never share a name, `guidance` excepted."""
    listed = names(advisor.kb)
    assert {name for name in listed if listed.count(name) > 1} <= {"guidance", "focus"}


def test_a_section_shows_its_text_and_the_rules_that_cite_it(advisor: Advisor) -> None:
    """guidance#1.retail shows what the guidance says of retail, and every rule that leans on it."""
    found = shown(advisor, "guidance#1.retail")
    rules = {rule.id for rule in advisor.kb.rules if "guidance#1.retail" in rule.cites}
    carrying = [
        entry
        for entry in advisor.kb.entries.values()
        if entry.kind == "guidance" and entry.cites[0] == "guidance#1.retail"
    ]
    words = " ".join(text.write(found.blocks).split())
    assert rules
    assert [entry.text in words for entry in carrying] == [True] * len(carrying) != []
    assert {name for name in found.used_by if name in advisor.kb.rule} == rules
    assert [name for name in sorted(rules) if name not in words] == []


def test_every_section_of_the_guidance_is_carried_by_an_entry_and_used_by_a_rule(advisor: Advisor) -> None:
    """Nothing that the guidance says is left without an entry and a rule that cites it."""
    sections = [name for name in advisor.kb.sections if name.startswith("guidance#")]
    bare = {
        name
        for name in sections
        if not shown(advisor, name).data["text"] or not set(shown(advisor, name).used_by) & set(advisor.kb.rule)
    }
    assert len(sections) == 20
    assert bare == set()


def test_a_source_is_used_by_what_cites_it_or_one_of_its_sections(advisor: Advisor) -> None:
    """The source `guidance` is used wherever one of its sections is."""
    rules = {rule.id for rule in advisor.kb.rules if any(cite.partition("#")[0] == "guidance" for cite in rule.cites)}
    assert {name for name in shown(advisor, "guidance").used_by if name in advisor.kb.rule} == rules != set()


def test_a_rule_shows_its_tests_its_effects_its_reason_and_its_sources(advisor: Advisor) -> None:
    """A rule is shown in words, as far as it can be without its YAML."""
    rule = advisor.kb.rule["focus.product.wide-range"]
    words = " ".join(text.write(shown(advisor, rule.id).blocks).split())
    wanted = [rule.id, "product_range is", "support focus product", *rule.cites, rule.where]
    assert [word for word in wanted if word not in words] == []
    assert rule.because.casefold() in words.casefold()


def test_a_fact_shows_its_question_its_choices_and_the_rules_that_test_it(advisor: Advisor) -> None:
    """A fact is shown as the manager is asked for it."""
    fact = advisor.kb.vocabulary["segment"]
    found = shown(advisor, "segment")
    words = " ".join(text.write(found.blocks).split())
    wanted = [fact.question, fact.help, fact.why, *(f"{value}: {label}" for value, label in fact.choices.items())]
    assert [word for word in wanted if " ".join(word.split()) not in words] == []
    assert "coverage.band.mass" in found.used_by


def test_a_capability_shows_its_levels_and_the_rules_that_require_it(advisor: Advisor) -> None:
    """All five levels are there, and each rule that asks for one."""
    found = shown(advisor, "crm_use")
    words = " ".join(text.write(found.blocks).split())
    levels = advisor.kb.entries["crm_use"].details["levels"]
    requiring = {rule.id for rule in advisor.kb.rules if "capability='crm_use'" in repr(rule.then)}
    assert [f"{level} {sentence}" in words for level, sentence in levels.items()] == [True] * 5
    assert requiring <= set(found.used_by)


@pytest.mark.parametrize(
    ("plural", "kind"),
    [
        ("capabilities", "capability"),
        ("sources", "source"),
        ("figures", "figure"),
        ("defaults", "default"),
        ("groups", "group"),
        ("segments", "segment"),
        ("terms", "term"),
    ],
)
def test_a_plural_lists_all_of_a_kind(advisor: Advisor, plural: str, kind: str) -> None:
    """`show capabilities` and the like list every id of the kind, in the order of the files."""
    ids = [entry.id for entry in advisor.kb.entries.values() if entry.kind == kind]
    assert shown(advisor, plural).data["ids"] == ids != []


def test_rules_facts_and_parameters_are_listed_too(advisor: Advisor) -> None:
    """What stands in rules/ is listed as what stands in kb/ is."""
    assert shown(advisor, "rules").data["ids"] == [rule.id for rule in advisor.kb.rules]
    assert shown(advisor, "policy").data["ids"] == list(advisor.kb.parameters)
    facts = [name for name, fact in advisor.kb.vocabulary.items() if fact.origin != "levels"]
    assert shown(advisor, "facts").data["ids"] == facts


def test_no_name_is_an_invented_plural(advisor: Advisor) -> None:
    """Names are offered to whoever misspells one, so each of them must be a word."""
    assert {"focuss", "guidances", "capabilitys"} & set(names(advisor.kb)) == set()


# ---------------------------------------------------------------- the command
def test_show_prints_what_the_exhibit_holds(run: Command, advisor: Advisor) -> None:
    """The command prints the exhibit and nothing else."""
    ended = run("show", "guidance#1.retail")
    assert (ended.exit, ended.stdout, ended.stderr) == (0, text.write(shown(advisor, "guidance#1.retail").blocks), "")


def test_show_as_json_is_one_document(call: Called, advisor: Advisor) -> None:
    """`show --json` is the exhibit as one JSON document."""
    ended = call("show", "crm_use", "--json")
    assert (ended.exit, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == json.loads(json.dumps(shown(advisor, "crm_use").as_dict()))


@pytest.mark.parametrize(
    ("name", "offered"),
    [("crm_usage", "'crm_use'"), ("segmnt", "'segment'"), ("guidance#1.retial", "'guidance#1.retail'")],
)
def test_an_unknown_id_ends_with_1_and_the_nearest_names(call: Called, name: str, offered: str) -> None:
    """A misspelt id finds nothing, and says what it may have meant."""
    ended = call("show", name)
    assert (ended.exit, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"rmadvisor: there is no '{name}'; did you mean ")
    assert offered in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["", " ", "qqqqqqqqqqqq", "a\nb\x1b[31m", "é" * 300])
def test_an_id_like_no_other_is_told_in_one_short_line(call: Called, name: str) -> None:
    """Whatever the id, the message is one line that a terminal can show."""
    ended = call("show", name)
    assert (ended.exit, ended.stdout) == (1, "")
    assert [c for c in ended.stderr if not c.isprintable()] == ["\n"]
    assert len(ended.stderr) < 200
