"""`bihuan registry …`: files into the register and out of it, over its gRPC api.

They take BIHUAN_TOKEN, and --address of the registry's api, or else the local stack's own issuer and address.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import bihuan_client
import grpc
import typer
from bihuan.registry.v1 import export_service_pb2 as export_pb
from bihuan.registry.v1 import import_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import EMPLOYMENT_STATUS_EMPLOYED, EMPLOYMENT_STATUS_NOT_EMPLOYED
from bihuan.registry.v1.export_service_pb2_grpc import ExportServiceStub
from bihuan.registry.v1.import_service_pb2_grpc import ImportServiceStub
from bihuan.registry.v1.registry_service_pb2 import Sex
from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from deploy.local.keys import Issuer, NoIssuer
from deploy.local.places import LOCAL, Places
from deploy.operator import sheets
from deploy.operator.access import Refused
from deploy.operator.imports import Importer, format_of
from services.registry import exports
from services.registry.domain.import_rows import COLUMNS
from shared import settings
from shared.settings import SettingsError

# Opaque, and not of the system's own names (`access.reserved`), which no caller may have.
SUBJECT = "local-stack"

group = typer.Typer(no_args_is_help=True, help="Files into the register and out of it.")
err = Console(stderr=True, highlight=False, markup=False)
MINUTES = 12 * 60

Address = Annotated[str | None, typer.Option(help="host:port of the registry's api; else the local stack's.")]
Authorities = Annotated[Path | None, typer.Option("--ca", help="PEM of the authorities of an api that speaks TLS.")]
Purpose = Annotated[str, typer.Option(help="What the personal data is needed for: a code of docs/access.md.")]
Stack = Annotated[Path, typer.Option(help="The local stack's directory, without --address.", show_default=".local")]


@contextmanager
def told() -> Iterator[None]:
    """Errors as one sentence: exit code 2 for what cannot be done as asked, 1 for what failed on the way."""
    try:
        yield
    except (Refused, SettingsError, NoIssuer) as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    except OSError as error:
        err.print(f"a file cannot be read or written: {error.strerror}")
        raise typer.Exit(2) from None
    except grpc.RpcError as error:
        code, text = error.code(), error.details()
        err.print(f"{code.name}: {text}")
        away = code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
        raise typer.Exit(1 if away else 2) from None


@contextmanager
def calling(
    address: str | None, authorities: Path | None, purpose: str, stack: Path, scopes: list[str]
) -> Iterator[grpc.Channel]:
    """A channel that presents the operator's token. Raises `Refused`."""
    try:
        token = settings.load_token()
    except SettingsError:
        if address is not None:
            raise
        token = Issuer(Places(stack).key_directory).token(scopes, ["*"], minutes=MINUTES, subject=SUBJECT)
    if address is None:
        places = Places(stack)
        if not places.ports:
            raise Refused("say --address, or start the local stack (`make up`)")
        address = places.grpc_address("registry")
    if authorities is None:
        bare = grpc.insecure_channel(address)
    else:
        bare = grpc.secure_channel(address, grpc.ssl_channel_credentials(authorities.read_bytes()))
    with bare:
        yield bihuan_client.presenting(bare, token, purpose=purpose)


@group.command()
def template(file: Annotated[Path, typer.Argument(help="A .csv or .xlsx to write; must not be there yet.")]) -> None:
    """Write an empty table with the headings that an import knows (docs/import.md)."""
    with told():
        if file.exists():
            raise Refused(f"{file} is there already")
        with sheets.writing(file) as write:
            write([column.heading for column in COLUMNS])


