"""The state of every article: what validation found, how far a person has checked it, what was corrected."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from typing import Final, NamedTuple

from docutils import nodes

from pressmark.model import BlockKind, Finding, Severity
from pressmark.site.corrections import SECTION
from pressmark.site.dates import in_words, is_iso
from pressmark.site.filing import filing_key
from pressmark.site.states import Checked, State
from pressmark.site.views import facts, lines
from pressmark.site.views.context import Context, remark
from pressmark.site.views.lines import Line, Run
from pressmark.site.views.splitting import Group, Part, SplitView, cut
from pressmark.site.words import N_, _, counted, ngettext, numeral
from pressmark.tei.published import Article, Change

# More findings than this are folded away.
_FEW: Final = 3
_LABELS: Final = {
    State.UNREADABLE: N_("cannot be read"),
    State.ERRORS: N_("with errors"),
    State.WARNINGS: N_("with warnings"),
    State.UNCHECKED: N_("not checked in this build"),
    State.VALID: N_("valid"),
}
_STATUS: Final = {
    "draft": N_("draft mark-up"),
    "checked": N_("mark-up checked"),
    "approved": N_("mark-up approved"),
}


class Entry(NamedTuple):
    """What is known of an article; one that cannot be read is known by its page alone."""

    page: str
    state: State
    checked: Checked | None
    article: Article | None

    @property
    def title(self) -> str:
        return lines.title(self.article) if self.article else self.page.rpartition("/")[2]


def states(context: Context) -> SplitView | list[nodes.Node]:
    """Totals, then every article, those first that need work most."""
    pages = [*context.domain.articles, *context.domain.faulty]
    if not pages:
        return remark(_("There is no article in this edition yet."))
    entries = [
        Entry(page, _state(context, page), context.domain.checked(page), context.domain.articles.get(page))
        for page in pages
    ]
    entries.sort(key=lambda entry: (entry.state, filing_key(entry.title)))
    totals = facts.html(_totals(entries))
    listed = Group(key="articles", name=_("Articles"), entries=entries)
    parts = [
        Part(
            key=group.key,
            name=group.name,
            html=partial(_html, entries=group.entries, before="" if number else totals),
        )
        for number, group in enumerate(cut([listed], context.edition.page_entries))
    ]
    return SplitView(parts=parts, plain=partial(_plain, entries=entries), label=_("Articles"))


def _html(context: Context, entries: Sequence[Entry], before: str) -> str:
    return before + "".join(_entry_html(context, entry) for entry in entries)


def _entry_html(context: Context, entry: Entry) -> str:
    found = [f"<li><p>{lines.html(line)}</p></li>\n" for line in _findings(context, entry)]
    listed = f'<ul class="pm-findings">\n{"".join(found)}</ul>\n' if found else ""
    if len(found) > _FEW:
        label = escape(counted(len(found), "finding"), quote=False)
        listed = f"<details>\n<summary>{label}</summary>\n{listed}</details>\n"
    return (
        '<div class="pm-group pm-state">\n'
        f'<p class="pm-source-line">{_source_html(context, entry)}</p>\n'
        f'<p class="pm-quiet">{lines.html(_said(context, entry))}</p>\n{listed}</div>\n'
    )


def _plain(context: Context, entries: Sequence[Entry]) -> list[nodes.Node]:
    return [facts.plain(_totals(entries)), *(_entry_plain(context, entry) for entry in entries)]


def _entry_plain(context: Context, entry: Entry) -> nodes.container:
    source = lines.joined([[_title(context, entry)], _published(entry)])
    above, below = (lines.plain(line) for line in (source, _said(context, entry)))
    block = nodes.container("", nodes.paragraph("", "", *above), nodes.paragraph("", "", *below))
    found = [
        nodes.list_item("", nodes.paragraph("", "", *lines.plain(line))) for line in _findings(context, entry)
    ]
    if found:
        block += nodes.bullet_list("", *found)
    return block


def _state(context: Context, page: str) -> State:
    if page in context.domain.faulty:
        return State.UNREADABLE
    checked = context.domain.checked(page)
    return checked.state if checked else State.UNCHECKED


def _totals(entries: Sequence[Entry]) -> Iterator[facts.Row]:
    articles = [entry.article for entry in entries if entry.article]
    tally = Counter(entry.state for entry in entries)
    statuses = Counter(article.header.status for article in articles if article.header.status)
    people, marks = (
        sum(article.makers.people for article in articles),
        sum(article.makers.total for article in articles),
    )
    corrections = sum(len(article.corrections) for article in articles)
    furniture = sum(map(_furniture, articles))
    kinds = ", ".join(
        f"{numeral(tally[state])} {_(label)}" for state, label in _LABELS.items() if tally[state]
    )
    yield counted(len(entries), "article"), (Run(kinds),)
    if statuses:
        words = (
            f"{numeral(number)} {_(_STATUS.get(status, status))}"
            for status, number in sorted(statuses.items())
        )
        yield _("Status"), (Run(", ".join(words)),)
    yield _("Mark-up"), (Run(_share(people, marks)),)
    yield _("Text"), (Run(f"{_furniture_lines(furniture)}, {counted(corrections, 'correction')}"),)


def _share(people: int, marks: int) -> str:
    """How many marks a person answers for."""
    if not marks:
        return _("nothing is marked")
    said = ngettext(
        "{people} of {n} mark checked by a person ({share} per cent)",
        "{people} of {n} marks checked by a person ({share} per cent)",
        marks,
    )
    return said.format(people=numeral(people), n=numeral(marks), share=100 * people // marks)


def _title(context: Context, entry: Entry) -> Run:
    language = lines.foreign(context, entry.article) if entry.article else ""
    return Run(entry.title, context.address(entry.page), language=language)


def _published(entry: Entry) -> Line:
    """Outlet and date, as far as they are known."""
    return lines.published(entry.article) if entry.article else ()


def _source_html(context: Context, entry: Entry) -> str:
    title, published = lines.html([_title(context, entry)]), lines.html(_published(entry))
    dot = '<span class="pm-quiet pm-separator"> · </span>'
    return f'{title}{dot}<span class="pm-quiet">{published}</span>' if published else title


def _said(context: Context, entry: Entry) -> Line:
    """What was found, and what is known of the article."""
    badge = Run(_verdict(entry.state, entry.checked), classes=f"pm-badge pm-{entry.state.name.lower()}")
    parts: list[Line] = [(badge,)]
    if entry.state is State.UNCHECKED:
        parts.append((Run(_("run {command}").format(command="make validate")),))
    if entry.article:
        parts += _known(context, entry.article, entry.checked)
    return lines.joined(parts)


def _findings(context: Context, entry: Entry) -> list[Line]:
    """The findings, a line each, without the file, which is named above them."""
    if entry.checked and entry.checked.findings:
        return [_finding(each) for each in sorted(entry.checked.findings, key=lambda found: found.order)]
    return [(Run(context.domain.fault(entry.page)),)] if entry.state is State.UNREADABLE else []


def _verdict(state: State, checked: Checked | None) -> str:
    if checked is None or state is State.UNREADABLE:
        return _(_LABELS[state])
    tally = Counter(finding.severity for finding in checked.findings)
    numbers = [counted(tally[severity], severity) for severity in Severity if tally[severity]]
    return ", ".join(([_("valid")] if state is State.VALID else []) + numbers)


def _known(context: Context, article: Article, checked: Checked | None) -> Iterator[Line]:
    status = article.header.status
    if status:
        yield (Run(_(_STATUS.get(status, status))),)
    yield (Run(_share(article.makers.people, article.makers.total)),)
    change = _last_by_person(article)
    if change:
        who, when = ", ".join(change.who), change.when
        date = (Run(", "), Run(in_words(when), iso=when)) if is_iso(when) else ()
        yield (Run(_("last change by {names}").format(names=who)), *date)
    if checked and checked.keeps_text is not None:
        kept = _("text of the seed kept") if checked.keeps_text else _("text differs from the seed")
        yield (Run(kept),)
    elif checked:
        yield (Run(_("no seed to compare the text with")),)
    if furniture := _furniture(article):
        yield (Run(_furniture_lines(furniture)),)
    if article.corrections:
        words = counted(len(article.corrections), "correction")
        yield (Run(words, lines.address(context, article, SECTION)),)


def _last_by_person(article: Article) -> Change | None:
    """What a person did last, by its date; changes without one count as older."""
    changes = [change for change in article.header.changes if change.by_person]
    return max(changes, key=lambda change: change.when, default=None)


def _furniture(article: Article) -> int:
    return sum(passage.kind is BlockKind.FURNITURE for passage in article.passages)


def _furniture_lines(number: int) -> str:
    words = ngettext("{n} line of web furniture", "{n} lines of web furniture", number)
    return words.format(n=numeral(number))


def _finding(finding: Finding) -> Line:
    place = ":".join(str(part) for part in (finding.line, finding.column) if part)
    before = (Run(place, classes="pm-place-in-file"), Run(" ")) if place else ()
    return (*before, Run(f"{finding.label}: {finding.says}"))
