"""The network: people and organisations that are named in the same paragraphs."""

from collections import Counter
from typing import Final

from docutils import nodes

from pressmark.model import EntityKind, Record
from pressmark.site.pictures import network
from pressmark.site.pictures.network import Network, Node
from pressmark.site.pictures.svg import Wording
from pressmark.site.pictures.table import Cell, Table
from pressmark.site.views.context import Context, remark
from pressmark.site.views.pictures.figure import COUNTED, NAMED, ROWS, Picture, listed, record_address, shown
from pressmark.site.words import N_, _, counted, numeral

# What the network says.
_NETWORK: Final = N_("Who is mentioned with whom")
_NETWORK_DESCRIPTION: Final = N_("{names} and {ties} between them. The strongest: {named}.")
_NETWORK_CAPTION: Final = N_(
    "Circles are people, squares are organisations. A line joins two that are named in the same paragraphs; "
    "the thicker it is, the more paragraphs."
)
_NETWORK_PART: Final = N_("Drawn are the {drawn} strongest of {all} ties.")
_NETWORK_EMPTY: Final = N_("No two people or organisations are named in one paragraph yet.")
_NETWORK_HEAD: Final = (N_("Name"), N_("With"), N_("Paragraphs"))
_TIE: Final = N_("{one} and {other}: {number}")


def network_of_names(context: Context) -> list[nodes.Node]:
    """The people and organisations that are named in the same paragraphs."""
    records = context.index.records
    pairs: Counter[tuple[str, str]] = Counter()
    for article in context.index.articles:
        pairs.update(pair for pair in article.pairs() if all(_in_network(records.get(name)) for name in pair))
    if not pairs:
        return remark(_(_NETWORK_EMPTY))
    known = sorted({name for pair in pairs for name in pair})
    place = {name: index for index, name in enumerate(known)}
    whole = Network(
        nodes=tuple(_node(context, records[name]) for name in known),
        weights={(place[a], place[b]): weight for (a, b), weight in sorted(pairs.items())},
    )
    part = network.reduced(whole)
    ranked = sorted(whole.weights.items(), key=lambda item: (-item[1], item[0]))
    strongest = [(_tie(whole, pair), weight) for pair, weight in ranked[:NAMED]]
    description = _(_NETWORK_DESCRIPTION).format(
        names=counted(len(part.nodes), "name"),
        ties=counted(len(part.weights), "tie"),
        named=listed(strongest),
    )
    caption = [_(_NETWORK_CAPTION)]
    if len(part.weights) < len(whole.weights):
        caption.append(
            _(_NETWORK_PART).format(drawn=numeral(len(part.weights)), all=numeral(len(whole.weights)))
        )
    titles = [
        _(_TIE).format(one=part.nodes[a].name, other=part.nodes[b].name, number=counted(weight, "paragraph"))
        for (a, b), weight in part.weights.items()
    ]
    rows = [
        (*(Cell(whole.nodes[i].name, whole.nodes[i].href) for i in pair), Cell(numeral(w)))
        for pair, w in ranked[:ROWS]
    ]
    return shown(
        context,
        Picture(
            kind="network",
            svg=network.drawn(
                part, Wording(name="pm-network", title=_(_NETWORK), description=description), titles
            ),
            caption=caption,
            table=Table(head=tuple(map(_, _NETWORK_HEAD)), rows=rows, of=len(ranked), numbers=frozenset({2})),
        ),
    )


def _in_network(record: Record | None) -> bool:
    return record is not None and record.kind in (EntityKind.PERSON, EntityKind.ORGANISATION)


def _node(context: Context, record: Record) -> Node:
    mentions = context.index.mention_count(record.id)
    return Node(
        name=record.name,
        kind=record.kind,
        mentions=mentions,
        title=_(COUNTED).format(when=record.name, number=counted(mentions, "mention")),
        href=record_address(context, record),
    )


def _tie(whole: Network, pair: tuple[int, int]) -> str:
    return " – ".join(whole.nodes[index].name for index in pair)
