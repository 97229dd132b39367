"""The order of a run: which articles are encoded, with what, and what is written where.

All input and output of a run happens here and at the edges of `seeds` and `tei`;
what lies between are pure functions.
"""

from pressmark.stages.collect import SEED_SUFFIXES, seed_files
from pressmark.stages.encode import encode_edition, encode_files
from pressmark.stages.gold import Text, TextSet, other_gold, own_gold
from pressmark.stages.learner import NameLearner, annotator_of
from pressmark.stages.measure import Learner, Measured, measure_sets
from pressmark.stages.quality import GOLD_FOLDER, below_floor, floor_path, read_floor, write_figures
from pressmark.stages.records import RegisterFiles, add_record, confirm_record, load_registers, new_record
from pressmark.stages.report import EncodeReport, Note, Progress, ValidationReport
from pressmark.stages.texts import TextReport, TreatedPlace, text_reports
from pressmark.stages.validate import edition_files, validate

__all__ = [
    "GOLD_FOLDER",
    "SEED_SUFFIXES",
    "EncodeReport",
    "Learner",
    "Measured",
    "NameLearner",
    "Note",
    "Progress",
    "RegisterFiles",
    "Text",
    "TextReport",
    "TextSet",
    "TreatedPlace",
    "ValidationReport",
    "add_record",
    "annotator_of",
    "below_floor",
    "confirm_record",
    "edition_files",
    "encode_edition",
    "encode_files",
    "floor_path",
    "load_registers",
    "measure_sets",
    "new_record",
    "other_gold",
    "own_gold",
    "read_floor",
    "seed_files",
    "text_reports",
    "validate",
    "write_figures",
]
