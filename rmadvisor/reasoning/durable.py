"""The adapter to durable-rules: the only room that knows its C core, and the engine of every consultation.

The core is driven directly. No `Host`: it starts threads that never end, and swallows errors in callbacks.

How a fact becomes a message (k names the fact, sid the consultation):
    a certain choice        {"k": "0:segment", "s": "sme"}          a yes/no   {"k": "0:cross_border", "b": true}
    one of several choices  {"k": "0:segment", "t3": true, "t7": true}: the tests that all of them pass
    a number or a range     {"k": "0:customers", "n": true, "lo": 800000, "hi": 900000}, in ticks
    not known               {"k": "0:segment", "u": true}, where a rule tests for that

Why it is built so (all measured on 2.0.28):
- one property per type, as the core compares "1", 1 and true as equal; whole numbers, as it rejects exponents;
- a test on a property that a message lacks is false, so a range answer never passes by accident;
- at most 60 tests look at one key, the rest at a copy of the message under the next key ("1:segment"): the core fails
  where more than 64 tests are satisfied by one message;
- a new state clears 8 KB for every premise of every rule, which took longer than all else: so an engine keeps one,
  and takes its facts back at the end of each consultation (what fires, and in which order, stays the same: tests);
- a state may be deleted only after something fired in it, hence the boot rule; undeleted states fill up at 1,024.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import durable_rules_engine as core

from rmadvisor.knowledge.conditions import CEILING, FLOOR, In, Missing, Test
from rmadvisor.knowledge.rules import Rule
from rmadvisor.reasoning.engine import Firing, conclusions
from rmadvisor.reasoning.memory import Value

TESTS_PER_KEY = 60
MOST_KEYS = 500  # the core never returns from 520 different keys
MOST_RULES = 4000  # ... and refuses more than 4,096 rules
MESSAGES_KEPT = 4096  # as JSON: the same facts come again with every answer
BOOT = "$boot"
_names = itertools.count()


class DurableEngine:
    """A rule set compiled into durable-rules' network. Sessions of one engine take turns; close() frees the network."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.lock = threading.Lock()
        self.sids = itertools.count()
        self.sid = str(next(self.sids))
        self.slots: dict[str, list[str]] = {}  # fact -> the keys under which it is asserted
        self.flags: dict[str, dict[In, str]] = {}  # fact -> its choice tests, by the flag that stands for each
        self.missing: set[str] = set()  # facts that some rule tests for being not known
        self.load: dict[str, int] = {}  # key -> tests that look at it
        self.meaning: dict[str, Firing] = {}  # name in the core -> what fires
        self.concluded: dict[str, dict[str, Value]] = {}  # rule -> the facts that it adds
        definition: dict[str, Any] = {"boot": {"all": [{"m": _pattern(BOOT, [{"b": True}])}]}}
        for rule in rules:
            self.concluded[rule.id] = conclusions(rule)
            for tests in rule.when:
                name = f"r{len(self.meaning)}"
                self.meaning[name] = Firing(rule, tests)
                patterns = [{f"m{i}": self._test(test)} for i, test in enumerate(tests)]
                definition[name] = {"all": patterns or [{"m": _pattern(BOOT, [{"b": True}])}]}
        if len(self.load) > MOST_KEYS or len(self.meaning) > MOST_RULES:
            raise ValueError("more rules or facts than the engine holds")
        self.messages = lru_cache(MESSAGES_KEPT)(self._messages)
        self.handle: int | None = core.create_ruleset(f"rmadvisor{next(_names)}", _encode(definition))

    def close(self) -> None:
        """Free the network; the engine cannot be used afterwards."""
        handle, self.handle = self.handle, None
        if handle is not None:
            core.delete_ruleset(handle)

    @contextmanager
    def session(self) -> Iterator[DurableSession]:
        """One consultation. Its facts are taken back at the end; after an error the whole state is given up."""
        if self.handle is None:
            raise ValueError("this engine is closed")
        with self.lock:
            session = DurableSession(self, self.handle)
            try:
                yield session
                session.take_back()
            except BaseException:
                core.delete_state(self.handle, self.sid)
                self.sid = str(next(self.sids))
                self.messages.cache_clear()
                raise

    def _test(self, test: Test) -> dict[str, Any]:
        """The pattern of one test, and a place for it under one of the fact's keys."""
        body = self._body(test)
        weight = len(body[0]["$or"]) if body and "$or" in body[0] else 1
        keys = self.slots.setdefault(test.fact, [])
        if not keys or self.load[keys[-1]] + weight > TESTS_PER_KEY:
            keys.append(f"{len(keys)}:{test.fact}")
        self.load[keys[-1]] = self.load.get(keys[-1], 0) + weight
        return _pattern(keys[-1], body)

    def _body(self, test: Test) -> list[dict[str, Any]]:
        if isinstance(test, Missing):
            self.missing.add(test.fact)
            return [{"u": True}]
        if isinstance(test, In):
            flags = self.flags.setdefault(test.fact, {})
            flag = flags.setdefault(test, f"t{len(flags)}")
            values = [{"b": v} if isinstance(v, bool) else {"s": v} for v in sorted(test.values, key=str)]
            return [{"$or": [*values, {flag: True}]}]
        low = [{"$gte": {"lo": test.low}}] if test.low > FLOOR else []
        high = [{"$lte": {"hi": test.high}}] if test.high < CEILING else []
        return [*low, *high] or [{"n": True}]

    def _messages(self, fact: str, value: Value | None) -> tuple[str, ...]:
        """A fact as the core is told of it, once for each of its keys."""
        body: dict[str, Any]
        if value is None:
            body = {"u": True}
        elif isinstance(value, tuple):
            low, high = value
            body = {"n": True}
            if low > FLOOR:
                body["lo"] = low
            if high < CEILING:
                body["hi"] = high
        elif len(value) == 1:
            (only,) = value
            body = {"b": only} if isinstance(only, bool) else {"s": only}
        else:
            passed = (flag for test, flag in self.flags.get(fact, {}).items() if value <= test.values)
            body = dict.fromkeys(passed, True)
        return tuple(_encode({"k": key, "sid": self.sid, **body}) for key in self.slots.get(fact, ()))


