"""The edition seen from its records: who is mentioned where, who said what.

Built once for each build from what the pages of the articles were read into.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pressmark.model import Record
from pressmark.tei.published import Article, TextMention, Utterance

_NO_DATE: Final = "0000"  # sorts before every date


@dataclass(slots=True)
class EditionIndex:
    """Everything the pages that look across articles are made from.

    The lists are in the order of the articles, newest first, and within an article
    in the order of the text.
    """

    articles: list[Article]
    records: Mapping[str, Record]
    mentions: dict[str, list[tuple[Article, list[TextMention]]]] = field(default_factory=dict)
    spoken: dict[str, list[tuple[Article, list[Utterance]]]] = field(default_factory=dict)
    unattributed: list[tuple[Article, list[Utterance]]] = field(default_factory=list)

    _together: dict[str, Counter[str]] | None = None

    def together(self, record_id: str) -> Counter[str]:
        """With which records a record shares passages, and how many. Counted at the first call."""
        if self._together is None:
            found: dict[str, Counter[str]] = defaultdict(Counter)
            for article in self.articles:
                for first, second in article.pairs():
                    found[first][second] += 1
                    found[second][first] += 1
            self._together = dict(found)
        return self._together.get(record_id, Counter())

    def mention_count(self, record_id: str) -> int:
        return sum(len(found) for _, found in self.mentions.get(record_id, ()))

    def utterance_count(self, record_id: str) -> int:
        return sum(len(found) for _, found in self.spoken.get(record_id, ()))


def build_index(articles: Iterable[Article], records: Mapping[str, Record]) -> EditionIndex:
    """One pass over all articles: linear in the mentions and quotations of the edition."""
    index = EditionIndex(articles=newest_first(articles), records=records)
    mentions = defaultdict(list, index.mentions)
    spoken = defaultdict(list, index.spoken)
    for article in index.articles:
        for record_id, found in mentions_by_record(article).items():
            mentions[record_id].append((article, found))
        said: dict[str, list[Utterance]] = defaultdict(list)
        unattributed = []
        for utterance in article.utterances:
            for speaker in dict.fromkeys(utterance.speakers):
                said[speaker].append(utterance)
            if not any(speaker in records for speaker in utterance.speakers):
                unattributed.append(utterance)
        for speaker, utterances in said.items():
            spoken[speaker].append((article, utterances))
        if unattributed:
            index.unattributed.append((article, unattributed))
    index.mentions, index.spoken = dict(mentions), dict(spoken)
    return index


def mentions_by_record(article: Article) -> dict[str, list[TextMention]]:
    """The mentions of each record in one article, in the order of the text."""
    found: dict[str, list[TextMention]] = {}
    for mention in article.mentions:
        records = mention.records
        for record_id in records if len(records) < 2 else dict.fromkeys(records):
            if record_id in found:
                found[record_id].append(mention)
            else:
                found[record_id] = [mention]
    return found


def changed_for_records(before: Article | None, after: Article | None) -> set[str]:
    """The ids of the records whose pages show something of an article that is not as before."""
    if before is None or after is None:
        return {record_id for article in (before, after) if article for record_id in article.records()}
    seen_before, seen_after = _seen_from_records(before), _seen_from_records(after)
    return {
        record_id
        for record_id in seen_before.keys() | seen_after.keys()
        if seen_before.get(record_id) != seen_after.get(record_id)
    }


def _seen_from_records(article: Article) -> dict[str, list[object]]:
    """What the page of each record that an article refers to may show of it: one changes with the other.

    That is the article's title and source, the line around each mention and who else is named there, and
    what the record has said.
    """
    header = article.header
    source = (header.title, header.language, header.outlet, header.published)
    found: dict[str, list[object]] = {record_id: [source] for record_id in article.records()}
    together: dict[int, set[str]] = defaultdict(set)
    for mention in article.mentions:
        together[mention.passage].update(mention.records)
    for record_id, mentions in mentions_by_record(article).items():
        for each in mentions:
            place = article.line(each.passage), article.paragraph_of(each), together[each.passage]
            found[record_id].append((each.words, each.start, each.end, each.anchor, *place))
    for utterance in article.utterances:
        for speaker in dict.fromkeys(utterance.speakers):
            found[speaker].append(utterance)
    return found


def newest_first(articles: Iterable[Article]) -> list[Article]:
    """Articles by date, the newest first; those without a date at the end; then by siglum."""
    by_siglum = sorted(articles, key=lambda article: article.siglum)
    return sorted(by_siglum, key=published, reverse=True)


def published(article: Article) -> str:
    """The date of an article as a sorting key."""
    date = article.header.published
    return date.value if date else _NO_DATE
