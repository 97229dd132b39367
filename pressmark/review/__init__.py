"""Review: a page on this machine where an editor decides what becomes of the machine's proposals.

It writes the files that a text editor would, through `tei.edit` and `tei.write`, and no others.
"""

from pressmark.review.serve import serve

__all__ = ["serve"]
