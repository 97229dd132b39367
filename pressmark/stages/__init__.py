"""The order of a run: which articles are encoded, with what, and what is written where.

All input and output of a run happens here and at the edges of `seeds` and `tei`;
what lies between are pure functions.
"""

from pressmark.stages.collect import SEED_SUFFIXES, seed_files
from pressmark.stages.encode import encode_edition, encode_files
from pressmark.stages.records import RegisterFiles, add_record, confirm_record, load_registers, new_record
from pressmark.stages.report import EncodeReport, Note, Progress, ValidationReport
from pressmark.stages.validate import edition_files, validate

__all__ = [
    "SEED_SUFFIXES",
    "EncodeReport",
    "Note",
    "Progress",
    "RegisterFiles",
    "ValidationReport",
    "add_record",
    "confirm_record",
    "edition_files",
    "encode_edition",
    "encode_files",
    "load_registers",
    "new_record",
    "seed_files",
    "validate",
]
