"""The order of a run: which articles are encoded, with what, and what is written where.

All input and output of a run happens here and at the edges of `seeds` and `tei`;
what lies between are pure functions.
"""

from pressmark.stages.anchors import (
    AnchorReport,
    Published,
    accept,
    check_anchors,
    find_published,
    list_published,
    retire_anchor,
)
from pressmark.stages.collect import SEED_SUFFIXES, seed_files
from pressmark.stages.encode import can_be_read, encode_edition, encode_files
from pressmark.stages.format import FormatReport, format_articles
from pressmark.stages.gold import Text, TextSet, other_gold, own_gold
from pressmark.stages.init import make_edition
from pressmark.stages.learner import NameLearner, annotator_of
from pressmark.stages.measure import Learner, Measured, measure_sets
from pressmark.stages.merge_file import MergeFileReport, install_driver, merge_file
from pressmark.stages.new import (
    Arrival,
    Version,
    add_article,
    check_fact,
    check_siglum,
    find_versions,
    new_siglum,
    open_facts,
    read_arrival,
)
from pressmark.stages.quality import GOLD_FOLDER, below_floor, floor_path, read_floor, write_figures
from pressmark.stages.record_life import (
    MergeConflictError,
    MergeReport,
    SplitReport,
    merge_records,
    split_record,
)
from pressmark.stages.records import RegisterFiles, add_record, confirm_record, load_registers, new_record
from pressmark.stages.report import EncodeReport, Note, Progress, ValidationReport
from pressmark.stages.texts import TextReport, TreatedPlace, text_reports
from pressmark.stages.validate import edition_files, validate
from pressmark.stages.withdraw import WithdrawReport, withdraw_article
from pressmark.stages.worklists import FiledWork, WorkReport, article_work, edition_worklists

__all__ = [
    "GOLD_FOLDER",
    "SEED_SUFFIXES",
    "AnchorReport",
    "Arrival",
    "EncodeReport",
    "FiledWork",
    "FormatReport",
    "Learner",
    "Measured",
    "MergeConflictError",
    "MergeFileReport",
    "MergeReport",
    "NameLearner",
    "Note",
    "Progress",
    "Published",
    "RegisterFiles",
    "SplitReport",
    "Text",
    "TextReport",
    "TextSet",
    "TreatedPlace",
    "ValidationReport",
    "Version",
    "WithdrawReport",
    "WorkReport",
    "accept",
    "add_article",
    "add_record",
    "annotator_of",
    "article_work",
    "below_floor",
    "can_be_read",
    "check_anchors",
    "check_fact",
    "check_siglum",
    "confirm_record",
    "edition_files",
    "edition_worklists",
    "encode_edition",
    "encode_files",
    "find_published",
    "find_versions",
    "floor_path",
    "format_articles",
    "install_driver",
    "list_published",
    "load_registers",
    "make_edition",
    "measure_sets",
    "merge_file",
    "merge_records",
    "new_record",
    "new_siglum",
    "open_facts",
    "other_gold",
    "own_gold",
    "read_arrival",
    "read_floor",
    "retire_anchor",
    "seed_files",
    "split_record",
    "text_reports",
    "validate",
    "withdraw_article",
    "write_figures",
]
