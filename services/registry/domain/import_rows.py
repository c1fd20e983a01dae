"""Rows of the old register's export: what a row must be to become a person. Pure: no I/O.

The columns, their other names and all codes are told to people in docs/import.md. A row is judged whole: every fault of
it is found at once, so that a file need not be sent once for each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

import buf.validate.validate_pb2 as validate
from bihuan.registry.v1.events_pb2 import NEED_KIND_EMPLOYMENT, NEED_KIND_SUPPORT, NEED_KIND_TRAINING, NeedKind
from bihuan.registry.v1.household_service_pb2 import HOUSEHOLD_RELATION_HEAD, HouseholdRelation
from bihuan.registry.v1.import_service_pb2 import ImportFindingCode as Code
from bihuan.registry.v1.import_service_pb2 import ImportSeverity
from bihuan.registry.v1.registry_service_pb2 import SEX_FEMALE, SEX_MALE, RegisterPersonRequest, Sex
from stdnum.cn import uscc

from services.registry.domain.identifiers import (
    CertificateNumber,
    ResidentId,
    read_certificate_number,
    read_resident_id,
    resident_id_warnings,
)
from services.registry.domain.programmes import Programmes
from services.registry.domain.regions import Regions
from services.registry.domain.sheets import Unusable
from services.registry.domain.working_age import birthday
from shared import access
from shared.errors import InvalidField

WARNING = ImportSeverity.IMPORT_SEVERITY_WARNING
REVIEW = ImportSeverity.IMPORT_SEVERITY_REVIEW
ERROR = ImportSeverity.IMPORT_SEVERITY_ERROR


@dataclass(frozen=True)
class Column:
    """A field of the file. `form`: its cells are numbers, codes or dates, in which full-width signs are wrong."""

    field: str
    heading: str
    others: tuple[str, ...] = ()
    required: bool = False
    form: bool = False
    is_date: bool = False


COLUMNS: Final = (
    Column("resident_id", "身份证号", ("身份证号码", "公民身份号码", "居民身份证号"), required=True, form=True),
    Column("name", "姓名", ("残疾人姓名",), required=True),
    Column("sex", "性别"),
    Column("birth_date", "出生日期", ("出生年月日",), form=True, is_date=True),
    Column("region_code", "居住地区划代码", ("行政区划代码", "区划代码"), required=True, form=True),
    Column("phone", "联系电话", ("电话", "手机号码", "手机号"), form=True),
    Column("address", "家庭住址", ("现住址", "居住地址", "详细地址")),
    Column("registered_on", "登记日期", ("实名制登记日期", "录入日期"), required=True, form=True, is_date=True),
    Column("registered_by", "登记人编号", ("录入人编号",), form=True),
    Column("certificate_number", "残疾人证号", ("残疾证号", "残疾人证号码"), form=True),
    Column("category", "残疾类别"),
    Column("level", "残疾等级", ("残疾级别",)),
    Column("issued_on", "发证日期", ("批准日期",), form=True, is_date=True),
    Column("expires_on", "有效期至", ("证件有效期", "有效期截止日期"), form=True, is_date=True),
    Column("employer_code", "就业单位统一社会信用代码", ("单位统一社会信用代码",), form=True),
    Column("employed_from", "就业开始日期", ("就业起始日期", "上岗日期"), form=True, is_date=True),
    Column("employed_until", "就业结束日期", ("离岗日期",), form=True, is_date=True),
    Column("deregistered_on", "注销日期", form=True, is_date=True),
    Column("need_kinds", "需求类别", ("需求",)),
    Column("need_occupation", "需求职业代码", form=True),
    Column("need_willing", "需求意愿", ("是否愿意",)),
    Column("needed_on", "需求登记日期", form=True, is_date=True),
    Column("programmes", "专项", ("参加专项",)),
    Column("programmes_from", "专项开始日期", form=True, is_date=True),
    Column("head_id", "户主身份证号", ("户主身份证号码",), form=True),
    Column("relation", "与户主关系", ("户主关系",)),
)
_BY_HEADING: Final = {name: column for column in COLUMNS for name in (column.heading, *column.others)}
FIELDS_OF_CARD: Final = {"number": "certificate_number", "issued_on": "issued_on", "expires_on": "expires_on"}
HEADINGS: Final = {column.field: column.heading for column in COLUMNS}


@dataclass(frozen=True)
class Finding:
    """Something that was found. `masked` shows none of a cell but its first sign; `place` is the column, from 1."""

    code: Code
    severity: ImportSeverity = ERROR
    field: str = ""
    place: int = 0
    masked: str = ""
    person_id: str = ""
    other_row: int = 0


def masked(text: str) -> str:
    """The first sign and the punctuation of a cell, the rest as stars: enough to find it, too little to learn it."""
    return text[:1] + "".join("*" if sign.isalnum() else sign if sign in " -/.,:;()@+=" else "?" for sign in text[1:40])


@dataclass(frozen=True)
class Layout:
    """Where the fields stand: field → index of its cell."""

    places: dict[str, int]
    width: int

    def place(self, field: str) -> int:
        """As a spreadsheet counts: from 1; 0: the file has no such column."""
        return self.places.get(field, -1) + 1


def is_date(heading: str) -> bool:
    """Whether the cells below a heading are dates."""
    column = _BY_HEADING.get(_trimmed(heading))
    return column is not None and column.is_date


def layout(cells: Sequence[str]) -> tuple[Layout, list[Finding]]:
    """Read the heading. Raises `Unusable` when no row could be taken by it."""
    places: dict[str, int] = {}
    findings = []
    for at, cell in enumerate(cells):
        heading = _trimmed(cell)
        column = _BY_HEADING.get(heading)
        if column is None:
            if heading:
                findings.append(
                    Finding(Code.IMPORT_FINDING_CODE_COLUMN_UNKNOWN, WARNING, place=at + 1, masked=masked(heading))
                )
        elif column.field in places:
            raise Unusable(Code.IMPORT_FINDING_CODE_COLUMN_TWICE, 1, at + 1)
        else:
            places[column.field] = at
    if any(column.required and column.field not in places for column in COLUMNS):
        raise Unusable(Code.IMPORT_FINDING_CODE_COLUMN_MISSING, 1)
    return Layout(places, len(cells)), findings


@dataclass(frozen=True)
class Card:
    """A certificate of a row."""

    number: CertificateNumber
    issued_on: date
    expires_on: date


@dataclass(frozen=True)
class Job:
    """An employment of a row."""

    employer_code: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Needed:
    """What a row says of needs."""

    kinds: tuple[NeedKind, ...]
    occupation_code: str
    willing: bool
    recorded_on: date


@dataclass(frozen=True)
class Home:
    """Whose household a row's person belongs to, and how."""

    head: ResidentId
    relation: HouseholdRelation


