"""`pressmark explain`."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import groupby

import click

from pressmark.faults import FAULTS, Fault
from pressmark.model import Severity

_HELP = """Explain a rule: what it demands, why, and what fails and passes.

RULE is the word that follows the place in each finding. Without it, all rules are listed.

\b
Examples:
  pressmark explain
  pressmark explain pointer
"""


@click.command(help=_HELP)
@click.argument("rule", required=False)
@click.pass_context
def explain(context: click.Context, rule: str | None) -> None:
    """Explain a rule."""
    if rule is None:
        lines = _list()
    elif rule in FAULTS:
        lines = _long_form(FAULTS[rule], context.make_formatter().width)
    else:
        near = get_close_matches(rule.lower(), FAULTS, n=1)
        cure = f"did you mean {near[0]}?" if near else "pressmark explain lists them all"
        raise click.UsageError(f"no rule is called {rule!r}: {cure}")
    for line in lines:
        click.echo(line)


def _list() -> Iterator[str]:
    width = max(map(len, FAULTS))
    for group, faults in groupby(FAULTS.values(), key=lambda fault: fault.group):
        yield f"{group}:"
        for fault in faults:
            severity = "" if fault.severity is Severity.ERROR else f" ({fault.severity})"
            yield f"  {fault.id:<{width}}  {fault.purpose}{severity}"


def _long_form(fault: Fault, width: int) -> Iterator[str]:
    yield f"{fault.id}: {fault.purpose}"
    yield f"({fault.severity}, group {fault.group})"
    yield ""
    yield click.wrap_text(fault.explanation, width=width, preserve_paragraphs=True)
    for label, example in (("Fails", fault.fails), ("Passes", fault.passes)):
        if example:
            yield f"\n{label}:\n"
            yield from (f"    {line}".rstrip() for line in example.splitlines())
