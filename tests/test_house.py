"""The rules of the house: who may import whom, who may write, who may parse, how long a module may be."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "pressmark"
MODULES = sorted(PACKAGE.rglob("*.py"))

GROUND = {"errors", "model", "ids", "config", "rules", "faults", "files", "findings"}
WORKSHOPS = {"seeds", "annotate", "registers", "tei", "evaluation"}
# The publishing floor has storeys: each may import itself and those before it.
PUBLISHING = ("citing", "exports", "site")
TEI_READING = {"ledger", "names", "parse", "published", "read", "records", "schema", "text", "worklists"}
MAX_LINES = 400
# The modules that write files, and what they write.
WRITERS = {
    "tei.write": "the edition",
    "stages.init": "a new edition",
    "site.sources": "the built site",
    "site.search": "deletes the smaller search of the built site",
    "site.search.bundle": "the search index of the built site",
    "site.interruption": "a mark beside the doctrees",
    "site.search.kept": "what is searched, beside the doctrees",
    "site.output": "style sheet, script, feeds, search, objects.inv, references, texts and headers",
    "site.further_pages": "the built site",
    "site.policy": "deletes _headers of the built site",
    "site.feeds": "deletes sitemap, robots.txt and feed of the built site",
    "exports.folder": "the folder of the exports",
    "exports.workbook": "the files within the workbook that it is given",
    "exports.parts": "parts of the exports, beside the doctrees",
}


def dotted(path: Path) -> str:
    """The name of a module within the package: "tei.parse", "tei", "" for the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def of_each_module(check: Callable[[Path], None]) -> Callable[[], None]:
    """One test that says what is wrong with every module."""

    def test() -> None:
        faults = []
        for path in MODULES:
            try:
                check(path)
            except AssertionError as error:
                faults.append(str(error))
        assert not faults, "\n".join(faults)

    return test


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def imports(path: Path) -> Iterator[str]:
    """The full names of all modules and objects that a module imports, wherever it does."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(path: Path) -> Iterator[str]:
    """The same for modules of the package only, without the package's name."""
    for name in imports(path):
        first, _, rest = name.partition(".")
        if first == "pressmark":
            yield rest


def may_import(importer: str, imported: str) -> bool:
    """Whether a module of the package may import another (or an object in it)."""
    floor, target = importer.partition(".")[0], imported.partition(".")[0]
    if target in GROUND or target in ("", "__version__"):
        return True
    if target == "cli":
        return floor in ("cli", "__main__")
    if floor in GROUND:
        return False
    if floor in WORKSHOPS:
        return target == floor
    if floor in PUBLISHING:
        own = PUBLISHING[: PUBLISHING.index(floor) + 1]
        return target in own or (target == "tei" and imported.split(".")[1] in TEI_READING)
    if floor == "stages":
        return target in WORKSHOPS | {"stages"}
    if floor == "review":
        return target in {"registers", "review", "stages", "tei"}
    if floor == "cli":
        return target in {"registers", "review", "stages", "exports"}
    return False


@of_each_module
def test_a_module_imports_only_from_its_own_floor_and_below(path: Path) -> None:
    wrong = [name for name in own_imports(path) if not may_import(dotted(path), name)]
    assert not wrong, f"{dotted(path)} may not import {', '.join(wrong)}"


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("seeds.read", "model.Block", True),
        ("seeds.read", "tei.parse.parse", False),
        ("annotate.names", "registers.find", False),
        ("evaluation.measures", "annotate.annotate", False),
        ("model", "stages", False),
        ("site.domain", "tei.read.read_article", True),
        ("site.domain", "tei.write.write_file", False),
        ("site.domain", "seeds.read_seed", False),
        ("site.domain", "exports.Catalogue", True),
        ("exports.tables", "site.addresses", False),
        ("exports.tables", "tei.published.Article", True),
        ("exports.tables", "annotate.annotate", False),
        ("exports.linked_data", "citing.linked_data.article_thing", True),
        ("site.head", "citing.coins", True),
        ("citing.reference", "tei.published.Article", True),
        ("citing.reference", "site.addresses", False),
        ("stages.encode", "cli", False),
        ("stages.encode", "annotate.annotate", True),
        ("stages.measure", "evaluation.measure", True),
        ("stages.encode", "site.domain", False),
        ("__main__", "cli.main", True),
    ],
)
def test_the_import_rules_themselves(importer: str, imported: str, allowed: bool) -> None:
    assert may_import(importer, imported) is allowed


@pytest.mark.parametrize("path", sorted((PACKAGE / "annotate").rglob("*.py")), ids=dotted)
def test_annotators_know_neither_xml_nor_sphinx(path: Path) -> None:
    assert not {name.partition(".")[0] for name in imports(path)} & {"lxml", "sphinx", "docutils", "xml"}


def test_the_model_has_no_input_or_output() -> None:
    for path in (PACKAGE / "model").glob("*.py"):
        libraries = {name.rpartition(".")[0] for name in imports(path) if not name.startswith("pressmark.")}
        assert libraries <= {"collections.abc", "dataclasses", "datetime", "enum", "typing"}


