"""Notices (文书): which kinds there are, and the texts that a legal officer may change. Pure: others read the files."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from string import Formatter

from pydantic import Field, model_validator

from services.levy.domain.capitals import in_capitals
from services.levy.domain.schema import Model
from shared.errors import WrongState


class NothingToTell(WrongState):
    """FAILED_PRECONDITION: the account does not stand so that such a notice could be issued."""

    reason = "NOTHING_TO_TELL"


class Kind(Enum):
    """Names of the contract's NoticeKind."""

    PAYMENT = 1
    DEMAND = 2
    SURCHARGE_DECISION = 3
    RELIEF_DECISION = 4
    APPEAL_DECISION = 5


_EVERYWHERE = {
    "employer_name", "employer_code", "levy_year", "base_year", "issued_on", "due_on",
    "billed", "billed_capital", "relieved", "paid", "refunded", "balance", "balance_capital",
}  # fmt: skip
# What a kind's text may name.
NAMES: dict[Kind, set[str]] = {
    Kind.PAYMENT: _EVERYWHERE,
    Kind.DEMAND: _EVERYWHERE | {"overdue", "overdue_capital", "pay_until", "per_mille"},
    Kind.SURCHARGE_DECISION: _EVERYWHERE
    | {"surcharge", "surcharge_capital", "surcharged_through", "surcharge_basis", "per_mille"},
    Kind.RELIEF_DECISION: _EVERYWHERE | {"programme", "basis", "applied_on", "decided_on", "decision", "reasons"},
    Kind.APPEAL_DECISION: _EVERYWHERE | {"filed_on", "decided_on", "decision", "reasons"},
}


class Template(Model):
    """The text of a kind of notice; raises `ValueError` for a name that nothing fills in."""

    kind: Kind
    series: str = Field(min_length=1, max_length=10)
    title: str = Field(min_length=1, max_length=50)
    paragraphs: list[str] = Field(min_length=1, max_length=30)
    annex: str = Field(min_length=1, max_length=50)

    @model_validator(mode="before")
    @classmethod
    def _kind_by_name(cls, values: dict[str, object]) -> dict[str, object]:
        name = values.get("kind")
        if name not in Kind.__members__:
            raise ValueError(f"kind must be one of {', '.join(Kind.__members__)}")
        return {**values, "kind": Kind[str(name)]}

    @model_validator(mode="after")
    def _names_are_known(self) -> "Template":
        for text in self.paragraphs:
            for _, name, spec, conversion in Formatter().parse(text):
                if name is not None and (name not in NAMES[self.kind] or spec or conversion):
                    raise ValueError(f"{{{name}}} is not filled in for {self.kind.name}")
        return self

    def filled(self, values: dict[str, str]) -> list[str]:
        """The paragraphs with the values in their places."""
        return [text.format_map(values) for text in self.paragraphs]


@dataclass(frozen=True)
class Notice:
    """A notice as it was printed; it never changes. The PDF itself is kept beside it."""

    id: str
    number: str
    kind: Kind
    employer_code: str
    region_code: str
    levy_year: int
    assessment_id: str
    # Of the relief or appeal that was decided; empty: of neither.
    subject_id: str
    issued_on: date
    issued_by: str
    amount_fen: int
    template_sha256: str
    content_sha256: str
    content_bytes: int


def number(series: str, year: int, region_code: str, count: int) -> str:
    """`残保缴〔2021〕370105第000001号`: each series, year and region counts from 1, without a gap."""
    return f"{series}〔{year}〕{region_code}第{count:06}号"


def yuan(fen: int) -> str:
    """`97_200_05` → 97,200.05."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def money(name: str, fen: int) -> dict[str, str]:
    """An amount in figures and, unless it is below zero, in capitals: `<name>`, `<name>_capital`."""
    return {name: yuan(fen), f"{name}_capital": in_capitals(max(fen, 0))}


def day(value: date) -> str:
    """`2021年9月1日`."""
    return f"{value.year}年{value.month}月{value.day}日"
