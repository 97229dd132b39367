"""The text of an article as HTML: tokens in, markup out, in one pass."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Final, NamedTuple

from pressmark.model import BlockKind, MentionForm
from pressmark.site import addresses
from pressmark.site.corrections import entry_id, explanation, note_id, note_mark_id, remark
from pressmark.site.dates import is_iso, span_in_words
from pressmark.site.former import what_became
from pressmark.site.links import Links
from pressmark.site.words import _, runs_from_right
from pressmark.tei.published import (
    FormerAnchor,
    Mark,
    Received,
    Speech,
    TextBreak,
    TextCorrection,
    TextDate,
    TextMention,
    TextNote,
    TextSentence,
    TextSpeech,
    TextTarget,
    TextWords,
    Token,
    WordsUse,
)

_WORDS_CLASSES: Final = {
    WordsUse.MENTIONED: "pm-mentioned",
    WordsUse.SO_CALLED: "pm-so-called",
    WordsUse.QUOTED: "pm-quoted",
}


def render(tokens: Iterable[Token], links: Links) -> str:
    """Inline HTML. Every character of text and attributes is escaped.

    A link inside a link is not allowed: the outer one wins, the inner keeps its anchor.
    Verbatim words inside somebody's reported speech have the mark of their speaker once.
    """
    out: list[str] = []
    closing: list[str] = []
    speakers: list[tuple[str, ...] | None] = []  # of each open mark; None if it is no speech
    links_open = 0
    for token in tokens:
        if isinstance(token, str):
            out.append(escape(token, quote=False))
        elif token is None:
            end = closing.pop()
            speakers.pop()
            links_open -= end == "</a>"
            out.append(end)
        elif isinstance(token, TextSentence):
            out.append(_sentence(token, bool(links_open)))
        elif isinstance(token, TextTarget):
            out.append(f'<span id="{escape(token.anchor)}"></span>')
        elif isinstance(token, TextBreak):
            out.append("<br />")
        elif isinstance(token, TextNote):
            out.append(_note(token, bool(links_open)))
        elif isinstance(token, FormerAnchor):
            out.append(render_former(token, links, inside_link=bool(links_open)))
        else:
            said_by = token.speakers if isinstance(token, TextSpeech) else None
            start, end = _open(token, links, bool(links_open), said_by in speakers)
            out.append(start)
            closing.append(end)
            speakers.append(said_by)
            links_open += end == "</a>"
    return "".join(out)


class ContextLine(NamedTuple):
    """A mention with the words around it; `href` is where it stands."""

    before: str
    keyword: str
    after: str
    href: str


def render_concordance(lines: Iterable[ContextLine], language: str) -> str:
    """Mentions with the words around them, as a list."""
    items = "".join(
        f'<li><p><span class="pm-before">{escape(line.before, quote=False)}</span>'
        f'<a class="pm-keyword" href="{escape(line.href)}">{escape(line.keyword, quote=False)}</a>'
        f'<span class="pm-after">{escape(line.after, quote=False)}</span></p></li>\n'
        for line in lines
    )
    return f'<ul class="pm-concordance" lang="{escape(language)}">\n{items}</ul>\n'


def render_former(former: FormerAnchor, links: Links, *, inside_link: bool = False) -> str:
    """A place where a retired anchor lands, with a line that only those see who were sent to it.

    It takes the focus, so that a screen reader says the line. `hidden` keeps it out of books.
    """
    before, successor, behind = what_became(former)
    address = links.successor(successor) if successor and not inside_link else ""
    words = escape(successor, quote=False)
    link = f'<a href="{escape(address)}">{words}</a>' if address else words
    line = f"{escape(before, quote=False)}{link}{escape(behind, quote=False)}"
    return (
        f'<span class="pm-former" id="{escape(former.anchor)}" tabindex="-1">'
        f'<span class="pm-former-line" role="note" hidden="hidden">{line}</span></span>'
    )


def render_dateline(anchor: str, tokens: Iterable[Token], links: Links) -> str:
    """A dateline that runs into its paragraph."""
    return f'<span class="pm-dateline"{_attribute("id", anchor)}>{render(tokens, links)}</span>'


def render_passage(
    kind: BlockKind, anchor: str, tokens: Iterable[Token], links: Links, lead: str = ""
) -> str:
    """A passage as a block of HTML. `lead` is HTML that runs into it: a dateline."""
    inner = lead + render(tokens, links)
    identity = _attribute("id", anchor)
    if kind is BlockKind.PULL_QUOTE:
        return f"<blockquote{identity}><p>{inner}</p></blockquote>\n"
    if kind is BlockKind.ATTRIBUTION:
        return f"<figcaption{identity}>{inner}</figcaption>\n"
    number = _number(anchor) if kind is BlockKind.PARAGRAPH else ""
    label = _attribute("data-label", _("Photograph:")) if kind is BlockKind.CREDIT else ""
    return f'<p class="pm-{kind}"{identity}{label}>{number}{inner}</p>\n'


def render_heading(
    level: int,
    tokens: Iterable[Token],
    links: Links,
    *,
    anchor: str = "",
    foreign: str = "",
    behind: str = "",
) -> str:
    """A headline or crosshead.

    `foreign` is the language of the article if that of the page is another; `behind` is HTML that follows the
    words.
    """
    attributes = _attribute("id", anchor) + _attribute("lang", foreign)
    if foreign and runs_from_right(foreign):
        attributes += ' dir="rtl"'
    return f"<h{level}{attributes}>{render(tokens, links)}{behind}</h{level}>\n"


def render_pull_quote(shown: str, repeats: str) -> str:
    """A pull quote: `shown` is HTML, `repeats` the anchor of the quotation it repeats, or empty."""
    words = escape(_("the quotation in its place"))
    link = f'<a class="pm-repeats" href="#{escape(repeats)}">{words}</a>\n' if repeats else ""
    return f'<div class="pm-pull-quote">\n<figure>\n{shown}</figure>\n{link}</div>\n'


def render_landing(anchors: Iterable[FormerAnchor], links: Links) -> str:
    """Where the retired anchors of an article land that no part of it stands for."""
    return f'<div class="pm-former-top">{"".join(render_former(each, links) for each in anchors)}</div>\n'


def render_received(stretches: Iterable[Received]) -> str:
    """What the source has in place of a passage, for those who ask for it; nothing if it has nothing.

    What the edition shows in other words is marked. Search leaves it out: it is the same text again.
    """
    inner = "".join(
        escape(words, quote=False) if shown else f"<mark>{escape(words, quote=False)}</mark>"
        for words, shown in stretches
    ).strip()
    return f'<p class="pm-received" data-pagefind-ignore="all">{inner}</p>\n' if inner else ""


def _number(anchor: str) -> str:
    """The number in the margin, which is a link to its own paragraph."""
    if not anchor:
        return ""
    name = escape(addresses.anchor_name(anchor).capitalize())
    return f'<a class="pm-number" href="#{escape(anchor)}" aria-label="{name}">{escape(anchor[1:])}</a>'


def _sentence(sentence: TextSentence, inside_link: bool) -> str:
    anchor = escape(sentence.anchor)
    if inside_link:
        return f'<span class="pm-sentence" id="{anchor}"></span>'
    name = escape(addresses.anchor_name(sentence.anchor).capitalize())
    return (
        f'<a class="pm-sentence" id="{anchor}" href="#{anchor}" aria-label="{name}"'
        f' data-number="{escape(sentence.anchor[1:])}"></a>'
    )


def _open(mark: Mark, links: Links, inside_link: bool, speaker_shown: bool) -> tuple[str, str]:
    """What opens and what closes a mark."""
    if isinstance(mark, TextMention):
        return _mention(mark, links, inside_link)
    if isinstance(mark, TextSpeech):
        # A quotation that goes on has the mark of its speaker at its end.
        silent = inside_link or speaker_shown or mark.following
        start = f'<span class="pm-speech pm-{mark.mode}"{_attribute("id", mark.anchor)}{_certainty(mark)}>'
        return start, "</span>" if silent else f"{_speakers(mark, links)}</span>"
    if isinstance(mark, TextDate):
        return _date(mark)
    if isinstance(mark, TextCorrection):
        return _correction(mark, inside_link)
    identity = _attribute("id", mark.anchor) + _certainty(mark)
    if mark.use is WordsUse.FOREIGN:
        return f'<span lang="{escape(mark.language)}" dir="auto"{identity}>', "</span>"
    if mark.use is WordsUse.EMPHASISED:
        return f"<em{identity}>", "</em>"
    return f'<span class="{_WORDS_CLASSES[mark.use]}"{identity}>', "</span>"


def _mention(mark: TextMention, links: Links, inside_link: bool) -> tuple[str, str]:
    described = " pm-description" if mark.form is MentionForm.DESCRIPTION else ""
    attributes = f'class="pm-name pm-{mark.kind}{described}"{_attribute("id", mark.anchor)}{_certainty(mark)}'
    found = [link for record_id in mark.records if (link := links.record(record_id))]
    names = found[0].name if len(found) == 1 else ", ".join(link.name for link in found)
    title = _attribute("title", names) if names != " ".join(mark.words.split()) else ""
    if not found or inside_link:
        return f"<span {attributes}{title}>", "</span>"
    return f'<a {attributes} href="{escape(found[0].href)}"{title}>', "</a>"


def _speakers(mark: TextSpeech, links: Links) -> str:
    """A small mark for each speaker, which links to the speaker's page."""
    found = [link for link in map(links.record, mark.speakers) if link]
    if not found:
        unknown = escape(_("speaker unknown"))
        return (
            f'<span class="pm-speaker pm-unknown" role="img" aria-label="{unknown}" title="{unknown}"></span>'
        )
    said = _("perhaps said by {name}") if mark.mode is Speech.UNDECIDED else _("said by {name}")
    marks = []
    for link in found:
        name = escape(said.replace("{name}", link.name))
        marks.append(
            f'<a class="pm-speaker" href="{escape(link.href)}" aria-label="{name}" title="{name}"></a>'
        )
    return "".join(marks)


