"""How to cite the page one is on: in styles, in the formats of reference managers, by address."""

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from pressmark.citing import FORMATS, Piece, Reference, StyledCitation, coins
from pressmark.model import BlockKind
from pressmark.site import addresses
from pressmark.site.citations import current_reference
from pressmark.site.cited import Cited
from pressmark.site.dates import in_words
from pressmark.site.views.context import Context
from pressmark.tei.published import Article

CITE_AS: Final = "Cite as: "
CITE_THIS: Final = "Cite this"
CITE_PART: Final = "Cite {what}"
COPY: Final = "Copy"
COPIED: Final = "Copied"
CLOSE: Final = "Close"
INSTEAD: Final = "Cite {whole} instead"
WHOLE_ARTICLE: Final = "the whole article"
WHOLE_PAGE: Final = "the whole page"
PASSAGE: Final = "In the text or in a note, for a paragraph:"
ADDRESS: Final = "Permanent address"
PAGE_NAME: Final = "Name of the page"
NO_ADDRESS: Final = "The edition is not published under an address yet, so citations name none."
STATE: Final = "State"
CHANGED: Final = "of {date}"
DIGEST: Final = "SHA-256 of the TEI file:"
ANCHORS: Final = (
    "To cite a paragraph, a quotation or a sentence, follow its number or its link: the address then ends in "
    "# and what it names, as in #{anchor}."
)
MORE: Final = "More on citing"
SAVE: Final = "Save {name}"

_SHORT_DIGEST: Final = 12  # characters


def article(context: Context) -> list[nodes.Node]:
    """How to cite the article of this page and its parts."""
    found = context.domain.articles.get(context.docname)
    first = next((p.anchor for p in found.passages if p.kind is BlockKind.PARAGRAPH), "") if found else ""
    return _citation(context, WHOLE_ARTICLE, first)


def record(context: Context) -> list[nodes.Node]:
    """How to cite the page of a record."""
    return _citation(context, WHOLE_PAGE, "")


def coins_of(context: Context, listed: Article) -> list[nodes.Node]:
    """What reference managers read where an article is listed: an empty span, for HTML only."""
    cited = context.domain.cited.get(addresses.article_page(listed.siglum))
    if cited is None or context.builder.format != "html":
        return []
    span = f'<span class="Z3988" title="{escape(coins(cited.reference))}"></span>'
    return [nodes.raw("", span, format="html")]


def _citation(context: Context, whole: str, first_paragraph: str) -> list[nodes.Node]:
    cited = context.domain.cited.get(context.docname)
    if cited is None:
        return []
    if not isinstance(context.builder, StandaloneHTMLBuilder) or context.builder.name == "epub":
        return [_plain(cited.reference, context.docname)]
    reference = current_reference(context.domain.env, context.docname) or cited.reference
    said = escape(_script_words(whole))
    parts = [
        f'<div class="pm-citing" data-url="{escape(reference.url)}" data-words="{said}">\n',
        *_styled(cited, first_paragraph, context.docname),
        *_state(reference, context.docname),
        f'<p class="pm-citing-help">{escape(ANCHORS.format(anchor=first_paragraph))}</p>\n'
        if first_paragraph
        else "",
        *_formats(reference, context.docname, _folder(context)),
        "</div>\n",
    ]
    found: list[nodes.Node] = [nodes.raw("", "".join(parts), format="html")]
    if "cite" in context.domain.env.all_docs:
        found.append(nodes.paragraph("", "", context.link(MORE, "cite"), classes=["pm-citing-more"]))
    return found


def _script_words(whole: str) -> str:
    """What the script says, as JSON."""
    names = {kind.value: name.capitalize() for kind, name in addresses.ANCHOR_NAMES.items()}
    said = {
        "title": CITE_THIS,
        "cite": CITE_PART,
        "all": INSTEAD.format(whole=whole),
        "copy": COPY,
        "copied": COPIED,
        "close": CLOSE,
        "names": names,
    }
    return json.dumps(said, ensure_ascii=False)


def _plain(reference: Reference, page: str) -> nodes.paragraph:
    """A citation in no particular style."""
    return nodes.paragraph(
        "", "", nodes.strong("", CITE_AS), *_plain_parts(reference, page), classes=["pm-cite"]
    )


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


def _styled(cited: Cited, first_paragraph: str, page: str) -> Iterator[str]:
    """The citation in each style; in none of them if there is none."""
    if not cited.styled:
        words = "".join(escape(node.astext()) for node in _plain_parts(cited.reference, page))
        yield f'<p class="pm-citation">{_with_address(words, cited.reference.url)}</p>\n'
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
    return (
        f'<p class="pm-citing-label">{escape(PASSAGE)}</p>\n<p class="pm-citation pm-passage">{located}</p>\n'
    )


def _state(reference: Reference, page: str) -> Iterator[str]:
    """Address and state, as rows of a list."""
    yield '<div class="pm-citing-facts">\n<dl>\n'
    if reference.url:
        address = escape(reference.url)
        link = f'<a class="pm-url" href="{address}">{address}</a>'
        yield f'<dt>{ADDRESS}</dt>\n<dd><p class="pm-citation">{link}</p></dd>\n'
    else:
        yield f"<dt>{PAGE_NAME}</dt>\n<dd><p><code>{escape(page)}</code></p><p>{NO_ADDRESS}</p></dd>\n"
    state = []
    if reference.changed:
        day = escape(in_words(reference.changed))
        state.append(CHANGED.format(date=f'<time datetime="{escape(reference.changed)}">{day}</time>'))
    if reference.digest:
        digest = escape(reference.digest)
        state.append(f'{DIGEST} <code title="{digest}">{digest[:_SHORT_DIGEST]}…</code>')
    if state:
        yield f"<dt>{STATE}</dt>\n<dd><p>{'; '.join(state)}</p></dd>\n"
    yield "</dl>\n</div>\n"


def _folder(context: Context) -> str:
    """Where the files of this page are, seen from it; empty if they are beside it."""
    builder = context.builder
    return relative_uri(builder.get_target_uri(context.docname), context.docname).rpartition("/")[0]


def _formats(reference: Reference, page: str, folder: str) -> Iterator[str]:
    """The reference in each format, folded, with its file."""
    stem = page.rpartition("/")[2]
    for each in FORMATS:
        text = escape(each.write(reference).replace("\r\n", "\n").rstrip("\n"), quote=False)
        url = escape(reference.url, quote=False)
        shown = text.replace(url, f'<span class="pm-url">{url}</span>') if url else text
        name = f"{stem}{each.suffix}"
        address = escape(f"{folder}/{name}" if folder else name)
        yield (
            f'<details>\n<summary>{each.name}</summary>\n<pre tabindex="0">{shown}</pre>\n'
            f'<p><a href="{address}" download="{escape(name)}" type="{each.media_type}">'
            f"{escape(SAVE.format(name=name))}</a></p>\n</details>\n"
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
