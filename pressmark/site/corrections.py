"""What editors have corrected in an article: the words that say it, and the list under the text."""

from typing import Final

from docutils import nodes

from pressmark.site import addresses
from pressmark.site.words import _
from pressmark.tei.published import Article, CorrectionKind, TextCorrection

SECTION: Final = "corrections"


def explanation(correction: TextCorrection) -> str:
    """What the source has where an editor has corrected it, on one line."""
    source = " ".join(correction.source.split())
    if correction.kind is CorrectionKind.CORRECTED:
        return _("in the source: “{words}”").format(words=source) if source else _("not in the source")
    if correction.kind is CorrectionKind.NOTED:
        return _("so in the source")
    what = _("supplied") if correction.kind is CorrectionKind.SUPPLIED else _("gap in the source")
    details = ", ".join(filter(None, (correction.extent, correction.reason)))
    return f"{what}: {details}" if details else what


def entry_id(correction: TextCorrection) -> str:
    """The id of a correction's entry in the list."""
    return f"correction-{correction.number}"


def corrections_section(article: Article) -> list[nodes.Element]:
    """The list of an article's corrections, each with its place; nothing if there is none."""
    if not article.corrections:
        return []
    section = nodes.section("", ids=[SECTION], classes=["pm-apparatus"])
    section += nodes.title("", _("Corrections"))
    language = article.header.language
    entries = [_entry(correction, language) for correction in article.corrections]
    section += nodes.enumerated_list(
        "", *entries, enumtype="arabic", prefix="", suffix=".", classes=["pm-corrections"]
    )
    return [section]


def _entry(correction: TextCorrection, language: str) -> nodes.list_item:
    shown = " ".join(correction.words.split())
    words = nodes.inline(
        "", _("“{words}”").format(words=shown) if shown else _("(nothing)"), classes=[f"language-{language}"]
    )
    line = nodes.paragraph("", "", words, nodes.Text(f", {explanation(correction)}"))
    if correction.place:
        name = addresses.anchor_name(correction.place)
        line += nodes.Text("; ")
        line += nodes.reference("", name, refid=correction.place, internal=True)
    who = ", ".join(correction.responsible)
    facts = []
    if who:
        facts.append(_("by {names}").format(names=who))
    if correction.certainty:
        facts.append(_("certainty {value}").format(value=correction.certainty))
    if facts:
        line += nodes.inline("", f" ({', '.join(facts)})", classes=["pm-quiet"])
    return nodes.list_item("", line, ids=[entry_id(correction)])