@group.command("import")
def import_file(
    file: Annotated[
        Path | None, typer.Argument(help="A .csv or .xlsx; with --resume only if it was not all sent.")
    ] = None,
    region: Annotated[str, typer.Option(help="The region to whose subtree all rows belong: 370100.")] = "",
    registered_by: Annotated[str, typer.Option(help="The worker for rows that name none: an opaque id.")] = "operator",
    commit: Annotated[bool, typer.Option("--commit", help="Enter the rows without fault, after the check.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check; nothing is kept of the file.")] = False,
    resume: Annotated[str, typer.Option(metavar="ID", help="Go on with an import that was interrupted.")] = "",
    cancel: Annotated[str, typer.Option(metavar="ID", help="End an import; what it has entered stays.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write all findings to this .csv or .xlsx.")] = None,
    purpose: Purpose = "needs-survey",
    address: Address = None,
    ca: Authorities = None,
    stack: Stack = LOCAL,
) -> None:
    """Check a file of the old register's export row by row, and with --commit enter what is without fault.

    Exit code 1: rows were left out, or the file was refused.
    """
    with told():
        if sum(map(bool, (resume, cancel))) > 1 or not (file or resume or cancel):
            raise Refused("say which FILE to import, or --resume ID, or --cancel ID")
        if dry_run and commit:
            raise Refused("--dry-run enters nothing; leave it or --commit away")
        if file and not (region or resume):
            raise Refused("say --region: to whose subtree all rows belong")
        scopes = ["registry.imports.read", "registry.imports.write"]
        with calling(address, ca, purpose, stack, scopes) as channel, _shown() as say:
            importer = Importer(ImportServiceStub(channel), say)
            if cancel:
                progress = importer.cancelled(cancel)
            else:
                progress = _driven(importer, file, region, registered_by, resume, commit=commit, dry_run=dry_run)
            if report is not None:
                _reported(importer, progress.import_id, report)
    _told_at_the_end(progress, report)
    left_out = progress.rows_checked - progress.rows_ready or progress.rows_left_out
    raise typer.Exit(1 if left_out or progress.state == pb.IMPORT_STATE_REFUSED else 0)


def _driven(
    importer: Importer,
    file: Path | None,
    region: str,
    registered_by: str,
    resume: str,
    *,
    commit: bool,
    dry_run: bool,
) -> pb.ImportProgress:
    if resume:
        progress = importer.get(resume)
    else:
        assert file is not None  # noqa: S101  # the caller has seen to it
        progress = importer.started(file, region, registered_by, dry_run=dry_run)
        err.print(f"import {progress.import_id}: after an interruption, --resume {progress.import_id}")
    if progress.state == pb.IMPORT_STATE_RECEIVING:
        if file is None:
            raise Refused(f"{progress.received_bytes} of {progress.size_bytes} bytes have come: give the FILE again")
        if file.stat().st_size != progress.size_bytes or format_of(file) != progress.format:
            raise Refused(f"{file} is not the file of this import")
        progress = importer.sent(progress, file)
    progress = importer.worked(progress)
    if commit and progress.state == pb.IMPORT_STATE_CHECKED:
        progress = importer.committed(progress.import_id)
    return progress


_DOING = {
    pb.IMPORT_STATE_RECEIVING: "sending",
    pb.IMPORT_STATE_READING: "reading",
    pb.IMPORT_STATE_CHECKING: "checking",
    pb.IMPORT_STATE_COMMITTING: "entering",
}


@contextmanager
def _shown() -> Iterator[Callable[[pb.ImportProgress], None]]:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as screen:
        task = screen.add_task("", total=1.0)

        def say(progress: pb.ImportProgress) -> None:
            sending = progress.state == pb.IMPORT_STATE_RECEIVING
            done, total = (
                (progress.received_bytes, progress.size_bytes)
                if sending
                else (progress.worked_bytes, progress.total_bytes)
            )
            rows = progress.rows_entered if progress.state == pb.IMPORT_STATE_COMMITTING else progress.rows_checked
            doing = f"{_DOING.get(progress.state, 'done')}, {rows:,} rows"
            screen.update(task, completed=done, total=max(1, total), description=doing)

        yield say


def _name(code: pb.ImportFindingCode) -> str:
    return pb.ImportFindingCode.Name(code).removeprefix("IMPORT_FINDING_CODE_")


