"""What the registers know: pure questions about authority records. Files are read and written by `tei`."""

from pressmark.registers.find import Match, find, listing, nearest_ids
from pressmark.registers.merge import confirmed, merge_drafts, with_records

__all__ = ["Match", "confirmed", "find", "listing", "merge_drafts", "nearest_ids", "with_records"]
