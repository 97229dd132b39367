"""Checks of one TEI file that need nothing but the file: vocabulary, anchors, pointers within it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pressmark.ids import AnchorKind, make_anchor, parse_anchor
from pressmark.model import Finding
from pressmark.tei.names import TEI_NS, XML_ID, XML_NS, in_tei, local_name, tei
from pressmark.tei.text import squeezed_text
from pressmark.tei.tree import Tree, nearest
from pressmark.tei.vocabulary import ANCHORED, ELEMENTS, REQUIRED, VALUES

# The attributes that point into the same file, and the elements they may point to.
_LOCAL_POINTERS: Final = {
    "next": ("said", "q"),
    "prev": ("said", "q"),
    "corresp": ("said", "q"),
    "ana": ("category",),
    "resp": ("respStmt",),
}


def check_vocabulary(tree: Tree) -> Iterator[Finding]:
    """Only known elements, with known attributes that hold what they may."""
    for element in tree.root.iter(etree.Element):
        name = local_name(element)
        if not in_tei(element):
            yield tree.finding(
                element, "element", f"<{name}> is not in the namespace of TEI", f'declare xmlns="{TEI_NS}"'
            )
        elif name not in ELEMENTS:
            hint = nearest(name, ELEMENTS, "use an element of this edition, or none", "<{}>")
            yield tree.finding(element, "element", f"<{name}> is no element of this edition", hint)
        else:
            yield from _attributes(tree, element, name)


def _attributes(tree: Tree, element: etree._Element, name: str) -> Iterator[Finding]:
    for key, value in element.attrib.items():
        attribute = str(key).replace(f"{{{XML_NS}}}", "xml:")
        if attribute not in ELEMENTS[name]:
            hint = nearest(attribute, ELEMENTS[name], "delete it", "@{}")
            yield tree.finding(element, "attribute", f"<{name}>: @{attribute} is not allowed here", hint)
            continue
        values = VALUES.get(f"{name}@{attribute}") or VALUES.get(f"@{attribute}")
        if values and not values.accept(str(value)):
            message = f"<{name}>: @{attribute} is {str(value)!r}"
            yield tree.finding(element, "value", message, f"write {values.description}")


def check_structure(tree: Tree, siglum: str) -> Iterator[Finding]:
    """A header that names the article, and a text whose white space counts."""
    header, text = tree.root.find(tei("teiHeader")), tree.root.find(tei("text"))
    if header is None:
        yield tree.finding(tree.root, "structure", "has no <teiHeader>", "restore the header")
    else:
        yield from _siglum(tree, header, siglum)
    if text is None:
        yield tree.finding(tree.root, "structure", "has no <text>", "restore the text")
    elif f"{{{XML_NS}}}space" not in text.attrib:
        message = "<text> has no xml:space"
        yield tree.finding(text, "structure", message, 'write <text xml:space="preserve">')
    for element in tree.in_text:
        name = local_name(element)
        attribute = REQUIRED.get(name)
        if attribute and attribute not in element.attrib:
            hint = f"say whether it is {VALUES[f'{name}@{attribute}'].description}"
            yield tree.finding(element, "attribute", f"<{name}> has no @{attribute}", hint)


def _siglum(tree: Tree, header: etree._Element, siglum: str) -> Iterator[Finding]:
    path = "/".join(tei(name) for name in ("fileDesc", "publicationStmt", "idno"))
    named = [number for number in header.iterfind(path) if number.get("type") == "siglum"]
    hint = f'write <idno type="siglum">{siglum}</idno>, the name of the file'
    if not named:
        yield tree.finding(header, "siglum", "the header names no siglum", hint)
    for number in named:
        if squeezed_text(number) != siglum:
            yield tree.finding(number, "siglum", f"the siglum is {squeezed_text(number)!r}", hint)


def check_ids(tree: Tree) -> Iterator[Finding]:
    """Every xml:id once; every thing that can be cited with an anchor of its kind."""
    for element in tree.elements:
        name = element.get(XML_ID)
        if name is not None and tree.ids.get(name, element) is not element:
            line = tree.ids[name].sourceline
            hint = f"give one of the two another; {_free(tree, name)} is free"
            yield tree.finding(element, "duplicate-id", f"the xml:id {name!r} is also at line {line}", hint)
    for element in tree.in_text:
        kind = _anchor_kind(element)
        if kind is None:
            continue
        label, name = f"<{local_name(element)}>", element.get(XML_ID)
        if name is None:
            hint = f'write xml:id="{_free(tree, kind)}"'
            yield tree.finding(element, "anchor", f"{label} has no xml:id", hint)
            continue
        anchor = parse_anchor(name)
        if anchor is None or anchor[0] is not kind:
            hint = f"write {kind} and a number of its own, such as {_free(tree, kind)}"
            yield tree.finding(element, "anchor", f"{label} has the xml:id {name!r}", hint)


def _anchor_kind(element: etree._Element) -> AnchorKind | None:
    parent = element.getparent()
    if local_name(element) == "p" and parent is not None and local_name(parent) == "argument":
        return AnchorKind.HEADING
    return ANCHORED.get(local_name(element))


def _free(tree: Tree, like: str) -> str:
    """The next free anchor of the kind of another anchor, or of a kind."""
    kind = AnchorKind(like[0]) if like[0] in set(AnchorKind) else AnchorKind.MENTION
    anchors = (parse_anchor(name) for name in tree.ids)
    numbers = [anchor[1] for anchor in anchors if anchor and anchor[0] is kind]
    return make_anchor(kind, max(numbers, default=0) + 1)


def check_local_pointers(tree: Tree) -> Iterator[Finding]:
    """Pointers within the file lead to an element of the right kind."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for name, element in tree.ids.items():
        by_name[local_name(element)].append(f"#{name}")
    for element in tree.elements:
        for attribute, targets in _LOCAL_POINTERS.items():
            known = [name for target in targets for name in by_name[target]]
            for pointer in (element.get(attribute) or "").split():
                if pointer not in known:
                    expected = " or ".join(f"<{target}>" for target in targets)
                    message = (
                        f"<{local_name(element)}>: @{attribute} {pointer} leads to no {expected} in this file"
                    )
                    hint = nearest(pointer, known, f"point to a {expected}, or delete @{attribute}")
                    yield tree.finding(element, "pointer", message, hint)


def check_chains(tree: Tree) -> Iterator[Finding]:
    """The parts of an interrupted quotation point to each other, forwards and back."""
    order = {name: position for position, name in enumerate(tree.ids)}
    for name, element in tree.ids.items():
        for attribute, back, forwards in (("next", "prev", True), ("prev", "next", False)):
            pointer = (element.get(attribute) or "").removeprefix("#")
            other = tree.ids.get(pointer)
            if other is None:
                continue  # reported as a pointer to nothing
            if other.get(back) != f"#{name}":
                message = f'{name} has {attribute}="#{pointer}", but {pointer} does not point back'
                hint = f'write {back}="#{name}" on {pointer}, or delete @{attribute}'
                yield tree.finding(element, "chain", message, hint)
            elif (order[pointer] > order[name]) is not forwards:
                message = f'{name} has {attribute}="#{pointer}", which stands on the wrong side of it'
                hint = "link the parts of a quotation in the order of the text"
                yield tree.finding(element, "chain", message, hint)
