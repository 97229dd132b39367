"""How commands that write into an edition keep others from doing so at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from pressmark.cli.output import show_fault
from pressmark.config import Edition


@contextmanager
def writing(edition: Edition) -> Iterator[None]:
    """The edition is this command's alone. Raises PressmarkError if another holds it for long."""
    from pressmark.stages.lock import sole_writer

    command = click.get_current_context().command_path
    with sole_writer(edition, command, waiting=lambda holder: show_fault(f"waiting for {holder} to end")):
        yield
