"""Bring the catalogues of the interface up to date with the words in the code (`make messages`).

    .venv/bin/python tools/messages.py [LANGUAGE]

New words are added to every `pressmark/site/locale/<language>.po` without a translation, words that
are no longer there are left out. With a LANGUAGE that has no catalogue yet ("fr"), begins one.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).parent.parent
SITE = PROJECT / "pressmark" / "site"
LOCALE = SITE / "locale"
# What marks words in the code, and how many arguments they are; of `pgettext` the first is a context.
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2, "plural": 2, "pgettext": 2}


def words_in_code() -> Catalog:
    """Every message of the package's own pages, with the files it stands in."""
    catalogue = Catalog(project="Pressmark", charset="utf-8")
    for path in sorted(SITE.rglob("*.py")):
        # Without the number of the line, which changes with every other change.
        place = (path.relative_to(PROJECT).as_posix(), 0)
        for name, words in calls(ast.parse(path.read_bytes())):
            context = words[0] if name == "pgettext" else None
            message = words[1] if name == "pgettext" else words[0] if len(words) == 1 else words
            catalogue.add(message, locations=[place], context=context)
    return catalogue


def calls(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The calls that mark words, in their order, inside f-strings too, each with its words.

    Babel's own extraction reads tokens, and finds nothing in the f-strings of Python 3.11.
    """
    found = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    for call in sorted(found, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        words = call.args[: KEYWORDS.get(name, 0)]
        texts = tuple(
            word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)
        )
        if texts and len(texts) == len(words):
            yield name, texts


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as it stands. Raises PoFileError if it is none."""
    with path.open("rb") as file:
        return read_po(file, locale=Locale.parse(path.stem), abort_invalid=True)


def new_catalogue(language: str) -> Catalog:
    """A catalogue without words."""
    about = f"# The words of Pressmark's pages in {Locale.parse(language).english_name}."
    return Catalog(locale=language, project="Pressmark", version="", header_comment=about, fuzzy=False)


def brought_up_to_date(catalogue: Catalog, found: Catalog) -> bytes:
    """The catalogue's file with the words `found` in the code."""
    catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
    written = BytesIO()
    write_po(written, catalogue, width=110, ignore_obsolete=True, include_lineno=False)
    # Whose version is nobody's business, and would change the file with every new Babel.
    lines = written.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b'"Generated-By:'))


def missing(catalogue: Catalog) -> list[str]:
    """The words of a catalogue that have no translation, or one that is marked as doubtful."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def _forms(translation: object) -> tuple[str, ...]:
    return translation if isinstance(translation, tuple) else (str(translation or ""),)


def main(languages: list[str]) -> None:
    """Update every catalogue, and begin those of `languages`."""
    found = words_in_code()
    for path in sorted({*LOCALE.glob("*.po"), *(LOCALE / f"{language}.po" for language in languages)}):
        catalogue = read_catalogue(path) if path.exists() else new_catalogue(path.stem)
        path.write_bytes(brought_up_to_date(catalogue, found))
        lacking = missing(read_catalogue(path))
        print(f"{path.relative_to(PROJECT)}: {len(found):,} messages, {len(lacking):,} without translation")


if __name__ == "__main__":
    main(sys.argv[1:])
