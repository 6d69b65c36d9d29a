"""The built-in knowledge, loaded once for all test files that only read it, and the plain consultation on it."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings

from rmadvisor import Advisor
from rmadvisor.knowledge.answers import Answers
from rmadvisor.reasoning.consultation import Findings, consult
from rmadvisor.reasoning.plain import PlainEngine

ADVISOR = Advisor.load()
KB = ADVISOR.kb
PLAIN = PlainEngine(KB.rules, KB.stage)
EXPLORING = os.environ.get("HYPOTHESIS_PROFILE") == "explore"


def found(given_answers: dict[str, Any] | Answers) -> Findings:
    """What follows, for tests in which neither the engine (test_engines_agree) nor what is still open is the subject:
    no durable-rules, no survey."""
    return consult(KB, PLAIN, given_answers if isinstance(given_answers, Answers) else ADVISOR.answers(given_answers))


def patient(many: int) -> settings:
    """Settings for examples that take long: half as many as `many`, all of them with HYPOTHESIS_PROFILE=explore."""
    examples = many if EXPLORING else (many + 1) // 2
    return settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck))
