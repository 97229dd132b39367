"""Damaged files for every command: what happens to files on disks, in editors, in git, and by malice.

An input is a number. The same number gives the same damage to the same file.
"""

import os
import random
import re
import shutil
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pressmark.config import load_edition

_ELSEWHERE: Final = "a folder elsewhere"
OTHER: Final = "quay-repairs"  # an article whose own files stay as they are
ARRIVED: Final = "night-bell"  # one that is to be encoded for the first time

_SOURCE: Final = {
    "index.md": "# {{title}}\n\n```{toctree}\narticles\npeople\nsearch\nabout\n```\n",
    "articles.md": "# Articles\n\n```{edition} articles\n```\n",
    "people.md": "# People\n\n```{edition} people\n```\n",
    "search.md": "# Search\n",
    "about.md": "# About\n\nOf the {term}`quay`, see {ref}`search`. ![Quay](quay.png)\n\n"
    "```{glossary}\nquay\n  Where ferries land.\n```\n\n(search)=\n## More\n\n"
    "| a | b |\n| - | - |\n| 1 | 2 |\n\n```{literalinclude} notes.txt\n```\n",
}
_GOLD: Final = {
    "mentions": "line\tnth\twords\tkind\trecord\tform\n3\t1\tQuillhaven\tplace\tquillhaven\tname\n",
    "quotations": "id\tline\tnth\twords\tmode\tspeakers\taddressee\tmedium\tpart-of\trepeats\n",
    "dates": "line\tnth\twords\tearliest\tlatest\n3\t1\tMonday\t2031-05-05\t2031-05-05\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Files of one kind, the commands that read them, and whether all articles hang on them."""

    files: tuple[str, ...]
    commands: tuple[str, ...]
    shared: bool = False


_ALL: Final = (
    "encode", "encode --check", "validate", "validate --text", "anchors check", "anchors list",
    "anchors show quillhaven-ferry#p1", "todo", "todo --format json", "export",
    "register find Brindle", "register merge brindle-tamsin fenn-ottoline --force",
    "register split brindle-tamsin brindle-two --articles quillhaven-ferry",
    "withdraw quillhaven-ferry --why Wrong", "new ARRIVAL --title Arrival",
    "new ARRIVAL --update quillhaven-ferry", "sphinx", "encode --output out",
    "anchors accept quillhaven-ferry", "review",
)  # fmt: skip
_SETTLED: Final = ("encode", "validate", "validate --text", "todo", "export", "anchors check", "sphinx")
TARGETS: Final = {
    "seed": Target(files=("seeds/quillhaven-ferry.txt",), commands=_ALL),
    "page": Target(
        files=("seeds/quay-page.html",), commands=("encode", "encode --check", "validate", "validate --text")
    ),
    "sidecar": Target(files=("seeds/quillhaven-ferry.toml",), commands=_ALL),
    "article": Target(
        files=("tei/articles/quillhaven-ferry.xml", "tei/articles/quay-page.xml"), commands=_ALL
    ),
    "ledger": Target(files=("tei/anchors/quillhaven-ferry.tsv", "tei/anchors/quay-page.tsv"), commands=_ALL),
    "register": Target(
        files=tuple(f"tei/registers/{name}.xml" for name in ("people", "places", "organisations")),
        commands=_ALL,
        shared=True,
    ),
    "record ledger": Target(
        files=tuple(f"tei/anchors/registers/{name}.tsv" for name in ("people", "places")),
        commands=_ALL,
        shared=True,
    ),
    "schema": Target(
        files=tuple(f"tei/schema/pressmark.{suffix}" for suffix in ("odd", "rng", "sch")),
        commands=("encode", "validate", "sphinx"),
    ),
    "settings": Target(files=("edition.toml",), commands=_ALL, shared=True),
    "source": Target(
        files=tuple(f"source/{name}" for name in (*_SOURCE, "notes.txt", "quay.png", "quality.json")),
        commands=("sphinx", "encode"),
    ),
    "cache": Target(
        files=("build/encode.json", "build/validation.json", "build/exports/datapackage.json"),
        commands=_SETTLED,
        shared=True,
    ),
    "gold": Target(
        files=tuple(f"tests/gold/quay-repairs.{name}.tsv" for name in _GOLD),
        commands=("measure --check",),
    ),
    "arrival": Target(
        files=("arrival.txt", "arrival.toml"),
        commands=("new ARRIVAL --title Arrival", "new ARRIVAL --update quillhaven-ferry"),
    ),
}


def make_edition(root: Path, cases: Path, conf: Path) -> None:
    """The edition whose files are damaged, before anything is encoded."""
    shutil.copytree(cases / "quillhaven", root)
    shutil.copyfile(conf, root / "conf.py")
    settings = (root / "edition.toml").read_text(encoding="utf-8")
    (root / "edition.toml").write_text(
        f'{settings}search = "small"\n[citing]\nstyles = ""\n[site]\nimage = "source/quay.png"\n'
        '[editors.ada]\nname = "Ada Fenn"\n',
        encoding="utf-8",
    )
    _put(root / "seeds" / "quay-page.html", _PAGE)
    (root / "arrival.txt").write_text(
        "A Lamp Is Lit\n\nThe lamp at Quillhaven was lit on Tuesday. “It burns,” said Ottoline Fenn.\n",
        encoding="utf-8",
    )
    (root / "arrival.toml").write_text('outlet = "Quillhaven Courier"\n', encoding="utf-8")
    for name, text in _SOURCE.items():
        _put(root / "source" / name, text)
    _put(root / "source" / "notes.txt", "Notes on the quay.\n")
    (root / "source" / "quay.png").write_bytes(_PNG)
    _put(root / "source" / "quality.json", '{"format": 1, "sets": []}\n')
    for table, text in _GOLD.items():
        _put(root / "tests" / "gold" / f"quay-repairs.{table}.tsv", text)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


_PAGE: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The Quay Is Mended</title></head>
<body><article><h1>The Quay Is Mended</h1>
<p>The quay at Quillhaven was mended on Thursday, the Harbour Trust said, after a winter of storms.</p>
<p>“It will hold for a hundred years,” said Tamsin Brindle, the mayor, who had walked its whole length.</p>
<p>Perpetua Wick of the Candle Rock Society said that she doubted it; Mrs Wick asked for a wall.</p>
</article></body></html>
"""
_PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def arrive(root: Path) -> None:
    """Put an article into the seeds that no run has seen."""
    text = "A Bell at Night\n\nA bell rang in Quillhaven on Sunday, Tidewire reported.\n"
    (load_edition(root).seeds / f"{ARRIVED}.txt").write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One damaged file, and the commands to run on its edition."""

    number: int
    kind: str
    file: str
    damage: str
    commands: tuple[str, ...]

    @property
    def shared(self) -> bool:
        return TARGETS[self.kind].shared

    def __str__(self) -> str:
        return f"input {self.number}: {self.damage} in {self.file}, then {', '.join(self.commands)}"


def make_input(number: int, root: Path, outside: Path) -> Input:
    """Damage one file of the edition at `root`. `outside` is a folder that links may lead to."""
    chance = random.Random(number)  # noqa: S311 - nothing secret hangs on it
    kind = chance.choice([*TARGETS, "article", "article", "seed", "register"])
    target = TARGETS[kind]
    file = chance.choice(target.files)
    path = root / file
    damages = dict(BYTES)
    if path.suffix in (".xml", ".html", ".odd", ".rng", ".sch"):
        damages |= {name: _once(damage) for name, damage in XML.items()} | XML_TWICE
    special = {name for name in SPECIAL if path.parent != root or name != _ELSEWHERE}
    name = chance.choice(sorted({*damages, *special}))
    if name in SPECIAL:
        SPECIAL[name](path, outside)
    else:
        path.write_bytes(damages[name](path.read_bytes(), chance))
    commands = [chance.choice(target.commands) for _ in range(2)]
    if chance.random() < 0.85:  # building a site takes longer than all else
        commands = [each for each in commands if each != "sphinx" or kind == "source"]
    return Input(number=number, kind=kind, file=file, damage=name, commands=tuple(commands or ["validate"]))


# Damage to bytes

Damage = Callable[[bytes, random.Random], bytes]


def _flip(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        if damaged:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _without_a_stretch(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randint(1, 200) :]


def _inserted(words: bytes) -> Damage:
    def damage(data: bytes, chance: random.Random) -> bytes:
        at = chance.randrange(len(data) + 1)
        return data[:at] + words + data[at:]

    return damage


def _lines(change: Callable[[list[bytes], random.Random], list[bytes]]) -> Damage:
    return lambda data, chance: b"".join(change(data.splitlines(keepends=True), chance))


def _line_twice(lines: list[bytes], chance: random.Random) -> list[bytes]:
    start = chance.randrange(len(lines) + 1)
    end = min(len(lines), start + chance.randint(1, 4))
    return [*lines[:end], *lines[start:end], *lines[end:]]


def _line_elsewhere(lines: list[bytes], chance: random.Random) -> list[bytes]:
    if not lines:
        return lines
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)
    return lines


def _conflict(lines: list[bytes], chance: random.Random) -> list[bytes]:
    at = chance.randrange(len(lines) + 1)
    ours = lines[at : at + 1] or [b"\n"]
    conflict = [b"<<<<<<< HEAD\n", *ours, b"=======\n", *ours, b">>>>>>> branch\n"]
    return [*lines[:at], *conflict, *lines[at + 1 :]]


def _other_numbers(data: bytes, chance: random.Random) -> bytes:
    number = chance.choice(
        [b"1" + b"0" * 30, b"-1", b"inf", b"nan", b"9" * 5_000, b"0x" + b"f" * 5_000, b"1e999"]
    )
    places = list(re.finditer(rb"\d+", data))
    if not places:
        return data + number
    place = chance.choice(places)
    return data[: place.start()] + number + data[place.end() :]


def _other_setting(data: bytes, chance: random.Random) -> bytes:
    line = chance.choice(
        [
            b"run.jobs = 1000000000000000000000000000000\n", b"seeds.max-bytes = -1\n",
            b"site.entries-per-page = 0\n", b"seeds.max-bytes = inf\n", b"published = 0001-01-01\n",
            b"title = [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]\n", b'title = "\\u0000"\n',
            b'language = "x/../.."\n', b'run.backend = "dask"\n',
            b"a." * 3_000 + b"b = 1\n", b"title = 99999999999999999999\n", b'accept = ["\\n"]\n',
            b'base-url = "javascript:alert(1)"\n', b'[editors.ada.x]\nname = "A"\n',
            b'names.recognizer = "../x"\n', b'site.image = "../../etc/passwd"\n', b'citing.styles = "x y"\n',
        ]
    )  # fmt: skip
    return line + data if chance.random() < 0.7 else data + line


BYTES: Final[dict[str, Damage]] = {
    "bits flipped": _flip,
    "cut off": _cut,
    "a stretch missing": _without_a_stretch,
    "lines twice": _lines(_line_twice),
    "a line elsewhere": _lines(_line_elsewhere),
    "a conflict of git": _lines(_conflict),
    "other numbers": _other_numbers,
    "another setting": _other_setting,
    "NUL": _inserted(b"\0"),
    "a byte that is no UTF-8": _inserted(b"\xe9"),
    "a control character": _inserted(b"\x1b[2J\x07"),
    "a lone surrogate": _inserted(b"\xed\xa0\x80"),
    "U+FFFE": _inserted(b"\xef\xbf\xbe"),
    "another direction": _inserted("\u202e\u2066".encode()),
    "a no-break space": _inserted("\u00a0\u200b\u2028".encode()),
    "a tab": _inserted(b"\t"),
    "brackets": _inserted(b"[" * 3_000),
    "braces": _inserted(b"{" * 3_000),
    "tags": _inserted(b"<p>" * 3_000),
    "half a megabyte": _inserted(b"word and word " * 37_000),
    "quotation marks": _inserted("“".encode() * 500),
    "open quotations": _inserted('“She said, ‘" said '.encode() * 200),
    "a mark of byte order": lambda data, _: b"\xef\xbb\xbf" + data,
    "two marks of byte order": lambda data, _: b"\xef\xbb\xbf" * 2 + data,
    "UTF-16": lambda data, _: data.decode("utf-8", "replace").encode("utf-16"),
    "UTF-16 without a mark": lambda data, _: data.decode("utf-8", "replace").encode("utf-16-le"),
    "UTF-32": lambda data, _: data.decode("utf-8", "replace").encode("utf-32"),
    "Latin-1": lambda data, _: data.decode("utf-8", "replace").encode("latin-1", "replace"),
    "old line ends": lambda data, _: data.replace(b"\n", b"\r"),
    "line ends of Windows": lambda data, _: data.replace(b"\n", b"\r\n"),
    "empty": lambda _data, _: b"",
    "white space": lambda _data, _: b" \n\t\n",
    "random bytes": lambda _data, chance: chance.randbytes(chance.randint(1, 5_000)),
    "another kind of file": lambda _data, chance: chance.choice(
        [b"%PDF-1.7", _PNG, b"PK\x03\x04", b"<html><p>Hello</html>", b"{}", b"[]", b"null", b"a = 1\n",
         b'<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', b'{"format": 2, "articles": []}',
         b'{"version": 1, "files": {"articles/x.xml": 1}}']
    ),
    "twice as a whole": lambda data, _: data + data,
    "other words": lambda data, chance: data.replace(
        chance.choice([b"Quillhaven", b"person:", b"Brindle", b"xml:id", b"retired", b'="']), b"x"
    ),
}  # fmt: skip


# Damage to XML

_TAG: Final = re.compile(rb"<[^<>]*>")


def _once(snippet: bytes) -> Damage:
    """The snippet where a tag begins or ends, most often inside of the text."""

    def damage(data: bytes, chance: random.Random) -> bytes:
        start = max(data.find(b"<body"), 0) if chance.random() < 0.7 else 0
        places = [at for match in _TAG.finditer(data, start) for at in (match.start(), match.end())]
        at = chance.choice(places) if places else 0
        return data[:at] + snippet + data[at:]

    return damage


def _attribute(chance: random.Random) -> bytes:
    return chance.choice(
        [
            b' xml:id="p1"', b' xml:id="&#10;"', b' xml:id=""', b' ref="' + b"x" * 200_000 + b'"',
            b' when="9999999-99"', b' cert="nan"', b' cert="1e999"', b' who="person:nobody place:x # #p1"',
            b' xml:lang="' + b"e" * 500 + b'"', b' next="#q1"', b' prev="#q1"', b' corresp="#p1 #p1"',
            b' rows="99999999999"', b' xml:space="preserve"', b' xmlns:x="urn:x" x:y="1"',
            b' when="0000-00-00"', b' ref="https://[::1"', b' type="draft"', b' target="//[x"',
        ]
    )  # fmt: skip


def _with_attribute(data: bytes, chance: random.Random) -> bytes:
    tags = [match for match in _TAG.finditer(data) if match[0][1:2].isalpha()]
    if not tags:
        return data
    tag = chance.choice(tags)
    at = tag.start() + len(re.match(rb"<[\w:.-]+", tag[0])[0])  # type: ignore[index]
    return data[:at] + _attribute(chance) + data[at:]


def _other_value(data: bytes, chance: random.Random) -> bytes:
    values = list(re.finditer(rb'="([^"]*)"', data))
    if not values:
        return data
    value, other = chance.choice(values), chance.choice(values)
    return data[: value.start(1)] + other[1] + data[value.end(1) :]


def _without_an_element(data: bytes, chance: random.Random) -> bytes:
    """An element with all it holds, as far as expressions can tell."""
    names = sorted({match[1] for match in re.finditer(rb"<([A-Za-z]+)[\s>]", data)})
    if not names:
        return data
    name = chance.choice(names)
    return re.sub(rb"<%s[\s>].*?</%s>" % (name, name), b"", data, count=1, flags=re.DOTALL)


def _element_twice(data: bytes, chance: random.Random) -> bytes:
    blocks = list(
        re.finditer(rb"<(p|head|persName|person|said|name|title|change)[\s>].*?</\1>", data, re.DOTALL)
    )
    if not blocks:
        return data
    block = chance.choice(blocks)
    return data[: block.end()] + block[0] + data[block.end() :]


def _other_name(data: bytes, chance: random.Random) -> bytes:
    names = sorted({match[1] for match in re.finditer(rb"<([A-Za-z]+)[\s>]", data)})
    if not names:
        return data
    name, other = chance.choice(names), chance.choice([*names, b"table", b"list", b"note", b"choice", b"zz"])
    return re.sub(rb"(</?)%s(?=[\s/>])" % name, rb"\1" + other, data)


XML: Final[dict[str, bytes]] = {
    "a comment": b"<!-- a note -->",
    "an instruction": b"<?note me?>",
    "CDATA": b"<![CDATA[ <b> & ]]>",
    "an element of others": b'<x:y xmlns:x="urn:others">word</x:y>',
    "an element without a namespace": b'<b xmlns="">word</b>',
    "a character reference": b"&#x1F600;&#0;",
    "an entity": b"&nbsp;",
    "deep nesting": b"<hi>" * 200 + b"x" + b"</hi>" * 200,
    "deeper nesting": b"<hi>" * 2_000 + b"x" + b"</hi>" * 2_000,
    "many elements": b"<lb/>" * 20_000,
    "a paragraph": b'<p xml:id="p1">Again</p>',
    "a word": b"and",
    "white space": b"\n  \n",
    "a table": b'<table><row><cell cols="99999999">x</cell></row></table>',
    "a choice": b"<choice><sic>teh</sic><corr>the</corr></choice>",
    "an empty choice": b"<choice/>",
    "a note": b'<note resp="#nobody"><p>x</p></note>',
    "an anchor": b'<anchor xml:id="q1"/>',
    "a name": b'<persName ref="person:brindle-tamsin"/>',
    "speech": b'<said who="" direct="true" next="#q1" prev="#q1"/>',
    "a date": b'<date when="2031-13-45" notBefore="x">then</date>',
    "an inclusion": b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>',
}
_BOMB: Final = (
    b'<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
)
_ENCODINGS: Final = (
    *(b"punycode", b"idna", b"undefined", b"base64", b"rot13", b"unicode_escape", b"utf-7", b"hex", b"mbcs"),
    *(b"raw_unicode_escape", b"zlib", b"utf-16", b"utf-32", b"cp037", b"big5", b"iso-2022-jp", b"x" * 300),
)
XML_TWICE: Final[dict[str, Damage]] = {
    "another attribute": _with_attribute,
    "another value": _other_value,
    "another value, too": _other_value,
    "an element missing": _without_an_element,
    "an element missing, too": _without_an_element,
    "an element twice": _element_twice,
    "an element twice, too": _element_twice,
    "another name": _other_name,
    "a document type": lambda data, _: _BOMB + data,
    "another encoding": lambda data, chance: re.sub(
        rb"""(encoding|charset)=["']?[\w-]+["']?""",
        rb'\1="' + chance.choice(_ENCODINGS) + b'"',
        data
        if b"charset" in data or b"encoding=" in data
        else data.replace(b"<head>", b'<head><meta charset="x">'),
        count=1,
    ),
    "without a text": lambda data, _: re.sub(rb"<text[\s>].*</text>", b"", data, flags=re.DOTALL),
    "without a header": lambda data, _: re.sub(rb"<teiHeader.*</teiHeader>", b"", data, flags=re.DOTALL),
}


# What is no ordinary file


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may be no longer than 100 bytes or so
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def _instead(make: Callable[[Path, Path], object]) -> Callable[[Path, Path], None]:
    def damage(path: Path, outside: Path) -> None:
        with suppress(FileNotFoundError):
            path.unlink()
        make(path, outside)

    return damage


def _folder_out(path: Path, outside: Path) -> None:
    """The folder that a file is in, as a link to a copy of it that lies outside of the edition."""
    shutil.copytree(path.parent, outside / "folder")
    shutil.rmtree(path.parent)
    path.parent.symlink_to(outside / "folder")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**40)


def _linked(path: Path, _outside: Path) -> None:
    path.rename(path.with_name(f".kept{path.suffix}"))
    path.symlink_to(f".kept{path.suffix}")


SPECIAL: Final[dict[str, Callable[[Path, Path], None]]] = {
    "a pipe": _instead(lambda path, _: os.mkfifo(path)),
    "a folder": _instead(lambda path, _: path.mkdir()),
    "a full folder": _instead(lambda path, _: (path / "inner").mkdir(parents=True)),
    "a socket": _instead(lambda path, _: _socket(path)),
    "a link to nothing": _instead(lambda path, _: path.symlink_to("nowhere")),
    "a link to itself": _instead(lambda path, _: path.symlink_to(path.name)),
    "a link to a device": _instead(lambda path, _: path.symlink_to("/dev/zero")),
    "a link to a secret": _instead(lambda path, outside: path.symlink_to(outside / "secret.txt")),
    "a link to a file": _linked,
    "no file": _instead(lambda _path, _: None),
    "a sparse file": _instead(lambda path, _: _sparse(path)),
    _ELSEWHERE: _folder_out,
}
