"""The words that the package itself puts on pages, in the language of the edition.

`_` and `ngettext` look words up when they are called: call them while a page is made, never while a
module is imported. Words that stand in a table of a module are marked there with `N_` and looked up
with `_` where they are written. What is to be put into them is named: `_("Save {name}").format(name=name)`.

The catalogues are `locale/<language>.po`; they are read as they are, so that there is nothing to compile.
An edition adds or changes words in `<one of locale_dirs>/<language>/LC_MESSAGES/pressmark.po`.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.locale import translators

from pressmark.errors import PressmarkError
from pressmark.files import Limit, read_file

CATALOGUE: Final = "pressmark"
LOCALE: Final = Path(__file__).parent / "locale"
# The words in the code are English as it is written outside America: 7 May 2031.
_ENGLISH: Final = "en_GB"


_NONE: Final = NullTranslations()


def translator() -> NullTranslations:
    """The words of the edition's language. Sphinx's own function makes a new object at each call."""
    return translators.get(("general", CATALOGUE), _NONE)


def _(words: str) -> str:
    """`words` in the language of the edition."""
    # The translation of nothing would be the head of the catalogue.
    return translator().gettext(words) if words else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The form of some words that goes with `number`, in the language of the edition."""
    return translator().ngettext(one, many, number)


def pgettext(context: str, words: str) -> str:
    """`words` that mean different things in different places, as they are said in `context`."""
    return translator().pgettext(context, words)


def N_(words: str) -> str:  # noqa: N802 (the name by which gettext's tools know it)
    """`words` as they are, but known to those who translate."""
    return words


def plural(one: str, many: str) -> tuple[str, str]:
    """The same for both forms of a noun."""
    return one, many


# What pages count.
_NOUNS: Final = {
    "article": plural("{n} article", "{n} articles"),
    "correction": plural("{n} correction", "{n} corrections"),
    "date": plural("{n} date", "{n} dates"),
    "error": plural("{n} error", "{n} errors"),
    "finding": plural("{n} finding", "{n} findings"),
    "line": plural("{n} line", "{n} lines"),
    "mark": plural("{n} mark", "{n} marks"),
    "mention": plural("{n} mention", "{n} mentions"),
    "name": plural("{n} name", "{n} names"),
    "note": plural("{n} note", "{n} notes"),
    "paragraph": plural("{n} paragraph", "{n} paragraphs"),
    "place": plural("{n} place", "{n} places"),
    "quotation": plural("{n} quotation", "{n} quotations"),
    "speaker": plural("{n} speaker", "{n} speakers"),
    "tie": plural("{n} tie", "{n} ties"),
    "warning": plural("{n} warning", "{n} warnings"),
    "word": plural("{n} word", "{n} words"),
}


def counted(number: int, noun: str) -> str:
    """A number and its noun, one of those above: "1 mention", "2 mentions"."""
    return ngettext(*_NOUNS[noun], number).format(n=numeral(number))


def phrase(words: str, /, **parts: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Words around nodes: `phrase(_("said by {names}"), names=links)`."""
    found: list[nodes.Node] = []
    for before, name, _spec, _conversion in Formatter().parse(words):
        if before:
            found.append(nodes.Text(before))
        if name:
            found.extend(parts[name])
    return found


def locale() -> Locale:
    """The language that the words are in: English when there is no catalogue of the edition's language."""
    return _known_locale(translator().info().get("language", "") or _ENGLISH)


def numeral(number: int) -> str:
    """A whole number, its thousands set apart as the language does it."""
    if -1000 < number < 1000:  # there is nothing to set apart, and there are thousands of such numbers
        return str(number)
    return str(format_decimal(number, locale=locale()))


@lru_cache(maxsize=64)
def runs_from_right(language: str) -> bool:
    """Whether a language, as BCP 47 names it, is written from right to left."""
    try:
        return bool(Locale.parse(language, sep="-").character_order == "right-to-left")
    except (UnknownLocaleError, ValueError):
        return False


SETTING: Final = "edition_words"  # the digest of the catalogues


def load(app: Sphinx, config: Config) -> None:
    """Read the catalogues of the edition's language. Raises ConfigError if one is no catalogue."""
    folders = [Path(app.srcdir, folder) for folder in config.locale_dirs]
    language = config.language or "en"
    found = hashlib.sha256()
    for path in _files(language, folders):
        found.update(_source(path))
    # Words stand on all pages, some from when the page was read: other words, a new environment.
    config[SETTING] = found.hexdigest()
    # Sphinx keeps one registry for all builds of a process, so that the last build's words must go.
    translators["general", CATALOGUE] = read_catalogues(language, folders)


def read_catalogues(language: str, folders: Sequence[Path]) -> NullTranslations:
    """The edition's own words first, then the package's."""
    found = NullTranslations()
    for path in reversed(list(_files(language, folders))):
        read = _read(path, language)
        if isinstance(found, GNUTranslations):
            read.add_fallback(found)
        found = read
    return found


def _files(language: str, folders: Sequence[Path]) -> Iterator[Path]:
    """The catalogues there are, the one to be asked first before the others: "de_AT" asks "de" too."""
    whole = language.replace("-", "_")
    names = dict.fromkeys((whole, whole.partition("_")[0]))
    paths = [folder / name / "LC_MESSAGES" / f"{CATALOGUE}.po" for folder in folders for name in names]
    paths += [LOCALE / f"{name}.po" for name in names]
    return (path for path in paths if os.path.lexists(path))


def _source(path: Path) -> bytes:
    try:
        return read_file(path, Limit.WORDS)
    except PressmarkError as error:
        raise ConfigError(str(error)) from error


def _read(path: Path, language: str) -> GNUTranslations:
    source = BytesIO(_source(path))
    try:
        catalogue = read_po(source, locale=_known_locale(language.replace("-", "_")), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"{path}: {error}; correct it, or make it anew with `make messages`") from error
    # A region has the words of its language, but its own numbers.
    catalogue.locale = _known_locale(language.replace("-", "_"))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=8)
def _known_locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_ENGLISH)
