"""How each builder writes our nodes. EPUB and the other HTML builders share HTML's visitors."""

from collections.abc import Iterable
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from pressmark.model import BlockKind
from pressmark.site import html, latex
from pressmark.site import nodes as pm
from pressmark.site.domain import NAME
from pressmark.site.links import PageLinks, render_permalink
from pressmark.site.output import BUILDERS
from pressmark.site.words import runs_from_right

# A translator is Sphinx's, and differs from builder to builder.
Translator = Any


def _links(translator: Translator, docname: str) -> PageLinks:
    """The links of the page being written; kept on the translator, which lives as long as the page."""
    known: PageLinks | None = getattr(translator, "edition_links", None)
    if known is None or known.docname != docname:
        known = PageLinks(translator.builder, docname, translator.builder.env.domains[NAME].records)
        translator.edition_links = known
    return known


def _html_links(translator: Translator) -> PageLinks:
    return _links(translator, translator.builder.current_docname)


def visit_headline_html(translator: Translator, node: pm.tei_headline) -> None:
    anchor, language = node.get("anchor", ""), node["language"]
    target = anchor or (node.parent["ids"] or [""])[0]
    translator.body.append(
        html.render_heading(
            min(max(translator.section_level, 1), 6),
            node.tokens,
            _html_links(translator),
            anchor=anchor,
            foreign=language if language != translator.config.language else "",
            behind=render_permalink(translator.builder, target),
        )
    )
    _write_received(translator, [node])
    raise nodes.SkipNode


def visit_passage_html(translator: Translator, node: pm.tei_passage) -> None:
    translator.body.append(_passage_html(translator, node))
    if isinstance(node.parent, pm.tei_text):
        _write_received(translator, [node])
    raise nodes.SkipNode


def _passage_html(translator: Translator, node: pm.tei_passage) -> str:
    links = _html_links(translator)
    lead = html.render_dateline(node.dateline_anchor, node.dateline, links) if node.dateline else ""
    return html.render_passage(BlockKind(node["kind"]), node["anchor"], node.tokens, links, lead)


def _write_received(translator: Translator, passages: Iterable[nodes.Node]) -> None:
    """Write what the source has in place of passages, under the whole of what shows them; not into a book."""
    if translator.builder.name not in BUILDERS:
        return
    for node in passages:
        if isinstance(node, pm.tei_passage | pm.tei_headline):
            translator.body.append(html.render_received(node.received))


def visit_text_html(translator: Translator, node: pm.tei_text) -> None:
    # The class that names the language becomes `lang`.
    attributes = {"dir": "rtl"} if runs_from_right(node["language"]) else {}
    translator.body.append(translator.starttag(node, "div", **attributes))


def depart_text_html(translator: Translator, _node: pm.tei_text) -> None:
    translator.body.append("</div>\n")


def visit_fold_html(translator: Translator, node: pm.edition_fold) -> None:
    translator.body.append(translator.starttag(node, "details"))


def depart_fold_html(translator: Translator, node: pm.edition_fold) -> None:
    translator.body.append("</details>\n")
    _write_received(translator, node.children)


def visit_label_html(translator: Translator, _node: pm.edition_fold_label) -> None:
    translator.body.append("<summary>")


def depart_label_html(translator: Translator, _node: pm.edition_fold_label) -> None:
    translator.body.append("</summary>\n")


def visit_pull_quote_html(translator: Translator, node: pm.tei_pull_quote) -> None:
    shown = "".join(_passage_html(translator, each) for each in node.findall(pm.tei_passage))
    translator.body.append(html.render_pull_quote(shown, node["repeats"]))
    _write_received(translator, node.children)
    raise nodes.SkipNode


def visit_time_html(translator: Translator, node: pm.edition_time) -> None:
    translator.body.append(translator.starttag(node, "time", "", datetime=node["datetime"]))


def depart_time_html(translator: Translator, _node: pm.edition_time) -> None:
    translator.body.append("</time>")


def visit_download_html(translator: Translator, node: pm.edition_download) -> None:
    translator.body.append(
        f'<a class="pm-download" href="{escape(node["refuri"])}" download="{escape(node["filename"])}">'
    )


def depart_download_html(translator: Translator, _node: pm.edition_download) -> None:
    translator.body.append("</a>")


def visit_ready_html(translator: Translator, node: pm.edition_html) -> None:
    translator.body.append(node["html"])
    raise nodes.SkipNode


def visit_former_html(translator: Translator, node: pm.edition_former) -> None:
    translator.body.append(html.render_landing(node.anchors, _html_links(translator)))
    raise nodes.SkipNode


def visit_former_latex(translator: Translator, node: pm.edition_former) -> None:
    translator.body += [translator.hypertarget(former.anchor) for former in node.anchors]
    raise nodes.SkipNode


def skip_former(_translator: Translator, _node: pm.edition_former) -> None:
    """Print nothing: what has no addresses within its pages needs no place to land."""
    raise nodes.SkipNode


def visit_passage_latex(translator: Translator, node: pm.tei_passage) -> None:
    docname = translator.curfilestack[-1]
    links = _links(translator, docname)
    label = translator.hypertarget(node["anchor"]) if node["anchor"] else ""
    if node.dateline_anchor:
        label += translator.hypertarget(node.dateline_anchor)
    tokens = (*node.dateline, *node.tokens)
    text = latex.render(tokens, links, translator)
    translator.body.append(f"\n\\sphinxAtStartPar\n{label}{text}\n\n")
    raise nodes.SkipNode


def visit_headline_latex(translator: Translator, node: pm.tei_headline) -> None:
    translator.visit_title(node)


def depart_headline_latex(translator: Translator, node: pm.tei_headline) -> None:
    """Close the heading; the labels of what is inside it follow it."""
    translator.depart_title(node)
    anchors = [node.get("anchor", ""), *(getattr(token, "anchor", "") for token in node.tokens)]
    translator.body += [translator.hypertarget(anchor) for anchor in anchors if anchor]


def add_nodes(app: Sphinx) -> None:
    """Tell Sphinx of our nodes. Builders without visitors of ours fall back on docutils' nodes."""
    app.add_node(pm.tei_article)
    app.add_node(
        pm.tei_headline,
        html=(visit_headline_html, None),
        latex=(visit_headline_latex, depart_headline_latex),
    )
    app.add_node(pm.tei_passage, html=(visit_passage_html, None), latex=(visit_passage_latex, None))
    app.add_node(pm.tei_text, html=(visit_text_html, depart_text_html))
    app.add_node(pm.edition_fold, html=(visit_fold_html, depart_fold_html))
    app.add_node(pm.edition_fold_label, html=(visit_label_html, depart_label_html))
    app.add_node(pm.tei_pull_quote, html=(visit_pull_quote_html, None))
    app.add_node(pm.edition_time, html=(visit_time_html, depart_time_html))
    app.add_node(pm.edition_download, html=(visit_download_html, depart_download_html))
    app.add_node(pm.edition_html, html=(visit_ready_html, None))
    app.add_node(
        pm.edition_former,
        html=(visit_former_html, None),
        latex=(visit_former_latex, None),
        text=(skip_former, None),
        man=(skip_former, None),
        texinfo=(skip_former, None),
    )
    app.add_node(pm.edition_view)
