"""Web furniture: what a page puts between the paragraphs that is no part of the article.

Newsletter boxes, consent to terms of use, share buttons, advertisement labels,
links to other articles. A line is furniture for what it says as a whole: a label,
or a request that the site makes of its reader. Prose that merely speaks of a
newsletter or a privacy policy is prose.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise

from pressmark.seeds.passages import Passage

_MAX_WORDS = 60  # of a request
_MAX_BETWEEN = 8  # passages of a box between two of its clear lines
_MAX_TITLE_WORDS = 6


class _Sign(Enum):
    """How a passage shows that it is furniture."""

    LABEL = auto()  # stands alone: "Advertisement"
    LIST = auto()  # heads the titles under it: "Most read"
    REQUEST = auto()  # part of a box: "By clicking …, you agree …"
    NEIGHBOUR = auto()  # only beside other furniture: "Thank you!"


_SITES = (
    "(?:facebook|twitter|x|instagram|whatsapp|linkedin|telegram|reddit|youtube|pinterest|threads|bluesky)"
)
_LETTERS = "(?:newsletters?|briefings?|bulletins?|alerts|updates|digests?|e-?mails?|mailing list|podcasts?)"

_LABEL = re.compile(
    rf"""
    (?:advert(?:isement|ising|orial)?s? | paid[ ](?:post|content) | promoted(?:[ ]content)?
    | sponsored(?:[ ]content|[ ]by\b.*)? | back[ ]to[ ]top | load(?:ing)?[ ]more\b.{{0,20}} | loading
    | (?:story|article|text)[ ]continues[ ](?:below|after|on)\b.* | \d+[ -]min(?:ute)?s?[ ]read
    | continue[ ]reading(?:[ ]the[ ]main[ ]story)? | skip[ ](?:to|ad|past)\b.{{0,40}}
    | (?:read|see)[ ](?:more|next|on|also|full[ ]story) | read[ ](?:more|next|also)[ ]?[:|>].*
    | share(?:[ ]this(?:[ ](?:article|story|page|post))?)? | share[ ](?:this[ ])?(?:on|via|with)\b.{{0,40}}
    | (?:view|show|leave|add|post|join|read|hide|see)[ ](?:all[ ]|a[ ]|the[ ])?(?:\d+[ ])?
        (?:comments?|conversation)
    | (?:\d+[ ])?comments | sign[ ]up(?:[ ]now)? | subscribe(?:[ ]now|[ ]today)? | log[ ]in | register[ ]now
    | follow(?:[ ]us)?[ ]on[ ]{_SITES}\b.{{0,40}} | follow[ ]us | copy[ ]link | print[ ]this(?:[ ]\w+)?
    | cookie[ ](?:settings|policy|preferences) | (?:accept|reject|manage)(?:[ ]all)?[ ]cookies
    | privacy[ ]policy | terms[ ]of[ ](?:use|service)(?:[ ](?:and|&)[ ]privacy[ ]policy)?
    | (?:(?:©|\(c\)|copyright)[ ]){{1,2}}\d{{4}}\b.{{0,80}} | .{{0,80}}\ball[ ]rights[ ]reserved
    )[ ]*[.…!:»>→]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A link to another article, unless it ends as prose does.