@dataclass(frozen=True)
class Entry:
    """A row without fault: a person to register. Personal fields are not in the repr."""

    resident_id: ResidentId
    name: str = field(repr=False)
    region_code: str
    phone: str = field(repr=False)
    address: str = field(repr=False)
    registered_on: date
    registered_by: str
    card: Card | None
    job: Job | None
    needed: Needed | None = None
    programmes: tuple[tuple[str, date], ...] = ()
    """Codes, with the first day in each."""
    home: Home | None = None


@dataclass(frozen=True)
class Row:
    """A row as judged. `resident_id` is None when it cannot be read; `entry` unless every fault is a warning."""

    number: int
    resident_id: ResidentId | None
    entry: Entry | None
    findings: list[Finding]

    @property
    def takeable(self) -> bool:
        """Whether the row itself, as far as it alone can tell, becomes a person."""
        return self.entry is not None


def _contract(name: str) -> tuple[re.Pattern[str], int]:
    """The rule of RegisterPerson for a text: the same that the server holds callers to."""
    options = RegisterPersonRequest.DESCRIPTOR.fields_by_name[name].GetOptions()
    rules: Any = options.Extensions[validate.field]  # type: ignore[index]  # its stub
    return re.compile(rules.string.pattern or ".*", re.DOTALL), rules.string.max_len


