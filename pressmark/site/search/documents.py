"""What is searched: for each article a document of its text and one of what each speaker says, and names.

A document is a small page of HTML for Pagefind, which knows nothing of the site's pages. Each passage is an
element whose id is its anchor, so that a hit can be led back to it. What is to be found there, but does not
stand there (other names of those who are mentioned, words without their diacritics), follows in an element
of its own, with `_` after the anchor.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from pressmark.ids import fold
from pressmark.model import BlockKind, NameUse, Record
from pressmark.site.addresses import article_page, record_page
from pressmark.site.dates import is_iso
from pressmark.site.domain import quoted
from pressmark.site.index import published
from pressmark.tei.published import Article, Passage, TextSpeech, Utterance

ARTICLES: Final = "articles"
QUOTATIONS: Final = "quotations"
NAMES: Final = "names"

# Each is a facet; of those in the second line an article has one, or each of its quotations.
SEVERAL: Final = ("person", "organisation", "place")
ONE: Final = ("speaker", "outlet", "year")
FACETS: Final = (*SEVERAL, *ONE)

_NO_DATE: Final = "-"
HIDDEN: Final = "_"  # after an anchor: what can be found there without being shown
_NAME_USES: Final = (NameUse.VARIANT, NameUse.ACRONYM, NameUse.METONYM)
_BEYOND_ASCII: Final = re.compile(r"[^\W\x00-\x7f]")  # a letter
_WORD: Final = re.compile(r"\w+")
_UNSEEN: Final = re.compile("[\u00ad\u200b\ufeff]")  # soft hyphens and the like, which part words


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is found as one: `page` is the page's name; `part` tells documents of one page apart."""

    searched: str  # ARTICLES, QUOTATIONS or NAMES
    page: str
    title: str
    part: int = 0
    passages: tuple[tuple[str, str], ...] = ()  # anchor and words
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said_by: str = ""
    outlet: str = ""
    date: str = ""  # ISO 8601, as exact as known
    about: str = ""  # of a name: one sentence

    @property
    def path(self) -> str:
        """A path of its own among all documents. It says what the page that searches must know of a result.

        It is not left to Pagefind's metadata, because all words in these are found as well.
        """
        return f"{self.searched}/{self.page}/{self.part}/{self.date or _NO_DATE}"


def labels(records: Iterable[Record]) -> dict[str, str]:
    """What each record is called as the value of a facet: its name, with its id where names coincide."""
    known = {record.id: record for record in records}
    times = Counter((record.kind, record.name) for record in known.values())
    return {
        record.id: record.name if times[record.kind, record.name] == 1 else f"{record.name} ({record.id})"
        for record in known.values()
    }


def documents_of_article(
    article: Article, records: Mapping[str, Record], named: Mapping[str, str]
) -> list[Document]:
    """What can be found in an article: its text, and what each speaker says; `named` are the labels."""
    return [_text(article, records, named), *_speech(article, records, named)]


def document_of_record(record: Record) -> Document:
    """What can be found of a record: its names."""
    names = [record.name, *_names(record)]
    return Document(
        searched=NAMES,
        page=record_page(record.kind, record.id),
        title=record.name,
        passages=tuple(_findable("names", "; ".join(dict.fromkeys(names)))),
        about=record.description,
    )


def as_html(document: Document, language: str) -> str:
    """The document as Pagefind reads it."""
    filters = [("in", document.searched)]
    filters += [(name, value) for name, values in document.facets.items() for value in values]
    marks = [f'filter="{name}[content]" content="{escape(value)}"' for name, value in filters]
    marks.append(f'meta="title[content]" content="{escape(document.title)}"')
    if document.about:
        marks.append(f'meta="about[content]" content="{escape(document.about)}"')
    if document.date:
        marks.append(f'sort="date[content]" content="{document.date}"')
    out = [f'<!doctype html><html lang="{escape(language)}"><head><title></title></head><body>']
    out += [f"<i data-pagefind-{mark}></i>" for mark in marks]
    out.append("<div data-pagefind-body>")
    out += [f'<p id="{escape(anchor)}">{escape(words)}</p>' for anchor, words in document.passages]
    out.append("</div></body></html>")
    return "".join(out)


