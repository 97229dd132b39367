"""What a built site has from others, and `licences.txt` beside its pages, with whose it is and on what terms.

The licences ask that notice and text go along with the files. The text is the one that the installed
package brings; what brings none has its holder named, and the text that is in `pressmark/LICENSES`.
"""

import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from sphinx.application import Sphinx

import pressmark
from pressmark.site.output import BUILDERS, write_changed
from pressmark.site.words import N_

FILE: Final = "licences.txt"
_TEXTS: Final = Path(pressmark.__file__).parent / "LICENSES"
_TEXT: Final = re.compile(r"\.dist-info/(?:licenses/)?(?:LICEN[CS]E|COPYING)[^/]*$")
_RULE: Final = f"\n{'-' * 72}\n"


class Part(NamedTuple):
    """Something from elsewhere: the files of a Python package, which brings its licence, or of a holder."""

    name: str
    use: str
    licence: str  # as SPDX names it
    address: str
    holder: str = ""
    package: str = ""


PARTS: Final = (
    Part("furo", N_("frame, style sheet and script of the pages"), "MIT",
         "https://github.com/pradyunsg/furo", package="furo"),
    Part("gumshoe", N_("in the script of furo"), "MIT", "https://github.com/cferdinandi/gumshoe",
         "Copyright (c) 2019 Chris Ferdinandi"),
    Part("normalize.css", N_("in the style sheet of furo"), "MIT", "https://github.com/necolas/normalize.css",
         "Copyright (c) Nicolas Gallagher and Jonathan Neal"),
    Part("Feather", N_("icons"), "MIT", "https://feathericons.com", "Copyright (c) 2013-2023 Cole Bemis"),
    Part("Tabler Icons", N_("icons"), "MIT", "https://tabler.io/icons", "Copyright (c) 2020-2026 Paweł Kuna"),
    Part("Ant Design Icons", N_("icons"), "MIT", "https://github.com/ant-design/ant-design-icons",
         "Copyright (c) Ant UED"),
    Part("sphinx-basic-ng", N_("style sheet"), "MIT", "https://github.com/pradyunsg/sphinx-basic-ng",
         package="sphinx-basic-ng"),
    Part("Sphinx", N_("style sheet and scripts"), "BSD-2-Clause", "https://www.sphinx-doc.org",
         package="sphinx"),
    Part("sphinx-design", N_("style sheet and scripts"), "MIT",
         "https://github.com/executablebooks/sphinx-design", package="sphinx-design"),
    Part("Pygments", N_("colours of code"), "BSD-2-Clause", "https://pygments.org", package="pygments"),
    Part("accessible-pygments", N_("colours of code"), "BSD-3-Clause",
         "https://github.com/Quansight-Labs/accessible-pygments", package="accessible-pygments"),
    Part("Pagefind", N_("search"), "MIT", "https://pagefind.app",
         "Copyright 2022 CloudCannon", package="pagefind-bin"),  # it brings none
    Part("world-atlas", N_("the coasts on maps, packed"), "ISC", "https://github.com/topojson/world-atlas",
         "Copyright 2013-2019 Michael Bostock"),
    Part("Natural Earth", N_("the coasts on maps"), "LicenseRef-Natural-Earth",
         "https://www.naturalearthdata.com", "In the public domain."),
)  # fmt: skip


def parts() -> Iterator[tuple[Part, str]]:
    """What a site built here has from others, each with its version; empty for what is none by itself."""
    for part in PARTS:
        try:
            yield part, importlib.metadata.version(part.package) if part.package else ""
        except importlib.metadata.PackageNotFoundError:
            continue


def licences_text() -> str:
    """Who made what a built site has from others, and each licence in full."""
    entries = []
    for part, version in parts():
        name = f"{part.name} {version}".strip()
        entries.append(f"{name}: {part.use}\n{part.address}\n{part.licence}\n\n{_terms(part)}\n")
    return _RULE.join(["What this site has from others.\n", *entries])


def _terms(part: Part) -> str:
    """Notice and text of a licence."""
    brought = importlib.metadata.files(part.package) if part.package else ()
    texts = [path.read_text(encoding="utf-8") for path in brought or () if _TEXT.search(path.as_posix())]
    if not texts and part.holder:
        texts = [part.holder, (_TEXTS / f"{part.licence}.txt").read_text(encoding="utf-8")]
    return "\n\n".join(text.strip() for text in texts)


def write_licences(app: Sphinx) -> None:
    """Write the file beside the pages."""
    if app.builder.name in BUILDERS:
        folder = Path(app.outdir)
        folder.mkdir(parents=True, exist_ok=True)
        write_changed(folder / FILE, licences_text().encode())
