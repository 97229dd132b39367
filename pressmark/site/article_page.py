"""The page of an article: its text, what is in it, where it comes from."""

from collections.abc import Iterator
from typing import Final

from docutils import nodes
from sphinx.addnodes import pending_xref

from pressmark.model import BlockKind, Confidence, Fact
from pressmark.site import addresses
from pressmark.site import nodes as pm
from pressmark.site.corrections import SECTION, corrections_section
from pressmark.site.dates import in_words
from pressmark.site.domain import NAME
from pressmark.site.former import placeless
from pressmark.site.words import N_, _, counted
from pressmark.tei.published import Article, Header, Passage, Received

_STATUS: Final = {
    "draft": N_("draft: the mark-up was proposed by machine and not yet checked by a person"),
    "checked": N_("checked: a person has gone through the mark-up"),
    "approved": N_("approved: a person has checked the mark-up and the edition stands by it"),
}
_INFERRED: Final = {
    Confidence.HIGH: N_("inferred, high certainty"),
    Confidence.MEDIUM: N_("inferred, medium certainty"),
    Confidence.LOW: N_("inferred, low certainty"),
}


def build_article_page(article: Article, docname: str) -> nodes.section:
    """The section that is the whole page."""
    passages = list(article.passages)
    heading = next((passage for passage in passages if passage.kind is BlockKind.HEADLINE), None)
    page = nodes.section("", ids=[addresses.TOP], classes=["pm-article"])
    if heading:
        passages.remove(heading)
        page += pm.headline(heading, article.header.language)
    else:
        title = article.header.title or article.siglum
        page += pm.headline(
            Passage(
                kind=BlockKind.HEADLINE,
                anchor="",
                text=title,
                tokens=(title,),
                received=(Received("", shown=True),),
            ),
            article.header.language,
        )
    page += _summary_line(article, docname)
    page += pm.view("article-display", docname)
    if landing := placeless(article):
        page += pm.former(landing)
    language = article.header.language
    text = pm.text(language)
    # Sections are Sphinx's own, so that crossheads come into the table of contents.
    # What follows the last of them stays in it: nothing may stand between sections.
    current: nodes.Element = text
    page += text
    divisions = list(_divisions(passages))
    for subhead, blocks in divisions:
        if subhead is not None:
            section = nodes.section("", ids=[subhead.anchor or f"section-{subhead.division}"])
            section += pm.headline(subhead._replace(anchor=""), language)
            current = pm.text(language)
            section += current
            page += section
        current.extend(_blocks(blocks))
    page += pm.view("read-on", docname)
    page += _apparatus(article, docname)
    return page


def build_stub(title: str, fault: str) -> nodes.section:
    """The page of an article whose file cannot be read."""
    page = nodes.section("", ids=[addresses.TOP])
    page += nodes.title("", title)
    page += nodes.warning(
        "", nodes.paragraph("", _("This article cannot be shown, because its TEI file has a fault.")),
        nodes.paragraph("", "", nodes.literal("", fault)),
    )  # fmt: skip
    return page


def _divisions(passages: list[Passage]) -> Iterator[tuple[Passage | None, list[Passage]]]:
    """The passages, cut before every crosshead; the first stretch has none."""
    subhead: Passage | None = None
    blocks: list[Passage] = []
    for passage in passages:
        if passage.kind is BlockKind.SUBHEAD:
            yield subhead, blocks
            subhead, blocks = passage, []
        else:
            blocks.append(passage)
    yield subhead, blocks


def _blocks(passages: list[Passage]) -> Iterator[nodes.Element]:
    """The nodes of passages: runs of furniture fold into one, a pull quote takes its attribution."""
    position = 0
    while position < len(passages):
        passage = passages[position]
        following = passages[position + 1] if position + 1 < len(passages) else None
        position += 1
        if passage.kind is BlockKind.FURNITURE:
            run = [passage]
            while position < len(passages) and passages[position].kind is BlockKind.FURNITURE:
                run.append(passages[position])
                position += 1
            yield _furniture(run)
        elif passage.kind is BlockKind.PULL_QUOTE:
            quote = pm.tei_pull_quote("", pm.passage(passage), repeats=passage.repeats)
            if following and following.kind is BlockKind.ATTRIBUTION:
                quote += pm.passage(following)
                position += 1
            yield quote
        elif passage.run_in and following and following.kind is BlockKind.PARAGRAPH:
            yield pm.passage(following, dateline=passage)
            position += 1
        else:
            yield pm.passage(passage)


def _furniture(run: list[Passage]) -> nodes.Element:
    label = _("From the web page, not the article: {lines}").format(lines=counted(len(run), "line"))
    return pm.fold(label, *map(pm.passage, run), classes=["pm-furniture"])


def _summary_line(article: Article, docname: str) -> nodes.paragraph:
    """Where and when the article appeared, and what has become of it here."""
    header = article.header
    line = nodes.paragraph("", classes=["pm-summary"])
    parts: list[list[nodes.Node]] = []
    if header.outlet:
        parts.append([nodes.inline("", header.outlet.value, classes=["pm-outlet"])])
    if header.published:
        parts.append([pm.time(header.published.value, in_words(header.published.value))])
        if header.published.inferred:
            parts[-1].append(nodes.inline("", f" ({_('inferred')})", classes=["pm-quiet"]))
    if header.authors:
        parts.append(
            [nodes.Text(_("by {names}").format(names=", ".join(author.value for author in header.authors)))]
        )
    if header.status == "draft":
        parts.append([nodes.inline("", _("draft mark-up"), classes=["pm-badge"])])
    if number := len(article.corrections):
        parts.append([nodes.reference("", counted(number, "correction"), refid=SECTION, internal=True)])
    parts.append([pm.view("download", docname)])
    for number, part in enumerate(parts):
        if number:
            line += nodes.inline("", " · ", classes=["pm-separator"])
        line.extend(part)
    return line


def _apparatus(article: Article, docname: str) -> list[nodes.Element]:
    """What stands under the text."""
    contents = nodes.section("", ids=["in-this-article"], classes=["pm-apparatus"])
    contents += nodes.title("", _("In this article"))
    contents += pm.view("article-contents", docname)
    source = nodes.section("", ids=["source-and-rights"], classes=["pm-apparatus"])
    source += nodes.title("", _("Source and rights"))
    source += _source(article.header)
    return [
        contents,
        *corrections_section(article),
        source,
        _files_section(docname),
        citing_section(pm.view("article-citation", docname)),
    ]


def _files_section(docname: str) -> nodes.section:
    """The section with the article's files."""
    section = nodes.section("", ids=["take-it-along"], classes=["pm-apparatus"])
    section += nodes.title("", _("Take it along"))
    section += pm.view("article-files", docname)
    return section


def citing_section(view: nodes.Element) -> nodes.section:
    """The section that says how to cite the page."""
    section = nodes.section("", ids=["cite-this"], classes=["pm-apparatus"])
    section += nodes.title("", _("Cite this"))
    section += view
    return section


def _source(header: Header) -> nodes.field_list:
    fields = nodes.field_list(classes=["pm-facts"])
    for author in header.authors:
        fields += _fact_field(_("Author"), author)
    if not header.authors:
        fields += field(_("Author"), nodes.Text(_("not named in the source")))
    if header.outlet:
        fields += _fact_field(_("Published in"), header.outlet)
    if header.published:
        shown = pm.time(header.published.value, in_words(header.published.value))
        fields += _fact_field(_("Date"), header.published, shown)
    if header.url:
        fields += field(_("Found at"), external_link(header.url))
    if header.rights:
        fields += field(_("Rights"), nodes.Text(header.rights))
    if header.licence:
        licence = external_link(header.licence_url, header.licence) if header.licence_url else None
        fields += field(_("Mark-up"), licence or nodes.Text(header.licence))
    if header.status:
        fields += field(_("Status"), nodes.Text(_(_STATUS.get(header.status, header.status))))
    return fields


def _fact_field(name: str, fact: Fact[str], shown: nodes.Node | None = None) -> nodes.field:
    """A fact; if it is inferred, how sure that is and what it rests on."""
    content = [shown or nodes.Text(fact.value)]
    if fact.inferred:
        reason = f" ({_(_INFERRED[fact.confidence])}) {fact.evidence}".rstrip()
        content.append(nodes.inline("", reason, classes=["pm-quiet"]))
    return field(name, *content)


def field(name: str, *content: nodes.Node) -> nodes.field:
    """One row of a list of facts."""
    return nodes.field(
        "", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", "", *content))
    )


def external_link(url: str, words: str = "") -> nodes.Node:
    """A link out of the site, if the address is one that browsers may safely follow."""
    if not url.startswith(("https://", "http://")):
        return nodes.Text(words or url)
    return nodes.reference("", words or url, refuri=url, internal=False)


def internal_link(role: str, target: str, words: str, docname: str) -> pending_xref:
    """A link to an article or record that Sphinx resolves once everything was read."""
    return pending_xref(
        "", nodes.inline("", words), refdomain=NAME, reftype=role, reftarget=target,
        refexplicit=bool(words), refwarn=False, refdoc=docname,
    )  # fmt: skip
