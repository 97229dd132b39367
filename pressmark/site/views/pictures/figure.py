"""A picture on a page: its caption, the table behind it; and how pictures name and address things."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from docutils import nodes

from pressmark.model import Record
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.dates import in_words
from pressmark.site.pictures import table
from pressmark.site.pictures.table import Cell, Table
from pressmark.site.views.context import Context, joined, remark
from pressmark.site.words import N_, _, counted, numeral
from pressmark.tei.published import Article

ROWS: Final = 200  # of a table; no page grows without bound
NAMED: Final = 5  # in a description

# What all pictures say.
_AS_TABLE: Final = N_("The same as a table")
_FIRST_ROWS: Final = N_("The first {shown} of {all} rows.")
_ALL_IN_DATA: Final = N_("All are in the data of the edition.")
COUNTED: Final = N_("{when}: {number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with what stands under it. `below` is one more line, of links."""

    kind: str  # a class of the style sheet
    svg: str
    caption: Sequence[str]  # sentences
    table: Table
    below: tuple[str, Sequence[Cell]] = ("", ())


def shown(context: Context, picture: Picture) -> list[nodes.Node]:
    """The picture with its caption and its table for HTML; the table alone for all other builders."""
    behind, caption = picture.table, " ".join(picture.caption)
    note = ""
    if len(behind.rows) < behind.of:
        first = _(_FIRST_ROWS).format(shown=numeral(len(behind.rows)), all=numeral(behind.of))
        note = f"{first} {_(_ALL_IN_DATA)}"
    label, cells = picture.below
    # EPUB asks for a mark on each file that holds SVG, which Sphinx does not set.
    if context.in_browser:
        below = ", ".join(table.linked(cell) for cell in cells)
        parts = (
            f'<figure class="pm-picture pm-{picture.kind}">\n{picture.svg}\n<figcaption>',
            f"<p>{escape(caption, quote=False)}</p>\n",
            f"<p>{escape(label, quote=False)}{below}</p>\n" if cells else "",
            f"<details><summary>{escape(_(_AS_TABLE), quote=False)}</summary>\n{table.html(behind)}",
            f"<p>{escape(note, quote=False)}</p>\n" if note else "",
            "</details></figcaption>\n</figure>\n",
        )
        return [pm.edition_html("", html="".join(parts))]
    blocks: list[nodes.Node] = [table.plain(behind)]
    if note:
        blocks += remark(note)
    if cells:
        line = nodes.paragraph("", label, classes=["pm-quiet"])
        line += joined([[table.reference(cell)] for cell in cells], ", ")
        blocks.append(line)
    return blocks


def listed(numbers: Sequence[tuple[str, int]]) -> str:
    """The first of some names, each with its number."""
    return ", ".join(f"{name} ({numeral(number)})" for name, number in numbers[:NAMED])


def number_of(noun: str) -> Callable[[str, int], str]:
    return lambda when, number: _(COUNTED).format(when=when, number=counted(number, noun))


def part_in_words(iso: str) -> str:
    """A part of a calendar in words: "May 2031", "2030–2039"."""
    return iso.replace("/", "–") if "/" in iso else in_words(iso)


def title_of(article: Article) -> str:
    return article.header.title or article.siglum


def article_address(context: Context, article: Article, anchor: str = "") -> str:
    return context.address(addresses.article_page(article.siglum), anchor)


def record_address(context: Context, record: Record) -> str:
    return context.address(addresses.record_page(record.kind, record.id))


def page(context: Context, name: str) -> str:
    """The address of a page that people write, if there is one of that name."""
    return context.address(name) if name in context.domain.env.found_docs else ""
