"""The Sphinx extension: TEI documents as pages, records with what was said and where, references to all."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

import pressmark
from pressmark.site import (
    build,
    citations,
    directives,
    feeds,
    guide,
    head,
    quality,
    redirects,
    roles,
    sources,
)
from pressmark.site.domain import EditionDomain
from pressmark.site.parser import SUFFIXES, TeiParser
from pressmark.site.visitors import add_nodes


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension."""
    for suffix in SUFFIXES:
        app.add_source_suffix(suffix, "tei")
    app.add_source_parser(TeiParser)
    app.add_domain(EditionDomain)
    add_nodes(app)
    for name in roles.ROLES:
        app.add_role(name, roles.EditionRole(name))
        app.add_role_to_domain(EditionDomain.name, name, roles.EditionRole(name))
    app.add_role("count", directives.CountRole())
    app.add_directive("edition", directives.EditionDirective)
    app.add_directive("quality", quality.QualityDirective)
    app.add_directive("encoding", guide.EncodingDirective)
    app.add_css_file(build.STYLESHEET)
    app.add_css_file("css/pictures.css")
    app.add_css_file("css/citing.css")
    app.add_js_file("js/citing.js", loading_method="defer")

    app.connect("config-inited", build.add_static_files)
    app.connect("builder-inited", build.mount)
    app.connect("env-get-outdated", build.changed_sources)
    app.connect("env-before-read-docs", build.note_read)
    app.connect("env-updated", build.take_over)
    app.connect("env-updated", citations.prepare)
    app.connect("env-get-updated", build.stale_outputs)
    app.connect("warn-missing-reference", roles.warn_unknown)
    app.connect("write-started", build.note_labels)
    app.connect("write-started", build.order_volumes)
    app.connect("doctree-resolved", build.fill_views)
    app.connect("html-page-context", sources.name_source)
    app.connect("html-page-context", citations.write_files)
    app.connect("html-page-context", head.add_head)
    app.connect("html-page-context", redirects.redirect)
    app.connect("build-finished", sources.copy_registers)
    app.connect("build-finished", sources.remove_stale_pages)
    app.connect("build-finished", citations.remove_stale_files)
    app.connect("build-finished", feeds.write_feeds)
    app.connect("build-finished", build.report_outcome)
    return {
        "version": pressmark.__version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
