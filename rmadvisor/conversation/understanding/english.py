"""The small words of English that no bank changes: what holds a sentence together, denies, corrects, asks or guesses.

Each table is written as phrases, one after the other with a |
    between; the lexicon reads them like the words of facts.
"""

from __future__ import annotations

import re

from rmadvisor.conversation.understanding.tokens import stem

_BETWEEN = re.compile(r"\|(?![^(]*\))(?![^\[]*\])")  # a | outside of brackets


def _words(text: str) -> frozenset[str]:
    """Words with their stems, so that both forms are found."""
    return frozenset(form for word in text.split() for form in (word, stem(word)))


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in _BETWEEN.split(" ".join(text.split())))


# Words that carry nothing here and may stand inside any phrase.
FILLERS = _words(
    """the our your their its his her this that these those a an is are was be been being am do does did we they it
    very really quite so too extremely highly pretty rather super fully mostly mainly largely predominantly
    primarily generally usually typically currently presently now today still already just only also even about of
    have has had got get there all both simply basically essentially actually overall particularly especially
    increasingly moment here bit kind sort own us them you to well ll ve re incredibly exceptionally remarkably tend
    seem appear"""
)
# Words after which a figure is not about a thing of ours: they do not name what is counted.
SMALL = FILLERS | _words(
    """at and or but with for in on by from as per each every with without while who which that when where if than then
    plus including whereas because since until apiece total altogether right roughly approximately around about
    approx or so give take more less over under who looking serving covering handling managing look after serve
    serves cover covers handle handles manage manages has have please thanks though although not no yes ok okay well
    between mostly mainly mixed spread split shared across among amongst into onto per on average everyone anyone
    i think guess believe reckon suppose"""
)
PREPOSITIONS = _words("in on at for with by from to across over into among between under during within who that")
BOUNDARIES = {",": 3.0, "and": 3.0, "&": 3.0, "plus": 3.0, "while": 4.0, "whereas": 4.0, "but": 7.0, "though": 5.0,
              "although": 5.0, "(": 2.0, ")": 2.0, "with": 2.0, "|": 5.0, "yet": 6.0, "whilst": 4.0, "because": 4.0,
              "/": 2.0, "-": 1.0, "then": 2.0, "so": 1.5}  # fmt: skip
JOINTS = frozenset(("or", "nor", "and/or"))
DENIALS = _words(
    """no not dont doesnt isnt arent havent hasnt wont cant cannot without never none nothing neither nor didnt wasnt
    werent lacks lacking lack nobody nowhere hardly barely zero aint wouldnt non nope rarely seldom
    except excluding excl"""
)
# Denial that is said after the thing: "cross-border: no".
AFTER_NO = _words("no none nope nil never false zero n not")
YES_NO = {"yes": "yes", "yep": "yes", "yeah": "yes", "no": "no", "none": "no", "nope": "no"}
AFTER_YES = _words("yes yep yeah yup true y definitely certainly absolutely sure correct")

