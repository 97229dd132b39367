"""How an index is arranged: under headings, in groups, each with its entries, for every builder."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from html import escape
from itertools import groupby
from typing import ClassVar, Final, Generic, TypeVar

from docutils import nodes

from pressmark.site.views import lines
from pressmark.site.views.context import Context
from pressmark.site.views.lines import Line, Run
from pressmark.site.views.splitting import Group, Part, SplitView, cut

Entry = TypeVar("Entry")

_PREFIXES: Final = ("letter-", "year-")
_LEVEL: Final = 2  # of the headings of an index that has its page to itself


class Arrangement(ABC, Generic[Entry]):
    """Entries in order, under headings. What says the same of two neighbours puts them together.

    Of the methods that give ids, an empty one stands for no heading at all.
    """

    style: ClassVar[str]  # a class of the style sheet, for its lists
    headed: ClassVar[bool] = (
        True  # whether its sections have headings, or are there for long lists to be cut by
    )

    def __init__(self, label: str, level: int = _LEVEL) -> None:
        """`label` says what the sections are, for those who cannot see it; `level` is their headings'."""
        self.label = label
        self.level = level

    @abstractmethod
    def section(self, entry: Entry) -> str:
        """The id of the section an entry stands in: a letter, a year."""

    @abstractmethod
    def section_name(self, entry: Entry) -> str:
        """What it is called, in links to it."""

    def section_line(self, context: Context, entry: Entry) -> Line:
        """What its heading says."""
        del context
        return (Run(self.section_name(entry)),)

    def group(self, entry: Entry) -> str:
        """The id of the group within the section: a speaker, a day."""
        del entry
        return ""

    def group_line(self, context: Context, entry: Entry) -> Line:
        """What its heading says."""
        del context, entry
        return ()

    def group_html(self, context: Context, entry: Entry) -> str:
        """The same as HTML."""
        return lines.html(self.group_line(context, entry))

    @abstractmethod
    def entry_lines(self, context: Context, entry: Entry) -> Sequence[Line]:
        """The entry: what it says, and in a second line, which may be empty, more about that."""

    def source_line(self, context: Context, entry: Entry) -> Line:
        """Where the entry is from. It stands once, below neighbours that have it in common."""
        del context, entry
        return ()

    def unseen(self, context: Context, entry: Entry) -> str:
        """HTML that is no text: what machines read of the entry."""
        del context, entry
        return ""

    # Writing

    def html(self, context: Context, entries: Sequence[Entry]) -> str:
        """The entries as HTML. A page that holds several sections has links to them at its top."""
        sections = _runs(entries, self.section)
        named = [(key, self.section_name(found[0])) for key, found in sections]
        parts = [jumps(named, self.label)] if self.headed else []
        high, low = self.level, self.level + 1
        for key, found in sections:
            if key and self.headed:
                name = lines.html(self.section_line(context, found[0]))
                parts.append(f'<h{high} class="pm-letter" id="{escape(key)}">{name}</h{high}>\n')
            for identifier, members in _runs(found, self.group):
                listed = self.list_html(context, members)
                if identifier:
                    line = self.group_html(context, members[0])
                    head = f'<h{low} class="pm-heading" id="{escape(identifier)}">{line}</h{low}>\n'
                    listed = f'<div class="pm-together">\n{head}{listed}</div>\n'
                parts.append(listed)
        return "".join(parts)

    def list_html(self, context: Context, entries: Sequence[Entry]) -> str:
        """The entries of a group as a list."""
        parts = []
        for source, found in groupby(entries, lambda entry: self.source_line(context, entry)):
            if not source:
                parts += [f"<li>{self._entry(context, entry)}</li>\n" for entry in found]
                continue
            inner = "".join(self._entry(context, entry) for entry in found)
            parts.append(f'<li>{inner}<p class="pm-source">{lines.html(source)}</p></li>\n')
        return f'<ul class="pm-entries {self.style}">\n{"".join(parts)}</ul>\n'

    def _entry(self, context: Context, entry: Entry) -> str:
        return entry_html(self.entry_lines(context, entry), self.unseen(context, entry))

    def plain(self, context: Context, entries: Sequence[Entry]) -> list[nodes.Node]:
        """The entries as nodes."""
        blocks: list[nodes.Node] = []
        for key, found in _runs(entries, self.section):
            if key and self.headed:
                blocks.append(heading(self.section_line(context, found[0]), key, self.level))
            for identifier, members in _runs(found, self.group):
                if identifier:
                    line = lines.plain(self.group_line(context, members[0]))
                    blocks.append(nodes.paragraph("", "", nodes.strong("", "", *line)))
                items = [
                    nodes.list_item("", *self._plain_entries(context, source, together))
                    for source, together in groupby(members, lambda entry: self.source_line(context, entry))
                ]
                blocks.append(nodes.bullet_list("", *items))
        return blocks

    def _plain_entries(
        self, context: Context, source: Line, entries: Iterable[Entry]
    ) -> Iterator[nodes.paragraph]:
        for entry in entries:
            for line in filter(None, self.entry_lines(context, entry)):
                yield nodes.paragraph("", "", *lines.plain(line))
        if source:
            yield nodes.paragraph("", "", *lines.plain(source))

    def view(self, context: Context, entries: Sequence[Entry], *, name: str = "") -> SplitView:
        """The entries as a view that is cut by section where it is long.

        `name` tells the views of one page apart.
        """
        groups = [
            Group(key=_page_key(key), name=self.section_name(found[0]), entries=found)
            for key, found in _runs(entries, self.section)
        ]
        landed: set[str] = set()
        parts = []
        for group in cut(groups, context.edition.page_entries):
            anchors = tuple(dict.fromkeys(self._anchors(group.entries)))
            parts.append(
                Part(
                    key=group.key,
                    name=group.name,
                    html=partial(self.html, entries=group.entries),
                    anchors=tuple(anchor for anchor in anchors if anchor not in landed),
                )
            )
            landed.update(anchors)
        return SplitView(parts=parts, plain=partial(self.plain, entries=entries), label=self.label, name=name)

    def _anchors(self, entries: Iterable[Entry]) -> Iterator[str]:
        for entry in entries:
            section = self.section(entry) if self.headed else ""
            yield from filter(None, (section, self.group(entry)))


