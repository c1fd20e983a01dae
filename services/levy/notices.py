"""Notices: their texts on file, issuing them, and keeping each as it was printed."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from bihuan.levy.v1 import collection_service_pb2 as pb
from bihuan.levy.v1 import levy_service_pb2

from services.levy import accounts, collection, notice_pdf, queries, reliefs, store
from services.levy.domain import notice as rules
from services.levy.domain.account import Account
from services.levy.domain.appeal import Verdict
from services.levy.domain.notice import Kind, NothingToTell, Notice, Template, money
from services.levy.domain.relief import Status
from services.levy.domain.rules import Rulebook
from services.levy.domain.trace import text
from shared import access, dates
from shared.errors import InvalidField, NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction

# The PDFs are apart, so that a list need not load them.
NOTICES, PRINTS, NUMBERS = "notices", "notice_prints", "notice_numbers"

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    (NOTICES, [("employer_code", 1), ("levy_year", 1), ("_id", 1)], {}),
    (NOTICES, [("number", 1)], {"unique": True}),
]

DIRECTORY = Path(__file__).parent / "data" / "notices"


class Texts:
    """The texts on file, by kind, each with the SHA-256 of its file."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Raises `ValueError`, which names the file, for a broken text, a kind that is missing or there twice."""
        self._texts: dict[Kind, tuple[Template, str]] = {}
        for name, content in files.items():
            try:
                template = Template.model_validate(yaml.safe_load(content))
            except (ValueError, yaml.YAMLError) as error:
                raise ValueError(f"{name}: {error}") from error
            if template.kind in self._texts:
                raise ValueError(f"{name}: there is another text of {template.kind.name}")
            self._texts[template.kind] = template, hashlib.sha256(content).hexdigest()
        missing = [kind.name for kind in Kind if kind not in self._texts]
        if missing:
            raise ValueError(f"no text of {', '.join(missing)}")

    def of(self, kind: Kind) -> tuple[Template, str]:
        """The text and its file's hash."""
        return self._texts[kind]


def on_file() -> Texts:
    """The texts in data/notices. Raises `ValueError`."""
    return Texts({file.name: file.read_bytes() for file in sorted(DIRECTORY.glob("*.yaml"))})


