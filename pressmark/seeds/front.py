"""The front of an article: headline, standfirst, byline, date line and photo credit."""

import re
from collections.abc import Sequence

from pressmark.model import BlockKind
from pressmark.seeds.passages import Passage
from pressmark.seeds.shapes import (
    dateline_length,
    is_capitalised,
    is_date_line,
    is_name_like,
    is_place_and_date,
)

_MAX_HEADLINE_WORDS = 30
_MAX_STANDFIRST_WORDS = 60
_MAX_BYLINE_WORDS = 20
_MAX_BARE_BYLINE_WORDS = 8
_MAX_CREDIT_WORDS = 15
_MAX_FRONT = 8  # passages in front of the first paragraph, the headline not counted

_BY = re.compile(
    r"(?:(?:story|text|words|report|reporting|written|analysis|opinion|commentary) )?by[: ] ?|words: ",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"""(?: (?:(?:file|cover|main|top|courtesy)[ ])?
            (?:photo(?:graph(?:y|er)?)?s?|pictures?|images?|illustrations?|drawings?|graphics?|artwork|video|credits?)
            (?:[ ](?:credits?|courtesy|illustration))?[ ]?(?: : | /[ ]? | by\b | courtesy[ ]of\b | ©)
        | © (?![ ]?\d{4}) | \(c\)(?![ ]?\d{4}) | courtesy[ ]of\b )""",
    re.IGNORECASE | re.VERBOSE,
)
_SIDES = re.compile(r" ?/ ?| via ")
_ABBREVIATED_END = re.compile(
    r"\b(?:[^\W\d_]\.){2,}$|\b[^\W\d_]\.$|\b(?:Co|Inc|Ltd|Jr|Sr|St|Mt|vs|etc|Gov|Sen|Rep)\.$"
)
_BEHIND_NAME = re.compile(r" (?:in|for|at|from|\||–|—|-) |, (?![^,]* and )")


def find_headline(passages: Sequence[Passage], order: Sequence[int], title: str | None) -> int | None:
    """The index of the headline: the first of `order`, if it is short, complete and followed by more.

    `title` is what the editor says the headline is; a first line that says the same is one.
    """
    if len(order) < 2:
        return None
    passage = passages[order[0]]
    if title is not None and passage.words.casefold() == " ".join(title.split()).casefold():
        return order[0]
    if passage.heading is not None and passage.heading > 0:
        return order[0]
    plausible = (
        passage.is_short
        and passage.count <= _MAX_HEADLINE_WORDS
        and any(character.isalpha() for character in passage.words)
        and not _closes_as_prose(passage.words)
        and not passage.words.endswith((",", ";"))
        and not is_credit(passage.words)
        and not is_date_line(passage.words)
        and not _names_author(passage.words)
        and not dateline_length(passage.words)
    )
    return order[0] if plausible else None


def find_front(passages: Sequence[Passage], order: Sequence[int], *, headed: bool) -> dict[int, BlockKind]:
    """The kinds of the passages between the headline and the first paragraph.

    `order` are the indices behind the headline, furniture left out. A standfirst
    is known by its place: under a headline, and over a byline, a credit, a date
    or a dateline; or by having no full stop.
    """
    kinds: dict[int, BlockKind] = {}
    standfirst: int | None = None  # its place in `order`
    end = 0  # of the front, in `order`
    for end, index in enumerate(order[:_MAX_FRONT]):
        passage = passages[index]
        kind = line_kind(passage)
        if kind is not None:
            kinds[index] = kind
        elif headed and standfirst is None and _can_be_standfirst(passage):
            standfirst = end
        else:
            break
    else:
        end += 1
    if standfirst is None:
        return kinds
    # What looks like a standfirst is the article itself if no other text follows.
    if end < len(order) and _is_standfirst(passages, order, standfirst, kinds):
        kinds[order[standfirst]] = BlockKind.STANDFIRST
        return kinds
    return {index: kind for index, kind in kinds.items() if index < order[standfirst]}


def is_credit(words: str) -> bool:
    """Whether a line says who made a picture ("Photo: …", "NAME/AGENCY", "NAME via AGENCY")."""
    line = words.strip("()[] ")
    lead = _CREDIT.match(line)
    if lead:
        rest = line[lead.end() :]
        return len(words.split()) <= _MAX_CREDIT_WORDS and (
            is_name_like(rest, most=12) or not _closes_as_prose(line)
        )
    sides = _SIDES.split(line)
    return (
        2 <= len(sides) <= 4
        and all(side and is_name_like(side, most=6) for side in sides)
        and "." not in line[-1:]
    )


def line_kind(passage: Passage) -> BlockKind | None:
    """The kind of a line that can only stand in front of an article; None for all others."""
    words = passage.words
    if not passage.is_short or passage.heading:
        return None
    if is_credit(words):
        return BlockKind.CREDIT
    if is_date_line(words) or _is_byline(words):
        return BlockKind.BYLINE
    if dateline_length(words) == len(words) or is_place_and_date(words):
        return BlockKind.DATELINE
    return None


def _is_byline(words: str) -> bool:
    return _names_author(words) or _is_bare_byline(words)


def _names_author(words: str) -> bool:
    """Whether a line says by whom the article is ("By Jane Doe in Paris")."""
    lead = _BY.match(words)
    if not lead or len(words.split()) > _MAX_BYLINE_WORDS:
        return False
    rest = words[lead.end() :].rstrip(".")
    names = rest.split()[:2]
    named = bool(names) and all(is_capitalised(name) for name in names)
    return named and (not _closes_as_prose(words) or is_name_like(rest, most=_MAX_BYLINE_WORDS))


def _is_bare_byline(words: str) -> bool:
    """Whether a line is nothing but a name or two, perhaps with a place or a role behind."""
    name, *behind = _BEHIND_NAME.split(words, maxsplit=1)
    return (
        not _closes_as_prose(words)
        and len(words.split()) <= _MAX_BARE_BYLINE_WORDS
        and not words.isupper()
        and is_name_like(name, least=2, most=_MAX_BARE_BYLINE_WORDS)
        and sum(map(is_capitalised, re.split(r" and | & ", name)[0].split())) <= 3
        and all(is_name_like(rest, most=4) for rest in behind)
    )


def _can_be_standfirst(passage: Passage) -> bool:
    return passage.is_short and passage.count <= _MAX_STANDFIRST_WORDS and not dateline_length(passage.words)


def _is_standfirst(
    passages: Sequence[Passage], order: Sequence[int], place: int, kinds: dict[int, BlockKind]
) -> bool:
    if any(index > order[place] for index in kinds):
        return True
    following = passages[order[place + 1]]
    passage = passages[order[place]]
    if dateline_length(following.words):
        return True
    # A heading under the headline, with nothing of the front behind it, opens the first section.
    return (
        not passage.heading
        and not _closes_as_prose(passage.words)
        and not passage.words.endswith((":", ",", "?"))
    )


def _closes_as_prose(words: str) -> bool:
    """Whether `words` end with the full stop of a sentence; that of an abbreviation does not count."""
    bare = words.rstrip("”’\"'»)]")
    return bare.endswith((".", "…")) and not _ABBREVIATED_END.search(bare)
