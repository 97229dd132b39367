"""`pressmark register`: look at the authority records, add, confirm, merge and split them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from pressmark.cli.output import count, require_edition, show_findings, shown
from pressmark.cli.writing import writing
from pressmark.config import REGISTER_FILES, Edition
from pressmark.model import EntityKind, NameUse, Organisation, Person, Place, Record

if TYPE_CHECKING:
    from pressmark.stages import RegisterFiles

_HELP = """Look at the authority records of people, places and organisations; add, confirm, merge, split them.

\b
Examples:
  pressmark register list --draft
  pressmark register find "Ada Byron"
  pressmark register show byron-ada
  pressmark register add person "Byron, Ada" --description "Mathematician."
  pressmark register confirm byron-ada
  pressmark register merge byron-ada byron-a
  pressmark register split byron-ada byron-anne --name "Byron, Anne" --articles harbour-fire
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
    if record_id in known.retired and record is None:
        raise click.UsageError(f"the record {record_id!r} is no more; see pressmark anchors show {record_id}")
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
    with writing(edition):
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
        with writing(edition):
            record = confirm_record(_load(edition), record_id, edition)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{shown(edition.registers / REGISTER_FILES[record.kind])}: confirmed {record.id}")


@register.command()
@click.argument("keep_id", metavar="KEEP")
@click.argument("gone_id", metavar="GONE")
@click.option("--force", is_flag=True, help="Although they contradict each other: what KEEP says stands.")
def merge(keep_id: str, gone_id: str, force: bool) -> None:
    """Make two records one: everything that points to GONE points to KEEP, and GONE's address leads there.

    KEEP takes over the names of GONE, and what else it does not say itself. Articles that are
    approved change too, and say so: no pointer may lead to nothing.

    Example: pressmark register merge byron-ada byron-a
    """
    from pressmark.stages import MergeConflictError, merge_records

    edition = require_edition()
    try:
        with writing(edition):
            report = merge_records(edition, keep_id, gone_id, force=force)
    except MergeConflictError as error:
        raise click.UsageError(f"{error}; to merge them all the same: --force") from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for difference in report.differences:
        click.echo(f"not taken over: {difference}")
    for path in report.written:
        click.echo(f"{shown(path)}: written")
    click.echo(f"merged {gone_id} into {keep_id}: {count(report.pointers, 'pointer')} changed")


@register.command()
@click.argument("record_id", metavar="ID")
@click.argument("new_id", metavar="NEW_ID")
@click.option("--name", default="", help="The new record's name; by default, that of the old one.")
@click.option("--articles", default="", metavar="SIGLUM,…", help="Whose mentions are all the new record's.")
@click.option("--mentions", default="", metavar="SIGLUM#ANCHOR,…", help="What else is the new record's.")
def split(record_id: str, new_id: str, name: str, articles: str, mentions: str) -> None:
    """Take some mentions, or speech, of a record for another one, which is made if it is not there.

    Example: pressmark register split byron-ada byron-anne --mentions harbour-fire#m4,harbour-fire#q2
    """
    from pressmark.stages import split_record

    edition = require_edition()
    try:
        with writing(edition):
            report = split_record(
                edition, record_id, new_id, name=name, articles=_listed(articles), mentions=_listed(mentions)
            )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for path in report.written:
        click.echo(f"{shown(path)}: written")
    click.echo(f"split {new_id} off from {record_id}: {count(report.pointers, 'pointer')} changed")


def _listed(text: str) -> list[str]:
    """What stands between the commas of an option."""
    return [part.strip() for part in text.split(",") if part.strip()]


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