def _text(article: Article, records: Mapping[str, Record], named: Mapping[str, str]) -> Document:
    whole = "\n".join(passage.text for passage in article.passages).casefold()
    further: dict[int, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for mention in article.mentions:
        for record_id in mention.records:
            if record_id in records and record_id not in seen:
                seen.add(record_id)
                further[mention.passage] += (
                    name for name in _names(records[record_id]) if name.casefold() not in whole
                )
    passages: list[tuple[str, str]] = []
    for number, passage in enumerate(article.passages):
        before = article.passages[number - 1] if number else passage
        if _shown(passage, before):
            passages += _findable(passage.anchor or f"{HIDDEN}{number}", passage.text, further[number])
    title = article.header.title or article.siglum
    if not any(passage.kind is BlockKind.HEADLINE for passage in article.passages):
        passages = [*_findable(f"{HIDDEN}title", title), *passages]
    speakers = dict.fromkeys(
        named[speaker] for said in article.utterances for speaker in said.speakers if speaker in named
    )
    return Document(
        searched=ARTICLES,
        page=article_page(article.siglum),
        title=title,
        passages=tuple(passages),
        facets={
            **_by_kind(article.records(), records, named),
            "speaker": tuple(speakers),
            **_of_article(article),
        },
        outlet=article.header.outlet.value if article.header.outlet else "",
        date=_date(article),
    )


def _speech(article: Article, records: Mapping[str, Record], named: Mapping[str, str]) -> Iterator[Document]:
    """What each speaker, or several at once, says in an article; last what is nobody's."""
    by_speakers: dict[tuple[str, ...], list[Utterance]] = defaultdict(list)
    for said in article.utterances:
        by_speakers[tuple(speaker for speaker in said.speakers if speaker in records)].append(said)
    named_in = _named_in(article)
    for part, (speakers, utterances) in enumerate(sorted(by_speakers.items(), reverse=True)):
        passages: list[tuple[str, str]] = []
        for number, said in enumerate(utterances):
            anchor = said.anchor or said.paragraph or f"{HIDDEN}{number}"
            passages += _findable(anchor, quoted(said.words, said.mode))
        yield Document(
            searched=QUOTATIONS,
            page=article_page(article.siglum),
            part=part,
            title=article.header.title or article.siglum,
            passages=tuple(passages),
            facets={
                **_by_kind((each for said in utterances for each in named_in[said.parts]), records, named),
                "speaker": tuple(named[speaker] for speaker in speakers),
                **_of_article(article),
            },
            said_by=", ".join(records[speaker].name for speaker in speakers),
            outlet=article.header.outlet.value if article.header.outlet else "",
            date=_date(article),
        )


def _named_in(article: Article) -> Mapping[tuple[TextSpeech, ...], list[str]]:
    """The records mentioned in each quotation, by its parts."""
    pieces: dict[int, list[tuple[TextSpeech, Utterance]]] = defaultdict(list)
    for said in article.utterances:
        for piece in said.parts:
            pieces[piece.passage].append((piece, said))
    found: dict[tuple[TextSpeech, ...], list[str]] = defaultdict(list)
    for mention in article.mentions:
        for piece, said in pieces[mention.passage]:
            if piece.start <= mention.start < piece.end:
                found[said.parts] += mention.records
    return found


def _by_kind(
    record_ids: Iterable[str], records: Mapping[str, Record], named: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {name: {} for name in SEVERAL}
    for record_id in record_ids:
        if record_id in records:
            found[records[record_id].kind][named[record_id]] = None
    return {name: tuple(values) for name, values in found.items()}


def _of_article(article: Article) -> dict[str, tuple[str, ...]]:
    outlet = article.header.outlet
    year = _date(article)[:4]
    return {"outlet": (outlet.value,) if outlet else (), "year": (year,) if year else ()}


def _date(article: Article) -> str:
    date = published(article)
    return date if article.header.published and is_iso(date) else ""


def _names(record: Record) -> list[str]:
    """The names a record is looked up by; descriptions ("the mayor") fit many."""
    return [record.name, *(variant.name for variant in record.variants if variant.use in _NAME_USES)]


def _shown(passage: Passage, before: Passage) -> bool:
    """Whether a passage is searched: not what belongs to the web page, nor what stands there twice."""
    repeated = before if passage.kind is BlockKind.ATTRIBUTION else passage
    return passage.kind is not BlockKind.FURNITURE and not repeated.repeats


def _findable(anchor: str, text: str, further: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """A passage, and after it what finds it without being shown."""
    words = " ".join(_UNSEEN.sub("", text).split())
    yield anchor, words
    names = tuple(further)
    if hidden := [*names, *_without_strokes(" ".join((words, *names)))]:
        yield f"{anchor}{HIDDEN}", "; ".join(hidden)


def _without_strokes(text: str) -> Iterator[str]:
    """Words as they are typed without diacritics, where Pagefind does not see to it: "ø", "ł", "ß"."""
    if not _BEYOND_ASCII.search(text):
        return
    for word in dict.fromkeys(_WORD.findall(text)):
        if word.isascii():
            continue
        decomposed = unicodedata.normalize("NFKD", word.lower())
        plain = fold(word)
        if plain != "".join(char for char in decomposed if not unicodedata.combining(char)):
            yield plain
