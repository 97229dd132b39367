"""The header: what a file says about itself."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pressmark.config import REGISTER_FILES
from pressmark.ids import is_siglum, parse_pointer
from pressmark.model import EntityKind
from pressmark.tei.names import XML_SPACE, local_name, tei
from pressmark.tei.text import squeezed_text
from pressmark.tei.tree import Remark, Tree, start_tag, written
from pressmark.tei.validation.checks import Scope, Subject, check
from pressmark.tei.validation.pointers import RECORD_POINTERS

_FILE: Final = "fileDesc/"
# What a header must say: where, and what to write. Any one of several elements will do.
_EVERY_HEADER: Final = (
    ("title", (_FILE + "titleStmt/title",), "<titleStmt><title>…</title></titleStmt>"),
    ("publisher", (_FILE + "publicationStmt/publisher",), "<publisher>…</publisher> into <publicationStmt>"),
    (
        "licence",
        (_FILE + "publicationStmt/availability/licence", _FILE + "publicationStmt/availability/p"),
        '<availability><licence target="https://…">…</licence></availability> into <publicationStmt>',
    ),
    ("source", (_FILE + "sourceDesc/*",), "<sourceDesc>…</sourceDesc>"),
)
_ARTICLE_HEADER: Final = (
    (
        "source title",
        (_FILE + "sourceDesc/biblStruct/analytic/title",),
        "<analytic><title>…</title></analytic>",
    ),
    ("language", ("profileDesc/langUsage/language",), '<langUsage><language ident="en"/></langUsage>'),
    ("application", ("encodingDesc/appInfo/application",), '<application ident="pressmark" version="…"/>'),
)
_WITHOUT_WORDS: Final = ("language", "application")


@check("header", scope=Scope.EVERY_FILE)
def check_header(subject: Subject) -> Iterator[Remark]:
    """The header is there, and says what every header must say."""
    root = subject.tree.root
    header = root.find(tei("teiHeader"))
    if header is None:
        yield Remark(
            rule="header",
            at=root,
            words=start_tag(root),
            message="has no <teiHeader>",
            hint="restore the header",
        )
        return
    yield from _incomplete(header, _EVERY_HEADER)


@check("header")
def check_article_header(subject: Subject) -> Iterator[Remark]:
    """The header of an article also says which language it is in, and which tool encoded it."""
    header = subject.tree.root.find(tei("teiHeader"))
    if header is None:
        return
    yield from _incomplete(header, _ARTICLE_HEADER)
    seen = set()
    for application in header.iterfind(_path("encodingDesc/appInfo/application")):
        ident = application.get("ident")
        if ident in seen:
            yield Remark(
                rule="header", at=application, part="ident", words=written(application, "ident"),
                message="a second <application> of the same tool", hint="delete the older of the two",
            )  # fmt: skip
        seen.add(ident)


def _incomplete(
    header: etree._Element, demands: tuple[tuple[str, tuple[str, ...], str], ...]
) -> Iterator[Remark]:
    for name, paths, cure in demands:
        found = [element for path in paths for element in header.iterfind(_path(path))]
        if not found:
            yield Remark(
                rule="header",
                at=header,
                words=name,
                message="the header does not say it",
                hint=f"write {cure}",
            )
        elif name not in _WITHOUT_WORDS and not any(map(squeezed_text, found)):
            yield Remark(
                rule="header", at=found[0], words=name, message=f"its <{local_name(found[0])}> is empty",
                hint=f"write {cure}",
            )  # fmt: skip


def _path(path: str) -> str:
    return "/".join(part if part == "*" else tei(part) for part in path.split("/"))


@check("siglum")
def check_siglum(subject: Subject) -> Iterator[Remark]:
    """The file is named by a siglum, and the header gives the same."""
    root, siglum = subject.tree.root, subject.siglum
    if not is_siglum(siglum):
        yield Remark(
            rule="siglum", at=root, words=siglum, message="this name of a file can name no article",
            hint="rename the file: lower-case letters, digits, hyphens and underscores",
        )  # fmt: skip
        return
    header = root.find(tei("teiHeader"))
    if header is None:
        return  # reported as missing
    named = [n for n in header.iterfind(_path(_FILE + "publicationStmt/idno")) if n.get("type") == "siglum"]
    hint = f'write <idno type="siglum">{siglum}</idno>, the name of the file'
    if not named:
        yield Remark(rule="siglum", at=header, words=siglum, message="the header does not give it", hint=hint)
    for number in named:
        if squeezed_text(number) != siglum:
            yield Remark(
                rule="siglum", at=number, words=squeezed_text(number),
                message=f"is not the name of the file, {siglum}", hint=hint,
            )  # fmt: skip


@check("prefix")
def check_prefixes(subject: Subject) -> Iterator[Remark]:
    """The header says where pointers of each kind lead: to the register, or to records in the file."""
    tree = subject.tree
    header = tree.root.find(tei("teiHeader"))
    if header is None:
        return
    defined = set()
    for element in header.iterfind(f".//{tei('prefixDef')}"):
        ident, pattern = element.get("ident", ""), element.get("replacementPattern", "")
        if ident not in set(EntityKind):
            continue
        defined.add(ident)
        right = f"../registers/{REGISTER_FILES[EntityKind(ident)]}#$1"
        if pattern != right and not re.fullmatch(r"#[\w.-]*\$1", pattern):
            yield Remark(
                rule="prefix", at=element, part="replacementPattern",
                words=written(element, "replacementPattern"),
                message=f"pointers to a {ident} do not lead there",
                hint=f'write replacementPattern="{right}"',
            )  # fmt: skip
    for kind, element in _kinds_used(tree).items():
        if kind not in defined:
            yield Remark(
                rule="prefix", at=element, words=f"{kind}:", message="no <prefixDef> says where this leads",
                hint=f'write <prefixDef ident="{kind}" matchPattern="([a-z0-9-]+)" '
                f'replacementPattern="../registers/{REGISTER_FILES[kind]}#$1"/> into <listPrefixDef>',
            )  # fmt: skip


def _kinds_used(tree: Tree) -> dict[EntityKind, etree._Element]:
    """The kinds of records that the file points to, each with the first element that does."""
    kinds: dict[EntityKind, etree._Element] = {}
    for attribute in RECORD_POINTERS:
        for element, value in tree.having.get(attribute, ()):
            if len(kinds) == len(EntityKind):
                return kinds
            for parsed in filter(None, map(parse_pointer, value.split())):
                kinds.setdefault(parsed[0], element)
    return kinds


@check("no-text", "xml-space")
def check_text(subject: Subject) -> Iterator[Remark]:
    """An article has a text, whose white space counts."""
    root = subject.tree.root
    text = root.find(tei("text"))
    if text is None:
        yield Remark(
            rule="no-text", at=root, words=start_tag(root), message="has no <text>", hint="restore the text"
        )
    elif text.get(XML_SPACE) != "preserve":
        yield Remark(
            rule="xml-space", at=text, part="xml:space", words=start_tag(text),
            message="does not say that its white space counts", hint='write <text xml:space="preserve">',
        )  # fmt: skip


@check("register-list", scope=Scope.REGISTER)
def check_no_article(subject: Subject) -> Iterator[Remark]:
    """A register holds no text."""
    text = subject.tree.root.find(tei("text"))
    if text is not None:
        yield Remark(
            rule="register-list", at=text, words=start_tag(text), message="stands in a register",
            hint="move the article to tei/articles/",
        )  # fmt: skip
