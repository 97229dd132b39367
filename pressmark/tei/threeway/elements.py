"""Parts of a header or of a register, united element by element.

Children of one element are told by what they are: by xml:id, by type, by the words of a name,
by editor and day of a change. What only one side added, changed or took away is taken over as
it is written there.
"""

from collections import Counter
from typing import Final

from lxml import etree

from pressmark.ids import places_of
from pressmark.tei.edit.tokens import with_attribute
from pressmark.tei.merge.header import digest
from pressmark.tei.names import LIST_ELEMENTS, NAME_ELEMENTS, RECORD_ELEMENTS, XML_ID, local_name
from pressmark.tei.revision import united
from pressmark.tei.text import squeezed_text
from pressmark.tei.threeway.source import Source, Splice
from pressmark.tei.threeway.versions import Contradiction, Three

Key = tuple[str, ...]
Children = dict[Key, etree._Element]

# Elements whose children stand in the order of their ids.
_SORTED: Final = frozenset({*LIST_ELEMENTS.values(), "taxonomy"})
_NAMES: Final = frozenset(NAME_ELEMENTS.values())
RECORDS: Final = frozenset(name for names in RECORD_ELEMENTS.values() for name in names)
# The attributes by which elements of one name are told from each other.
_TELLING: Final = ("type", "n", "ident", "unit", "level", "target", "role")


class ElementMerger:
    """Unites elements of three files. `splices` are what is to be done to ours, `found` what cannot be."""

    def __init__(self, files: Three[Source]) -> None:
        self._files = files
        self.splices: list[Splice] = []
        self.found: list[Contradiction] = []

    def merge(self, nodes: Three[etree._Element | None], where: str = "") -> None:
        """Unite an element that ours has; base or theirs may lack it."""
        base, ours, theirs = nodes
        if ours is None or theirs is None or self._same(nodes.ours, "ours", theirs, "theirs"):
            return
        if base is not None and self._same(base, "base", theirs, "theirs"):
            return
        if base is not None and self._same(base, "base", ours, "ours"):
            self._replace(ours, theirs)
            return
        if local_name(ours) == "change":
            self._unite_change(nodes)
        elif any(node is not None and _is_whole(node) for node in nodes):
            # A layout of their own, and which article a draft comes from, are not worth a word.
            if digest_of(ours) != digest_of(theirs) and ours.get("type") != "draft":
                self.found.append(Contradiction(where, squeezed_text(ours), squeezed_text(theirs)))
        else:
            self._attributes(nodes, where)
            self._children(nodes, where)

    def _same(self, one: etree._Element | None, its: str, other: etree._Element | None, others: str) -> bool:
        if one is None or other is None:
            return one is other
        return bool(getattr(self._files, its).raw(one) == getattr(self._files, others).raw(other))

    def _replace(self, ours: etree._Element, theirs: etree._Element) -> None:
        extent = self._files.ours.extents[ours]
        self.splices.append(Splice(extent.start, extent.end, self._written(theirs)))

    def _written(self, theirs: etree._Element) -> str:
        """An element of theirs as it is written there, with the line ends of ours."""
        return self._files.theirs.raw(theirs).replace("\r\n", "\n").replace("\n", self._files.ours.newline)

    def _unite_change(self, nodes: Three[etree._Element | None]) -> None:
        """What was done on one day by one editor, on both branches."""
        said = nodes.map(lambda node: "" if node is None else squeezed_text(node))
        assert nodes.ours is not None  # noqa: S101 (checked by `merge`)
        element = etree.Element(nodes.ours.tag, nsmap=nodes.ours.nsmap)
        element.text = united(*said)
        words = etree.tostring(element, encoding="unicode")
        inner = words[words.index(">") + 1 : words.rindex("<")]
        extent = self._files.ours.extents[nodes.ours]
        self.splices.append(Splice(extent.inner_start, extent.inner_end, inner))

    def _attributes(self, nodes: Three[etree._Element | None], where: str) -> None:
        ours = nodes.ours
        if ours is None:
            return
        tag = before = self._files.ours.start_tag(ours)
        values = nodes.map(lambda node: {} if node is None else dict(node.attrib))
        for name in dict.fromkeys((*values.ours, *values.theirs)):
            value = values.map(lambda each, name=name: each.get(name))  # type: ignore[misc]
            if nodes.base is None and value.ours is None:
                tag = with_attribute(tag, str(name), str(value.theirs))
            elif value.settled:
                tag = with_attribute(tag, str(name), None if value.result is None else str(value.result))
            elif nodes.base is not None or value.theirs is not None:
                shown = str(name).rpartition("}")[2]
                self.found.append(
                    Contradiction(_said(where, f"@{shown}"), str(value.ours or ""), str(value.theirs or ""))
                )
        if tag != before:
            extent = self._files.ours.extents[ours]
            self.splices.append(Splice(extent.start, extent.inner_start, tag))

    def _children(self, nodes: Three[etree._Element | None], where: str) -> None:
        children = nodes.map(lambda node: {} if node is None else keyed(node))
        self._take_over(nodes, children, where)
        for key, ours in children.ours.items():
            base, theirs = children.base.get(key), children.theirs.get(key)
            place = _said(where, _label(ours))
            if theirs is not None:
                self.merge(Three(base, ours, theirs), place)
            elif base is not None and self._same(base, "base", ours, "ours"):
                self._remove(ours)
            elif base is not None:
                self._one_left(Three(base, ours, None), place)

    def _take_over(self, nodes: Three[etree._Element | None], children: Three[Children], where: str) -> None:
        """Put in what theirs has and ours has not."""
        parent = nodes.ours
        if parent is None:
            return
        own = {ours for key, ours in children.ours.items() if key not in children.theirs}
        last: etree._Element | None = None  # the last child of ours before the place
        inserted: list[tuple[etree._Element | None, etree._Element]] = []
        for key, theirs in children.theirs.items():
            if key in children.ours:
                last = children.ours[key]
                while (following := last.getnext()) is not None and following in own:
                    last = following  # what we put in there comes first
                continue
            base = children.base.get(key)
            place = _said(where, _label(theirs))
            changed = base is None or not self._same(base, "base", theirs, "theirs")
            if changed and (base is None or self._one_left(Three(base, None, theirs), place)):
                inserted.append((last, theirs))
        if local_name(parent) in _SORTED:
            self._insert_sorted(parent, [element for _, element in inserted])
            return
        for after, element in inserted:
            self._insert(parent, after, element)

    def _one_left(self, nodes: Three[etree._Element | None], where: str) -> bool:
        """What one side took away and the other changed. Whether theirs is to be put into ours."""
        changed = nodes.ours if nodes.ours is not None else nodes.theirs
        if changed is not None:
            values = [squeezed_text(each) if each is not None else "" for each in (nodes.ours, nodes.theirs)]
            self.found.append(Contradiction(where, *values))
        return False

    def _remove(self, ours: etree._Element) -> None:
        """Take an element out, with the line that it stands on."""
        source = self._files.ours
        extent, indent = source.extents[ours], source.indent(ours)
        start = extent.start
        if indent is not None:
            line = start - len(indent)
            start = line - (2 if source.text[:line].endswith("\r\n") else 1) if line else 0
        self.splices.append(Splice(start, extent.end, ""))

    def _insert_sorted(self, parent: etree._Element, elements: list[etree._Element]) -> None:
        elements = sorted(elements, key=lambda each: str(each.get(XML_ID, "")))
        standing = [*parent.iterchildren(etree.Element)]
        ids = (str(each.get(XML_ID, "")) for each in standing)
        places = places_of((str(each.get(XML_ID, "")) for each in elements), ids)
        for place, element in zip(places, elements, strict=True):
            self._insert(parent, standing[place - 1] if place else None, element)

    def _insert(self, parent: etree._Element, after: etree._Element | None, theirs: etree._Element) -> None:
        source = self._files.ours
        indent = self._files.theirs.indent(theirs)
        words = self._written(theirs)
        if after is None and len(parent) == 0:
            self._fill(parent, words, indent)
            return
        place = source.extents[parent].inner_start if after is None else source.extents[after].end
        line = "" if indent is None else source.newline + indent
        self.splices.append(Splice(place, place, line + words))

    def _fill(self, parent: etree._Element, words: str, indent: str | None) -> None:
        """Put the first child into an element that holds none."""
        source = self._files.ours
        extent = source.extents[parent]
        if indent is not None:
            outer = source.indent(parent) or ""
            words = f"{source.newline}{indent}{words}{source.newline}{outer}"
        tag = source.start_tag(parent)
        if tag.endswith("/>"):
            name = tag[1:].split()[0].rstrip("/>")
            words = f"{tag.removesuffix('/>').rstrip()}>{words}</{name}>"
            self.splices.append(Splice(extent.start, extent.end, words))
        else:
            self.splices.append(Splice(extent.inner_start, extent.inner_end, words))


