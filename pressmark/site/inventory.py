"""The inventory of the site, `objects.inv`: all that other projects can refer to, as Sphinx writes it.

Sphinx takes ten times as long to make it a few per cent smaller, and first lists our labels in two tables.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final

from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment

from pressmark.site.domain import EditionDomain
from pressmark.site.environment import domain_of
from pressmark.site.labels import LabelTable
from pressmark.site.output import write_whole

_HEAD: Final = """\
# Sphinx inventory version 2
# Project: {project}
# Version: {version}
# The remainder of this file is compressed using zlib.
"""
_LEVEL: Final = 4  # of compression
_LINES: Final = 10_000  # compressed at once: all of them take much memory

Object = tuple[str, str, str, str, str, int]  # name, title, type, page, anchor, priority: as domains have it


def write_inventory(path: Path, env: BuildEnvironment, address: Callable[[str], str]) -> None:
    """Write it. `address` gives that of a page from the root of the site."""
    head = _HEAD.format(project=_one_line(env.config.project), version=_one_line(env.config.version))
    lines, packer = _lines(env, address), zlib.compressobj(_LEVEL)
    packed = [head.encode()]
    while some := "".join(islice(lines, _LINES)):
        packed.append(packer.compress(some.encode()))
    write_whole(path, b"".join((*packed, packer.flush())))


def _lines(env: BuildEnvironment, address: Callable[[str], str]) -> Iterator[str]:
    for domain in env.domains.sorted():
        found: Iterable[Object] = (
            _standard_objects(domain, domain_of(env))
            if isinstance(domain, StandardDomain)
            else domain.get_objects()
        )
        for name, title, kind, page, anchor, priority in sorted(found):
            short = f"{anchor.removesuffix(name)}$" if anchor.endswith(name) else anchor
            place = address(page) + (f"#{short}" if short else "")
            yield f"{name} {domain.name}:{kind} {priority} {place} {'-' if title == name else title}\n"


def _standard_objects(standard: StandardDomain, edition: EditionDomain) -> Iterable[Object]:
    """What the standard domain names, and our labels, which need not stand in its tables for that."""
    tables = {name: table for name, table in standard.data.items() if isinstance(table, LabelTable)}
    standard.data |= {name: table.before for name, table in tables.items()}
    try:
        own = list(standard.get_objects())
        known = standard.labels.keys()
        # A label of the project counts before ours of the same name, unless it has no title.
        ours: dict[str, Object] = {}
        for name, page, anchor, title in edition.labels():
            if name not in known:
                ours.setdefault(name, (name, title, "label", page, anchor, -1))
    finally:
        standard.data |= tables
    return chain((each for each in own if each[2] != "label" or each[0] not in ours), ours.values())


def _one_line(words: str) -> str:
    return " ".join(words.split())
