"""The examples of the catalogue of rules, put where they belong and looked at as a whole file is.

An example in the catalogue is short: what stands in `<body>`, a part of a header, records of a
register, or a whole file. Of seeds it is their text, of sidecars and settings their TOML.
"""

import re
from pathlib import Path

from pressmark.config import REGISTER_FILES, Edition, load_edition
from pressmark.errors import PressmarkError
from pressmark.faults import Fault, Group
from pressmark.model import Finding
from pressmark.seeds import parse_seed
from pressmark.seeds.sidecar import parse_sidecar
from pressmark.tei.names import LIST_ELEMENTS, RECORD_ELEMENTS
from pressmark.tei.parse import parse
from pressmark.tei.records import read_register
from pressmark.tei.tree import read_tree
from pressmark.tei.validation import validate_article, validate_registers
from pressmark.tei.validation.checks import Subject

CASES = Path(__file__).parent / "cases"
ARTICLE = CASES / "rules" / "quillhaven-regatta.xml"
# The register that an element, or a list of them, is put into.
FILES = {
    name: REGISTER_FILES[kind]
    for kind in REGISTER_FILES
    for name in (*RECORD_ELEMENTS[kind], LIST_ELEMENTS[kind])
}


def findings(fault: Fault, example: str, edition: Edition) -> list[Finding]:
    """All that is found in an example, in a copy of the invented edition of Quillhaven."""
    if fault.group in (Group.SEED, Group.RUN):
        return _elsewhere(fault, example, edition)
    name = _first_element(example)
    if name in FILES or name == "standOff":
        _put_into_register(name, example, edition)
        return validate_registers(edition)
    return validate_article(_article(name, example).encode(), ARTICLE.name, read_register(edition))


def subject(fault: Fault, example: str, edition: Edition) -> Subject | None:
    """The article that an example is put into, as the checks are given it; None if it is put elsewhere."""
    if fault.group in (Group.FILE, Group.SEED, Group.RUN) or _first_element(example) in (*FILES, "standOff"):
        return None
    root = parse(_article(_first_element(example), example).encode(), ARTICLE.name)
    return Subject(tree=read_tree(root), siglum=ARTICLE.stem, records=read_register(edition).by_id())


def _elsewhere(fault: Fault, example: str, edition: Edition) -> list[Finding]:
    try:
        if fault.id == "sidecar":
            parse_sidecar(example, Path("quillhaven-regatta.toml"))
        elif fault.id == "settings":
            (edition.root / "edition.toml").write_text(example, encoding="utf-8")
            load_edition(edition.root)
        else:
            return list(parse_seed(example.encode(), Path("quillhaven-regatta.txt")).findings)
    except PressmarkError as error:
        return [error.finding]
    return []


def _first_element(example: str) -> str:
    match = re.match(r"<(\w+)", example)
    assert match, f"{example!r} does not begin with an element"
    return match[1]


def _article(name: str, example: str) -> str:
    """The article with an example as its text, or in the place of a part of its header."""
    article = ARTICLE.read_text(encoding="utf-8")
    if name == "TEI":
        return example
    header, text = article.split("  <text ")
    part = re.search(rf"<{name}\b.*?</{name}>|<{name}\b[^>]*/>", header, re.DOTALL)
    if part and name != "p":
        return article.replace(part[0], example, 1)
    text, count = re.subn("<text .*</text>" if name == "text" else "(?<=<body>).*(?=</body>)",
                          lambda _: example, f"<text {text}", count=1, flags=re.DOTALL)  # fmt: skip
    assert count == 1
    return f"{header}  {text}"


def _put_into_register(name: str, example: str, edition: Edition) -> None:
    """Add records at the end of their register, or replace the whole of what it holds."""
    named = next((word for word in re.findall(r"<(\w+)", example) if word in FILES), "listPerson")
    path = edition.registers / FILES[named]
    register = path.read_text(encoding="utf-8")
    if name == "standOff":
        register = re.sub("<standOff>.*</standOff>", lambda _: example, register, flags=re.DOTALL)
    else:
        register = re.sub(r"(?=</list\w+>)", lambda _: example, register, count=1)
    path.write_text(register, encoding="utf-8")