class DurableSession:
    """One consultation inside the core."""

    def __init__(self, engine: DurableEngine, handle: int) -> None:
        self.engine, self.handle = engine, handle
        self.memory: dict[str, Value] = {}
        self.seen: set[str] = set()
        self.first = True
        self.told = [_encode({"k": BOOT, "b": True, "sid": engine.sid})]
        _, self.state = core.assert_fact(handle, self.told[0])
        self.booted = list(self._drain())  # rules without premises, and the boot rule itself

    def take_back(self) -> None:
        """Leave the state as empty as it was."""
        core.retract_facts(self.handle, _listed(self.told))

    def extend(self, facts: Mapping[str, Value]) -> list[Firing]:
        fired: list[Firing] = []
        pending: dict[str, Value | None] = dict(facts)
        if self.first:
            self.first = False
            pending.update(dict.fromkeys(sorted(self.engine.missing - set(facts))))
            pending.update(self._take(self.booted, fired))
        self.memory.update(facts)
        while pending:
            batch = [m for fact, value in pending.items() for m in self.engine.messages(fact, value)]
            if not batch:
                break
            self.told += batch
            core.assert_facts(self.handle, _listed(batch))  # its code tells of single messages; the firings tell all
            pending = dict(self._take(self._drain(), fired))
        return fired

    def _take(self, names: Iterable[str], fired: list[Firing]) -> dict[str, Value]:
        """Note what fired for the first time; the facts it concludes that are new."""
        new: dict[str, Value] = {}
        for name in names:
            firing = self.engine.meaning.get(name)
            if firing is None or firing.rule.id in self.seen:
                continue
            self.seen.add(firing.rule.id)
            fired.append(firing)
            concluded = self.engine.concluded[firing.rule.id].items()
            new.update((fact, value) for fact, value in concluded if fact not in self.memory)
        self.memory.update(new)
        return new

    def _drain(self) -> Iterator[str]:
        """The names of the rules that fire now, until none is left."""
        started = core.start_action_for_state(self.handle, self.state)
        message = started and started[1]
        while message:
            yield message[2 : message.index('"', 2)]  # {"r12":{...}}: the name is all that is needed
            message = core.complete_and_start_action(self.handle, self.state)


def _pattern(key: str, body: list[dict[str, Any]]) -> dict[str, Any]:
    return {"$and": [{"k": key}, *body]}


def _listed(messages: Iterable[str]) -> str:
    return f"[{','.join(messages)}]"


def _encode(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
