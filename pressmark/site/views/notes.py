"""What prose pages show of the edition: numbers, principles, rules, settings, an example."""

from collections import defaultdict
from typing import Final

from docutils import nodes

from pressmark.config import SETTINGS
from pressmark.site import addresses
from pressmark.site.domain import quoted
from pressmark.site.pieces import field
from pressmark.site.views.context import Context, remark
from pressmark.site.words import N_, _, counted, numeral
from pressmark.tei.published import Speech, Utterance

_SHORT: Final = 30  # code points
_TYPES: Final = {str: N_("text"), int: N_("whole number"), bool: N_("true or false")}
_PRINCIPLES: Final = {
    "correction": N_("Correction"),
    "normalization": N_("Normalisation"),
    "quotation": N_("Quotation marks"),
    "hyphenation": N_("Hyphenation"),
    "segmentation": N_("Sentences"),
    "interpretation": N_("Mark-up"),
    "stdVals": N_("Standard values"),
    "punctuation": N_("Punctuation"),
}


def count(context: Context) -> list[nodes.Node]:
    """How many there are of something, as a number."""
    index = context.index
    numbers = {
        "articles": len(index.articles),
        "quotations": sum(len(article.utterances) for article in index.articles),
        "mentions": sum(len(article.mentions) for article in index.articles),
        "dates": sum(len(article.dates) for article in index.articles),
        **{
            folder: sum(record.kind is kind for record in index.records.values())
            for kind, folder in addresses.FOLDERS.items()
        },
    }
    return [nodes.Text(numeral(numbers[context.argument]))]


def principles(context: Context) -> list[nodes.Node]:
    """The editorial declarations of the TEI headers; where they differ, how many articles say which."""
    said: dict[str, dict[tuple[str, ...], int]] = defaultdict(lambda: defaultdict(int))
    for article in context.index.articles:
        for principle in article.header.principles:
            said[principle.name][principle.paragraphs] += 1
    fields = nodes.field_list(classes=["pm-facts"])
    for name, statements in said.items():
        for paragraphs, number in sorted(statements.items(), key=lambda statement: -statement[1]):
            words = " ".join(paragraphs)
            if len(statements) > 1:
                words += f" ({counted(number, 'article')})"
            fields += field(_(_PRINCIPLES.get(name, name.capitalize())), nodes.Text(words))
    return [fields] if fields.children else remark(_("No article states its principles yet."))


def rules(context: Context) -> list[nodes.Node]:
    """The rules by which a machine proposed mark-up, as the TEI headers describe them."""
    known: dict[str, str] = {}
    for article in context.index.articles:
        known.update(article.header.rules)
    fields = nodes.field_list(classes=["pm-facts"])
    for rule, description in sorted(known.items()):
        fields += field(rule, nodes.Text(description))
    return [fields] if fields.children else remark(_("No rule was used yet."))


def settings(_context: Context) -> list[nodes.Node]:
    """The keys of the edition's settings file."""
    fields = nodes.field_list(classes=["pm-facts"])
    for setting in SETTINGS:
        fields += field(setting.key, nodes.Text(f"{setting.help} ({_(_TYPES[setting.type])})"))
    return [fields]


def example(context: Context) -> list[nodes.Node]:
    """A real citation from this edition: a quotation, with every way of referring to it."""
    candidates = [(article, said) for article in context.index.articles for said in article.utterances]
    found = max(candidates, key=lambda pair: _aptness(context, pair[1]), default=None)
    if found is None:
        return remark(_("As soon as an article with a quotation is in the edition, an example stands here."))
    article, said = found
    page, anchor = addresses.article_page(article.siglum), said.anchor
    address = f"{context.public_address(page)}#{anchor}"
    fields = nodes.field_list(classes=["pm-facts"])
    fields += field(_("The words"), context.link(quoted(said.words, said.mode, 90), page, anchor))
    fields += field(_("Address"), nodes.literal("", address))
    fields += field(_("In this edition"), nodes.literal("", f"{{quotation}}`{article.siglum}#{anchor}`"))
    fields += field(_("Elsewhere, MyST"), nodes.literal("", f"{{ref}}`{addresses.label(page, anchor)}`"))
    fields += field(_("Elsewhere, reST"), nodes.literal("", f":ref:`{addresses.label(page, anchor)}`"))
    fields += field(_("In TEI"), nodes.literal("", f'{article.siglum}.xml, xml:id="{anchor}"'))
    speakers = context.record_links(said.speakers)
    if speakers:
        fields += field(_("The speaker"), *speakers)
    return [fields]


def _aptness(context: Context, said: Utterance) -> tuple[bool, bool, bool]:
    """How well a quotation serves as an example: with a speaker who has a record, spoken, of some length."""
    return (
        any(speaker in context.index.records for speaker in said.speakers),
        said.mode is Speech.DIRECT and bool(said.anchor),
        len(said.words) > _SHORT,
    )
