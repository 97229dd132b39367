"""`pressmark register`: look at the authority records, add one, confirm one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from pressmark.cli.output import require_edition, show_findings, shown
from pressmark.config import REGISTER_FILES, Edition
from pressmark.model import EntityKind, NameUse, Organisation, Person, Place, Record

if TYPE_CHECKING:
    from pressmark.stages import RegisterFiles

_HELP = """Look at the authority records of people, places and organisations; add or confirm one.

\b
Examples:
  pressmark register list --draft
  pressmark register find "Ada Byron"
  pressmark register show byron-ada
  pressmark register add person "Byron, Ada" --description "Mathematician."
  pressmark register confirm byron-ada
"""
_KIND = click.Choice([kind.value for kind in EntityKind])


@click.group(help=_HELP)
def register() -> None:
    """Collects the commands on registers."""


@register.command("list")
@click.option("--kind", type=_KIND, help="Only records of this kind.")
@click.option("--draft", is_flag=True, help="Only drafts, which a person has yet to confirm.")
def list_records(kind: str | None, draft: bool) -> None:
    """List the records in the order of the alphabet.

    Example: pressmark register list --kind place --draft
    """
    from pressmark.registers import listing

    known = _load(require_edition()).register
    for record in listing(known, kind=EntityKind(kind) if kind else None, drafts_only=draft):
        click.echo(_row(record))


@register.command()
@click.argument("record_id", metavar="ID")
def show(record_id: str) -> None:
    """Show all that a record says.

    Example: pressmark register show byron-ada
    """
    from pressmark.registers import nearest_ids

    known = _load(require_edition()).register
    record = known.by_id().get(record_id)
    if record is None:
        near = ", ".join(nearest_ids(known, record_id))
        raise click.UsageError(f"no record {record_id!r}" + (f"; did you mean {near}?" if near else ""))
    for label, value in _fields(record):
        click.echo(f"{label + ':':<14}{value}")


@register.command()
@click.argument("name")
@click.pass_context
def find(context: click.Context, name: str) -> None:
    """Find records by a name or a variant; spelling need not be exact. Exits with 1 if there is none.

    Example: pressmark register find "Ada Byron"
    """
    from pressmark.registers import find as find_records

    known = _load(require_edition()).register
    matches = find_records(known, name)
    for match in matches:
        alias = "" if match.name in (match.record.name, match.record.id) else f"  (as {match.name})"
        click.echo(_row(match.record) + alias)
    if not matches:
        click.echo(f"no record is known by {name!r}", err=True)
        context.exit(1)


@register.command()
@click.argument("kind", type=_KIND)
@click.argument("name")
@click.option("--id", "record_id", default="", help="The record's id; by default it is made from the name.")
@click.option("--description", default="", help="One sentence on who or what it is.")
def add(kind: str, name: str, record_id: str, description: str) -> None:
    """Add a record. Give a person's NAME in filing order: "Byron, Ada".

    Example: pressmark register add person "Byron, Ada" --description "Mathematician."
    """
    from pressmark.stages import add_record, new_record

    edition = require_edition()
    registers = _load(edition)
    try:
        record = new_record(
            registers.register, EntityKind(kind), name, record_id=record_id, description=description
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    add_record(registers, record, edition)
    click.echo(f"{shown(edition.registers / REGISTER_FILES[record.kind])}: added {record.id}")


@register.command()
@click.argument("record_id", metavar="ID")
def confirm(record_id: str) -> None:
    """Confirm a draft: the note that marks it as one is deleted, and nothing else is touched.

    Example: pressmark register confirm byron-ada
    """
    from pressmark.stages import confirm_record

    edition = require_edition()
    try:
        record = confirm_record(_load(edition), record_id, edition)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{shown(edition.registers / REGISTER_FILES[record.kind])}: confirmed {record.id}")


def _load(edition: Edition) -> "RegisterFiles":
    """The registers of an edition. Ends the command, with the findings, if they are faulty."""
    from pressmark.stages import load_registers

    registers = load_registers(edition)
    if registers.findings:
        show_findings(registers.findings)
        raise click.exceptions.Exit(1)
    return registers


def _row(record: Record) -> str:
    draft = "  [draft]" if record.draft else ""
    return f"{record.kind:<13} {record.id:<32} {record.sort_name}{draft}"


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    """Label and value of everything the record says."""
    yield "id", record.id
    yield "kind", record.kind
    yield "name", record.name
    for variant in record.variants:
        yield "also", variant.name if variant.use is NameUse.VARIANT else f"{variant.name} ({variant.use})"
    if record.description:
        yield "description", record.description
    if isinstance(record, Person):
        pairs = {
            "occupation": record.occupation,
            "born": record.born,
            "died": record.died,
            "role": record.role,
        }
        yield from ((label, value) for label, value in pairs.items() if value and value != "named")
    if isinstance(record, Place | Organisation) and record.type:
        yield "type", record.type
    if isinstance(record, Place) and record.latitude is not None:
        yield "coordinates", f"{record.latitude} {record.longitude}"
    for known in record.identifiers:
        yield known.scheme, known.url
    if record.draft:
        yield "draft", f"proposed from {record.source}" if record.source else "yes"