def _date(mark: TextDate) -> tuple[str, str]:
    words = span_in_words(mark.earliest, mark.latest)
    attributes = (
        f'class="pm-date"{_attribute("id", mark.anchor)}{_attribute("title", words)}{_certainty(mark)}'
    )
    if mark.earliest == mark.latest and is_iso(mark.earliest):
        return f'<time {attributes} datetime="{mark.earliest}">', "</time>"
    return f"<span {attributes}>", "</span>"  # HTML has no way to write a stretch of days


def _correction(mark: TextCorrection, inside_link: bool) -> tuple[str, str]:
    """Corrected words, and a mark after them that says what the source has and leads to the list of all."""
    said = _attribute("aria-label", explanation(mark)) + _attribute("data-says", explanation(mark))
    start = f'<span class="pm-{mark.kind}">'
    if inside_link:
        return start, f'</span><span class="pm-correction" role="img"{said}></span>'
    return start, f'</span><a class="pm-correction" href="#{entry_id(mark)}"{said}></a>'


def _note(note: TextNote, inside_link: bool) -> str:
    """The number of a note, which leads to it."""
    identity = f'class="pm-note" id="{note_mark_id(note)}"'
    label = _attribute("aria-label", _("Note {number}").format(number=note.number))
    said = label + _attribute("title", remark(note))
    number = f'data-number="{note.number}"'
    if inside_link:
        return f'<span {identity} role="img" {number}{said}></span>'
    return f'<a {identity} href="#{note_id(note)}" role="doc-noteref" {number}{said}></a>'


def _certainty(mark: TextMention | TextSpeech | TextDate | TextWords) -> str:
    """How sure a mark is: a number where a machine proposed it and nobody decided, else an editor's word."""
    return _attribute("data-cert", mark.certainty or ("?" if mark.rule else ""))


@lru_cache(maxsize=16_384)  # the same anchors, names and certainties stand in many articles
def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""
