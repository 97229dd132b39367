"""References in the formats of reference managers: BibTeX, RIS, CSL-JSON, and COinS for lists of them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pressmark.citing.reference import Reference, ReferenceKind

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces, whatever stands before them: an invisible one makes each a pair, as Zotero does it.
_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{\vphantom{\}}", "}": r"\vphantom{\{}\}", "$": r"\$", "&": r"\&",
        "%": r"\%", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
# Zotero's names of the kinds, which other programs read as well.
ZOTERO_TYPES: Final[Mapping[ReferenceKind, str]] = {
    ReferenceKind.ARTICLE: "newspaperArticle",
    ReferenceKind.RECORD: "webpage",
}


def as_bibtex(reference: Reference) -> str:
    """An entry for BibTeX and BibLaTeX, in UTF-8."""
    article = reference.kind is ReferenceKind.ARTICLE
    year, month, day = _date_parts(reference)
    fields = {
        "author": " and ".join(_tex_name(author.family, author.given, author.suffix)
                               for author in reference.authors),
        "title": f"{{{_tex(reference.title)}}}",
        "journal" if article else "howpublished": _tex(reference.container),
        "publisher" if not article else "": _tex(reference.publisher),
        "year": year,
        "day": day,
        "url": reference.url,
        "entrysubtype": "newspaper" if article else "",
        "langid": _tex(reference.language),
        "library": _tex(reference.archive),
        "note": _tex(reference.state),
    }  # fmt: skip
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if name and value]
    if month:  # a macro of BibTeX, which stands without braces
        lines.append(f"  month = {_MONTHS[int(month) - 1]},\n")
    return f"@{'article' if article else 'misc'}{{{reference.key},\n{''.join(lines)}}}\n"


def as_ris(reference: Reference) -> str:
    """A record of RIS, with line ends of its own kind."""
    lines = ((tag, " ".join(value.split())) for tag, value in _ris_lines(reference))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _ris_lines(reference: Reference) -> Iterator[tuple[str, str]]:
    year, month, day = _date_parts(reference)
    yield "TY", "NEWS" if reference.kind is ReferenceKind.ARTICLE else "ELEC"
    yield from (("AU", author.reversed) for author in reference.authors)
    yield "TI", reference.title
    yield "T2", reference.container
    yield "PB", reference.publisher if reference.kind is ReferenceKind.RECORD else ""
    yield "PY", year
    yield "DA", f"{year}/{month}/{day}/" if month else ""
    yield "DB", reference.archive
    yield "UR", reference.url
    yield "LA", reference.language
    yield "ID", reference.key
    yield "N1", reference.state


def as_csl_json(reference: Reference) -> str:
    """A list of one item of CSL-JSON, the state cited in its note."""
    item = reference.csl() | ({"note": reference.state} if reference.state else {})
    # A field a line, and still by the fast encoder, which json.dumps leaves out where it is to indent.
    values = {name: json.dumps(value, ensure_ascii=False) for name, value in item.items()}
    fields = ",\n".join(f'  "{name}": {value}' for name, value in values.items())
    return f"[\n {{\n{fields}\n }}\n]\n"


def coins(reference: Reference) -> str:
    """The ContextObject of a reference, for the `title` of a `<span class="Z3988">`; not yet escaped."""
    first = reference.authors[0] if reference.authors else None
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rfr_id", "info:sid/zotero.org:2"),
        ("rft.type", ZOTERO_TYPES[reference.kind]),
        ("rft.title", reference.title),
        ("rft.source", reference.container),
        ("rft.publisher", reference.publisher),
        ("rft.aulast", first.family if first and first.given else ""),
        ("rft.aufirst", first.given if first else ""),
        *(("rft.au", author.name) for author in reference.authors),
        ("rft.date", reference.issued),
        ("rft.identifier", reference.url),
        ("rft.language", reference.language),
    ]
    return urlencode([pair for pair in pairs if pair[1]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that a reference can be taken away in."""

    name: str
    suffix: str  # of its files
    media_type: str
    write: Callable[[Reference], str]


FORMATS: Final = (
    Format(name="BibTeX", suffix=".bib", media_type="application/x-bibtex", write=as_bibtex),
    Format(name="RIS", suffix=".ris", media_type="application/x-research-info-systems", write=as_ris),
    Format(
        name="CSL-JSON",
        suffix=".csl.json",
        media_type="application/vnd.citationstyles.csl+json",
        write=as_csl_json,
    ),
)


def _date_parts(reference: Reference) -> tuple[str, str, str]:
    """Year, month and day; empty as far as they are not known."""
    parts = [*reference.issued.split("-"), "", ""]
    return parts[0], parts[1], parts[2]


def _tex_name(family: str, given: str, suffix: str) -> str:
    """A name as BibTeX takes it apart; one without parts in braces, so that it is left whole."""
    if not given:
        return f"{{{_tex(family)}}}"
    return ", ".join(_name_part(part) for part in (family, suffix, given) if part)


def _name_part(words: str) -> str:
    """A part of a name, in braces if BibTeX would cut it where another part or another name begins."""
    cut = "," in words or "and" in words.casefold().split()
    return f"{{{_tex(words)}}}" if cut else _tex(words)


def _tex(words: str) -> str:
    """Words on one line as TeX takes them for what they are."""
    return " ".join(words.split()).translate(_TEX)