_RULES: Final = {name: _contract(name) for name in ("name", "region_code", "phone", "address", "registered_by")}
_UNCLEAN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_FULL_WIDTH: Final = re.compile("[\uff01-\uff5e]")
_MARKED: Final = re.compile("'+[=+@-]")  # by ' as a text, as the export writes it
_SPACES: Final = " \t\r\n\u00a0\u3000"
_ROUNDED: Final = re.compile(r"[0-9][.][0-9]+[Ee][+]?1[5-9]|[0-9]{15}000")
_DATE: Final = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})日)"
    r"(?:[ T]00:00(?::00)?(?:[.]0+)?)?"
)
_SEXES: Final[dict[str, Sex]] = {
    **dict.fromkeys(("男", "男性", "1"), SEX_MALE),
    **dict.fromkeys(("女", "女性", "2"), SEX_FEMALE),
}
_NAMES: Final = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
_CATEGORIES: Final = {
    text: number
    for number, name in enumerate(_NAMES, start=1)
    for text in (name, f"{name}残疾", str(number), f"{number}{name}")
}
_LEVELS: Final = {
    text: number
    for number, sign in enumerate("一二三四", start=1)
    for text in (str(number), f"{number}级", f"{sign}级", sign)
}
_SEPARATORS: Final = re.compile("[、，,；;/ ]+")
_KINDS: Final[dict[str, NeedKind]] = {
    text: kind
    for word, kind in (
        ("培训", NEED_KIND_TRAINING),
        ("就业", NEED_KIND_EMPLOYMENT),
        ("帮扶", NEED_KIND_SUPPORT),
    )
    for text in (word, f"{word}需求")
}
_WILLING: Final = {"是": True, "愿意": True, "有": True, "否": False, "不愿意": False, "无": False}
_OCCUPATION: Final = re.compile("[0-9]{1,7}")
_RELATIONS: Final[dict[str, HouseholdRelation]] = {
    word: HouseholdRelation.Value(f"HOUSEHOLD_RELATION_{name}")  # type: ignore[misc]  # the stub says int
    for name, words in {
        "HEAD": ("户主", "本人", "本人或户主"),
        "SPOUSE": ("配偶", "妻", "夫", "妻子", "丈夫"),
        "CHILD": ("子", "女", "子女", "儿子", "女儿"),
        "GRANDCHILD": ("孙子女", "孙子", "孙女", "外孙子女", "外孙", "外孙女"),
        "PARENT": ("父母", "父亲", "母亲", "父", "母"),
        "GRANDPARENT": ("祖父母", "祖父", "祖母", "外祖父母", "外祖父", "外祖母"),
        "SIBLING": ("兄弟姐妹", "兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹"),
        "OTHER": ("其他", "其它"),
    }.items()
    for word in words
}
_LONGEST: Final = 200


def _trimmed(cell: str) -> str:
    return cell.strip(_SPACES)


class _Reading:
    """One row while it is judged."""

    def __init__(self, cells: Sequence[str], layout: Layout) -> None:
        self._cells = cells
        self._layout = layout
        self.findings: list[Finding] = []
        self.texts = {column.field: self._text(column) for column in COLUMNS}

    def fault(self, code: Code, field: str = "", severity: ImportSeverity = ERROR) -> None:
        shown = masked(_trimmed(self._cell(field))) if field else ""
        self.findings.append(Finding(code, severity, field, self._layout.place(field), shown))

    def _cell(self, field: str) -> str:
        at = self._layout.places.get(field)
        return "" if at is None or at >= len(self._cells) else self._cells[at]

    def _text(self, column: Column) -> str:
        """The cell without blanks at its ends; empty when it has a fault, which is then found."""
        text = _trimmed(self._cell(column.field))
        if not text:
            if column.required:
                self.fault(Code.IMPORT_FINDING_CODE_CELL_MISSING, column.field)
            return ""
        if len(text) > _LONGEST:
            self.fault(Code.IMPORT_FINDING_CODE_CELL_TOO_LONG, column.field)
        elif _UNCLEAN.search(text):
            self.fault(Code.IMPORT_FINDING_CODE_CELL_UNCLEAN, column.field)
        elif column.form and _FULL_WIDTH.search(text):
            self.fault(Code.IMPORT_FINDING_CODE_CELL_FULL_WIDTH, column.field)
        elif text[0] in "=@" or (text[0] in "+-" and not column.form):
            self.fault(Code.IMPORT_FINDING_CODE_CELL_FORMULA, column.field)
        else:
            return self._by_contract(column.field, text[1:] if _MARKED.match(text) else text)
        return ""

    def _by_contract(self, field: str, text: str) -> str:
        pattern, longest = _RULES.get(field, (None, 0))
        if pattern is not None:
            if len(text) > longest:
                self.fault(Code.IMPORT_FINDING_CODE_CELL_TOO_LONG, field)
                return ""
            if not pattern.fullmatch(text):
                self.fault(Code.IMPORT_FINDING_CODE_CELL_FORMAT, field)
                return ""
        return text

    def day(self, field: str, today: date, *, may_be_future: bool = False) -> date | None:
        text = self.texts[field]
        if not text:
            return None
        match = _DATE.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            year, month, day = (int(part) for part in match.groups() if part is not None and part.isdigit())
            found = date(year, month, day)
        except ValueError:
            found = None
        if found is None or not 1900 <= found.year <= 2200:
            self.fault(Code.IMPORT_FINDING_CODE_DATE_INVALID, field)
            return None
        if found > today and not may_be_future:
            self.fault(Code.IMPORT_FINDING_CODE_DATE_IN_FUTURE, field)
            return None
        return found

    def contradiction(self, holds: bool, code: Code, field: str) -> None:
        if holds:
            self.fault(code, field)


