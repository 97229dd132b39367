"""What pages bring in from other files: nothing from outside of the edition."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import docutils
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import pressmark
from pressmark.files import real_path
from pressmark.model import Finding
from pressmark.site.environment import project_of
from pressmark.site.findings import log_finding
from pressmark.site.words import _

# Both come with files that pages bring in.
_PACKAGES: Final = (Path(docutils.__file__).parent, Path(pressmark.__file__).parent)
_REFUSED: Final = "pressmark-refused"  # among the metadata of a page


def refuse_outsiders(app: Sphinx, doctree: nodes.document) -> None:
    """Show no page with what it brings in, or offers, from outside of the edition, be it by a link."""
    env, docname = app.env, app.env.docname
    homes = [real_path(home) for home in (project_of(env).edition.root, Path(app.srcdir), *_PACKAGES)]
    for path in map(real_path, _used(app, doctree, docname)):
        if any(path.is_relative_to(home) for home in homes):
            continue
        page = Path(env.doc2path(docname))
        finding = Finding(
            path=str(page),
            rule="link",
            message=f"brings in {path.name}, which lies outside of the edition",
            hint="put the file beside the page",
        )
        log_finding(finding)
        env.metadata[docname][_REFUSED] = "yes"
        env.note_reread()  # so that the next build reports it again until it is mended
        doctree[:] = [_stub(docname, str(replace(finding, path=page.name)))]
        return


def is_refused(env: BuildEnvironment) -> bool:
    """Whether there is a page that is not shown because of what it brings in."""
    return any(_REFUSED in metadata for metadata in env.metadata.values())


def _stub(docname: str, fault: str) -> nodes.section:
    page = nodes.section("", ids=[nodes.make_id(docname)])
    page += nodes.title("", docname)
    page += nodes.warning(
        "", nodes.paragraph("", _("This page cannot be shown, because of a file that it brings in.")),
        nodes.paragraph("", "", nodes.literal("", fault)),
    )  # fmt: skip
    return page


def _used(app: Sphinx, doctree: nodes.document, docname: str) -> Iterator[Path]:
    """The files that a page holds, or offers, beside its own."""
    source = Path(app.srcdir)
    yield from (source / path for path in app.env.dependencies.get(docname, ()))
    recorded = getattr(doctree.settings, "record_dependencies", None)
    yield from map(Path, recorded.list if recorded else ())
    for image in doctree.findall(nodes.image):
        if "://" not in image["uri"]:
            yield Path(app.env.relfn2path(image["uri"], docname)[1])
    for download in doctree.findall(addnodes.download_reference):
        if "://" not in download["reftarget"]:
            yield Path(app.env.relfn2path(download["reftarget"], docname)[1])
