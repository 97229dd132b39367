"""The state of every article: what validation found, how far a person has checked it, what was corrected."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from docutils import nodes

from pressmark.model import BlockKind, Finding, Severity
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.corrections import SECTION
from pressmark.site.dates import in_words, is_iso
from pressmark.site.filing import filing_key
from pressmark.site.pieces import field
from pressmark.site.states import Checked, State
from pressmark.site.views.context import Context, joined, remark
from pressmark.site.words import N_, _, counted, ngettext, numeral, phrase
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


def states(context: Context) -> list[nodes.Node]:
    """Totals, then every article, those first that need work most."""
    pages = [*context.domain.articles, *context.domain.faulty]
    if not pages:
        return remark(_("There is no article in this edition yet."))
    known = {page: (_state(context, page), context.domain.checked(page)) for page in pages}
    pages.sort(key=lambda page: (known[page][0], filing_key(_title(context, page))))
    return [_totals(context, [state for state, _ in known.values()])] + [
        _article(context, page, *known[page]) for page in pages
    ]


def _state(context: Context, page: str) -> State:
    if page in context.domain.faulty:
        return State.UNREADABLE
    checked = context.domain.checked(page)
    return checked.state if checked else State.UNCHECKED


def _title(context: Context, page: str) -> str:
    article = context.domain.articles.get(page)
    siglum = page.rpartition("/")[2]
    return (article.header.title if article else "") or siglum


def _totals(context: Context, found: list[State]) -> nodes.field_list:
    articles = list(context.domain.articles.values())
    tally = Counter(found)
    statuses = Counter(article.header.status for article in articles if article.header.status)
    people, marks = (
        sum(article.makers.people for article in articles),
        sum(article.makers.total for article in articles),
    )
    corrections = sum(len(article.corrections) for article in articles)
    furniture = sum(_furniture(article) for article in articles)
    fields = nodes.field_list(classes=["pm-facts"])
    kinds = ", ".join(
        f"{numeral(tally[state])} {_(label)}" for state, label in _LABELS.items() if tally[state]
    )
    fields += field(counted(len(found), "article"), nodes.Text(kinds))
    if statuses:
        words = (
            f"{numeral(number)} {_(_STATUS.get(status, status))}"
            for status, number in sorted(statuses.items())
        )
        fields += field(_("Status"), nodes.Text(", ".join(words)))
    fields += field(_("Mark-up"), nodes.Text(_share(people, marks)))
    text = f"{_furniture_lines(furniture)}, {counted(corrections, 'correction')}"
    fields += field(_("Text"), nodes.Text(text))
    return fields


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


def _article(context: Context, page: str, state: State, checked: Checked | None) -> nodes.Element:
    article = context.domain.articles.get(page)
    entry = nodes.container("", classes=["pm-group", "pm-state"])
    if article:
        entry += context.article_line(article)
    else:
        link = context.link(page.rpartition("/")[2], page)
        entry += nodes.paragraph("", "", link, classes=["pm-source-line"])
    badge = nodes.inline("", _verdict(state, checked), classes=["pm-badge", f"pm-{state.name.lower()}"])
    parts: list[list[nodes.Node]] = [[badge]]
    if state is State.UNCHECKED:
        parts.append(phrase(_("run {command}"), command=[nodes.literal("", "make validate")]))
    if article:
        parts += _facts(context, article, checked)
    entry += nodes.paragraph("", "", *joined(parts, " · "), classes=["pm-quiet"])
    lines = (
        [_line(finding) for finding in sorted(checked.findings, key=lambda found: found.order)]
        if checked
        else []
    )
    if state is State.UNREADABLE and not lines:
        lines = [nodes.list_item("", nodes.paragraph("", context.domain.fault(page)))]
    if lines:
        entry += _folded(nodes.bullet_list("", *lines, classes=["pm-findings"]), len(lines))
    return entry


def _verdict(state: State, checked: Checked | None) -> str:
    if checked is None or state is State.UNREADABLE:
        return _(_LABELS[state])
    tally = Counter(finding.severity for finding in checked.findings)
    numbers = [counted(tally[severity], severity) for severity in Severity if tally[severity]]
    return ", ".join(([_("valid")] if state is State.VALID else []) + numbers)


def _facts(context: Context, article: Article, checked: Checked | None) -> Iterator[list[nodes.Node]]:
    status = article.header.status
    if status:
        yield [nodes.Text(_(_STATUS.get(status, status)))]
    yield [nodes.Text(_share(article.makers.people, article.makers.total))]
    change = _last_by_person(article)
    if change:
        who, when = ", ".join(change.who), change.when
        date = [nodes.Text(", "), pm.time(when, in_words(when))] if is_iso(when) else []
        yield [nodes.Text(_("last change by {names}").format(names=who)), *date]
    if checked and checked.keeps_text is not None:
        kept = _("text of the seed kept") if checked.keeps_text else _("text differs from the seed")
        yield [nodes.Text(kept)]
    elif checked:
        yield [nodes.Text(_("no seed to compare the text with"))]
    if furniture := _furniture(article):
        yield [nodes.Text(_furniture_lines(furniture))]
    if article.corrections:
        words = counted(len(article.corrections), "correction")
        yield [context.link(words, addresses.article_page(article.siglum), SECTION)]


def _last_by_person(article: Article) -> Change | None:
    """What a person did last, by its date; changes without one count as older."""
    changes = [change for change in article.header.changes if change.by_person]
    return max(changes, key=lambda change: change.when, default=None)


def _furniture(article: Article) -> int:
    return sum(passage.kind is BlockKind.FURNITURE for passage in article.passages)


def _furniture_lines(number: int) -> str:
    words = ngettext("{n} line of web furniture", "{n} lines of web furniture", number)
    return words.format(n=numeral(number))


def _line(finding: Finding) -> nodes.list_item:
    """A finding on one line, without the file, which is named above it."""
    place = ":".join(str(part) for part in (finding.line, finding.column) if part)
    line = nodes.paragraph("")
    if place:
        line += [nodes.inline("", place, classes=["pm-place-in-file"]), nodes.Text(" ")]
    line += nodes.Text(f"{finding.label}: {finding.says}")
    return nodes.list_item("", line)


def _folded(lines: nodes.bullet_list, number: int) -> nodes.Element:
    """The findings; if they are many, only after a click."""
    if number <= _FEW:
        return lines
    return pm.fold(counted(number, "finding"), lines)