@dataclass(frozen=True)
class Terms:
    """What all rows of an import are judged by. `area` begins the codes of all its regions."""

    regions: Regions
    area: str
    today: date
    registered_by: str
    programmes: Programmes = Programmes(())  # noqa: RUF009  # nothing changes it


def judged(number: int, cells: Sequence[str], layout: Layout, terms: Terms) -> Row:
    """Judge a row by itself: whether it, alone, can become a person."""
    reading = _Reading(cells, layout)
    if len(cells) > layout.width and any(cells[layout.width :]):
        reading.fault(Code.IMPORT_FINDING_CODE_ROW_TOO_LONG)
    texts = reading.texts
    registered_on = reading.day("registered_on", terms.today)
    resident_id = _resident_id(reading, terms.today)
    if resident_id is not None:
        _compared_with_the_id(reading, resident_id, registered_on, terms.today)
    if registered_on is not None and texts["region_code"]:
        _region(reading, registered_on, terms)
    deregistered_on = reading.day("deregistered_on", terms.today)
    card = _card(reading, resident_id, deregistered_on, terms.today)
    job = _job(reading, resident_id, deregistered_on, terms.today)
    if deregistered_on is not None:
        reading.contradiction(
            registered_on is not None and deregistered_on < registered_on,
            Code.IMPORT_FINDING_CODE_DEREGISTERED_BEFORE_REGISTRATION,
            "deregistered_on",
        )
        reading.fault(Code.IMPORT_FINDING_CODE_DEREGISTERED, "deregistered_on", REVIEW)
    needed = _needed(reading, registered_on, terms.today)
    programmes = _programmes(reading, resident_id, terms)
    home = _home(reading, resident_id, terms.today)
    entry = None
    if all(finding.severity == WARNING for finding in reading.findings) and resident_id and registered_on:
        entry = Entry(
            resident_id,
            texts["name"],
            texts["region_code"],
            texts["phone"],
            texts["address"],
            registered_on,
            texts["registered_by"] or terms.registered_by,
            card,
            job,
            needed,
            programmes,
            home,
        )
        if _elsewhere(resident_id, texts["region_code"]):
            reading.fault(Code.IMPORT_FINDING_CODE_RESIDENT_ID_REGION, "resident_id", WARNING)
    return Row(number, resident_id, entry, reading.findings)


def _resident_id(reading: _Reading, today: date) -> ResidentId | None:
    text = reading.texts["resident_id"]
    if not text:
        return None
    try:
        return read_resident_id(text, today)
    except InvalidField:
        rounded = _ROUNDED.fullmatch(text)
        code = Code.IMPORT_FINDING_CODE_NUMBER_ROUNDED if rounded else Code.IMPORT_FINDING_CODE_RESIDENT_ID_INVALID
        reading.fault(code, "resident_id")
        return None


def _compared_with_the_id(reading: _Reading, resident_id: ResidentId, registered_on: date | None, today: date) -> None:
    sex = reading.texts["sex"]
    if sex and sex not in _SEXES:
        reading.fault(Code.IMPORT_FINDING_CODE_CELL_FORMAT, "sex")
    reading.contradiction(
        _SEXES.get(sex, resident_id.sex) != resident_id.sex, Code.IMPORT_FINDING_CODE_SEX_DIFFERS, "sex"
    )
    born_on = reading.day("birth_date", today)
    reading.contradiction(
        born_on not in (None, resident_id.birth_date), Code.IMPORT_FINDING_CODE_BIRTH_DATE_DIFFERS, "birth_date"
    )
    reading.contradiction(
        registered_on is not None and registered_on < resident_id.birth_date,
        Code.IMPORT_FINDING_CODE_REGISTERED_BEFORE_BIRTH,
        "registered_on",
    )


