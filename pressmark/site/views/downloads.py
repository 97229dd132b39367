"""What can be taken along: the files of an article, and the whole edition as data."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final, Literal

from babel.units import format_unit
from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from pressmark.citing import FORMATS
from pressmark.exports import Catalogue, Listed
from pressmark.site.downloads import FOLDER, TEXT_SUFFIX
from pressmark.site.output import BUILDERS
from pressmark.site.sources import source_address
from pressmark.site.views.citing import file_address
from pressmark.site.views.context import Context, HtmlView, remark
from pressmark.site.words import N_, _, locale, numeral

DATA_PAGE: Final = "data"
_TEI: Final = "application/tei+xml"
_NAMES: Final = {
    "application/geo+json": "GeoJSON",
    "application/gexf+xml": "GEXF",
    "application/json": "JSON",
    "application/ld+json": "JSON-LD",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.sqlite3": "SQLite",
    "application/zip": "ZIP",
    "text/csv": "CSV",
    _TEI: "TEI",
}
_UNITS: Final = (("gigabyte", 1_000_000_000), ("megabyte", 1_000_000), ("kilobyte", 1_000))

# What the files are called and what they are for, in groups; files of one stem are one entry.
GROUPS: Final = (
    (
        N_("The whole at once"),
        {
            "edition.sqlite": (
                N_("Database"),
                N_("All tables in one file of SQLite, with full-text search; Datasette opens it as it is."),
            ),
            "tables.xlsx": (
                N_("Workbook"),
                N_("All tables as the sheets of one workbook, for Excel, LibreOffice and their kin."),
            ),
            "tei.zip": (N_("TEI files"), N_("Every article and every register, byte for byte as edited.")),
            "corpus.xml": (N_("TEI corpus"), N_("The same as one document, for programs that want one.")),
            "texts.zip": (N_("Plain texts"), N_("Each article’s words in a file of its own.")),
            "edition.jsonld": (
                N_("Linked data"),
                N_("Articles, direct quotations and records in the terms of schema.org, as JSON-LD."),
            ),
        },
    ),
    (
        N_("Tables"),
        {
            "articles": (N_("Articles"), N_("Title, paper, authors, date, language, rights and counts.")),
            "paragraphs": (N_("Paragraphs"), N_("The words of the articles, block by block, with anchors.")),
            "quotations": (
                N_("Quotations"),
                N_("Who says what to whom, directly or not, with the certainty of the mark-up."),
            ),
            "mentions": (N_("Mentions"), N_("Names and descriptions in the text, and whom they mean.")),
            "dates": (N_("Dates"), N_("Expressions of time and the days they can mean.")),
            "people": (N_("People"), N_("The register of people, sources without a name among them.")),
            "organisations": (N_("Organisations"), N_("The register of organisations.")),
            "places": (N_("Places"), N_("The register of places, with coordinates.")),
            "names": (N_("Names"), N_("Every name under which a record is known.")),
            "identifiers": (N_("Authority files"), N_("The entries of the records in authority files.")),
        },
    ),
    (
        N_("For maps, networks and catalogues"),
        {
            "places.geojson": (N_("Map"), N_("The places as points, for any program that draws maps.")),
            "network.gexf": (
                N_("Network"),
                N_("Who is mentioned with whom in a paragraph, and how often, for Gephi and its kin."),
            ),
            "beacon": ("BEACON", N_("Which entries of an authority file have a page here, for libraries.")),
        },
    ),
    (
        N_("To check"),
        {
            "SHA256SUMS": (N_("Checksums"), N_("For sha256sum --check, in the folder that holds the files.")),
            "datapackage.json": (
                N_("Description"),
                N_("All files with their columns, sizes and checksums, as a Frictionless data package."),
            ),
        },
    ),
)  # fmt: skip


def article_files(_context: Context) -> HtmlView:
    """The files of the article of this page."""
    return HtmlView(html=_article_files, plain=_plain_article_files)


def downloads(_context: Context) -> HtmlView:
    """The files of the whole edition."""
    return HtmlView(html=_downloads, plain=_plain_downloads)


def _article_files(context: Context) -> str:
    """Each file with what it holds; the files of the reference in one line."""
    builder, stem = context.builder, context.docname.rpartition("/")[2]
    if context.domain.articles.get(context.docname) is None or builder.name not in BUILDERS:
        return ""
    lines = []
    if isinstance(builder, StandaloneHTMLBuilder) and (tei := source_address(builder, context.docname)):
        what = _("the text with all its mark-up, byte for byte as in the edition")
        lines.append(f"{_link(tei, f'{stem}.xml', _TEI, _('TEI file'))}: {escape(what)}")

    def beside(suffix: str, media_type: str, words: str) -> str:
        return _link(file_address(context, suffix), f"{stem}{suffix}", media_type, words)

    what = _("the words to read, corrections included, without pull quotes and what belongs to the web page")
    lines.append(f"{beside(TEXT_SUFFIX, 'text/plain', _('Plain text'))}: {escape(what)}")
    references = ", ".join(beside(each.suffix, each.media_type, each.name) for each in FORMATS)
    lines.append(f"{escape(_('Reference'))}: {references}")
    if DATA_PAGE in context.domain.env.all_docs:
        address = escape(context.address(DATA_PAGE))
        words = escape(_("The whole edition as data"))
        lines.append(f'<a class="reference internal" href="{address}">{words}</a>')
    items = "\n".join(f"<li>{line}</li>" for line in lines)
    return f'<ul class="pm-files">\n{items}\n</ul>\n'


def _plain_article_files(context: Context) -> list[nodes.Node]:
    words = _(
        "The TEI file, the plain text and the reference in several formats lie beside the article’s page."
    )
    url = context.edition.base_url and context.public_address(context.docname)
    where: list[nodes.Node] = [nodes.Text(" "), nodes.reference("", url, refuri=url)] if url else []
    return [nodes.paragraph("", "", nodes.Text(words), *where)]


def _downloads(context: Context) -> str:
    catalogue = context.domain.downloads
    if catalogue is None:
        return f'<p class="pm-quiet">{escape(_nothing(context))}</p>\n'
    parts = []
    if faulty := len(context.domain.faulty):
        missing = _("Articles that could not be read, and are not in the files: {number}.")
        parts.append(f'<p class="pm-quiet">{escape(missing.format(number=numeral(faulty)))}</p>\n')
    for heading, entries in _grouped(catalogue):
        parts.append(f"<h2>{escape(heading)}</h2>\n<ul>\n")
        parts.extend(_entry(title, purpose, files, context) for title, purpose, files in entries)
        parts.append("</ul>\n")
    return f'<div class="pm-downloads">\n{"".join(parts)}</div>\n'


def _plain_downloads(context: Context) -> list[nodes.Node]:
    """What there would be on the site, for builders that have no files beside their pages."""
    items = []
    for _heading, entries in GROUPS:
        for title, purpose in entries.values():
            line = nodes.paragraph("", "", nodes.strong("", _(title)), nodes.Text(f": {_(purpose)}"))
            items.append(nodes.list_item("", line))
    found: list[nodes.Node] = [nodes.bullet_list("", *items)]
    if context.edition.base_url:
        url = context.public_address(context.docname)
        found.append(nodes.paragraph("", "", nodes.reference("", url, refuri=url)))
    else:
        found += remark(_("The files lie beside the pages of the site."))
    return found


def _nothing(context: Context) -> str:
    if context.edition.publish_data and context.builder.name in BUILDERS:
        return _("The files could not be written; whoever has built this site was told why.")
    return _("The edition is not offered as data here.")


Entry = tuple[str, str, list[Listed]]


def _grouped(catalogue: Catalogue) -> Iterator[tuple[str, list[Entry]]]:
    """Groups with their title and the entries that there are files of."""
    for heading, known in GROUPS:
        entries = [
            (_(title), _(purpose), files)
            for name, (title, purpose) in known.items()
            if (files := [each for each in catalogue.files if _is_of(each.path, name)])
        ]
        if entries:
            yield _(heading), entries


def _is_of(path: str, name: str) -> bool:
    """Whether a file is the one of a name, or one of those with this stem or this prefix."""
    stem, _dot, suffix = path.partition(".")
    return path == name or (stem == name and suffix in ("csv", "json")) or path.startswith(f"{name}-")


def _entry(title: str, purpose: str, files: Sequence[Listed], context: Context) -> str:
    """What it is and its files; the licence, and the checksums on request."""
    target = context.builder.get_target_uri(context.docname)
    links = " ".join(_file(each, relative_uri(target, f"{FOLDER}/{each.path}")) for each in files)
    licence = _licence(context.edition.licence_url, has_text=any(each.has_text for each in files))
    sums = "".join(f"<li>{escape(each.path)} <code>{each.digest}</code></li>" for each in files)
    return (
        f"<li><p><strong>{escape(title)}.</strong> {escape(purpose)}</p>\n"
        f'<p class="pm-download-files">{links}</p>\n'
        f'<div class="pm-download-facts"><p class="pm-licence">{licence}</p>\n'
        f"<details><summary>SHA-256</summary><ul>{sums}</ul></details></div></li>\n"
    )


def _file(file: Listed, address: str) -> str:
    kind = "BEACON" if file.path.startswith("beacon-") else _NAMES.get(file.media_type, _("text"))
    link = _link(address, file.path, file.media_type, file.path)
    facts = escape(f"{kind}, {size_in_words(file.size)}")
    return f'<span>{link} <span class="pm-quiet">{facts}</span></span>'


def _licence(url: str, *, has_text: bool) -> str:
    name = url.removeprefix("https://").removeprefix("http://").rstrip("/")
    link = f'<a class="reference external" href="{escape(url)}">{escape(name)}</a>' if url else ""
    if has_text:
        words = _("Mark-up and data: {licence}; the texts are their publishers’.")
    else:
        words = _("Licence: {licence}.")
    return escape(words, quote=False).format(licence=link or escape(_("none is stated")))


def _link(address: str, name: str, media_type: str, words: str) -> str:
    return (
        f'<a class="reference download" href="{escape(address)}" download="{escape(name)}" '
        f'type="{media_type}">{escape(words)}</a>'
    )


def size_in_words(size: int) -> str:
    """A number of bytes as readers are used to it: "7.4 kB"."""
    unit, worth = next(((unit, worth) for unit, worth in _UNITS if size >= worth), ("byte", 1))
    amount = round(size / worth, 1) if worth > 1 and size < 100 * worth else round(size / worth)
    length: Literal["short", "long"] = "long" if unit == "byte" else "short"
    return format_unit(amount, f"digital-{unit}", length=length, locale=locale())
