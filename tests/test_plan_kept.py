"""The query of a plan is kept between runs, and what is kept is judged before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from rmadvisor import Advisor
from rmadvisor.knowledge.cache import Cache

pytest.importorskip("ibis", reason="the extra `portfolio` is not installed")

from rmadvisor.portfolio import kept


@pytest.mark.parametrize(
    "body", [None, b"", b"\xff", b"DROP TABLE a", b"SELECT 1; SELECT 2", b"SELECT 1) TO 'a'; SELECT (1"]
)
def test_only_one_query_is_taken(body: bytes | None) -> None:
    """Whatever is kept but a single query is no query."""
    assert kept._one_query(body) is None


def test_a_kept_query_gives_the_same(tmp_path: Path) -> None:
    """A plan made from the kept query is the plan made without."""
    table = tmp_path / "a.csv"
    table.write_text("segment,customers,rm_count\naffluent,3000,10\nretail,9000,12\n", encoding="utf-8")
    advisor = Advisor.load(cache=Cache(tmp_path / "cache", "test"))
    first = advisor.plan(table)
    assert len(list((tmp_path / "cache").glob("plan-*"))) == 1
    kept.query_of.cache_clear()
    assert advisor.plan(table) == first == Advisor.load().plan(table)
