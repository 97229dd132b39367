"""The texts that the mark-up is measured on: the edition's own gold, and files of other people's."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.evaluation import gold_document, load_gold, read_jsonl, table_paths
from pressmark.files import Limit, read_file
from pressmark.ids import make_siglum
from pressmark.model import DataSet, Finding, GoldDocument, Register, SourceDocument
from pressmark.seeds import parse_seed, read_seed
from pressmark.stages.cache import digest
from pressmark.stages.collect import SEED_SUFFIXES
from pressmark.tei.records import read_register

OWN = "own gold"
UNSEEN = "no registers: every name is new"
KNOWN = "the registers of the articles"
_FIRST_TABLE = ".mentions.tsv"
_SIDECAR = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as a seed, what is to be found in it, and what the tool is to know."""

    document: SourceDocument
    gold: GoldDocument
    register: Register


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSet:
    """Texts that are measured together."""

    about: DataSet
    texts: tuple[Text, ...]


class _BesideGold(Edition):
    """Articles and registers that stand in the folder of their gold."""

    @property
    def seeds(self) -> Path:
        return self.root

    @property
    def registers(self) -> Path:
        return self.root / "registers"


def own_gold(folder: Path, edition: Edition) -> tuple[TextSet, TextSet]:
    """The edition's own gold, twice: as if no name were known, and with the registers.

    An article stands beside its gold, with the registers in `registers/`, or in the edition.
    Raises PressmarkError where a file is faulty or missing, and if there is no gold at all.
    """
    sigla = sorted(path.name.removesuffix(_FIRST_TABLE) for path in folder.glob(f"*{_FIRST_TABLE}"))
    if not sigla:
        raise _fault(folder, "holds no gold", f"put tables like my-article{_FIRST_TABLE} into it")
    homes: dict[Path, Register] = {}
    texts, files = [], set()
    for siglum in sigla:
        home, seed = _home(siglum, folder, edition)
        if home.registers not in homes:
            homes[home.registers] = read_register(home)
        document = read_seed(seed, siglum=siglum, max_bytes=home.max_seed_bytes)
        gold = load_gold(siglum, document.text, folder)
        register = homes[home.registers]
        texts.append(
            Text(
                document=document,
                gold=gold_document(gold, siglum, document.text, register),
                register=register,
            )
        )
        files |= {seed, seed.with_suffix(_SIDECAR), *table_paths(folder, siglum)}
        files |= set(home.registers.glob("*.xml"))
    about = _about(OWN, digest(*_contents(files)), UNSEEN, texts)
    unseen = tuple(replace(text, register=Register()) for text in texts)
    return (
        TextSet(about=about, texts=unseen),
        TextSet(about=replace(about, condition=KNOWN), texts=tuple(texts)),
    )


def _home(siglum: str, folder: Path, edition: Edition) -> tuple[Edition, Path]:
    """Where an article stands, and its seed."""
    beside = _BesideGold(root=folder, max_seed_bytes=edition.max_seed_bytes)
    for home in (beside, edition):
        for suffix in sorted(SEED_SUFFIXES):
            seed = home.seeds / f"{siglum}{suffix}"
            if seed.is_file():
                return home, seed
    raise _fault(folder, f"has gold of {siglum!r}, which is no article", "put the article beside its gold")


def _contents(files: Iterable[Path]) -> Iterator[bytes]:
    """Name and bytes of each file; the folders do not count."""
    for path in sorted(files, key=lambda path: (path.name, path)):
        if path.is_file():
            yield path.name.encode()
            yield read_file(path, Limit.TEI)


def other_gold(folder: Path) -> tuple[TextSet, ...]:
    """The sets in a folder, one for each file `.jsonl`, in the order of their names.

    Raises PressmarkError where a file is faulty, and if there is none.
    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise _fault(folder, "holds no data to measure on", "name a folder with files like my-news.jsonl")
    return tuple(_other_set(path) for path in paths)


def _other_set(path: Path) -> TextSet:
    data = read_file(path, Limit.TEXTS)
    texts = [
        Text(document=_as_seed(gold, number, path), gold=gold, register=Register())
        for number, gold in enumerate(read_jsonl(data, path), start=1)
    ]
    about = _about(path.stem, hashlib.sha256(data).hexdigest(), UNSEEN, texts)
    return TextSet(about=about, texts=tuple(texts))


def _as_seed(gold: GoldDocument, number: int, path: Path) -> SourceDocument:
    """The text as `pressmark encode` reads a file of it."""
    siglum = make_siglum(gold.id) or f"text-{number}"
    document = parse_seed(gold.text.encode(), path.with_name(f"{siglum}.txt"), siglum=siglum)
    if document.text != gold.text:
        message = f"the text of {gold.id!r} is not what is read from it; its offsets would be wrong"
        raise _fault(path, message, "take the text out of the file")
    return document


def _about(name: str, data_digest: str, condition: str, texts: Iterable[Text]) -> DataSet:
    golds = [text.gold for text in texts]
    return DataSet(
        name=name,
        digest=data_digest,
        licences=tuple(sorted({gold.licence for gold in golds if gold.licence})),
        documents=len(golds),
        words=sum(len(gold.text.split()) for gold in golds),
        condition=condition,
    )


def _fault(path: Path, message: str, hint: str) -> PressmarkError:
    return PressmarkError(Finding(path=str(path), rule="gold", message=message, hint=hint))