def _region(reading: _Reading, registered_on: date, terms: Terms) -> None:
    code = reading.texts["region_code"]
    try:
        # Old codes are right where they were in force: a record of 2015 keeps 370282.
        terms.regions.require_in_force(code, registered_on)
    except InvalidField:
        reading.fault(Code.IMPORT_FINDING_CODE_REGION_UNKNOWN, "region_code")
        return
    reading.contradiction(
        not access.prefix(code).startswith(terms.area), Code.IMPORT_FINDING_CODE_REGION_OUTSIDE, "region_code"
    )


def _card(reading: _Reading, resident_id: ResidentId | None, deregistered_on: date | None, today: date) -> Card | None:
    texts = reading.texts
    issued_on = reading.day("issued_on", today)
    expires_on = reading.day("expires_on", today, may_be_future=True)
    number = _certificate_number(reading)
    category, level = texts["category"], texts["level"]
    if category and category not in _CATEGORIES:
        reading.fault(Code.IMPORT_FINDING_CODE_CELL_FORMAT, "category")
    if level and level not in _LEVELS:
        reading.fault(Code.IMPORT_FINDING_CODE_CELL_FORMAT, "level")
    if number is not None:
        reading.contradiction(
            _CATEGORIES.get(category, number.category) != number.category,
            Code.IMPORT_FINDING_CODE_CATEGORY_DIFFERS,
            "category",
        )
        reading.contradiction(
            _LEVELS.get(level, number.level) != number.level, Code.IMPORT_FINDING_CODE_LEVEL_DIFFERS, "level"
        )
        reading.contradiction(
            resident_id is not None and number.resident_id != resident_id.number,
            Code.IMPORT_FINDING_CODE_CERTIFICATE_NOT_THE_PERSONS,
            "certificate_number",
        )
    given = [field for field in ("certificate_number", "issued_on", "expires_on") if texts[field]]
    if given and len(given) < 3:
        reading.fault(Code.IMPORT_FINDING_CODE_CERTIFICATE_INCOMPLETE, given[0])
    if issued_on is not None:
        reading.contradiction(
            resident_id is not None and issued_on < resident_id.birth_date,
            Code.IMPORT_FINDING_CODE_ISSUED_BEFORE_BIRTH,
            "issued_on",
        )
        reading.contradiction(
            deregistered_on is not None and issued_on > deregistered_on,
            Code.IMPORT_FINDING_CODE_ISSUED_AFTER_DEREGISTRATION,
            "issued_on",
        )
        reading.contradiction(
            expires_on is not None and expires_on <= issued_on, Code.IMPORT_FINDING_CODE_ENDS_BEFORE_START, "expires_on"
        )
    return Card(number, issued_on, expires_on) if number and issued_on and expires_on else None


def _certificate_number(reading: _Reading) -> CertificateNumber | None:
    text = reading.texts["certificate_number"]
    if not text:
        return None
    try:
        return read_certificate_number(text, "")
    except InvalidField:
        rounded = _ROUNDED.fullmatch(text)
        code = Code.IMPORT_FINDING_CODE_NUMBER_ROUNDED if rounded else Code.IMPORT_FINDING_CODE_CERTIFICATE_INVALID
        reading.fault(code, "certificate_number")
        return None


def _job(reading: _Reading, resident_id: ResidentId | None, deregistered_on: date | None, today: date) -> Job | None:
    employer = reading.texts["employer_code"].upper()
    started_on = reading.day("employed_from", today)
    ended_on = reading.day("employed_until", today)
    if employer and not uscc.is_valid(employer):
        reading.fault(Code.IMPORT_FINDING_CODE_EMPLOYER_CODE_INVALID, "employer_code")
    if bool(employer) != bool(reading.texts["employed_from"]) or (ended_on is not None and not employer):
        given = next(field for field in ("employer_code", "employed_from", "employed_until") if reading.texts[field])
        reading.fault(Code.IMPORT_FINDING_CODE_EMPLOYMENT_INCOMPLETE, given)
    if started_on is None:
        return None
    reading.contradiction(
        deregistered_on is not None and started_on > deregistered_on,
        Code.IMPORT_FINDING_CODE_EMPLOYED_AFTER_DEREGISTRATION,
        "employed_from",
    )
    reading.contradiction(
        ended_on is not None and ended_on < started_on, Code.IMPORT_FINDING_CODE_ENDS_BEFORE_START, "employed_until"
    )
    if resident_id is not None and started_on < birthday(resident_id.birth_date, 16):
        reading.fault(Code.IMPORT_FINDING_CODE_EMPLOYED_TOO_YOUNG, "employed_from", WARNING)
    return Job(employer, started_on, ended_on)


