"""What is too long for one page: it is cut into parts, the first on the page itself, each other on its own.

Sphinx must know all documents before it reads the first, but how long a list becomes is known only when all
were read. So the further pages are no documents: they are written after the others, as Sphinx writes its
index. Their names hold a dot, which no id has: `people.b`, `people/brindle-tamsin.mentions-2030`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from itertools import chain
from typing import Generic, TypeVar

from docutils import nodes

from pressmark.site import nodes as pm
from pressmark.site.further import MARK, FurtherPage
from pressmark.site.output import BUILDERS
from pressmark.site.views.context import Context

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Generic[Entry]):
    """Entries that belong together: those of a letter, of a year.

    `key` names the page: lower-case letters, digits, hyphens. `name` is what readers see.
    """

    key: str
    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of what was cut. `anchors` are the ids on it that also land where the first part stands."""

    key: str
    name: str
    html: Callable[[Context], str]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitView:
    """What a view shows in a browser in parts, and as docutils nodes, whole, for all other builders.

    `name` tells the views of one page apart; it may be empty for the only one. `label` says what the parts
    are parts of, for those who cannot see it: "People by letter".
    """

    parts: Sequence[Part]
    plain: Callable[[Context], list[nodes.Node]]
    label: str
    name: str = ""

    def nodes(self, context: Context) -> list[nodes.Node]:
        """What stands on the page itself."""
        if not context.in_browser:
            return self.plain(context)
        if context.builder.name not in BUILDERS:
            return [pm.edition_html("", html="".join(part.html(context) for part in self.parts))]
        return [pm.edition_html("", html=self.page(context, 0))]

    def page(self, context: Context, number: int) -> str:
        """A part with the way to the others; `number` counts from 0."""
        words = self.parts[number].html(context) if self.parts else ""
        if len(self.parts) < 2:
            return words
        return self._ways(context, number, land=number == 0) + words + self._ways(context, number)

    def further(self, context: Context) -> list[FurtherPage]:
        """The pages on which it goes on from the page of `context`."""
        if context.builder.name not in BUILDERS:
            return []
        pages = [(part.name, self.page_name(context.docname, n)) for n, part in enumerate(self.parts)]
        return [
            FurtherPage(
                page=page,
                name=name,
                html=partial(self.page, replace(context, docname=page), number),
                before=pages[number - 1],
                after=pages[number + 1] if number + 1 < len(pages) else None,
            )
            for number, (name, page) in enumerate(pages)
            if number
        ]

    def page_name(self, docname: str, number: int) -> str:
        """The name of the page that holds a part."""
        if number == 0:
            return docname
        return f"{docname}{MARK}{'-'.join(filter(None, (self.name, self.parts[number].key)))}"

    def _ways(self, context: Context, current: int, *, land: bool = False) -> str:
        """Links to all parts. With `land`, addresses from before the cut land on the link that leads on."""
        home = context.docname.partition(MARK)[0]
        items = []
        for number, part in enumerate(self.parts):
            words = escape(part.name, quote=False)
            if number == current:
                items.append(f'<li><strong aria-current="page">{words}</strong></li>')
                continue
            address = context.address(self.page_name(home, number))
            anchors = part.anchors if land else ()
            targets = "".join(f'<span id="{escape(anchor)}"></span>' for anchor in anchors)
            items.append(f'<li>{targets}<a href="{escape(address)}">{words}</a></li>')
        return f'<nav class="pm-parts" aria-label="{escape(self.label)}"><ul>{"".join(items)}</ul></nav>\n'


def cut(groups: Iterable[Group[Entry]], bound: int) -> list[Group[Entry]]:
    """Groups of at most `bound` entries, one for each page, in the order they come in.

    Neighbours share a page as long as they fit, under both names ("A–C"); a group that is longer than a page
    becomes several with numbered names. Empty groups are left out. Raises ValueError if `bound` is not
    positive.
    """
    if bound < 1:
        raise ValueError(f"a page of {bound} entries cannot be")
    pages: list[Group[Entry]] = []
    together: list[Group[Entry]] = []
    for group in groups:
        if together and sum(len(each.entries) for each in together) + len(group.entries) > bound:
            pages.append(_merged(together))
            together = []
        if len(group.entries) > bound:
            pages += _numbered(group, bound)
        elif group.entries:
            together.append(group)
    return [*pages, _merged(together)] if together else pages


def _merged(groups: Sequence[Group[Entry]]) -> Group[Entry]:
    first, last = groups[0], groups[-1]
    if first is last:
        return first
    entries = list(chain.from_iterable(group.entries for group in groups))
    return Group(key=first.key, name=f"{first.name}–{last.name}", entries=entries)


def _numbered(group: Group[Entry], bound: int) -> Iterator[Group[Entry]]:
    for number, start in enumerate(range(0, len(group.entries), bound), start=1):
        entries = group.entries[start : start + bound]
        if number == 1:
            yield replace(group, entries=entries)
        else:
            key, name = f"{group.key}-{number}", f"{group.name} ({number})"
            yield Group(key=key, name=name, entries=entries)
