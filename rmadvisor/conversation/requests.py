"""What a manager asks for in his own words: why, why not, what if, what a term means, go back, start over ...

In:     a typed line that is neither a command nor an answer as it stands.
Out:    Request: the command it comes to, or what it asks about. One table; the first pattern that fits decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_POLITE = re.compile(
    r"^(?:(?:so|ok(?:ay)?|well|and|but|hi|hello|please|sorry|wait|hang on|hmm+|now|then|can you|could you|would you|"
    r"can i|could i|can we|could we|i(?:'d| would) like(?: you)? to|i want(?: you)? to|let'?s|let us|let me|just|"
    r"tell me|i wonder|do you know|explain to me|remind me|may i ask|quick question)\b[\s,:]*)+",
    re.I,
)
_TRAILING = re.compile(r"(?:[\s,]*\b(?:please|thanks|thank you|then|now|again)\b)?[\s?!.]*$", re.I)
_RECOMMENDATION = r"(?:th(?:is|at|e|ese)|it|your)?\s*(?:result|recommendation|advice|outcome|answer|conclusion)s?"

# (what it is, the ways to say it); the group `about` is what it asks about.
_PATTERNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("what if", (
        r"what(?:\s+would\s+happen|\s+happens)?[\s-]*if\b.*",
        r"(?:suppose|imagine|say|assuming|pretend)\b.*",
        r"(?:how|what) would .* if .*",
    )),
    ("why not", (
        r"why\s*(?:not|isn'?t it|don'?t (?:you|we)(?: (?:recommend|get|have|use|say|suggest))?|is it not"
        r"|is there no|no)\s+(?:an?\s+|the\s+)?(?P<about>.+)",
    )),
    ("why not", (
        r"why (?:was|is)(?:n't| not)\s+(?P<about>.+?)\s+(?:recommended|chosen|suggested|advised)",
    )),
    ("why", (
        r"why\s+(?:do|are|would|must|should|did)\s+(?:you|i|we)\s+(?:need\s+(?:to\s+(?:know|ask)|this|that)"
        r"|ask(?:ing)?|want to know|answer|have to answer)\b.*",
    )),
    ("why", (
        r"why\s+(?:is|does|would)\s+(?:this|that|it)\s+(?:asked|needed|matter|relevant|important|necessary).*",
        r"what(?:'s| is) (?:this|that|the question) (?:for|about)",
        r"what do you need (?:this|that) for",
        r"why (?:this|that|the) question",
        r"why should i (?:tell|answer).*",
        r"what difference does (?:it|this|that) make",
    )),
    ("why this in full", (
        r"(?:(?:why|explain)(?: (?:this|that|it))?|prove it|(?:show|give) (?:me )?the (?:proof|reasons?))"
        r" (?:in full|in detail|completely)",
        r"(?:show|give|tell) (?:me )?(?:the whole|the full|the complete|all the) (?:proof|reasoning|reasons?)",
    )),
    ("why this", (
        rf"why\s+{_RECOMMENDATION}",
        r"why(?: is)? (?:this|that|it)(?: so)?",
        r"how (?:come|so)",
        r"on what grounds",
        r"how did you (?:get|come|arrive)\b.*",
        r"what is (?:this|that|it) based on",
        r"prove it",
        r"explain (?:this|that|it)",
        rf"explain {_RECOMMENDATION}",
        r"how do you know(?: that)?",
        r"what'?s the reason(?:ing)?",
        r"give me (?:the )?reasons?",
    )),
    ("flip", (
        r"what (?:would|could|might|can|will) (?:(?:still )?change|flip|alter|tip)\b.*",
        r"what would it take\b.*",
        r"what would make (?:it|you|a) differen\w+.*",
        r"what would have to (?:change|be different).*",
        r"when would (?:it|you|this) (?:change|be different).*",
        r"how (?:firm|stable|robust|sure) (?:is|are) .*",
    )),
    ("sources", (
        r"(?:show|list|give|see|what are|which are|where are|name|print)?\s*(?:me\s+)?(?:all\s+)?(?:the\s+"
        r"|your\s+)?(?:sources?|references?|citations?|evidence)(?:\s+(?:for|of|behind)\b.*)?",
        r"where (?:do|does|did) (?:this|that|these|the|it|you|your)\b.*\b(?:come|get|from)\b.*",
        r"(?:what|which) (?:sources?|references?|evidence) (?:do|did|does|have|are|is) .*",
        r"(?:says who|who says(?: so| that)?|what'?s (?:your|the) source)",
    )),
    ("guidance", (
        r"(?:show|what'?s|what is|see|read)\s*(?:me\s+)?(?:the\s+)?guidance(?: (?:behind|on|for) (?:this|that"
        r"|it).*)?",
    )),
    ("means", (
        r"what\s+(?:do|did)\s+you\s+mean\s+(?:by|with)\s+(?P<about>.+)",
        r"what\s+does\s+(?P<about2>.+?)\s+mean",
        r"what\s+is\s+meant\s+by\s+(?P<about3>.+)",
        r"(?:define|the definition of|definition of|the meaning of|meaning of)\s+(?P<about4>.+)",
        r"what(?:'s| is| are)\s+(?:an?\s+|the\s+meaning of\s+)?(?P<about5>[\w&/ -]{2,40})",
        r"explain\s+(?P<about6>(?!this|that|it\b|the|your|why|how)[\w&/ -]{2,40})",
        r"i don'?t (?:know|understand) (?:what )?(?P<about7>[\w&/ -]{2,40}?) (?:means|is)",
    )),
    ("skip", (
        r"skip(?: (?:this|that|it|the question|this question|this one))?",
        r"(?:ask|answer)(?: me)?(?: (?:this|that|it))? later",
        r"later",
        r"pass",
        r"next(?: question| one)?",
        r"not now",
        r"come back to (?:this|that|it) later",
        r"move on",
    )),
    ("back", (
        r"(?:go|take me|get|step) back(?: (?:one|a step|to the (?:last|previous) (?:one|question)))?",
        r"back up",
        r"previous(?: question| one)?",
        r"(?:go |take me )?back to the (?:last|previous) (?:question|one)",
        r"(?:the )?last question",
        r"return to the (?:last|previous) (?:question|one)",
        r"one back",
    )),
    ("undo", (
        r"undo(?: (?:that|it|this|the last (?:step|answer)))?",
        r"take (?:that|it|this) back",
        r"that(?:'s| is| was) (?:wrong|not right|not what i (?:said|meant))",
        r"not what i meant",
        r"revert(?: that)?",
        r"i take (?:that|it) back",
    )),
    ("restart", (
        r"(?:start|begin) (?:all )?(?:over|again|afresh|anew|from scratch|from the (?:start|beginning))(?: again)?",
        r"from (?:scratch|the beginning|the top)",
        r"reset(?: (?:it|all|everything))?",
        r"new (?:consultation|start)",
        r"clear (?:everything|all|all answers)",
        r"forget everything",
    )),
    ("so far", (
        r"(?:show|what'?s|what is|see|give)\s*(?:me\s+)?(?:the |your )?(?:recommendation|result|advice|answer"
        r"|status|picture|outcome)(?: (?:so far|now|at the moment|right now|as it stands))?",
        r"where (?:do|are) we(?: (?:stand|now|at))?",
        r"what do you (?:think|recommend|say|advise)(?: so far| now)?",
        r"what have you got(?: so far)?",
        r"how does it look",
        r"and now",
        r"what now",
        r"(?:the )?interim result",
    )),
    ("answers", (
        r"(?:show|list|see|what are|give)\s*(?:me\s+)?(?:all )?(?:my|the) answers(?: so far)?",
        r"what (?:have i|did i) (?:said|say|told?|answered?|tell|given?)(?: you)?(?: so far)?",
        r"my answers",
        r"what do you know(?: (?:so far|about us))?",
    )),
    ("help", (
        r"help(?: me)?(?: (?:out|with this))?",
        r"what (?:can|could|should|may|do) i (?:type|say|do|ask|enter)(?: here)?",
        r"how does (?:this|it) work",
        r"how do i (?:use|answer) (?:this|it)",
        r"what are (?:the|my) (?:commands|options)",
        r"commands",
        r"i(?:'m| am) (?:lost|stuck|confused)",
        r"i don'?t understand(?: (?:this|it|the question))?",
        r"instructions",
    )),
    ("finish", (
        r"finish(?: (?:up|it|now|here))?",
        r"(?:i'm|i am|we're|we are|that's|that is|that will be|that'll be) (?:all|done|finished|it|enough"
        r"|through)(?: for (?:now|today))?",
        r"stop (?:here|asking|now)",
        r"enough(?: questions)?",
        r"no more questions",
        r"wrap (?:it )?up",
        r"(?:show|give) (?:me )?(?:the )?(?:final|full|whole) (?:result|recommendation|report)",
        r"conclude",
        r"end (?:it|here|now)",
        r"call it a day",
    )),
    ("quit", (
        r"(?:good)?bye",
        r"good night",
        r"leave",
        r"see you(?: later| soon| tomorrow)?",
        r"i(?:'m| am) off",
        r"close",
        r"log ?out",
        r"i have to (?:go|leave|run)",
        r"quit(?: (?:it|now|this))?",
    )),
    ("keep", (
        r"keep (?:it|this|that|the change)",
        r"take it over",
        r"use (?:it|that)",
        r"yes,? keep it",
    )),
    ("drop", (
        r"(?:drop|discard|forget|cancel) (?:it|this|that|the (?:change|what[ -]?if))",
        r"never ?mind",
    )),
    ("change", (
        r"(?:change|correct|update|set|make|amend|alter|edit|adjust|revise|fix|switch"
        r"|modify)\s+(?:my answer\s+(?:on|for|to|about)\s+)?(?:the\s+|our\s+|my\s+)?(?P<about>.+?)(?:\s+(?:answer))?"
        r"(?:(?:\s+(?:to|from .+ to|into|as|should be)\s+|\s*=\s*)(?P<value>.+))?",
    )),
    ("clear", (
        r"(?:clear|remove|delete|forget)\s+(?:my answer\s+(?:on|for|to|about)\s+)?(?:the\s+|our\s+"
        r"|my\s+)?(?P<about>.+)",
    )),
)  # fmt: skip
_TABLE = tuple((name, re.compile("|".join(ways), re.I | re.S)) for name, ways in _PATTERNS)
_QUESTION = re.compile(
    r"(?:how|what|why|which|who|when|where|whose|is|are|do|does|did|can|could|should|would|will|may|has|have)\b", re.I
)
_LONGEST = 300  # letters of a request; what is longer tells facts


@dataclass(frozen=True, slots=True)
class Request:
    """`name` is a command, or one of: why this, why not, flip, sources, means, what if, change, clear, question.
    `about` is what it is about, as typed; `value` what it should become."""

    name: str
    about: str = ""
    value: str = ""


def request_of(line: str) -> Request | None:
    """What a line asks for; None when it asks for nothing.

    >>> request_of("Why not a product focus?"), request_of("change the segment to SME")
    (Request(name='why not', about='product focus', value=''), Request(name='change', about='segment', value='SME'))
    """
    text = " ".join(line.split())
    if not text or len(text) > _LONGEST:
        return None
    asks = text.rstrip(" .!").endswith("?")
    bare = _TRAILING.sub("", _POLITE.sub("", text)).replace("\u2019", "'")
    for name, pattern in _TABLE:
        found = pattern.fullmatch(bare)
        if found is not None:
            groups = found.groupdict()
            about = next((value for key, value in groups.items() if key.startswith("about") and value), "")
            about = about or (bare if name == "what if" else "")
            return Request(name, about.strip(), (groups.get("value") or "").strip())
    if asks or (_QUESTION.match(bare) and len(bare.split()) > 2):
        return Request("question", text)
    return None
