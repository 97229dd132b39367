"""What leads from one article to others: time, shared people, shared words, the records they name.

All of it comes from inverted indices (a key, and the articles that have it, in the order of time). Of a key
that many articles have only the nearest in time are looked at, so that the cost is linear in the names and
quotations of the edition.
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from pressmark.ids import fold
from pressmark.model import Person, PersonRole, Record
from pressmark.tei.published import Article, Speech, Utterance

_MOST: Final = 4  # articles shown as related
_PEOPLE_ASKED: Final = 8  # of an article: the rarest
_REACH: Final = 8  # articles before and after, of those that share a key
_RUN: Final = 3  # words in a row that two quotations share before they are compared
_CANDIDATES: Final = 12  # quotations that one is compared with
_ALIKE: Final = 85.0  # of 100: how like one another two quotations are
_CONTAINED: Final = 95.0  # the same for the shorter of two within the longer
_LEAST: Final = 5  # words: what is shorter is not looked for within the longer
_WORTH_OF_WORDS: Final = 6  # shared words, against people: as much as somebody whom very few articles name
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWords:
    """A quotation of another article, in the same or nearly the same words as one of this."""

    words: str
    anchor: str
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another article, and why it is shown: ids of the people in both, the rarest first; words in both."""

    article: Article
    people: tuple[str, ...] = ()
    words: tuple[SharedWords, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A quotation as it is compared. `position` is that of its article."""

    position: int
    utterance: Utterance
    folded: str

    @property
    def runs(self) -> set[int]:
        words = self.folded.split()
        return {hash(tuple(words[start : start + _RUN])) for start in range(len(words) - _RUN + 1)}


class Relations:
    """How the articles of an edition are related. `articles` are sorted, the newest first.

    Those without a date have no place in time, but people and words all the same.
    """

    def __init__(self, articles: Sequence[Article], records: Mapping[str, Record]) -> None:
        self._articles = list(reversed(articles))
        self._records = records
        self._positions = {article.siglum: place for place, article in enumerate(self._articles)}
        self._dated = [place for place, each in enumerate(self._articles) if each.header.published]
        timelines: dict[str, list[int]] = defaultdict(list)
        for place, article in enumerate(self._articles):
            for record_id in set(article.records()):
                timelines[record_id].append(place)
        self._timelines = dict(timelines)
        self._shared = self._find_shared_words()
        self._related: dict[int, list[Related]] = {}  # asked for twice: for the digest and for the page

    def before(self, article: Article) -> Article | None:
        """The article before this in time."""
        return self._neighbours(self._dated, article)[0]

    def after(self, article: Article) -> Article | None:
        """The article after this in time."""
        return self._neighbours(self._dated, article)[1]

    def elsewhere(self, article: Article, record_id: str) -> tuple[Article | None, Article | None]:
        """The nearest articles before and after this one in time that refer to a record."""
        return self._neighbours(self._timelines.get(record_id, ()), article)

    def related(self, article: Article) -> list[Related]:
        """The articles that have most in common with this, each with what that is."""
        own = self._positions[article.siglum]
        found = self._related.get(own)
        if found is None:
            found = self._related[own] = self._find_related(article, own)
        return found

    def _find_related(self, article: Article, own: int) -> list[Related]:
        people: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for rarity, person in self._people_asked(article):
            for place in _near(self._timelines[person], own):
                people[place].append((rarity, person))
        worth = Counter({place: sum(rarity for rarity, _ in shared) for place, shared in people.items()})
        words = self._shared.get(own, {})
        for place, shared in words.items():
            worth[place] += _WORTH_OF_WORDS * len(shared)
        best = sorted(worth, key=lambda place: (-worth[place], abs(place - own), place))[:_MOST]
        return [
            Related(
                article=self._articles[place],
                people=tuple(person for _, person in people.get(place, ())),
                words=tuple(words.get(place, ())),
            )
            for place in best
        ]

    def digest(self, article: Article) -> str:
        """A digest of all that the page of an article shows of others: it changes when any of that does."""
        shown = [*map(_label, (self.before(article), self.after(article)))]
        for each in self.related(article):
            shown += [_label(each.article), *each.people]
            shown += [f"{shared.anchor} {shared.exact} {shared.words}" for shared in each.words]
        for record_id in sorted(set(article.records())):
            shown += [record_id, *map(_label, self.elsewhere(article, record_id))]
        return hashlib.blake2b("\0".join(shown).encode(), digest_size=8).hexdigest()

    def _neighbours(self, places: Sequence[int], article: Article) -> tuple[Article | None, Article | None]:
        """The dated articles next to this one among those at `places`, which are in the order of time."""
        if not article.header.published:
            return None, None
        own = self._positions[article.siglum]
        left, right = bisect_left(places, own), bisect_right(places, own)
        before = self._articles[places[left - 1]] if left else None
        after = self._articles[places[right]] if right < len(places) else None
        return before if before and before.header.published else None, after

    def _people_asked(self, article: Article) -> list[tuple[int, str]]:
        """The people of an article who lead to others, the rarest first, each with the rarity.

        Who is in more than half of the articles tells nothing; a source without a name may be anybody.
        Rarity counts in powers of two, so that one article more seldom changes what is related.
        """
        number = len(self._articles)
        asked = []
        for record_id in dict.fromkeys(article.records()):
            record = self._records.get(record_id)
            if not isinstance(record, Person) or record.role is PersonRole.UNNAMED:
                continue
            known = len(self._timelines[record_id])
            if 1 < known <= max(number // 2, 3):
                asked.append((number.bit_length() - known.bit_length() + 1, record_id))
        return sorted(asked, key=lambda each: (-each[0], each[1]))[:_PEOPLE_ASKED]

    def _find_shared_words(self) -> dict[int, dict[int, list[SharedWords]]]:
        """By the positions of two articles: the quotations of the second that the first has too."""
        first_met: dict[int, int] = {}
        repeated: set[int] = set()
        for said in self._quotations():
            for run in said.runs:
                if first_met.setdefault(run, said.position) != said.position:
                    repeated.add(run)
        del first_met
        quotations = [(said, runs) for said in self._quotations() if (runs := said.runs & repeated)]
        having: dict[int, list[int]] = defaultdict(list)
        for number, (_, runs) in enumerate(quotations):
            for run in runs:
                having[run].append(number)
        shared: dict[int, dict[int, list[SharedWords]]] = defaultdict(lambda: defaultdict(list))
        for number, (said, runs) in enumerate(quotations):
            common = Counter(other for run in runs for other in _near(having[run], number))
            alike = sorted(common, key=lambda other: (-common[other], abs(other - number), other))
            for other in alike[:_CANDIDATES]:
                found = quotations[other][0]
                if found.position == said.position or not _are_alike(said.folded, found.folded):
                    continue
                words = SharedWords(
                    words=found.utterance.words,
                    anchor=found.utterance.anchor or found.utterance.paragraph,
                    exact=said.folded == found.folded,
                )
                known = shared[said.position][found.position]
                if all(words.anchor != each.anchor for each in known):
                    known.append(words)
        return {own: dict(others) for own, others in shared.items()}

    def _quotations(self) -> Iterator[_Said]:
        """The words that are given as somebody's own, in the order of time."""
        for position, article in enumerate(self._articles):
            for utterance in article.every_utterance():
                if utterance.mode is not Speech.INDIRECT:
                    folded = " ".join(_WORD.findall(fold(utterance.words)))
                    yield _Said(position=position, utterance=utterance, folded=folded)


def relating(article: Article | None) -> tuple[object, ...]:
    """All of an article that others are related to it by, and that they show of it."""
    if article is None:
        return ()
    said = ((each.words, each.mode, each.anchor or each.paragraph) for each in article.every_utterance())
    return _label(article), frozenset(article.records()), tuple(said)


def _near(places: Sequence[int], own: int) -> list[int]:
    """The nearest to one of `places`, which are in order, on either side."""
    middle = bisect_left(places, own)
    return [place for place in places[max(0, middle - _REACH) : middle + _REACH + 1] if place != own]


def _are_alike(one: str, other: str) -> bool:
    """Whether quotations have nearly the same words, or one has those of the other."""
    if fuzz.ratio(one, other, score_cutoff=_ALIKE):
        return True
    shorter = min(one, other, key=len)
    return len(shorter.split()) >= _LEAST and bool(fuzz.partial_ratio(one, other, score_cutoff=_CONTAINED))


def _label(article: Article | None) -> str:
    """What a page shows of another article."""
    if article is None:
        return ""
    date = article.header.published.value if article.header.published else ""
    outlet = article.header.outlet.value if article.header.outlet else ""
    return f"{article.siglum} {date} {outlet} {article.header.language} {article.header.title}"