@of_each_module
def test_a_module_is_short_enough_to_be_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"split {dotted(path)}: {lines} lines"


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The calls in a module, each with the name of what is called: "open", "etree.parse", "?.write_text"."""
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            yield node.func.id, node
        elif isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else "?"
            yield f"{owner}.{node.func.attr}", node


def writes(name: str, call: ast.Call) -> bool:
    """Whether a call writes, moves or deletes a file."""
    owner, _, verb = name.rpartition(".")
    if verb == "open" and owner not in ("webbrowser",):
        texts = [
            argument.value
            for argument in (*call.args, *(keyword.value for keyword in call.keywords))
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        return any(re.fullmatch(r"[rbt]*[wax+][rbtwax+]*", text) for text in texts)
    return verb in {
        "write_bytes",
        "write_text",
        "unlink",
        "rmdir",
        "touch",
        "rename",
        "mkstemp",
    } or owner in {"shutil"}


@of_each_module
def test_only_the_writers_write(path: Path) -> None:
    if dotted(path) in WRITERS:
        return
    found = [f"{name} in line {call.lineno}" for name, call in calls(path) if writes(name, call)]
    assert not found, f"{dotted(path)} writes files: {', '.join(found)}"


@of_each_module
def test_xml_is_parsed_in_one_place(path: Path) -> None:
    if dotted(path) == "tei.parse":
        return
    parsers = {"fromstring", "parse", "XML", "XMLParser", "iterparse", "XMLPullParser"}
    found = [name for name, _ in calls(path) if name in {f"etree.{parser}" for parser in parsers}]
    found += [name for name in imports(path) if name.startswith("xml.") or name == "defusedxml"]
    assert not found, f"{dotted(path)} parses XML: {', '.join(found)}"


# Those who write a tree again, with its comments and instructions; all others are given none of these.
WITH_COMMENTS = {"exports.corpus", "tei.merge.again", "tei.record_merge", "tei.threeway.source"}


@of_each_module
def test_nobody_comes_upon_a_comment_unawares(path: Path) -> None:
    if dotted(path) == "tei.parse":
        return  # it is asked
    for name, call in calls(path):
        whole = any(each.arg == "whole" for each in call.keywords)
        assert not whole or dotted(path) in WITH_COMMENTS, f"{dotted(path)} asks for comments"
        if dotted(path) in WITH_COMMENTS:
            walks = name.rpartition(".")[2] in {"iter", "iterchildren", "itersiblings", "iterdescendants"}
            assert not walks or call.args, f"line {call.lineno}: say which elements"


def test_no_name_of_a_person_in_the_registers_stands_in_the_code() -> None:
    people = (PROJECT / "tei" / "registers" / "people.xml").read_text(encoding="utf-8")
    surnames = set(re.findall(r"<surname>([^<]{4,})</surname>", people))
    assert surnames
    files = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml", ".css", ".html")]
    for path in files:
        words = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        assert not surnames & words, f"{path.name} names {surnames & words}"


def test_make_help_lists_every_target() -> None:
    targets = re.findall(r"^\.PHONY: (.+)$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    done = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert targets
    assert re.findall(r"^  make (\S+) +\S", done.stdout, re.MULTILINE) == " ".join(targets).split()


# What reads files. Files of an edition have one reader, `pressmark.files`, which is not held up by a pipe,
# fills no memory with a device, and follows no link out of the edition. These modules read what comes
# with the package, or what they have just written themselves.
READERS = {
    "files": "it is the reader",
    "annotate.language": "language packs",
    "annotate.lexicon": "lists of words",
    "annotate.recogniser": "the model",
    "annotate.training": "the model",
    "citing.styles": "citation styles",
    "evaluation.words": "lists of words",
    "exports.catalogue": "files that were just written",
    "exports.parts": "its own code",
    "faults": "the catalogue of faults",
    "review.serve": "style sheet and script",
    "site.assets": "style sheet and script",
    "site.licences": "licences of packages",
    "site.pictures.world": "the outlines of the world",
    "site.policy": "what pages of the built site state",
    "site.search": "its own code and script",
    "site.search.bundle": "what Pagefind said",
    "stages.cache": "its own code",
    "stages.init": "the files of a new edition",
    "tei.schema.files": "the schema",
    "tei.schema.odd": "the schema",
}


def reads(name: str, call: ast.Call) -> bool:
    """Whether a call reads a file."""
    owner, _, verb = name.rpartition(".")
    if name == "open" or (verb == "open" and (owner in ("os", "io", "?", "path") or owner.endswith("path"))):
        return not writes(name, call)
    functions = {"tomllib.load", "json.load", "pickle.load", "etree.parse", "shutil.copy", "shutil.copyfile"}
    return verb in {"read_bytes", "read_text"} or name in functions


@pytest.mark.parametrize("path", [*MODULES, PROJECT / "conf.py"], ids=lambda path: path.stem)
def test_files_of_an_edition_have_one_reader(path: Path) -> None:
    if path.is_relative_to(PACKAGE) and dotted(path) in READERS:
        return
    found = [f"{name} in line {call.lineno}" for name, call in calls(path) if reads(name, call)]
    assert not found, f"{path.name} reads files: {', '.join(found)}; pressmark.files.read_file is for that"


def test_every_reader_of_other_files_reads() -> None:
    for module in READERS:
        (path,) = (path for path in MODULES if dotted(path) == module)
        assert any(reads(name, call) for name, call in calls(path)), module
