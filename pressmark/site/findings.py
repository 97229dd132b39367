"""Findings as Sphinx reports them."""

from sphinx.util import logging

from pressmark.model import Finding, Severity

logger = logging.getLogger(__name__)


def log_finding(finding: Finding) -> None:
    """Log a finding at its place: file, line and column. Under `sphinx-build -W` it fails the build."""
    # A location without a colon would be taken for the name of a page.
    place = ":".join(str(part) for part in (finding.path, finding.line or 1, finding.column) if part)
    log = logger.error if finding.severity is Severity.ERROR else logger.warning
    log("%s", finding.says, location=place, type="pressmark", subtype=finding.rule)
