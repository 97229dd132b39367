"""Measuring the mark-up against gold, which careful people made.

Whatever is read here is bytes and text; nothing here knows how the mark-up is made.
"""

from pressmark.evaluation.found import found_names
from pressmark.evaluation.gold import gold_document
from pressmark.evaluation.jsonl import read_jsonl
from pressmark.evaluation.measures import measure
from pressmark.evaluation.names import match_names
from pressmark.evaluation.tables import TABLES, load_gold, table_paths

__all__ = [
    "TABLES",
    "found_names",
    "gold_document",
    "load_gold",
    "match_names",
    "measure",
    "read_jsonl",
    "table_paths",
]
