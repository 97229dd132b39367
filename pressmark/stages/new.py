"""Adding an article to an edition: is it there already, what is known about it, and all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_if_there
from pressmark.ids import is_siglum, propose_siglum
from pressmark.model import Finding, SourceDocument
from pressmark.seeds import parse_seed, read_seed
from pressmark.seeds.facts import with_facts
from pressmark.seeds.nearness import SAME_ARTICLE, Wording
from pressmark.seeds.sidecar import parse_sidecar, sidecar_source
from pressmark.stages.collect import SEED_SUFFIXES, as_seeds, seed_files
from pressmark.stages.encode import encode_edition
from pressmark.stages.report import EncodeReport
from pressmark.tei.parse import MAX_BYTES, parse_file
from pressmark.tei.read_header import read_header
from pressmark.tei.text import source_text
from pressmark.tei.write import remove_file, settle_ledgers, write_file

# How a web page begins, white space aside.
_PAGE = (b"<!doctype html", b"<html", b"<?xml")
# The siglum of an article until it is given its own.
_NAMELESS = "article"
# An update shares at least this much with what it replaces, or it is another article.
_SOME = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article that is to be added: its bytes, and what it says of itself.

    `suffix` is that of the seed it will become. `sidecar` is the source of the sidecar that
    came with it, or empty.
    """

    data: bytes
    suffix: str
    document: SourceDocument
    sidecar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article of the edition that shares much of its text with an arrival.

    `shared` is the share, 0 to 1, of the shorter text's words.
    """

    siglum: str
    title: str
    outlet: str  # empty if it is not known
    shared: float


def read_arrival(data: bytes, name: str, edition: Edition, *, sidecar: str = "") -> Arrival:
    """An article from its bytes. `name` is that of its file; if that tells no format, the bytes do.

    Raises PressmarkError for what is no article, and for a faulty sidecar.
    """
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix not in SEED_SUFFIXES:
        is_page = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower().startswith(_PAGE)
        suffix = ".html" if is_page else ".txt"
        path = path.with_name(path.name + suffix)
    if len(data) > edition.max_seed_bytes:
        raise PressmarkError(
            Finding(
                path=name,
                rule="too-large",
                message=f"is longer than {edition.max_seed_bytes:,} bytes",
                hint="put each article into a file of its own, or raise seeds.max-bytes in edition.toml",
            )
        )
    parse_sidecar(sidecar, path.with_suffix(".toml"))
    document = parse_seed(data, path, siglum=_NAMELESS)
    return Arrival(data=data, suffix=suffix, document=document, sidecar=sidecar)


def open_facts(arrival: Arrival) -> dict[str, str]:
    """What the sidecar of an article could state and does not, each with what the article itself says."""
    meta = arrival.document.meta
    said = {
        "title": meta.title.value,
        "outlet": meta.outlet.value if meta.outlet else "",
        "published": meta.published.value.isoformat() if meta.published else "",
        "authors": "; ".join(author.value for author in meta.authors),
        "url": meta.url.value if meta.url else "",
        "rights": meta.rights,
        "language": meta.language,
    }
    stated = parse_sidecar(arrival.sidecar, Path(arrival.document.path))
    return {key: value for key, value in said.items() if not getattr(stated, key)}


def check_fact(key: str, words: str) -> None:
    """Raises ValueError, with what to write instead, for words that a sidecar may not state."""
    try:
        with_facts("", Path(key), {key: [words] if key == "authors" else words}, {})
    except PressmarkError as error:
        raise ValueError(f"{error.finding.message}; {error.finding.hint}") from error


def taken_sigla(edition: Edition) -> set[str]:
    """The sigla that name an article of the edition, or named one that was withdrawn."""
    files = [*edition.articles.glob("*.xml"), *edition.anchors.glob("*.tsv")]
    return {path.stem for path in files} | {seed.siglum for seed in as_seeds(seed_files(edition.seeds))}


def new_siglum(title: str, edition: Edition) -> str:
    """A siglum for an article of that title."""
    return propose_siglum(title, taken_sigla(edition))


def check_siglum(siglum: str, arrival: Arrival, edition: Edition, *, update: bool) -> None:
    """Raises ValueError for a siglum that is none, or is not free, or has nothing that can be updated."""
    if not is_siglum(siglum):
        raise ValueError(f"{siglum!r} is no siglum: lower-case letters, digits, hyphens and underscores")
    if not update:
        if siglum in taken_sigla(edition):
            raise ValueError(f"the siglum {siglum!r} is taken, by an article that is there or was withdrawn")
        return
    standing = _standing(siglum, edition)
    if standing is None:
        raise ValueError(f"there is no article {siglum!r} that could be updated")
    if not isinstance(standing, SourceDocument) and read_header(standing).status == "approved":
        raise ValueError(f"{siglum!r} is approved: take that back before you replace its text")
    shared = Wording(arrival.document.text).shared_with(_text(standing))
    if shared < _SOME:
        raise ValueError(f"it shares {shared:.0%} of its words with {siglum!r}: that is another article")


def find_versions(arrival: Arrival, edition: Edition) -> list[Version]:
    """The articles of the edition that are this one, or another version of it; the nearest first."""
    wording = Wording(arrival.document.text)
    seeds = {seed.siglum for seed in as_seeds(seed_files(edition.seeds)) if seed.siglum}
    found = []
    for siglum in sorted(seeds | {path.stem for path in edition.articles.glob("*.xml")}):
        standing = _standing(siglum, edition)
        shared = wording.shared_with(_text(standing))
        if standing is not None and shared >= SAME_ARTICLE:
            title, outlet = _title_and_outlet(standing)
            found.append(Version(siglum=siglum, title=title, outlet=outlet, shared=shared))
    return sorted(found, key=lambda version: (-version.shared, version.siglum))


def add_article(
    edition: Edition,
    arrival: Arrival,
    siglum: str,
    facts: Mapping[str, str | Sequence[str]],
    evidence: Mapping[str, str],
    *,
    update: bool = False,
) -> EncodeReport:
    """Write an article's sidecar and seed, and encode it. If any of that fails, nothing is changed.

    With `update`, the seed of an article of that siglum is replaced, and its sidecar states
    what it stated, and the `facts` besides. The sidecar is written first: a process that is
    killed leaves no seed without the facts that belong to it, and a run of `encode`
    completes what it began. The caller holds the edition, and has checked the siglum. Raises
    OSError, and PressmarkError for facts that no sidecar may state.
    """
    seed = edition.seeds / f"{siglum}{arrival.suffix}"
    sidecar = edition.seeds / f"{siglum}.toml"
    stated = _source(sidecar) if update else arrival.sidecar
    source = with_facts(stated, sidecar, facts, evidence)
    if not update and _source(sidecar) not in ("", source):
        raise PressmarkError(
            Finding(
                path=str(sidecar),
                rule="siglum-taken",
                message="is there already, with other facts and no article",
                hint="delete it, or choose another siglum",
            )
        )
    others = [] if not update else [path for path in _seeds_of(siglum, edition) if path != seed]
    touched = [seed, sidecar, *others, *_written_by_encoding(siglum, edition)]
    with _all_or_nothing(touched, edition) as undo:
        if source:
            write_file(sidecar, source.encode("utf-8"))
        write_file(seed, arrival.data)
        for other in others:
            remove_file(other)
        report = encode_edition(edition, [seed])
        if report.failed:
            undo()
    return report


@contextmanager
def _all_or_nothing(paths: Iterable[Path], edition: Edition) -> Iterator[Callable[[], None]]:
    """Give files back as they were if what is done to them raises; the function given does so, too."""
    most = max(MAX_BYTES, edition.max_seed_bytes)
    before = {path: read_if_there(path, most) for path in paths}

    def undo() -> None:
        for path, data in before.items():
            if data is None:
                remove_file(path)
            else:
                write_file(path, data)
        settle_ledgers(edition.anchors, edition.articles)

    try:
        yield undo
    except BaseException:
        undo()
        raise


def _written_by_encoding(siglum: str, edition: Edition) -> Iterator[Path]:
    """The files of the edition that encoding one article may write."""
    yield from (edition.article_path(siglum), edition.article_ledger(siglum))
    for kind, name in REGISTER_FILES.items():
        yield from (edition.registers / name, edition.record_ledger(kind))


def _standing(siglum: str, edition: Edition) -> etree._Element | SourceDocument | None:
    """An article as it stands: its TEI, or its seed if it was not encoded yet or its TEI is broken."""
    path = edition.article_path(siglum)
    with suppress(PressmarkError):
        return parse_file(path)
    for seed in _seeds_of(siglum, edition):
        with suppress(PressmarkError):
            return read_seed(seed, max_bytes=edition.max_seed_bytes)
    return None


def _text(standing: etree._Element | SourceDocument | None) -> str:
    if isinstance(standing, SourceDocument):
        return standing.text
    return "" if standing is None else source_text(standing)


def _title_and_outlet(standing: etree._Element | SourceDocument) -> tuple[str, str]:
    about = standing.meta if isinstance(standing, SourceDocument) else read_header(standing)
    title = about.title if isinstance(about.title, str) else about.title.value
    return title, about.outlet.value if about.outlet else ""


def _source(sidecar: Path) -> str:
    """The source of a sidecar, or nothing if there is none. Raises PressmarkError for a faulty one."""
    source = sidecar_source(sidecar)
    parse_sidecar(source, sidecar)
    return source


def _seeds_of(siglum: str, edition: Edition) -> list[Path]:
    return [seed.path for seed in as_seeds(seed_files(edition.seeds)) if seed.siglum == siglum]