def issue_notice(
    tx: Transaction,
    rulebook: Rulebook,
    texts: Texts,
    id: str,
    employer_code: str,
    levy_year: int,
    kind: Kind,
    subject_id: str,
    issued_on: date,
) -> Notice:
    """Print a notice of what is on the account now, and keep it; raises `NotFound`, `InvalidField`, `NothingToTell`."""
    dates.check_not_future(issued_on, tx.now, "issued_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    if issued_on < account.assessed_on:
        raise InvalidField("issued_on", "must not lie before the assessment")
    if bool(subject_id) != (kind in (Kind.RELIEF_DECISION, Kind.APPEAL_DECISION)):
        raise InvalidField("subject_id", "is the relief or appeal of a decision on one, and empty otherwise")
    employer = store.employer(tx, employer_code)
    template, template_sha256 = texts.of(kind)
    amount_fen, special = _special(tx, rulebook, account, kind, subject_id, issued_on)
    values = {
        "employer_name": employer.name,
        "employer_code": employer.code,
        "levy_year": str(levy_year),
        "base_year": str(levy_year - 1),
        "issued_on": rules.day(issued_on),
        "due_on": rules.day(max((bill.due_on for bill in account.bills), default=account.assessed_on)),
        **money("billed", account.billed_fen),
        "relieved": rules.yuan(account.relieved_fen),
        "paid": rules.yuan(account.paid_fen),
        "refunded": rules.yuan(account.refunded_fen),
        **money("balance", account.balance_fen),
        **special,
    }
    number = _next_number(tx, template.series, issued_on.year, account.region_code)
    assessment = queries.assessment(tx, account.assessment_id)
    tables = [(f"核定（{account.assessment_id}）", *_trace_table(assessment))]
    if kind is Kind.SURCHARGE_DECISION:
        tables.insert(0, ("滞纳金", *_surcharge_table(rulebook, account)))
    content = notice_pdf.printed(
        title=template.title,
        number=number,
        paragraphs=template.filled(values),
        signed=f"（{account.region_code} 征收机关盖章）",
        dated=rules.day(issued_on),
        annex=template.annex,
        tables=tables,
    )
    notice = Notice(
        id=id,
        number=number,
        kind=kind,
        employer_code=employer_code,
        region_code=account.region_code,
        levy_year=levy_year,
        assessment_id=account.assessment_id,
        subject_id=subject_id,
        issued_on=issued_on,
        issued_by=access.caller().subject,
        amount_fen=amount_fen,
        template_sha256=template_sha256,
        content_sha256=hashlib.sha256(content).hexdigest(),
        content_bytes=len(content),
    )
    tx.add(NOTICES, _document(notice))
    tx.add(PRINTS, {"_id": id, "content": content})
    return notice


def _special(
    tx: Transaction, rulebook: Rulebook, account: Account, kind: Kind, subject_id: str, issued_on: date
) -> tuple[int, dict[str, str]]:
    """The amount that a notice is about, in fen, and what its kind's text may name beside what all may."""
    per_mille = text(collection.terms_of(rulebook, account).per_day * 1000)
    if kind is Kind.PAYMENT:
        if account.balance_fen <= 0:
            raise NothingToTell("kind", "nothing is to be paid")
        return account.balance_fen, {}
    if kind is Kind.DEMAND:
        overdue = account.overdue_fen(issued_on)
        ordered = [bill.ordered_until for bill in account.bills if bill.ordered_until is not None]
        if not overdue or not ordered:
            raise NothingToTell("kind", "nothing is in arrears on this day, or no deadline was ordered for it")
        return overdue, {
            **money("overdue", overdue),
            "pay_until": rules.day(max(ordered)),
            "per_mille": per_mille,
        }
    if kind is Kind.SURCHARGE_DECISION:
        if account.surcharged_through is None or account.terms is None or not account.surcharge_fen:
            raise NothingToTell("kind", "no surcharge is ordered")
        return account.surcharge_fen, {
            **money("surcharge", account.surcharge_fen),
            "surcharged_through": rules.day(account.surcharged_through),
            "surcharge_basis": account.terms.basis,
            "per_mille": per_mille,
        }
    if kind is Kind.RELIEF_DECISION:
        return _of_relief(tx, account, subject_id)
    return _of_appeal(tx, account, subject_id)


def _of_relief(tx: Transaction, account: Account, relief_id: str) -> tuple[int, dict[str, str]]:
    relief = reliefs.load_relief(tx, relief_id)
    if (relief.employer_code, relief.levy_year) != (account.employer_code, account.levy_year):
        raise NotFound("relief", "subject_id")
    if relief.decided_on is None:
        raise NothingToTell("subject_id", "this application is not decided")
    if relief.status is Status.REFUSED:
        decision = "不予批准"
    elif relief.until is None:
        decision = f"准予减免人民币{rules.yuan(relief.fen)}元"
    else:
        decision = f"准予缓缴至{rules.day(relief.until)}（含当日）"
    return relief.fen, {
        "programme": relief.label_zh,
        "basis": relief.basis,
        "applied_on": rules.day(relief.applied_on),
        "decided_on": rules.day(relief.decided_on),
        "decision": decision,
        "reasons": relief.reasons,
    }


def _of_appeal(tx: Transaction, account: Account, appeal_id: str) -> tuple[int, dict[str, str]]:
    appeal = reliefs.load_appeal(tx, appeal_id)
    if (appeal.employer_code, appeal.levy_year) != (account.employer_code, account.levy_year):
        raise NotFound("appeal", "subject_id")
    if appeal.decided_on is None:
        raise NothingToTell("subject_id", "this appeal is not decided")
    upheld = appeal.verdict is Verdict.UPHELD
    return account.billed_fen, {
        "filed_on": rules.day(appeal.filed_on),
        "decided_on": rules.day(appeal.decided_on),
        "decision": "申请成立，重新核定" if upheld else "维持原核定",
        "reasons": appeal.reasons,
    }


def _trace_table(assessment: levy_service_pb2.Assessment) -> tuple[list[float], list[list[str]]]:
    rows = [["项目", "算式", "代入", "结果", "依据"]]
    for line in assessment.lines:
        rounding = f"（{line.rounding}）" if line.rounding else ""
        rows.append(
            [
                f"{line.label_zh} {line.label_en}",
                line.formula,
                "；".join(f"{given.name} = {given.value}" for given in line.inputs),
                f"{line.result} {line.unit}{rounding}".strip(),
                f"{line.source.act}{line.source.article} {line.note}".strip(),
            ]
        )
    return [38, 30, 34, 24, 34], rows


def _surcharge_table(rulebook: Rulebook, account: Account) -> tuple[list[float], list[list[str]]]:
    terms = collection.terms_of(rulebook, account)
    rows = [["起", "止", "天数", "欠缴（元）", "日率", "滞纳金（元）"]]
    for line in account.stretches(account.surcharged_through or account.assessed_on):
        exact = line.base_fen * line.days * terms.per_day / 100
        rows.append(
            [
                rules.day(line.first), rules.day(line.last), str(line.days), rules.yuan(line.base_fen),
                text(terms.per_day), text(exact),
            ]
        )  # fmt: skip
    rows.append(["合计", "", "", "", "", rules.yuan(account.surcharge_fen)])
    return [30, 30, 16, 30, 20, 34], rows


def _next_number(tx: Transaction, series: str, year: int, region_code: str) -> str:
    id = f"{series}/{year}/{region_code}"
    row = tx.find_one(NUMBERS, {"_id": id})
    count = 1 + (row["last"] if row else 0)
    tx.put(NUMBERS, id, {"last": count})
    return rules.number(series, year, region_code, count)


def notice(tx: Transaction, notice_id: str) -> Notice:
    """One notice as it was printed; raises `NotFound`, also when it is in none of the caller's regions."""
    return _notice(store.own(tx.find_one(NOTICES, {"_id": notice_id}), "notice", "notice_id"))


def print_of(tx: Transaction, notice: Notice) -> bytes:
    """Its PDF."""
    row = tx.find_one(PRINTS, {"_id": notice.id})
    if row is None:
        raise NotFound("notice", "notice_id")
    return bytes(row["content"])


def list_notices(
    database: Database, employer_code: str, levy_year: int, page_size: int, page_token: str
) -> pb.ListNoticesResponse:
    """An employer's notices of a levy year. Raises `InvalidField`."""
    asked = {"employer_code": employer_code, "levy_year": levy_year, **access.rows("region_code")}
    rows, token = page(database.collection(NOTICES), asked, page_size=page_size, page_token=page_token)
    return pb.ListNoticesResponse(notices=[notice_message(_notice(row)) for row in rows], next_page_token=token)


def notice_message(notice: Notice) -> pb.Notice:
    """As callers see it, without the PDF."""
    return pb.Notice(
        notice_id=notice.id,
        number=notice.number,
        kind=f"NOTICE_KIND_{notice.kind.name}",
        employer_code=notice.employer_code,
        region_code=notice.region_code,
        levy_year=notice.levy_year,
        assessment_id=notice.assessment_id,
        subject_id=notice.subject_id,
        issued_on=dates.to_wire(notice.issued_on),
        issued_by=notice.issued_by,
        amount_fen=notice.amount_fen,
        content_sha256=notice.content_sha256,
        content_bytes=notice.content_bytes,
        template_sha256=notice.template_sha256,
    )


def _document(notice: Notice) -> Document:
    return {
        "_id": notice.id,
        "number": notice.number,
        "kind": notice.kind.name,
        "employer_code": notice.employer_code,
        "region_code": notice.region_code,
        "levy_year": notice.levy_year,
        "assessment_id": notice.assessment_id,
        "subject_id": notice.subject_id,
        "issued_on": notice.issued_on.isoformat(),
        "issued_by": notice.issued_by,
        "amount_fen": notice.amount_fen,
        "template_sha256": notice.template_sha256,
        "content_sha256": notice.content_sha256,
        "content_bytes": notice.content_bytes,
    }


def _notice(row: Document) -> Notice:
    fields = {key: value for key, value in row.items() if key != "_id"}
    fields |= {"kind": Kind[row["kind"]], "issued_on": date.fromisoformat(row["issued_on"])}
    return Notice(id=row["_id"], **fields)
