"""The bytes of a TEI file as a row of tags and characters, each of which keeps its bytes.

Joined again, the items of a file are the file. Only what `tei.parse` takes can be read
like this: well-formed UTF-8 without a document type.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from pressmark.tei.names import TEI_NS, XML_NS
from pressmark.tei.text import is_added

_TOKEN: Final = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>|[^<]+""",
    re.DOTALL,
)
_CDATA: Final = ("<![CDATA[", "]]>")
_NAME: Final = re.compile(r"</?([^\s/>]+)")
_ATTRIBUTE: Final = re.compile(r"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_NAMESPACE: Final = re.compile(r"xmlns(?::(.+))?")
_REFERENCE: Final = re.compile(r"&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# One character as it may be written, in text and in a CDATA section.
_CHARACTER: Final = re.compile(r"&[^;]+;|\r\n|.", re.DOTALL)
_CDATA_CHARACTER: Final = re.compile(r"\r\n|.", re.DOTALL)
# The order in which attributes are written; others come last.
_ORDER: Final = {
    name: index
    for index, name in enumerate(
        (
            *("type", "rend", "unit", "xml:id", "ref", "who", "toWhom", "direct", "source", "next", "prev"),
            *("corresp", "when", "notBefore", "notAfter", "resp", "cert", "ana"),
        )
    )
}


class Kind(Enum):
    TEXT = auto()
    CDATA = auto()  # without its delimiters
    START = auto()
    END = auto()
    EMPTY = auto()  # an element written as one tag
    OTHER = auto()  # comments, processing instructions, the XML declaration


@dataclass(slots=True, eq=False)
class Element:
    """An element and where it stands in the tree.

    `name` is the local name of an element of TEI, and the Clark name of any other. The source has
    not the characters of one that is `added`.
    """

    name: str
    parent: "Element | None"
    added: bool = False

    @property
    def depth(self) -> int:
        """How many elements it stands in; the root stands in that of the document."""
        return sum(1 for _ in self.holders()) - 1

    def holders(self) -> Iterator["Element"]:
        """The element and all that it stands in, innermost first."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


@dataclass(slots=True, eq=False)
class Item:
    """One tag, or characters. `element` is whose tag it is, or, of anything else, what holds it.

    `offset` is the number of characters of the source before it, `length` that inside it.
    """

    kind: Kind
    raw: str
    element: Element
    offset: int
    length: int = 0

    @property
    def before(self) -> Element:
        """The element in which something put right before this item would stand."""
        if self.kind in (Kind.START, Kind.EMPTY):
            return self.element.parent or self.element
        return self.element


def read_items(text: str) -> list[Item]:
    """The items of a file, in order. The outermost element is one that stands for the document."""
    document = Element("", None)
    holder = document
    source: Element | None = None  # `<text>`, while it is open
    scopes: list[Mapping[str, str]] = [{}]  # the namespaces by their prefixes, of every open element
    items: list[Item] = []
    offset = 0
    absent = 0  # how many elements around have characters that are not of the source
    for match in _TOKEN.finditer(text):
        raw = match[0]
        kind = _kind(raw)
        if kind is Kind.CDATA:
            raw = raw.removeprefix(_CDATA[0]).removesuffix(_CDATA[1])
        if kind in (Kind.START, Kind.EMPTY):
            scope = _declared(raw, scopes[-1]) if "xmlns" in raw else scopes[-1]
            name = _qualified(tag_name(raw), scope)
            element = Element(
                name, holder, is_added(name, attribute(raw, "type") if name == "note" else None)
            )
            items.append(Item(kind, raw, element, offset))
            if kind is Kind.START:
                scopes.append(scope)
                if element.name == "text" and holder.parent is document:
                    source = element
                holder = element
                absent += element.added
        elif kind is Kind.END:
            items.append(Item(kind, raw, holder, offset))
            absent -= holder.added
            source = None if holder is source else source
            scopes.pop()
            holder = holder.parent or document
        else:
            counts = kind in (Kind.TEXT, Kind.CDATA) and source is not None and not absent
            length = count_characters(raw, kind) if counts else 0
            items.append(Item(kind, raw, holder, offset, length))
            offset += length
    return items


def _declared(raw: str, scope: Mapping[str, str]) -> Mapping[str, str]:
    """The namespaces inside a tag, by their prefixes; `scope` are those around it."""
    found = ((_NAMESPACE.fullmatch(match[1]), match[2]) for match in _ATTRIBUTE.finditer(raw))
    return {**scope, **{name[1] or "": _unescaped(value[1:-1]) for name, value in found if name}}


def _qualified(name: str, scope: Mapping[str, str]) -> str:
    prefix, _, plain = name.rpartition(":")
    namespace = scope.get(prefix, "")
    return plain if namespace == TEI_NS else f"{{{namespace}}}{plain}"


def _kind(raw: str) -> Kind:
    if raw[0] != "<":
        return Kind.TEXT
    if raw.startswith(_CDATA[0]):
        return Kind.CDATA
    if raw[1] in "!?":
        return Kind.OTHER
    if raw[1] == "/":
        return Kind.END
    return Kind.EMPTY if raw.endswith("/>") else Kind.START


def remarks(items: Iterable[Item], *, notes: bool) -> list[Item]:
    """What people say beside an element that goes, which is given by its items: its holder keeps that.

    That is comments, processing instructions and, where they are parts of a text, editors' `notes`.
    """
    items = list(items)
    holder, offset = items[0].before, items[0].offset
    kept: list[Item] = []
    note: list[Item] = []  # the items of an open one
    for item in items:
        is_note = notes and item.element.name == "note" and item.element.added
        if note or (item.kind is Kind.START and is_note):
            note.append(item)
            if item.kind is Kind.END and item.element is note[0].element:
                kept.append(Item(Kind.OTHER, join_items(note), holder, offset))
                note = []
        elif item.kind is Kind.OTHER and item.raw.startswith(("<!--", "<?")):
            kept.append(Item(Kind.OTHER, item.raw, holder, offset))
    return kept


def join_items(items: Iterable[Item]) -> str:
    """The file again. What only became neighbours by a change is written so that it reads as before."""
    parts: list[str] = []
    tail = ""  # the last characters of text, unless something else came after them
    for item in items:
        if item.kind is Kind.TEXT:
            raw = item.raw
            if tail.endswith("\r") and raw.startswith("\n"):
                raw = "&#10;" + raw[1:]
            if raw.startswith(">") and tail.endswith("]]"):
                raw = "&gt;" + raw[1:]
            elif raw.startswith("]>") and tail.endswith("]"):
                raw = "]&gt;" + raw[2:]
            parts.append(raw)
            tail = (tail + raw)[-2:]
        elif item.kind is Kind.CDATA:
            if item.raw:
                parts += (_CDATA[0], item.raw, _CDATA[1])
                tail = ""
        else:
            parts.append(item.raw)
            tail = "" if item.raw else tail
    return "".join(parts)


def count_characters(raw: str, kind: Kind) -> int:
    """How many characters written characters are."""
    if "&" not in raw and "\r" not in raw:
        return len(raw)
    return sum(1 for _ in _pattern(kind).finditer(raw))


def split_characters(raw: str, kind: Kind, count: int) -> tuple[str, str]:
    """Written characters in two: the first `count`, and the rest."""
    if "&" not in raw and "\r" not in raw:
        return raw[:count], raw[count:]
    ends = [match.end() for match in _pattern(kind).finditer(raw)]
    end = ends[count - 1] if count else 0
    return raw[:end], raw[end:]


def written_characters(raw: str, kind: Kind) -> Iterator[str]:
    """Each character as it is written: itself, a reference, a line end of two."""
    return (match[0] for match in _pattern(kind).finditer(raw))


def _pattern(kind: Kind) -> re.Pattern[str]:
    return _CDATA_CHARACTER if kind is Kind.CDATA else _CHARACTER


def escape(words: str) -> str:
    """Words as characters of a file. A carriage return is a reference: XML would read it as a line feed."""
    for character, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        words = words.replace(character, written)
    return words


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def tag_name(raw: str) -> str:
    """The name in a tag, with its prefix."""
    match = _NAME.match(raw)
    return match[1] if match else ""


def renamed(raw: str, name: str) -> str:
    """A tag with another name; the prefix stays."""
    old = tag_name(raw)
    return raw.replace(old, old[: len(old) - len(local(old))] + name, 1)


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag."""
    return {match[1]: _unescaped(match[2][1:-1]) for match in _ATTRIBUTE.finditer(raw)}


def attribute(raw: str, name: str) -> str | None:
    """The value of an attribute in a tag; None if it is not there."""
    return attributes(raw).get(name)


def make_tag(name: str, attributes: Mapping[str, str], *, empty: bool = False) -> str:
    """A start tag, or the tag of an empty element, with its attributes in the order given."""
    written = "".join(f" {_written(key)}={_quoted(value)}" for key, value in attributes.items())
    return f"<{name}{written}{'/' if empty else ''}>"


def with_attribute(raw: str, name: str, value: str | None) -> str:
    """A tag with an attribute changed, added where it is usually written, or (None) taken away."""
    name = _written(name)
    known = list(_ATTRIBUTE.finditer(raw))
    for match in known:
        if match[1] != name:
            continue
        if value is None:
            return raw[: match.start()] + raw[match.end() :]
        if _unescaped(match[2][1:-1]) == value:
            return raw
        return raw[: match.start(2)] + _quoted(value, match[2][0]) + raw[match.end(2) :]
    if value is None:
        return raw
    rank = _ORDER.get(name, len(_ORDER))
    later = (match.start() for match in known if _ORDER.get(match[1], -1) > rank)
    end = known[-1].end() if known else len(f"<{tag_name(raw)}")
    position = next(later, end)
    return f"{raw[:position]} {name}={_quoted(value)}{raw[position:]}"


def _written(name: str) -> str:
    """The name of an attribute as a file has it: lxml writes "xml:id" with its namespace."""
    return name.replace(f"{{{XML_NS}}}", "xml:")


def in_order(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes in the order in which they are usually written."""
    return dict(sorted(attributes.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))))


def words_of(raw: str, kind: Kind) -> str:
    """The characters that are written so."""
    plain = raw.replace("\r\n", "\n").replace("\r", "\n")
    return plain if kind is Kind.CDATA else _REFERENCE.sub(_referred, plain)


def _quoted(value: str, mark: str = '"') -> str:
    written = escape(value).replace("\n", "&#10;").replace("\t", "&#9;")
    return mark + written.replace(mark, "&quot;" if mark == '"' else "&apos;") + mark


def _unescaped(written: str) -> str:
    plain = re.sub(r"\r\n|[\r\n\t]", " ", written)  # as XML reads white space in attributes
    return _REFERENCE.sub(_referred, plain)


def _referred(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#"):
        return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
    return _ENTITIES.get(name, match[0])