_LINK = re.compile(
    r"(?:(?:read|see|watch|listen)(?: (?:more|also|next))?|related|recommended|more from|don['’]t miss)"
    r" ?[:|>].*[^.]",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"""(?:related(?:[ ](?:articles|stories|content|topics|coverage|links|news))?
    | most[ ](?:read|popular|viewed|shared) | recommended(?:[ ](?:for[ ]you|stories|reading))?
    | trending(?:[ ]now)? | you[ ](?:may|might)[ ]also[ ]like | read[ ](?:more|next) | top[ ]stories
    | more[ ](?:on[ ]this[ ](?:story|topic)|stories|like[ ]this) | latest[ ]news | editors?['’]s?[ ]picks?
    )[ :]*""",
    re.IGNORECASE | re.VERBOSE,
)
_REQUEST = re.compile(
    rf"""
    ^by[ ](?:clicking|signing|subscribing|submitting|registering|continuing|entering|providing|using)\b.*
        \byou\b.*\b(?:agree|accept|consent|acknowledge|confirm)
    | ^you(?:['’]re|['’]ve|[ ](?:are|have))[ ](?:now[ ]|been[ ]|already[ ]|successfully[ ])*
        (?:subscribed|signed[ ]up|registered)
    | \bwe(?:['’]ll|[ ](?:will|do))?[ ](?:not|never)[ ]
        (?:share|sell|pass[ ]on)[ ]your[ ](?:e-?mail|address|data|details|information|personal)
    | ^(?:please[ ])?(?:get|have|receive|find)\b.*
        \b(?:in|into|to|straight[ ]to|delivered[ ]to)[ ]your[ ](?:e-?mail[ ])?in-?box
    | ^(?:please[ ])?(?:sign[ ]up|subscribe|register|join)\b.*
        \b(?:our|your|free|this|the|daily|weekly|morning)\b.*\b{_LETTERS}\b
    | ^(?:please[ ])?(?:sign[ ]up|subscribe|register|log[ ]in)[ ]
        (?:here|now|today|below|to[ ](?:read|receive|continue|get|our))\b
    | ^(?:please[ ])?(?:enter|type|submit|confirm|check)\b.{{0,20}}\byour[ ]e-?mail
    | ^(?:you[ ]can[ ])?unsubscribe\b.*\b(?:any[ ]time|here) | \bunsubscribe[ ]at[ ]any[ ]time
    | \b(?:(?:this|our)[ ](?:web)?site|we)[ ]uses?[ ]cookies
    | ^protected[ ]by[ ]recaptcha | ^this[ ]site[ ]is[ ]protected[ ]by | ^click[ ]here[ ](?:to|for)\b
    | ^(?:please[ ])?(?:enable|turn[ ]on)[ ]javascript | ^your[ ]browser[ ](?:does|is|can)
    | ^(?:read|see)[ ]our[ ](?:privacy|cookie|terms) | ^(?:download|get|try)[ ](?:the|our)\b.{{0,30}}\bapp\b
    | ^(?:support|fund)[ ](?:our|independent|quality)\b.{{0,30}}\bjournalism
    | ^become[ ]a[ ](?:member|subscriber)\b | ^already[ ]a[ ](?:member|subscriber)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NEIGHBOUR = re.compile(
    rf"""(?:thank[ ]you|thanks)(?:[ ]for[ ](?:signing[ ]up|subscribing))? | {_SITES} | (?:the[ ])?{_LETTERS}
    | (?:your[ ]|invalid[ ])?e-?mail(?:[ ]address)? | print | save | close | submit | share | tweet
    | ok | cancel | yes | no[ ]thanks""",
    re.IGNORECASE | re.VERBOSE,
)
# Whoever reports what somebody said writes prose.
_REPORTING = re.compile(
    r"\b(?:said|says|told|wrote|writes|added|announced|argued|reported|according to)\b", re.IGNORECASE
)
_READER = re.compile(r"\b(?:you|your|yours|our)\b", re.IGNORECASE)


def find_furniture(passages: Sequence[Passage]) -> frozenset[int]:
    """The indices of the passages that are furniture."""
    signs = {index: sign for index, passage in enumerate(passages) if (sign := _sign(passage))}
    found = {index for index, sign in signs.items() if sign is not _Sign.NEIGHBOUR}
    found.update(_titles_under_lists(passages, signs))
    found.update(_lines_of_boxes(passages, signs))
    found.update(_neighbours(signs, found))
    return frozenset(found)


def _sign(passage: Passage) -> _Sign | None:
    words = passage.words
    if not passage.is_short or words[0] in '“"«„':
        return None
    if _LIST.fullmatch(words):
        return _Sign.LIST
    if _LABEL.fullmatch(words) or _LINK.fullmatch(words):
        return _Sign.LABEL
    if passage.count <= _MAX_WORDS and _REQUEST.search(words) and not _REPORTING.search(words):
        return _Sign.REQUEST
    return _Sign.NEIGHBOUR if _NEIGHBOUR.fullmatch(words.rstrip(" .!:")) else None


def _titles_under_lists(passages: Sequence[Passage], signs: dict[int, _Sign]) -> Iterator[int]:
    """The lines directly under "Most read" that are titles of other articles."""
    listed_in: int | None = None  # the run in which a list is open
    for index, passage in enumerate(passages):
        if signs.get(index) is _Sign.LIST:
            listed_in = passage.run
        elif passage.run != listed_in or not passage.is_short or passage.is_closed:
            listed_in = None
        else:
            yield index


def _lines_of_boxes(passages: Sequence[Passage], signs: dict[int, _Sign]) -> Iterator[int]:
    """What stands between two requests of one box: its titles, and what it says to the reader."""
    requests = [index for index, sign in signs.items() if sign is _Sign.REQUEST]
    for opening, closing in pairwise(requests):
        between = range(opening + 1, closing)
        if len(between) <= _MAX_BETWEEN and all(
            index in signs or _fits_box(passages[index]) for index in between
        ):
            yield from between


def _fits_box(passage: Passage) -> bool:
    if not passage.is_short or _REPORTING.search(passage.words):
        return False
    if not passage.is_closed:
        return passage.count <= _MAX_TITLE_WORDS
    return passage.count <= _MAX_WORDS // 2 and bool(_READER.search(passage.words))


def _neighbours(signs: dict[int, _Sign], found: set[int]) -> Iterator[int]:
    """Weak signs that touch furniture, from above or from below, directly or through one another."""
    weak = {index for index, sign in signs.items() if sign is _Sign.NEIGHBOUR} - found
    for step in (1, -1):
        for index in sorted(weak, reverse=step < 0):
            if index - step in found:
                found.add(index)
                yield index
