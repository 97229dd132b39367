"""The command line: the program `pressmark` and its commands, each in a module of its name.

Exit codes: 0 good, 1 findings, 2 wrong use, 130 interrupted. Findings go to
standard error, one line each; what was done goes to standard output.
Whatever is slow to import is imported by the command that needs it.
"""

import sys

import click

import pressmark
from pressmark.cli.anchors import anchors
from pressmark.cli.encode import encode
from pressmark.cli.explain import explain
from pressmark.cli.export import export
from pressmark.cli.format import format_command
from pressmark.cli.init import init
from pressmark.cli.measure import measure
from pressmark.cli.merge_file import merge_file
from pressmark.cli.new import new
from pressmark.cli.output import INTERRUPTED, show_fault, show_finding, shown
from pressmark.cli.register import register
from pressmark.cli.review import review
from pressmark.cli.todo import todo
from pressmark.cli.validate import validate
from pressmark.cli.withdraw import withdraw
from pressmark.errors import PressmarkError
from pressmark.files import reason

_HELP = """News articles as a digital edition in TEI.

\b
Examples:
  pressmark encode                     encode what is new in seeds/
  pressmark new article.txt            add an article
  pressmark validate                   check the whole edition
  pressmark explain pointer            say what a finding means
  pressmark encode article.txt --output elsewhere
  pressmark register find "Ada Byron"
  pressmark format                     undo what a formatting editor did to white space
  pressmark todo                       list what to look at next
  pressmark review                     decide what becomes of the machine's proposals
  pressmark init FOLDER                make a new edition
  pressmark measure                    say how good the mark-up is
  pressmark export                     write the edition as tables and other data

Run inside the folder of an edition (the one with edition.toml), or below it.
"""


@click.group(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(pressmark.__version__, prog_name="pressmark", message="%(prog)s %(version)s")
def commands() -> None:
    """Collects the commands."""


for command in (
    encode, new, init, validate, explain, review, measure, register, anchors, withdraw, todo, export,
    format_command,
    merge_file,
):  # fmt: skip
    commands.add_command(command)


def run(arguments: list[str] | None = None) -> int:
    """Run a command line (by default, that of the process) and return its exit code."""
    try:
        return int(commands.main(args=arguments, prog_name="pressmark", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except PressmarkError as error:
        show_finding(error.finding)
        return 1
    except OSError as error:
        show_fault(f"{shown(error.filename or 'pressmark')}: {reason(error)}")
        return 1
    except click.Abort:
        show_fault("interrupted; files already written are whole")
        return INTERRUPTED


def main() -> None:
    """The program `pressmark`."""
    sys.exit(run())
