"""People, places and organisations from A to Z, as a table that can be sorted and filtered."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from docutils import nodes

from pressmark.model import EntityKind, Person, Record
from pressmark.site import filing
from pressmark.site.filing import Entry, plain_letters
from pressmark.site.sources import register_address
from pressmark.site.views import lines
from pressmark.site.views.context import Context, remark
from pressmark.site.views.indices import letters
from pressmark.site.views.indices.arrangement import heading, jumps
from pressmark.site.views.lines import Line, Run
from pressmark.site.views.splitting import Group, Part, SplitView, cut
from pressmark.site.words import _, counted, numeral

_FILTERED_FROM: Final = 6  # entries: fewer are seen at a glance


class Column(NamedTuple):
    """A column of numbers: its heading, the noun of what it counts, and how many there are."""

    heading: str
    noun: str
    number: Callable[[Context, Record], int]


def people(context: Context) -> SplitView | list[nodes.Node]:
    """People from A to Z; sources without a name apart."""
    return _index(context, EntityKind.PERSON, _("People by letter"))


def organisations(context: Context) -> SplitView | list[nodes.Node]:
    """Organisations from A to Z."""
    return _index(context, EntityKind.ORGANISATION, _("Organisations by letter"))


def places(context: Context) -> SplitView | list[nodes.Node]:
    """Places from A to Z."""
    return _index(context, EntityKind.PLACE, _("Places by letter"))


def _index(context: Context, kind: EntityKind, label: str) -> SplitView | list[nodes.Node]:
    records = [record for record in context.index.records.values() if record.kind is kind]
    if not records:
        return remark(_("There is no record yet."))
    named = filing.entries(record for record in records if not filing.nameless(record))
    nameless = filing.entries(record for record in records if filing.nameless(record))
    listed = [*named, *nameless]
    groups = [
        Group(key=_page_key(key), name=_section_name(found[0]), entries=found)
        for key, found in _sections(listed)
    ]
    columns = _columns(kind)
    parts = [
        Part(
            key=group.key,
            name=group.name,
            html=partial(_html, entries=group.entries, columns=columns, label=label),
            anchors=tuple(key for key, found in _sections(group.entries)),
        )
        for group in cut(groups, context.edition.page_entries)
    ]
    return SplitView(parts=parts, plain=partial(_plain, entries=listed, columns=columns), label=label)


def _columns(kind: EntityKind) -> tuple[Column, Column]:
    mentions = Column(
        _("Mentions"), "mention", lambda context, record: context.index.mention_count(record.id)
    )
    if kind is EntityKind.PLACE:
        return mentions, Column(
            _("Articles"), "article", lambda context, record: len(context.index.mentions.get(record.id, ()))
        )
    return mentions, Column(
        _("Quotations"), "quotation", lambda context, record: context.index.utterance_count(record.id)
    )


def _section(entry: Entry) -> str:
    return letters.section(entry.heading, entry.record)


def _section_name(entry: Entry) -> str:
    return letters.section_name(entry.heading, entry.record)


def _sections(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    return [(key, list(found)) for key, found in groupby(entries, _section)]


def _page_key(section: str) -> str:
    return section.removeprefix("letter-")


# For a browser


def _html(context: Context, entries: Sequence[Entry], columns: Sequence[Column], label: str) -> str:
    sections = _sections(entries)
    width = 1 + len(columns)
    bodies = []
    for key, found in sections:
        name = escape(_section_name(found[0]), quote=False)
        head = f'<th colspan="{width}" scope="rowgroup">{name}</th>'
        bodies.append(f'<tbody id="{key}">\n<tr class="pm-letter">{head}</tr>\n')
        bodies += [_row(context, entry, columns, width) for entry in found]
        bodies.append("</tbody>\n")
    heads = "".join(
        f'<th scope="col" class="pm-figure">{escape(c.heading, quote=False)}</th>' for c in columns
    )
    tools = _tools(sum(not entry.see for entry in entries)) if len(entries) >= _FILTERED_FROM else ""
    jump = jumps(((key, _section_name(found[0])) for key, found in sections), label)
    heads = f'<th scope="col">{escape(_("Name"), quote=False)}</th>{heads}'
    table = f'<table class="pm-names-table">\n<thead><tr>{heads}</tr></thead>\n{"".join(bodies)}</table>\n'
    return f'<div class="pm-index">\n{tools}{jump}{table}</div>\n{_register(context, entries[0].record.kind)}'


def _tools(number: int) -> str:
    """The field to filter by. A script brings it to life; without one it is not shown."""
    label = escape(_("Only names with"), quote=False)
    shown = escape(_("{shown} of {all}").replace("{all}", numeral(number)))
    return (
        f'<form class="pm-tools" role="search" aria-label="{escape(_("Filter this page"))}">'
        f'<label>{label} <input type="search" autocomplete="off" spellcheck="false"></label> '
        f'<span class="pm-quiet" role="status" data-words="{shown}"></span></form>\n'
    )


def _row(context: Context, entry: Entry, columns: Sequence[Column], width: int) -> str:
    record = entry.record
    link = lines.record(context, record, record.sort_name)
    if entry.see:
        words = _see(entry, link)
        key = escape(plain_letters(entry.heading))
        return f'<tr class="pm-see" data-key="{key}"><td colspan="{width}">{lines.html(words)}</td></tr>\n'
    draft = f' <span class="pm-badge">{escape(_("draft"), quote=False)}</span>' if record.draft else ""
    what = what_it_is(record) or _where_from(context, record)
    about = f' <span class="pm-what">{escape(what, quote=False)}</span>' if what else ""
    key = escape(" ".join(dict.fromkeys(map(plain_letters, (*record.names(), record.sort_name, what)))))
    figures = "".join(_figure(column.number(context, record)) for column in columns)
    name = f'<th scope="row">{lines.html([link])}{draft}{about}</th>'
    return f'<tr data-key="{key}">{name}{figures}</tr>\n'


def _figure(number: int) -> str:
    return f'<td class="pm-figure" data-number="{number}">{numeral(number)}</td>'


def _see(entry: Entry, link: Run) -> Line:
    heading_run, see = Run(entry.heading), Run(_("see"), classes="pm-see-word")
    return lines.filled(_("{heading}, {see} {name}"), heading=[heading_run], see=[see], name=[link])


def _register(context: Context, kind: EntityKind) -> str:
    """A link to the register's file, where the builder serves it."""
    found = register_address(context.builder, context.docname, kind)
    if not isinstance(found, nodes.Element):
        return ""
    link = (
        f'<a class="pm-download" href="{escape(found["refuri"])}" download="{escape(found["filename"])}">'
        f"{escape(found['filename'], quote=False)}</a>"
    )
    words = escape(_("The register as data: {file}"), quote=False).replace("{file}", link)
    return f'<p class="pm-quiet pm-data">{words}</p>\n'


# For all other builders


def _plain(context: Context, entries: Sequence[Entry], columns: Sequence[Column]) -> list[nodes.Node]:
    blocks: list[nodes.Node] = []
    for key, found in _sections(entries):
        blocks.append(heading((Run(_section_name(found[0])),), key, 2))
        items = [nodes.list_item("", _plain_entry(context, entry, columns)) for entry in found]
        blocks.append(nodes.bullet_list("", *items))
    return blocks


def _plain_entry(context: Context, entry: Entry, columns: Sequence[Column]) -> nodes.paragraph:
    record = entry.record
    link = lines.record(context, record, record.sort_name)
    if entry.see:
        words = _see(entry, link)
        return nodes.paragraph("", "", *lines.plain(words))
    numbers = [(column, column.number(context, record)) for column in columns]
    said = [counted(number, column.noun) for column, number in numbers if number]
    parts = [
        [link],
        *([Run(words)] for words in (_("draft") if record.draft else "", what_it_is(record)) if words),
    ]
    parts.append([Run(", ".join(said) or _("no mention"))])
    return nodes.paragraph("", "", *lines.plain(lines.joined(parts)))


def _where_from(context: Context, record: Record) -> str:
    """Of a draft without a name, which may be called as others are: the article it was proposed from."""
    article = context.domain.article(record.source) if record.draft and filing.nameless(record) else None
    return _("in “{title}”").format(title=lines.title(article)) if article else ""


def what_it_is(record: Record) -> str:
    """A person's occupation; the type of anything else."""
    if isinstance(record, Person):
        return record.occupation
    return str(getattr(record, "type", "")).replace("-", " ")