def digest_of(element: etree._Element) -> str:
    return digest(element) if isinstance(element.tag, str) else str(element.text)


def keyed(parent: etree._Element) -> Children:
    """The children of an element by what they are; of several that are alike, by their order."""
    found: Children = {}
    seen: Counter[Key] = Counter()
    for child in parent:
        key = _key(child)
        seen[key] += 1
        found[(*key, str(seen[key]))] = child
    return found


def _key(child: etree._Element) -> Key:
    if not isinstance(child.tag, str):
        return ("comment", str(child.text))
    name = local_name(child)
    if child.get(XML_ID):
        return ("id", str(child.get(XML_ID)))
    if child.get("type") == "draft":
        return (name, "draft")
    if name in _NAMES:
        return (name, "preferred" if child.get("type") == "preferred" else squeezed_text(child))
    if name == "change":
        return (name, str(child.get("when", "")), str(child.get("who", "")))
    return (name, *(str(child.get(each, "")) for each in _TELLING if each in child.attrib))


def _is_whole(node: etree._Element) -> bool:
    """Whether an element is taken as one thing: a comment, or what holds words of its own."""
    if not isinstance(node.tag, str):
        return True
    if len(node) == 0:
        # A list without records is a list all the same.
        return bool((node.text or "").strip()) or not (node.attrib or local_name(node) in _SORTED)
    return (
        bool((node.text or "").strip())
        or any((child.tail or "").strip() for child in node)
        or (local_name(node) in _NAMES)
    )


def _label(node: etree._Element) -> str:
    """What a contradiction calls an element."""
    return str(node.get(XML_ID) or node.get("type") or node.get("ident") or local_name(node) or "comment")


def _said(where: str, what: str) -> str:
    return f"{where}, {what}" if where else what
