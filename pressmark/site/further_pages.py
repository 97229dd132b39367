"""The pages that are no documents: they go on where a document was cut. Written after all others."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from pressmark.site.environment import domain_of
from pressmark.site.further import MARK, FurtherPage
from pressmark.site.words import _


def begin(_app: Sphinx, builder: Builder) -> None:
    """Forget what an earlier build in this process has cut."""
    domain_of(builder.env).further.clear()


def further_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages that go on where a page that was written in this build was cut, as Sphinx asks for them."""
    builder, further = app.builder, domain_of(app.env).further
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    for docname, pages in further.items():
        title = builder.render_partial(app.env.longtitles[docname])["title"] if pages else ""
        for page in pages:
            heading = f'{title} <span class="pm-part">{escape(page.name, quote=False)}</span>'
            whole = _("All parts of {title}").format(title=title)
            address = escape(builder.get_relative_uri(page.page, docname))
            up = f'<p class="pm-quiet"><a href="{address}">{whole}</a></p>'
            context: dict[str, Any] = {
                "title": heading,
                "body": f'<section id="top">\n<h1>{heading}</h1>\n{up}\n{page.html()}</section>\n',
                "prev": _way(builder, page.page, page.before),
                "next": _way(builder, page.page, page.after),
                "parents": [],
                "metatags": "",
            }
            yield page.page, context, "page.html"
    _remove_stale(builder, further)


def _way(builder: Builder, start: str, to: tuple[str, str] | None) -> dict[str, str] | None:
    """A link to the page before or after, as themes show it."""
    if to is None:
        return None
    name, page = to
    return {"title": escape(name, quote=False), "link": builder.get_relative_uri(start, page)}


def _remove_stale(builder: StandaloneHTMLBuilder, further: Mapping[str, Sequence[FurtherPage]]) -> None:
    """Delete the further pages of earlier builds that the pages written in this one no longer have."""
    wanted = {page.page for pages in further.values() for page in pages}
    for page, path in _on_disk(builder, further):
        if page not in wanted:
            path.unlink()


def written_pages(builder: Builder, documents: Set[str]) -> list[str]:
    """The further pages of documents that there are; most were written by earlier builds."""
    if not isinstance(builder, StandaloneHTMLBuilder):
        return []
    return [page for page, _path in _on_disk(builder, documents)]


def _on_disk(builder: StandaloneHTMLBuilder, documents: Collection[str]) -> Iterator[tuple[str, Path]]:
    """The further pages of documents, with their files."""
    for folder in sorted({document.rpartition("/")[0] for document in documents}):
        prefix = f"{folder}/" if folder else ""
        every = f"{prefix}*{MARK}*"
        pattern = Path(builder.get_outfilename(every)).relative_to(builder.outdir).as_posix()
        suffix = pattern.removeprefix(every)
        for path in sorted(Path(builder.outdir).glob(pattern)):
            page = path.relative_to(builder.outdir).as_posix().removesuffix(suffix)
            document = prefix + page.removeprefix(prefix).partition(MARK)[0]
            if document in documents and page not in documents:
                yield page, path
