"""How to cite the page one is on: in styles, in the formats of reference managers, by address."""

import json
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from typing import Final

from docutils import nodes
from sphinx.util.osutil import relative_uri

from pressmark.citing import FORMATS, Piece, Reference, StyledCitation, coins
from pressmark.model import BlockKind
from pressmark.site import addresses
from pressmark.site.cited import Cited
from pressmark.site.dates import in_words
from pressmark.site.output import BUILDERS
from pressmark.site.views.context import Context, HtmlView
from pressmark.site.words import _
from pressmark.tei.published import Article

_SHORT_DIGEST: Final = 12  # characters


def article(_context: Context) -> HtmlView:
    """How to cite the article of this page and its parts."""
    return HtmlView(html=_article_html, plain=_plain)


def record(_context: Context) -> HtmlView:
    """How to cite the page of a record."""
    return HtmlView(html=_record_html, plain=_plain)


def coins_of(context: Context, listed: Article) -> str:
    """What reference managers read where an article is listed: HTML that shows nothing."""
    page = addresses.article_page(listed.siglum)
    cited = context.domain.cited.get(page)
    return context.once(("coins", page), partial(_coins_html, cited.reference)) if cited else ""


def _coins_html(reference: Reference) -> str:
    return f'<span class="Z3988" title="{escape(coins(reference))}"></span>'


def _article_html(context: Context) -> str:
    found = context.domain.articles.get(context.docname)
    first = next((p.anchor for p in found.passages if p.kind is BlockKind.PARAGRAPH), "") if found else ""
    return _citation(context, _("Cite the whole article instead"), first)


def _record_html(context: Context) -> str:
    return _citation(context, _("Cite the whole page instead"), "")


def _citation(context: Context, instead: str, first_paragraph: str) -> str:
    cited = context.domain.cited.get(context.docname)
    if cited is None:
        return ""
    reference = cited.reference
    said = escape(_script_words(instead))
    help_words = _(
        "To cite a paragraph, a quotation or a sentence, follow its number or its link: the address then "
        "ends in # and what it names, as in #{anchor}."
    )
    parts = [
        f'<div class="pm-citing" data-url="{escape(reference.url)}" data-words="{said}">\n',
        *_styled(cited, first_paragraph, context),
        *_state(reference, context.docname),
        f'<p class="pm-citing-help">{escape(help_words.format(anchor=first_paragraph))}</p>\n'
        if first_paragraph
        else "",
        *_formats(reference, context),
        "</div>\n",
    ]
    if "cite" in context.domain.env.all_docs:
        address = escape(context.address("cite"))
        words = escape(_("More on citing"))
        parts.append(
            f'<p class="pm-citing-more"><a class="reference internal" href="{address}">{words}</a></p>\n'
        )
    return "".join(parts)


def _script_words(instead: str) -> str:
    """What the script says, as JSON."""
    said = {
        "title": _("Cite this"),
        "cite": _("Cite {what}"),
        "all": instead,
        "copy": _("Copy"),
        "copied": _("Copied"),
        "close": _("Close"),
        "names": {kind.value: _(name) for kind, name in addresses.ANCHOR_NAMES.items()},
    }
    return json.dumps(said, ensure_ascii=False)


def _plain(context: Context) -> list[nodes.Node]:
    """A citation in no particular style."""
    cited = context.domain.cited.get(context.docname)
    if cited is None:
        return []
    words = _plain_parts(cited.reference, context.docname)
    return [nodes.paragraph("", "", nodes.strong("", _("Cite as: ")), *words, classes=["pm-cite"])]


def _plain_parts(reference: Reference, page: str) -> Iterator[nodes.Node]:
    if reference.authors:
        yield nodes.Text(", ".join(author.name for author in reference.authors) + ", ")
    yield nodes.Text(f"“{reference.title}”, ")
    if reference.container:
        yield from (nodes.emphasis("", reference.container), nodes.Text(", "))
    if reference.issued:
        yield nodes.Text(f"{in_words(reference.issued)}, ")
    if reference.archive:
        yield from (nodes.emphasis("", reference.archive), nodes.Text(", "))
    yield nodes.Text(f"{reference.url or page}.")