def entry_html(found: Sequence[Line], unseen: str = "") -> str:
    """An entry: what it says, quietly more about that, and HTML that is no text."""
    first, *more = found
    below = "".join(f'<p class="pm-quiet">{lines.html(line)}</p>' for line in more if line)
    return f'<p class="pm-words">{lines.html(first)}</p>{below}{unseen}'


def _page_key(identifier: str) -> str:
    """What a section's id adds to the name of its page: `year-2031` adds "2031"."""
    return next((identifier.removeprefix(p) for p in _PREFIXES if identifier.startswith(p)), identifier)


def _runs(entries: Iterable[Entry], key: Callable[[Entry], str]) -> list[tuple[str, list[Entry]]]:
    """Neighbours that have a key in common."""
    return [(found, list(group)) for found, group in groupby(entries, key)]


def jumps(sections: Iterable[tuple[str, str]], label: str) -> str:
    """Links to the sections of a page, by id and name, if there are several."""
    links = [
        f'<li><a href="#{escape(key)}">{escape(name, quote=False)}</a></li>' for key, name in sections if key
    ]
    if len(links) < 2:
        return ""
    return f'<nav class="pm-letters" aria-label="{escape(label)}"><ul>{"".join(links)}</ul></nav>\n'


def heading(line: Line, identifier: str, level: int) -> nodes.rubric:
    """A heading that is none of the page's sections."""
    rubric = nodes.rubric("", "", *lines.plain(line), ids=[identifier], classes=["pm-letter"])
    rubric["heading-level"] = level
    return rubric
