"""The `pressmark` domain: what the edition's documents hold, by page, and how to refer to it.

`data` holds, by page name, the articles (without their tokens, which are in the
doctrees) and the pages that are made from other pages; and the records as they were
when the pages were last built. From that, and from what changed, follows which pages
must be written anew although their own source did not change.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from pressmark.exports import Catalogue
from pressmark.model import EntityKind, Record
from pressmark.site import addresses
from pressmark.site.cited import Cited
from pressmark.site.former import FormerPage
from pressmark.site.further import FurtherPage
from pressmark.site.index import EditionIndex, build_index, changed_for_records
from pressmark.site.relations import Relations, relating
from pressmark.site.states import Checked
from pressmark.tei.published import Article, Speech

NAME: Final = "pressmark"
_STATES: Final = "states"  # the view that shows what validation found
_TITLE_LENGTH: Final = 60  # code points of a quotation's words, where they stand for it
_SEARCHABLE: Final = 1
_NOT_IN_SEARCH: Final = -1

# Articles and quotations are cited by one kind of target, so either role takes any anchor.
_TEXT_ROLES: Final = ("article", "quotation")


class EditionDomain(Domain):
    """Articles, records and anchors."""

    name = NAME
    label = "Pressmark"
    object_types: ClassVar[dict[str, ObjType]] = {
        "article": ObjType("article", *_TEXT_ROLES, searchprio=_SEARCHABLE),
        **{kind.value: ObjType(kind.value, kind.value, searchprio=_SEARCHABLE) for kind in EntityKind},
        **{
            name: ObjType(name, *_TEXT_ROLES, searchprio=_NOT_IN_SEARCH)
            for name in addresses.ANCHOR_NAMES.values()
        },
    }
    initial_data: ClassVar[dict[str, Any]] = {
        "articles": {},  # page name -> Article
        "records": {},  # id -> Record, as of the last build
        "views": {},  # page name -> what it shows of the whole edition: names of views
        "former": {},  # page name -> FormerPage: pages that stand for what is no more
        "faulty": {},  # page name -> what is wrong with its source, which could not be read
        "digests": {},  # page name -> SHA-256 of the bytes it was read from
        "faulty_before": {},  # the same as of the last build
        "checks": {},  # page name -> what validation found in these bytes, as of the last build
        "related": {},  # page name -> digest of what it shows of other articles
        "named": 0,  # when anything that can be referred to last changed, in microseconds since 1970
        "touched": {},  # page name -> when what it shows of other pages last changed, in microseconds
    }
    data_version = 5

    def setup(self) -> None:
        super().setup()
        self._replaced: dict[str, Article] = {}  # what pages held before they were read in this build
        self._index: EditionIndex | None = None
        self._relations: Relations | None = None
        self._forgotten: set[str] = set()  # the pages that were read anew in this build, or are no more
        self.reading: set[str] = set()  # the pages this build reads
        self.further: dict[str, list[FurtherPage]] = {}  # by page: where it goes on, if it was cut
        self.cited: Mapping[str, Cited] = {}  # by page name: how articles and records are cited
        self.downloads: Catalogue | None = None  # the whole edition as data, where it is offered

    # What pages hold

    def note_article(self, docname: str, article: Article) -> None:
        self.data["articles"][docname] = article

    def note_view(self, docname: str, name: str) -> None:
        self.data["views"].setdefault(docname, set()).add(name)

    def note_faulty(self, docname: str, fault: str) -> None:
        self.data["faulty"][docname] = fault

    def note_digest(self, docname: str, digest: str) -> None:
        self.data["digests"][docname] = digest

    def note_former(self, docname: str, page: FormerPage) -> None:
        self.data["former"][docname] = page

    def clear_doc(self, docname: str) -> None:
        self._forgotten.add(docname)
        for table in ("views", "former", "faulty", "digests", "touched"):
            self.data[table].pop(docname, None)
        article = self.data["articles"].pop(docname, None)
        if article is not None:
            self._replaced.setdefault(docname, article)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for table in ("articles", "views", "former", "faulty", "digests"):
            other = otherdata[table]
            self.data[table] |= {docname: other[docname] for docname in docnames if docname in other}

    @property
    def records(self) -> dict[str, Record]:
        records: dict[str, Record] = self.data["records"]
        return records

    @property
    def articles(self) -> dict[str, Article]:
        articles: dict[str, Article] = self.data["articles"]
        return articles

    @property
    def former(self) -> dict[str, FormerPage]:
        """The pages that stand for what is no more."""
        former: dict[str, FormerPage] = self.data["former"]
        return former

    @property
    def faulty(self) -> list[str]:
        """The pages whose source could not be read."""
        return sorted(self.data["faulty"])

    def digest(self, docname: str) -> str:
        """The SHA-256 of the bytes that a page was read from; empty if it is no article's."""
        return str(self.data["digests"].get(docname, ""))

    def fault(self, docname: str) -> str:
        """What is wrong with the source of a page, if it could not be read."""
        return str(self.data["faulty"].get(docname, ""))

    def checked(self, docname: str) -> Checked | None:
        """What validation found in the source of a page; None if it was not checked as it is now."""
        checks: dict[str, Checked] = self.data["checks"]
        return checks.get(docname)

    @property
    def index(self) -> EditionIndex:
        """The edition seen from its records; built at the first call after reading."""
        if self._index is None:
            self._index = build_index(self.articles.values(), self.records)
        return self._index

    @property
    def relations(self) -> Relations:
        """What leads from one article to others; found at the first call after reading."""
        if self._relations is None:
            self._relations = Relations(self.index.articles, self.records)
        return self._relations

    def article(self, siglum: str) -> Article | None:
        return self.articles.get(addresses.article_page(siglum))

    # What changed

    def take_over(self, records: dict[str, Record], checks: Mapping[str, Checked]) -> set[str]:
        """Note the registers, and what validation found, as of now; the pages that changed through others.

        To be called once in a build, when all pages in `reading` were read.
        """
        read = self.reading
        old_records, self.data["records"] = self.records, records
        self._index = self._relations = None
        changed_records = {
            record_id
            for record_id in old_records.keys() | records.keys()
            if old_records.get(record_id) != records.get(record_id)
        }
        changed_articles = {
            page
            for page in self._replaced.keys() | (read & self.articles.keys())
            if self._replaced.get(page) != self.articles.get(page)
        }
        drafts_from: dict[str, list[Record]] = defaultdict(list)
        for record in records.values():
            drafts_from[record.source].append(record)
        seen: set[str] = set()  # ids of records whose pages show what changed
        for page in changed_articles:
            before, after = self._replaced.get(page), self.articles.get(page)
            seen |= changed_for_records(before, after)
            for article in (before, after):
                if article:
                    # The page of a draft names the article it was proposed from.
                    seen.update(record.id for record in drafts_from[article.siglum])
        affected = self._record_pages(seen)
        if changed_records:
            for page, article in self.articles.items():
                if not changed_records.isdisjoint(article.records()):
                    # The record's name stands on the page, and beside quotations on others' pages.
                    affected |= {page} | self._record_pages(article.records())
        if changed_records or changed_articles:
            affected |= self.data["views"].keys()
        if changed_records or any(
            relating(self._replaced.get(page)) != relating(self.articles.get(page))
            for page in changed_articles
        ):
            affected |= self._take_over_relations()
        if self._take_over_checks(checks):
            affected |= {page for page, views in self.data["views"].items() if _STATES in views}
        now = time.time_ns() // 1000
        self.data["touched"] |= dict.fromkeys(affected, now)
        if changed_records or any(map(self._names_changed, read | self._forgotten)):
            self.data["named"] = now
        self._replaced, self._forgotten = {}, set()
        return affected - read

    def _take_over_relations(self) -> set[str]:
        """Note what the pages of articles show of one another; those of which that changed."""
        before: dict[str, str] = self.data["related"]
        now = {page: self.relations.digest(article) for page, article in self.articles.items()}
        self.data["related"] = now
        return {page for page, digest in now.items() if before.get(page) != digest}

    def _names_changed(self, page: str) -> bool:
        """Whether a page that was read or is no more may be referred to in another way than before."""
        before, after = self._replaced.get(page), self.articles.get(page)
        if before is None or after is None:
            return True
        return list(self._article_objects(page, before)) != list(self._article_objects(page, after))

    def _take_over_checks(self, checks: Mapping[str, Checked]) -> bool:
        """Note what validation found in the files as they were read; whether the state of any has changed."""
        before = self.data["checks"], self.data["faulty_before"]
        digests = self.data["digests"]
        self.data["checks"] = {
            page: found for page, found in checks.items() if found.digest == digests.get(page)
        }
        self.data["faulty_before"] = dict(self.data["faulty"])
        return before != (self.data["checks"], self.data["faulty_before"])

    def _record_pages(self, record_ids: Iterable[str]) -> set[str]:
        found = map(self.records.get, set(record_ids))
        return {addresses.record_page(record.kind, record.id) for record in found if record}

    @property
    def named(self) -> int:
        """When anything that can be referred to last changed, in microseconds since 1970."""
        return int(self.data["named"])

    def touched(self) -> dict[str, int]:
        """When what a page shows of other pages last changed, in microseconds since 1970."""
        touched: dict[str, int] = self.data["touched"]
        return touched

    # References

    def find(self, role: str, target: str) -> tuple[str, str, str] | None:
        """Page, anchor and title of what a role's target names, or None."""
        if role in _TEXT_ROLES:
            siglum, anchor = addresses.split_target(target)
            article = self.article(siglum)
            if article is None:
                return self._find_former(addresses.article_page(siglum))
            if not anchor:
                return addresses.article_page(siglum), "", article.header.title
            title = self.anchor_titles(article).get(anchor)
            return (addresses.article_page(siglum), anchor, title) if title else None
        record = self.records.get(target)
        if record is None:
            return self._find_former(addresses.record_page(EntityKind(role), target))
        if record.kind != role:
            return None
        return addresses.record_page(record.kind, record.id), "", record.name

    def _find_former(self, page: str) -> tuple[str, str, str] | None:
        """Page, anchor and title of what stands for a page that is no more, or None."""
        former = self.former.get(page)
        if former is None:
            return None
        record = self.records.get(former.successor.rpartition("/")[2])
        return former.successor or page, "", record.name if record else former.title

    def candidates(self, role: str, target: str) -> list[str]:
        """Every target a role could have, for suggestions; anchors only of the article that was meant."""
        if role not in _TEXT_ROLES:
            return [record.id for record in self.records.values() if record.kind == role]
        siglum, anchor = addresses.split_target(target)
        article = self.article(siglum)
        if article and anchor:
            return [f"{siglum}#{known}" for known, _ in article.anchors()]
        return [known.siglum for known in self.articles.values()]

    def anchor_titles(self, article: Article) -> dict[str, str]:
        """What a reference to each anchor says if its author gave no words."""
        titles = {
            anchor: f"{article.header.title}, {addresses.anchor_name(anchor)}"
            for anchor in (
                *(each.anchor for each in article.former),
                *(each for each, _ in article.anchors()),
            )
        }
        for utterance in article.every_utterance():
            for part in utterance.parts:
                titles[part.anchor] = quoted(utterance.words, utterance.mode, _TITLE_LENGTH)
        titles.pop("", None)
        return titles

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        found = self.find(typ, target)
        if found is None:
            return None
        page, anchor, title = found
        content = contnode if node["refexplicit"] else nodes.inline("", title, classes=contnode["classes"])
        return make_refnode(builder, fromdocname, page, anchor, content, title)

    def resolve_any_xref(self, *_arguments: Any) -> list[tuple[str, nodes.reference]]:
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        yield from self._objects()
        for name, former in self.former.items():
            for anchor, page, title in self._former_targets(name):
                target, kind = addresses.label(former.name, anchor), former.kind
                yield target, title, addresses.anchor_type(anchor) or kind, page, "", _NOT_IN_SEARCH

    def _objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Records, articles and their anchors."""
        for record in self.records.values():
            page = addresses.record_page(record.kind, record.id)
            yield record.id, record.name, record.kind.value, page, "", _SEARCHABLE
        for page, article in self.articles.items():
            yield from self._article_objects(page, article)

    def _article_objects(self, page: str, article: Article) -> Iterator[tuple[str, str, str, str, str, int]]:
        yield article.siglum, article.header.title, "article", page, "", _SEARCHABLE
        for anchor, title in self.anchor_titles(article).items():
            kind = addresses.anchor_type(anchor)
            if kind:
                yield f"{article.siglum}#{anchor}", title, kind, page, anchor, _NOT_IN_SEARCH

    def _former_targets(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Every anchor of a page that is no more, itself first, with page and title of what stands for it."""
        found = self._find_former(name)
        if found:
            page, _, title = found
            yield from ((anchor, page, title) for anchor in ("", *self.former[name].anchors))

    def labels(self) -> Iterator[tuple[str, str, str, str]]:
        """Label, page, anchor and title of everything that any Sphinx project can cite."""
        for _, title, _, page, anchor, _ in self._objects():
            yield addresses.label(page, anchor), page, anchor, title
        for name in self.former:
            for anchor, page, title in self._former_targets(name):
                yield addresses.label(name, anchor), page, "", title


def quoted(words: str, mode: Speech, length: int | None = None) -> str:
    """The words of a quotation, in quotation marks if they are the speaker's own; cut to whole words."""
    if length is not None and len(words) > length:
        words = words[: words.rfind(" ", 0, length)].rstrip(",;:. …") + " …"
    return words if mode is Speech.INDIRECT else f"“{words}”"