def _reported(importer: Importer, import_id: str, file: Path) -> None:
    with sheets.writing(file) as write:
        write(["行", "列", "列号", "代码", "级别", "内容（掩码）", "处理", "人员编号", "另一行"])
        for row in importer.findings(import_id):
            for finding in row.findings:
                severity = pb.ImportSeverity.Name(finding.severity).removeprefix("IMPORT_SEVERITY_")
                write(
                    [
                        str(row.row),
                        finding.column,
                        str(finding.column_number or ""),
                        _name(finding.code),
                        severity,
                        finding.masked_value,
                        finding.fix,
                        finding.person_id,
                        str(finding.other_row or ""),
                    ]
                )


def _told_at_the_end(progress: pb.ImportProgress, report: Path | None) -> None:
    state = pb.ImportState.Name(progress.state).removeprefix("IMPORT_STATE_")
    typer.echo(
        f"import {progress.import_id}: {state}; {progress.rows_checked} rows checked, {progress.rows_ready} without"
        f" fault, {progress.rows_entered} entered"
    )
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows([_name(count.code), count.count] for count in progress.findings)
    if progress.findings and report is None:
        err.print(f"--resume {progress.import_id} --report FILE.csv tells each row with what to do")
    if progress.state == pb.IMPORT_STATE_CHECKED and not progress.dry_run:
        err.print(f"nothing is entered yet: --resume {progress.import_id} --commit")


@group.command()
def export(
    file: Annotated[Path, typer.Argument(help="A .csv or .xlsx to write; must not be there yet.")],
    region: Annotated[str, typer.Option(help="The region whose subtree is exported: 370105003.")],
    fields: Annotated[
        str, typer.Option(help="Fields of ExportedPerson with commas between, no more than needed: name,phone.")
    ] = ",".join(exports.USUAL),
    purpose: Annotated[str, typer.Option(help="What the personal data is needed for: a code of docs/access.md.")] = "",
    address: Address = None,
    ca: Authorities = None,
    stack: Stack = LOCAL,
) -> None:
    """Write persons of a region to a file, which only its owner can read. Each page of it is in the audit."""
    with told():
        if file.exists():
            raise Refused(f"{file} is there already")
        if not purpose:
            raise Refused("say --purpose: a code of docs/access.md")
        wanted = [name.strip() for name in fields.split(",") if name.strip()]
        request = export_pb.ExportPersonsRequest(region_code=region, fields=FieldMask(paths=wanted))
        total = None
        with (
            calling(address, ca, purpose, stack, ["registry.exports.read"]) as channel,
            _counted() as say,
            sheets.writing(file) as write,
        ):
            columns: list[str] = [
                field.name
                for field in export_pb.ExportedPerson.DESCRIPTOR.fields
                if field.name in {*wanted, *exports.ALWAYS}
            ]
            write([_HEADINGS.get(name, name) for name in columns])
            for page in ExportServiceStub(channel).ExportPersons(request):
                for person in page.persons:
                    write([_cell(person, name) for name in columns])
                say(len(page.persons))
                total = page.total if page.HasField("total") else None
            if total is None:
                raise Refused("the export was cut off; nothing is written")
    typer.echo(f"{total} persons")


# Those that the import knows as well, so that what is exported can be read again.
_HEADINGS = {column.field: column.heading for column in COLUMNS} | {
    "person_id": "人员编号",
    "employment_status": "就业状况",
}
_WORDS: dict[str, dict[int, str]] = {
    "sex": {Sex.SEX_MALE: "男", Sex.SEX_FEMALE: "女"},
    "employment_status": {EMPLOYMENT_STATUS_EMPLOYED: "已就业", EMPLOYMENT_STATUS_NOT_EMPLOYED: "未就业"},
}


def _cell(person: export_pb.ExportedPerson, name: str) -> str:
    value = getattr(person, name)
    if isinstance(value, Date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}" if value.year else ""
    if name in _WORDS:
        return _WORDS[name].get(value, "")
    return str(value or "")


@contextmanager
def _counted() -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.completed} persons", markup=False),)
    with Progress(*columns, console=err, transient=True) as screen:
        task = screen.add_task("", total=None)
        yield lambda number: screen.update(task, advance=number)
