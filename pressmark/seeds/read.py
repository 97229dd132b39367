"""Reading a seed: the one function that the rest of the package calls."""

from dataclasses import replace
from pathlib import Path

from pressmark import ids
from pressmark.errors import PressmarkError
from pressmark.files import find_conflict, read_file
from pressmark.model import ArticleMeta, Block, BlockKind, Confidence, Fact, Finding, SourceDocument
from pressmark.seeds.blocks import find_blocks
from pressmark.seeds.checks import find_doubts, find_forbidden
from pressmark.seeds.decode import decode
from pressmark.seeds.page import Page
from pressmark.seeds.passages import cut_passages
from pressmark.seeds.sidecar import SUFFIX, Sidecar, read_sidecar

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_TITLE_WORDS = 10  # of the first words, where there is no headline
_TITLE_LENGTH = 200  # code points in which they are looked for
_DEFAULT_LANGUAGE = "en"


def read_seed(path: Path, *, siglum: str | None = None, max_bytes: int) -> SourceDocument:
    """The article in the file at `path`, with what its sidecar says about it.

    Without a `siglum` the file's stem becomes one. The sidecar is the TOML file
    with the same stem in the same folder. Lesser faults are in `.findings`, but for
    those whose rule the sidecar accepts. Raises PressmarkError for a file that
    cannot be read, is larger than `max_bytes`, is not text or holds none, and for
    a faulty sidecar.
    """
    siglum = _check_siglum(path, siglum)
    return _document(_read_bytes(path, max_bytes), path, siglum, read_sidecar(path.with_suffix(SUFFIX)))


def parse_seed(data: bytes, path: Path, *, siglum: str | None = None) -> SourceDocument:
    """The article in bytes that came by another way than a file, with no sidecar.

    `path` is for messages; its suffix says whether it is a web page, its stem makes
    the siglum. Raises like `read_seed`.
    """
    return _document(data, path, _check_siglum(path, siglum), Sidecar())


def _document(data: bytes, path: Path, siglum: str, sidecar: Sidecar) -> SourceDocument:
    is_page = path.suffix.lower() in PAGE_SUFFIXES
    page = _read_page(data, path) if is_page else _read_text(data, path)
    if not page.passages:
        raise _fault(path, "empty", "holds nothing but white space", "put the article's text into it")
    if forbidden := find_forbidden(page.text, str(path)):
        raise PressmarkError(forbidden)
    conflict = find_conflict(data.decode("utf-8", "replace"), str(path))
    if conflict and conflict.rule not in sidecar.accept:
        raise PressmarkError(conflict)
    title = sidecar.title or page.metadata.title
    blocks = find_blocks(page.text, page.passages, title=title.value if title else None)
    document = SourceDocument(
        siglum=siglum,
        path=str(path),
        encoding=page.encoding,
        meta=_meta(sidecar, page, blocks),
        text=page.text,
        blocks=blocks,
        page=is_page,
        normalised=page.normalised,
    )
    doubts = find_doubts(document, plain=not is_page)
    return replace(document, findings=tuple(doubt for doubt in doubts if doubt.rule not in sidecar.accept))


def _check_siglum(path: Path, siglum: str | None) -> str:
    chosen = ids.make_siglum(path.stem) if siglum is None else siglum
    if ids.is_siglum(chosen):
        return chosen
    what = f"“{path.stem}” makes no siglum" if siglum is None else f"“{siglum}” is no siglum"
    raise _fault(path, "siglum", what, "name the article with lower-case letters a to z, digits and hyphens")


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        data = read_file(path, max_bytes)
    except PressmarkError as error:
        if error.finding.rule != "too-large":
            raise
        hint = "put each article into a file of its own, or raise seeds.max-bytes in edition.toml"
        message = f"{error.finding.message}; the limit is {max_bytes:,}"
        raise PressmarkError(replace(error.finding, message=message, hint=hint)) from error
    if not data:
        raise _fault(path, "empty", "is empty", "put the article's text into it")
    return data


def _read_text(data: bytes, path: Path) -> Page:
    decoded = decode(data, str(path))
    return Page(
        text=decoded.text,
        encoding=decoded.encoding,
        passages=cut_passages(decoded.text),
        normalised=decoded.normalised(),
    )


def _read_page(data: bytes, path: Path) -> Page:
    from pressmark.seeds.web import read_page  # trafilatura takes longer to import than most seeds to read

    return read_page(data, str(path))


def _meta(sidecar: Sidecar, page: Page, blocks: tuple[Block, ...]) -> ArticleMeta:
    """What is known: the sidecar comes first, then what a web page says of itself, then the headline."""
    said = page.metadata
    return ArticleMeta(
        title=sidecar.title or said.title or _title_in_text(page.text, blocks),
        outlet=sidecar.outlet or said.outlet,
        authors=sidecar.authors or said.authors,
        published=sidecar.published or said.published,
        url=sidecar.url or said.url,
        rights=sidecar.rights or said.rights,
        language=sidecar.language or said.language or _DEFAULT_LANGUAGE,
        accepted=sidecar.accept,
    )


def _title_in_text(text: str, blocks: tuple[Block, ...]) -> Fact[str]:
    for block in blocks:
        if block.kind is BlockKind.HEADLINE:
            return Fact(value=" ".join(block.span.of(text).split()), evidence="headline")
    block = next((block for block in blocks if block.kind is not BlockKind.FURNITURE), blocks[0])
    words = block.span.of(text)[:_TITLE_LENGTH].split()
    shortened = " ".join(words[:_TITLE_WORDS]) + (" …" if len(words) > _TITLE_WORDS else "")
    return Fact(value=shortened, inferred=True, confidence=Confidence.LOW, evidence="first words")


def _fault(path: Path, rule: str, message: str, hint: str) -> PressmarkError:
    return PressmarkError(Finding(path=str(path), rule=rule, message=message, hint=hint))