def _styled(cited: Cited, first_paragraph: str, context: Context) -> Iterator[str]:
    """The citation in each style; in none of them if there is none, and why."""
    if not cited.styled:
        words = "".join(escape(node.astext()) for node in _plain_parts(cited.reference, context.docname))
        yield f'<p class="pm-citation">{_with_address(words, cited.reference.url)}</p>\n'
        if context.edition.citation_styles.split():
            missing = _("In no particular style: pandoc, which sets citations in styles, was not at hand.")
            yield f'<p class="pm-citing-help">{escape(missing)}</p>\n'
        return
    yield "<dl>\n"
    for title, citation in cited.styled.items():
        entry = _with_address(_html(citation.entry), cited.reference.url)
        yield f'<dt>{escape(title)}</dt>\n<dd><p class="pm-citation">{entry}</p>\n'
        if first_paragraph and citation.passage:
            yield _passage(citation, first_paragraph, cited.reference.url)
        yield "</dd>\n"
    yield "</dl>\n"


def _passage(citation: StyledCitation, anchor: str, url: str) -> str:
    words = _with_address(_html(citation.passage), url)
    # The locator stands once: it is a number that is nowhere in the reference.
    number = f'<span class="pm-locator">{escape(anchor[1:])}</span>'
    located = words.replace(citation.locator, number)
    label = escape(_("In the text or in a note, for a paragraph:"))
    return f'<p class="pm-citing-label">{label}</p>\n<p class="pm-citation pm-passage">{located}</p>\n'


def _state(reference: Reference, page: str) -> Iterator[str]:
    """Address and state, as rows of a list."""
    yield '<div class="pm-citing-facts">\n<dl>\n'
    if reference.url:
        address = escape(reference.url)
        link = f'<a class="pm-url" href="{address}">{address}</a>'
        yield f'<dt>{escape(_("Permanent address"))}</dt>\n<dd><p class="pm-citation">{link}</p></dd>\n'
    else:
        missing = escape(_("The edition is not published under an address yet, so citations name none."))
        name = escape(_("Name of the page"))
        yield f"<dt>{name}</dt>\n<dd><p><code>{escape(page)}</code></p><p>{missing}</p></dd>\n"
    state = []
    if reference.changed:
        day = escape(in_words(reference.changed))
        time = f'<time datetime="{escape(reference.changed)}">{day}</time>'
        state.append(escape(_("of {date}")).format(date=time))
    if reference.digest:
        digest = escape(reference.digest)
        words = escape(_("SHA-256 of the TEI file:"))
        state.append(f'{words} <code title="{digest}">{digest[:_SHORT_DIGEST]}…</code>')
    if state:
        yield f"<dt>{escape(_('State'))}</dt>\n<dd><p>{'; '.join(state)}</p></dd>\n"
    yield "</dl>\n</div>\n"


def file_address(context: Context, suffix: str) -> str:
    """Where the file beside this page that ends so is, seen from it; empty if the builder writes none."""
    if context.builder.name not in BUILDERS:
        return ""
    page = context.docname
    return relative_uri(context.builder.get_target_uri(page), f"{page}{suffix}")


def _formats(reference: Reference, context: Context) -> Iterator[str]:
    """The reference in each format, folded, with its file."""
    stem = context.docname.rpartition("/")[2]
    for each in FORMATS:
        text = escape(each.write(reference).replace("\r\n", "\n").rstrip("\n"), quote=False)
        url = escape(reference.url, quote=False)
        shown = text.replace(url, f'<span class="pm-url">{url}</span>') if url else text
        name, address = f"{stem}{each.suffix}", file_address(context, each.suffix)
        words = escape(_("Save {name}").format(name=name))
        link = f'<a href="{escape(address)}" download="{escape(name)}" type="{each.media_type}">{words}</a>'
        yield (
            f'<details>\n<summary>{each.name}</summary>\n<pre tabindex="0">{shown}</pre>\n'
            f"<p>{link if address else ''}</p>\n</details>\n"
        )


def _html(pieces: Iterable[Piece]) -> str:
    return "".join(
        f"<i>{escape(piece.words, quote=False)}</i>" if piece.italic else escape(piece.words, quote=False)
        for piece in pieces
    )


def _with_address(words: str, url: str) -> str:
    """HTML in which the address of the page is a link."""
    if not url:
        return words
    address = escape(url)
    return words.replace(escape(url, quote=False), f'<a class="pm-url" href="{address}">{address}</a>')
