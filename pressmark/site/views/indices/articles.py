"""The articles: by date, by outlet, by author."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from docutils import nodes

from pressmark.ids import slug
from pressmark.model import BlockKind, EntityKind, Record
from pressmark.site.dates import in_words, span_in_words
from pressmark.site.filing import filing_key
from pressmark.site.views import lines
from pressmark.site.views.citing import coins_of
from pressmark.site.views.context import Context, remark
from pressmark.site.views.indices import years
from pressmark.site.views.indices.arrangement import Arrangement
from pressmark.site.views.lines import Line, Run
from pressmark.site.views.splitting import SplitView
from pressmark.site.words import _, counted
from pressmark.tei.published import Article

_TEASER: Final = 240  # code points
_BELOW_HEADING: Final = 3  # the level under a heading of the page


class Listed(NamedTuple):
    """An article in an index. `name` is whose it is: an outlet's, an author's; empty if nobody knows."""

    article: Article
    name: str = ""
    key: str = ""  # of the section
    record: Record | None = None  # of that name
    others: tuple[Article, ...] = ()  # all of that name, newest first, this one included


class ByYear(Arrangement[Listed]):
    """By year, the newest first; those without a date at the end."""

    style = "pm-announced"

    def section(self, entry: Listed) -> str:
        return years.section(entry.article)

    def section_name(self, entry: Listed) -> str:
        return years.section_name(entry.article)

    def entry_lines(self, context: Context, entry: Listed) -> Sequence[Line]:
        return article_lines(context, entry.article)

    def unseen(self, context: Context, entry: Listed) -> str:
        return coins_of(context, entry.article)


class ByName(ByYear):
    """By the name of whose they are, from A to Z, the newest first; those of unknown name at the end."""

    style = "pm-listed"

    def __init__(self, label: str, level: int, unknown: str) -> None:
        super().__init__(label, level)
        self._unknown = unknown

    def section(self, entry: Listed) -> str:
        return entry.key

    def section_name(self, entry: Listed) -> str:
        return entry.name or self._unknown

    def section_line(self, context: Context, entry: Listed) -> Line:
        name = self.section_name(entry)
        number = counted(len(entry.others), "article")
        dates = [date.value for each in entry.others if (date := each.header.published)]
        when = span_in_words(dates[-1], dates[0]) if dates else ""
        return (
            lines.record(context, entry.record, name) if entry.record else Run(name),
            Run(" "),
            Run(", ".join(filter(None, (number, when))), classes="pm-quiet"),
        )

    def entry_lines(self, context: Context, entry: Listed) -> Sequence[Line]:
        date = entry.article.header.published
        day = [Run(in_words(date.value), classes="pm-day", iso=date.value)] if date else []
        return (lines.joined([day, [lines.article(context, entry.article)]], " "),)


def by_date(context: Context) -> SplitView | list[nodes.Node]:
    """All articles, newest first, by year."""
    entries = [Listed(article) for article in context.index.articles]
    return ByYear(_("Articles by year")).view(context, entries) if entries else _none()


def by_outlet(context: Context) -> SplitView | list[nodes.Node]:
    """The articles of each newspaper, agency or site."""
    named = [
        (article, article.header.outlet.value if article.header.outlet else "")
        for article in context.index.articles
    ]
    arrangement = ByName(_("Articles by outlet"), _BELOW_HEADING, _("Outlet unknown"))
    return _by_name(context, named, "outlet", EntityKind.ORGANISATION, arrangement)


def by_author(context: Context) -> SplitView | list[nodes.Node]:
    """The articles of each author."""
    named = [
        (article, author)
        for article in context.index.articles
        for author in [each.value for each in article.header.authors] or [""]
    ]
    arrangement = ByName(_("Articles by author"), _BELOW_HEADING, _("Author not named"))
    return _by_name(context, named, "author", EntityKind.PERSON, arrangement)


def _by_name(
    context: Context, named: Iterable[tuple[Article, str]], what: str, kind: EntityKind, arrangement: ByName
) -> SplitView | list[nodes.Node]:
    articles: dict[str, list[Article]] = defaultdict(list)
    for article, name in named:
        articles[name].append(article)
    if not articles:
        return _none()
    names = sorted(articles, key=lambda name: (not name, filing_key(name), name))
    known = _by_any_name(context, kind)
    keys = _keys(names, what)
    entries = [
        Listed(article, name, keys[name], _only(known.get(filing_key(name), [])), own)
        for name in names
        for own in (tuple(articles[name]),)  # once, not for each of them
        for article in own
    ]
    return arrangement.view(context, entries, name=what)


def _by_any_name(context: Context, kind: EntityKind) -> dict[str, list[Record]]:
    """The records of a kind by each of their names, as they are filed."""
    known: dict[str, list[Record]] = defaultdict(list)
    for record in context.index.records.values():
        if record.kind is kind:
            for key in {filing_key(name) for name in record.names()}:
                known[key].append(record)
    return known


def _only(records: list[Record]) -> Record | None:
    return records[0] if len(records) == 1 else None


def _keys(names: Iterable[str], what: str) -> dict[str, str]:
    """An id for each name, none twice."""
    keys: dict[str, str] = {}
    for name in names:
        stem = f"{what}-{slug(name) if name else 'unknown'}".rstrip("-")
        key, number = stem, 1
        while key in keys.values():
            number += 1
            key = f"{stem}-{number}"
        keys[name] = key
    return keys


def article_lines(context: Context, article: Article) -> tuple[Line, Line, Line]:
    """An article where it is announced: title; standfirst; where and when it appeared, what is in it."""
    return (
        (lines.article(context, article),),
        teaser(context, article, BlockKind.STANDFIRST),
        lines.joined(
            [
                lines.published(article),
                [Run(counted(len(article.mentions), "name"))],
                [Run(counted(len(article.utterances), "quotation"))],
            ]
        ),
    )


def teaser(context: Context, article: Article, *kinds: BlockKind) -> Line:
    """The beginning of the first passage of the first of these kinds that the article has."""
    passages = {passage.kind: passage for passage in reversed(article.passages)}
    found = next((passages[kind].text for kind in kinds if kind in passages), "")
    words = " ".join(found.split())
    if len(words) > _TEASER:
        words = words[: words.rfind(" ", 0, _TEASER)].rstrip(",;:.–— ") + " …"
    return (Run(words, classes="pm-teaser", language=lines.foreign(context, article)),) if words else ()


def _none() -> list[nodes.Node]:
    return remark(_("There is no article in this edition yet."))