DONT_KNOW = _phrases(
    """no idea|not sure|dont know|do not know|dunno|unknown|not known|unsure|no clue|havent a clue|not a clue| have
    no idea|cant say|cannot say|couldnt say|could not say|couldnt tell you|cant tell you|cannot tell|cant tell|
    hard to say|hard to tell|difficult to say|impossible to say|beats me|who knows| dont track|do not track|dont
    measure|do not measure|dont record|dont have figures|dont have [any] (numbers|data| figures)
    (on|for|about)|no (figures|data|numbers|figure|number|information|info|statistics|stats|record|records)
    [available] (on|for|about|of)|never measured|(no one|nobody|noone) has [ever]
    (calculated|measured|counted|checked|worked out|tracked|asked) [it|that]|never
    (calculated|counted|checked|worked out)|(havent|have not) (calculated|counted|checked|worked out)|not
    measured|never tracked|not tracked|havent measured| havent tracked|would have to check|have to check|need to
    check|must check|will check|have to look [that] up| need to look [that] up| have to find out|need to find
    out|have to ask|need to ask|dont have [the|a] (figure|number) for|isnt known|arent known| is not known|not
    certain|no knowledge|nobody knows|no one knows|noone knows|nobody measures|nobody tracks| cant remember|dont
    remember| cannot remember|not aware|(haven't|have not|hasn't) been measured|not been measured|no visibility|
    dont no|havent the (faintest|foggiest|slightest)|not the (faintest|foggiest|slightest)|no way of knowing|
    (anyones|anybodys|anybody|anyone) guess|(could|can) not tell [you]|(havent|have not) got (that|it|them)|
    (dont|do not|doesnt) [actually] have [a|an|the|any|that] (figure|number|figures|numbers|data|statistics)|
    have no (figure|number|figures|numbers|data)|would have to look|have to look it up|
    idk|havent got a clue|tbd|to be determined|n / a|not available|dont
    have that|lost track| dont keep (track|count) of|not something [we] track| dont [really] have a
    (feel|handle)|nobody has told me|no (view|figures|data)|no one measures|hasnt been measured| no record of|no
    records on|you tell me|unclear| not in a position to say|remains to be seen|a mystery|can only guess|couldnt
    guess|havent looked at| haven't worked out|not worked out|dont count|do not count|search me|dont ask me|do
    not ask me|(your|youre) guess is as good as mine|(heaven|god|goodness|lord) knows|wouldnt know| would not
    know|wouldnt have a clue|in the dark (about|on|as to)|at a loss|drawing a blank|no earthly idea|(cant|
    cannot|couldnt|could not) put a (figure|number) (on|to)|(not|dont have it|havent got it) to hand|havent
    (got| been given) [the|a|any] (figure|number)|never (looked|asked)|ask me another|your guess|do not record|
    do not have figures|do not monitor| dont monitor|nobody counts|question mark"""
)
# Unknown where they stand behind a denial: "I don't have the churn rate to hand".
AT_HAND = _phrases(
    """to hand|at hand|handy|in front of me|in my head|at my fingertips|with me|off the top of my head|
    something (i|we) know|
    (could|can) (say|tell [me|you|us]) (how|what|whether|if)"""
)
CORRECTION = _phrases(
    """sorry|i mean|i meant|meant to say|mean to say|make that|make it|correction|no wait|wait|or rather|oops| let me
    correct|my mistake|my bad|apologies|pardon|strike that|scratch that|change that|forget that|no sorry| sorry
    no|actually no|no actually|wait no|hang on|hold on|er|erm|let me rephrase|i misspoke|excuse me| rectify|now
    it|today it|currently it|now at|are down to|is down to|were down to|now were at|now we are at|today were
    at|today we are at|now only|now down to| now up to|but now|but today|but currently|nowadays it|these days it|on
    second thought|on second thoughts|better say|should have said|i should say|whoops| no make that|no
    make it|actually make that|actually its|but (it|its) [is] (really|actually|in fact)|but (really|actually|
    in fact) (it|its)|in fact (it|its)|
    ah no|oh no|that should read|should read|no its|in practice its|in reality its|call it|well no|
    (change|correct|set|put) (it|that|this) to|(it|that|this) should [really] (be|have been)|better make it|
    (take|took|taking) (that|it) back|(but|though) strictly [speaking]|strictly speaking|to be exact|to be precise|
    more precisely|i stand corrected|[or] better said|
    (thats|that is|thats not|that is not) (wrong|right|correct)|(that|it) was last (year|month|quarter)"""
)
RETRACTION = _phrases(
    "scratch that|strike that|forget that|forget it|ignore that|disregard that|never mind|delete that"
)
# What is only imagined, or true of others.
IMAGINED = _phrases(
    """what if|what happens if|suppose|supposing|imagine|assuming|assume|if we had|if we have|if we were| if you
    had| if we|if i|if an|if each|if our|if the|if there|if only|hypothetically|lets pretend|pretend|would it
    help|would be| were we to|had we|wish we had|wish|would need|they say|friend of mine|a friend|
    friend[s] say|i read|i heard|at my friend[s]|my own (adviser|advisor|banker|bank)|my (adviser|advisor|banker)"""
)
# What is true of others, or was so long ago: what is said of us behind it counts again.
OTHERS = _phrases(
    """[one of] [our] competitor[s]|other bank[s]|another bank|[our] rival[s]|[our] peers|peer bank[s]|
    (across|over|down|up) the (street|road)|
    next door|the competition|
    my (previous|last|former|old) (bank|employer|job|company)|industry average|
    (neighbour|neighbouring|neighboring|rival|competing) (bank[s]|institution[s])|
    (bank|branch|place) (across|next door|down the|up the|over the|round the)|down the (road|street)|textbook|
    (training|worked|classroom|invented|made up|fictitious) example|case study|in the (example|exercise|simulation)|
    back in|in the (seventies|eighties|nineties|noughties)|in the old days|years back|decades ago|
    (sister|parent) (company|bank)|elsewhere in the industry|most bank[s]|the average bank|
    (big|large|bigger|typical|average|some|many) banks|market leader[s]|
    on average banks|banks (usually|normally|typically)"""
)
OTHERS += tuple(f"in {year}" for year in range(1970, 2019))
OURS = frozenset(("we", "our", "ours", "us", "here", "weve"))
# What is no longer so, and what is not so yet: it answers nothing about today.
PAST = _phrases(
    """used to|previously|formerly|last (year|quarter|month|week|decade)|(year|month|week|day)[s] ago|back then|in the
    past| until recently|no longer|before that|once had|years ago|had been|in (2019|2020|2021|2022|2023|2024)|before
    the| at one time|originally|initially|at the start|in the old days|a (year|month|decade) ago|
    moved (away|on) from|got rid of|switched from|gave up"""
)
PLANNED = _phrases(
    """hire|hiring|recruit|recruiting|plan to|planning to|plan for|hope to|hoping to|going to|intend to|aim to|
    want to
    (have|reach|get|grow|add|hire)|would like to (have|reach|get|hire|add)|will (have|be|add|hire|get|reach|grow)|
    next (year|quarter|month|week)|in future|in the future|might|may|someday|eventually|by
    (2025|2026|2027|2028|2029|2030)| love to|like to be|ideally|ideal|dream of|target of|aiming for|would be
    nice|looking to (add|hire|grow)|budget for|more RM[s]|additional|extra|expect
    to|expecting|vacancies|vacant|positions open| open positions|retired|resigned|on leave|on sick leave|are
    leaving|quit|joining|starting next|ill get|shall"""
)
# What is about the day, the office or other people, and so tells nothing of the group of RMs.
ASIDE = _phrases(
    """seminar|conference|webinar|jackpot|lottery|the news|lecture|
    this (morning|afternoon|evening)|tonight|tomorrow|yesterday|last night| (on|next|until|by)
    (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|
    (takes|took|costs|cost|gave|gives|call|ring|for|told|lost) me|i
    (need|ran|bought|paid|saw|drank|slept|woke|ate|watched|
    walked|parked)|battery|laptop|train[s]|bus|tram|flight|airport|car
    park|parking|lunch|dinner|breakfast|coffee|
    croissant|pizza|sandwich|beer|birthday|petrol|wifi|printer|password|passport|weather|rain|raining|snow|football|
    cricket|rugby|tennis|marathon|movie|film|cinema|concert|novel|tv|radio|whale[s]|knee|dentist|doctor|gym|recipe|
    puzzle|restaurant|hotel|supermarket|hospital|school|wedding|canteen|kitchen|elevator|ticket[s]|helpdesk|help
    desk|call (centre|center)[s]|my (phone|car|house|flat|
    mortgage|loan|kids|wife|husband|son|daughter|brother|sister|mother|father|neighbour|friend|knee|head|hair|holiday|
    weekend|own)|(marketing|HR|IT|legal|audit|procurement|facilities|payroll) department|(marketing|HR|audit|
    procurement|facilities) (has|have|says|hired|closed|employs|is|are|team)|in (IT|HR|marketing|legal)|IT (has
    closed|closed|hired|says)|data scientist[s]|its complicated"""
)
# At the beginning of a sentence or of a part of it: what follows is asked, not told.
ASKING = _words("how what why which who when where whom whose whats hows whos wheres whys")
_HELPERS = _words("is are do does did can could should would will may might shall has have was were if about am")
# Without a question mark only these pairs ask: "what needs most work is service" tells.
AFTER_ASKING = {
    "how": frozenset((*_HELPERS, "many", "much", "long", "often", "to", "come", "big", "large", "high", "low")),
    "what": frozenset((*_HELPERS, "the", "happens", "a", "kind", "s")), "why": frozenset((*_HELPERS, "not", "this")),
    "which": frozenset((*_HELPERS,)), "who": frozenset((*_HELPERS,)), "where": frozenset((*_HELPERS,)),
    "when": frozenset(("is", "are", "do", "does", "will")),
}  # fmt: skip
ASKING_VERBS = _words(
    """is are do does did can could should would will may might shall has have am was were isnt arent dont doesnt cant
    couldnt shouldnt wouldnt"""
)
ASKED = _words("i you we they it he she there this that the our your an a one rm rms my anyone these those")
OPENERS = _words("so and but ok okay well hi hello hey then also now please anyway right actually just")
REQUESTS = _phrases(
    """tell me|explain|show me|show|describe|define|what is|i wonder|wondering|curious|give me|list|help me|
    id like to
    know|i want to know|i would like to know|want to understand|can you|could you|would you|please (explain|show)|
    do you (know|have|think)|let me know|any (idea|advice|thoughts|tips) (on|about|how)|remind me|compare"""
)
PRIVATE = _words(
    """paid bought buy neighbour neighbor friend wife husband son daughter kids children mum mom dad mother father
    grandmother birthday weekend holiday dinner lunch breakfast dog cat garden weather football match game movie
    film song poem joke recipe party boyfriend girlfriend brother sister uncle aunt coffee beer wine pizza my myself
    me favourite favorite"""
)

KNOWN = (
    FILLERS
    | SMALL
    | DENIALS
    | ASKING
    | ASKING_VERBS
    | OPENERS
    | PRIVATE
    | ASKED
    | frozenset(
        word
        for table in (DONT_KNOW, AT_HAND, CORRECTION, RETRACTION, IMAGINED, OTHERS, PAST, PLANNED, ASIDE, REQUESTS)
        for phrase in table
        for word in phrase.translate({ord(mark): " " for mark in "[]()|"}).split()
    )
)
