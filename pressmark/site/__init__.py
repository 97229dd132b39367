"""The Sphinx extension: TEI documents as pages, records with what was said and where, references to all."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

import pressmark
from pressmark.site import (
    assets,
    build,
    citations,
    directives,
    downloads,
    feeds,
    further_pages,
    guide,
    head,
    imprint,
    inclusions,
    interruption,
    labels,
    licences,
    output,
    page_frame,
    policy,
    quality,
    redirects,
    roles,
    search,
    sources,
    words,
)
from pressmark.site.article_builders import EditionDirectoryHTMLBuilder, EditionHTMLBuilder
from pressmark.site.article_nodes import resolve_articles
from pressmark.site.builders import spare_transforms
from pressmark.site.domain import EditionDomain
from pressmark.site.frame_parts import FrameParts
from pressmark.site.parser import SUFFIXES, TeiParser, share_settings
from pressmark.site.views import reading
from pressmark.site.visitors import add_nodes


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension."""
    build.collect_less(app)
    for suffix in SUFFIXES:
        app.add_source_suffix(suffix, "tei")
    app.add_source_parser(TeiParser)
    share_settings()
    app.add_domain(EditionDomain)
    for builder in (EditionHTMLBuilder, EditionDirectoryHTMLBuilder):
        app.add_builder(builder, override=True)
    add_nodes(app)
    for name in roles.ROLES:
        app.add_role(name, roles.EditionRole(name))
        app.add_role_to_domain(EditionDomain.name, name, roles.EditionRole(name))
    app.add_role("count", directives.CountRole())
    app.add_role("setting", imprint.SettingRole())
    app.add_directive("edition", directives.EditionDirective)
    app.add_directive("quality", quality.QualityDirective)
    app.add_directive("encoding", guide.EncodingDirective)
    app.add_css_file(assets.STYLESHEET)
    app.add_js_file(assets.SCRIPT, loading_method="defer")

    app.add_config_value(words.SETTING, "", "env", (str,))
    app.add_config_value(build.SETTINGS, "", "html", (str,))
    app.add_config_value(policy.SETTING, True, "html", (bool,))
    app.add_config_value(search.SETTING, search.PAGEFIND, "html", (str,))

    # Before all that use words.
    app.connect("config-inited", words.load, priority=100)
    app.connect("config-inited", build.take_settings)
    whose = imprint.Copyright()
    app.connect("config-inited", whose.note, priority=100)  # before Sphinx looks at it
    app.connect("config-inited", search.take_setting)
    app.connect("config-inited", output.refuse_links)
    app.connect("builder-inited", build.log_less)
    app.connect("builder-inited", interruption.forget_settings)
    app.connect("builder-inited", build.mount)
    app.connect("builder-inited", whose.set_back)
    app.connect("builder-inited", imprint.set_volumes)
    app.connect("builder-inited", search.switch_off)
    app.connect("builder-inited", assets.write_assets)
    app.connect("builder-inited", assets.write_image)
    app.connect("builder-inited", licences.write_licences)
    app.connect("builder-inited", spare_transforms)
    app.connect("builder-inited", resolve_articles)
    app.connect("env-get-outdated", labels.withdraw_labels)
    app.connect("env-get-outdated", build.changed_sources)
    app.connect("env-before-read-docs", build.note_read)
    app.connect("doctree-read", inclusions.refuse_outsiders, priority=0)  # before what is in it is collected
    app.connect("env-updated", interruption.pages_again)
    app.connect("source-read", build.tell_conflict)
    app.connect("env-updated", build.take_over)
    searching = search.Search()
    app.connect("env-updated", searching.begin)  # early: it works in a process of its own
    app.connect("env-updated", citations.prepare)
    app.connect("env-updated", downloads.prepare)
    app.connect("env-get-updated", build.stale_outputs)
    app.connect("warn-missing-reference", roles.warn_unknown)
    app.connect("write-started", interruption.begin)
    app.connect("write-started", further_pages.begin)
    app.connect("write-started", labels.add_labels)
    app.connect("write-started", build.order_volumes)
    app.connect("doctree-resolved", build.fill_views)
    parts = FrameParts()
    app.connect("write-started", parts.begin)
    app.connect("html-page-context", parts.share, priority=400)  # before the theme's
    app.connect("html-page-context", parts.show_contents, priority=600)  # after the theme's
    app.connect("html-collect-pages", further_pages.further_pages)
    app.connect("html-page-context", search.add_field)
    app.connect("html-page-context", sources.name_source)
    app.connect("html-page-context", citations.write_files)
    app.connect("html-page-context", downloads.write_text)
    app.connect("html-page-context", head.add_head)
    app.connect("html-page-context", reading.add_running_list)
    app.connect("html-page-context", redirects.redirect)
    app.connect("html-page-context", page_frame.set_frame, priority=600)  # after the theme's
    app.connect("html-page-context", policy.state_policy, priority=700)  # after the frame
    app.connect("build-finished", sources.copy_registers)
    app.connect("build-finished", sources.remove_stale_pages)
    app.connect("build-finished", citations.remove_stale_files)
    app.connect("build-finished", downloads.remove_stale_texts)
    app.connect("build-finished", feeds.write_feeds)
    app.connect("build-finished", policy.write_headers)
    app.connect("build-finished", searching.finish)
    app.connect("build-finished", build.report_outcome)
    app.connect("build-finished", interruption.end, priority=900)  # after all others
    return {
        "version": pressmark.__version__,
        "env_version": 3,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
