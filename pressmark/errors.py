"""The one exception of the package: a fault that stops the work on one file."""

from pressmark.model import Finding


class PressmarkError(Exception):
    """Carries the finding that says which file, where, what is wrong and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding
