"""Who is mentioned with whom, as GEXF 1.3 for Gephi and its kin."""

from collections import Counter
from typing import Final

from lxml import etree

from pressmark.exports.edition import PublishedEdition

GEXF_NS: Final = "http://gexf.net/1.3"
_ATTRIBUTES: Final = (
    ("kind", "string"),
    ("mentions", "integer"),
    ("quotations", "integer"),
    ("url", "anyURI"),
)


def as_gexf(edition: PublishedEdition) -> bytes:
    """A node for each record that is mentioned, an edge for each pair that shares a paragraph.

    The weight of an edge is the number of paragraphs in which both are mentioned.
    """
    weights: Counter[tuple[str, str]] = Counter()
    for article in edition.articles:
        weights.update(article.pairs())
    records = edition.register.by_id()
    nodes = sorted(record for record, counts in edition.counts.items() if counts.mentions)

    root = etree.Element(f"{{{GEXF_NS}}}gexf", {"version": "1.3"}, nsmap={None: GEXF_NS})
    graph = _child(root, "graph", defaultedgetype="undirected", mode="static")
    declared = _child(graph, "attributes", **{"class": "node"})
    for title, kind in _ATTRIBUTES:
        _child(declared, "attribute", id=title, title=title, type=kind)
    listed = _child(graph, "nodes")
    for name in nodes:
        record, counts = records[name], edition.counts[name]
        node = _child(listed, "node", id=name, label=record.name)
        values = (record.kind.value, counts.mentions, counts.quotations, edition.record_url(record))
        cells = _child(node, "attvalues")
        for (title, _), value in zip(_ATTRIBUTES, values, strict=True):
            _child(cells, "attvalue", **{"for": title, "value": str(value)})
    edges = _child(graph, "edges")
    known = set(nodes)
    pairs = sorted(pair for pair in weights if known.issuperset(pair))
    for number, (source, target) in enumerate(pairs):
        weight = str(weights[source, target])
        _child(edges, "edge", id=str(number), source=source, target=target, weight=weight)
    etree.indent(root, " ")
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{GEXF_NS}}}{name}", attributes)