def _needed(reading: _Reading, registered_on: date | None, today: date) -> Needed | None:
    texts = reading.texts
    told_on = reading.day("needed_on", today)
    given = next((name for name in ("need_occupation", "need_willing", "needed_on") if texts[name]), "")
    if not texts["need_kinds"]:
        reading.contradiction(bool(given), Code.IMPORT_FINDING_CODE_NEED_INCOMPLETE, given)
        return None
    kinds = dict.fromkeys(_KINDS.get(word) for word in _SEPARATORS.split(texts["need_kinds"]) if word)
    found = tuple(kind for kind in kinds if kind is not None)
    reading.contradiction(len(found) < len(kinds), Code.IMPORT_FINDING_CODE_CELL_FORMAT, "need_kinds")
    occupation = texts["need_occupation"]
    wrong = bool(occupation) and not _OCCUPATION.fullmatch(occupation)
    reading.contradiction(wrong, Code.IMPORT_FINDING_CODE_CELL_FORMAT, "need_occupation")
    willing = texts["need_willing"]
    reading.contradiction(
        bool(willing) and willing not in _WILLING, Code.IMPORT_FINDING_CODE_CELL_FORMAT, "need_willing"
    )
    on = told_on or registered_on
    if on is None or registered_on is None:
        return None
    reading.contradiction(on < registered_on, Code.IMPORT_FINDING_CODE_NEED_INCOMPLETE, "needed_on")
    return Needed(found, occupation, _WILLING.get(willing, True), on)


def _programmes(reading: _Reading, resident_id: ResidentId | None, terms: Terms) -> tuple[tuple[str, date], ...]:
    text = reading.texts["programmes"]
    on = reading.day("programmes_from", terms.today)
    if bool(text) != bool(reading.texts["programmes_from"]):
        given = "programmes" if text else "programmes_from"
        reading.fault(Code.IMPORT_FINDING_CODE_PROGRAMME_INCOMPLETE, given)
    if not text or on is None:
        return ()
    early = resident_id is not None and on < resident_id.birth_date
    reading.contradiction(early, Code.IMPORT_FINDING_CODE_PROGRAMME_INCOMPLETE, "programmes_from")
    found = {}
    for word in _SEPARATORS.split(text):
        programme = terms.programmes.find(word)
        if programme is None or not (programme.from_day or on) <= on <= (programme.until_day or on):
            reading.fault(Code.IMPORT_FINDING_CODE_PROGRAMME_UNKNOWN, "programmes")
            return ()
        found[programme.code] = on
    return tuple(found.items())


def _home(reading: _Reading, resident_id: ResidentId | None, today: date) -> Home | None:
    head_text, relation_text = reading.texts["head_id"], reading.texts["relation"]
    if bool(head_text) != bool(relation_text):
        given = "head_id" if head_text else "relation"
        reading.fault(Code.IMPORT_FINDING_CODE_HOUSEHOLD_INCOMPLETE, given)
    if not head_text or not relation_text:
        return None
    relation = _RELATIONS.get(relation_text)
    if relation is None:
        reading.fault(Code.IMPORT_FINDING_CODE_CELL_FORMAT, "relation")
        return None
    try:
        head = read_resident_id(head_text, today)
    except InvalidField:
        reading.fault(Code.IMPORT_FINDING_CODE_RESIDENT_ID_INVALID, "head_id")
        return None
    own = resident_id is not None and head.number == resident_id.number
    is_head = relation == HOUSEHOLD_RELATION_HEAD
    reading.contradiction(
        resident_id is not None and own != is_head, Code.IMPORT_FINDING_CODE_HOUSEHOLD_INCOMPLETE, "head_id"
    )
    return Home(head, relation)


def _elsewhere(resident_id: ResidentId, region_code: str) -> bool:
    return _area_elsewhere(resident_id.area, region_code)


@lru_cache(maxsize=10_000)
def _area_elsewhere(area: str, region_code: str) -> bool:
    # It looks at the area only, which a table of 100,000 rows has some hundred of.
    return bool(resident_id_warnings(ResidentId(area, date(2000, 1, 1), SEX_MALE), region_code))
