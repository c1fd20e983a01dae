"""The rows of an import: each code is found where it belongs, and what is right becomes a person."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from bihuan.registry.v1 import import_service_pb2 as pb
from hypothesis import given
from hypothesis import strategies as st

from services.registry.data import PROGRAMMES, REGIONS
from services.registry.domain import import_rows, importing
from services.registry.domain.import_fixes import FIXES
from services.registry.domain.import_rows import FIELDS_OF_CARD, Terms
from services.registry.domain.importing import Import, NotInState
from services.registry.domain.sheets import Unusable
from shared.errors import InvalidField
from tests.import_samples import EMPLOYER, FIELDS, HEADING, row_of

TODAY = date(2026, 11, 23)
TERMS = Terms(REGIONS, "3701", TODAY, "worker:default", PROGRAMMES)
LAYOUT, _ = import_rows.layout(HEADING)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def judged(cells: list[str], terms: Terms = TERMS) -> import_rows.Row:
    return import_rows.judged(2, cells, LAYOUT, terms)


def found(cells: list[str]) -> list[tuple[str, str]]:
    return [
        (pb.ImportFindingCode.Name(finding.code).removeprefix("IMPORT_FINDING_CODE_"), finding.field)
        for finding in judged(cells).findings
    ]


def test_a_row_without_fault_becomes_a_person() -> None:
    row = judged(row_of(1, employer_code=EMPLOYER, employed_from="2019-01-01", employed_until="2020/1/31"))
    assert row.findings == []
    entry = row.entry
    assert entry is not None
    assert entry.card is not None
    assert (entry.name, entry.region_code, entry.phone, entry.registered_by) == (
        "样本甲",
        "370105003",
        "10000000001",
        "worker:370105003",
    )
    assert (entry.card.issued_on, entry.card.expires_on) == (date(2015, 1, 1), date(2024, 12, 31))
    assert entry.job == import_rows.Job(EMPLOYER, date(2019, 1, 1), date(2020, 1, 31))
    assert "样本" not in repr(entry)


def test_a_row_tells_needs_programmes_and_whose_household_it_is() -> None:
    head = row_of(2)[0]
    row = judged(
        row_of(
            1,
            need_kinds="培训、就业需求",
            need_occupation="4030101",
            need_willing="不愿意",
            programmes="建档立卡",
            programmes_from="2020/3/3",
            head_id=head.lower(),
            relation="儿子",
        )
    )
    assert row.findings == []
    entry = row.entry
    assert entry is not None
    assert entry.needed is not None
    assert entry.home is not None
    assert entry.needed == import_rows.Needed((1, 2), "4030101", willing=False, recorded_on=date(2020, 3, 2))  # type: ignore[arg-type]
    assert entry.programmes == (("POVERTY_REGISTER", date(2020, 3, 3)),)
    assert (entry.home.head.number, entry.home.relation) == (head, 3)
    assert head not in repr(entry)


BARE = {field: "" for field in FIELDS if field not in ("resident_id", "name", "region_code", "registered_on")}


def test_what_need_not_be_there_may_lack() -> None:
    row = judged(row_of(1, **BARE))
    assert row.findings == []
    assert row.entry is not None
    assert (row.entry.card, row.entry.job, row.entry.registered_by) == (None, None, "worker:default")


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        ("CELL_MISSING", "name", {"name": " 　"}),
        ("NEED_INCOMPLETE", "need_occupation", {"need_occupation": "4030101"}),
        ("NEED_INCOMPLETE", "need_willing", {"need_willing": "是"}),
        ("NEED_INCOMPLETE", "needed_on", {"need_kinds": "培训", "needed_on": "2020-03-01"}),
        ("CELL_FORMAT", "need_kinds", {"need_kinds": "培训、住房"}),
        ("CELL_FORMAT", "need_occupation", {"need_kinds": "培训", "need_occupation": "电商客服"}),
        ("CELL_FORMAT", "need_willing", {"need_kinds": "培训", "need_willing": "也许"}),
        ("DATE_IN_FUTURE", "needed_on", {"need_kinds": "培训", "needed_on": "2026-11-24"}),
        ("PROGRAMME_INCOMPLETE", "programmes", {"programmes": "建档立卡"}),
        ("PROGRAMME_INCOMPLETE", "programmes_from", {"programmes_from": "2020-03-02"}),
        (
            "PROGRAMME_INCOMPLETE",
            "programmes_from",
            {"programmes": "BLIND_EMPLOYMENT", "programmes_from": "1988-05-01"},
        ),
        ("PROGRAMME_UNKNOWN", "programmes", {"programmes": "建档立卡、低保", "programmes_from": "2020-03-02"}),
        ("PROGRAMME_UNKNOWN", "programmes", {"programmes": "建档立卡", "programmes_from": "2013-12-31"}),
        ("HOUSEHOLD_INCOMPLETE", "head_id", {"head_id": row_of(2)[0]}),
        ("HOUSEHOLD_INCOMPLETE", "relation", {"relation": "配偶"}),
        ("HOUSEHOLD_INCOMPLETE", "head_id", {"head_id": row_of(2)[0], "relation": "户主"}),
        ("HOUSEHOLD_INCOMPLETE", "head_id", {"head_id": row_of(1)[0], "relation": "配偶"}),
        ("RESIDENT_ID_INVALID", "head_id", {"head_id": "37010019880532", "relation": "配偶"}),
        ("CELL_FORMAT", "relation", {"head_id": row_of(2)[0], "relation": "邻居"}),
        ("CELL_TOO_LONG", "name", {"name": "样" * 101}),
        ("CELL_TOO_LONG", "address", {"address": "样" * (1 << 20)}),  # a cell of megabytes
        ("CELL_UNCLEAN", "name", {"name": "样\u202e本"}),
        ("CELL_UNCLEAN", "address", {"address": "样本路\x07"}),
        ("CELL_FULL_WIDTH", "registered_on", {"registered_on": "２０２０-03-02"}),
        ("CELL_FULL_WIDTH", "phone", {"phone": "１００00000001"}),
        ("CELL_FORMULA", "name", {"name": "=HYPERLINK(1)"}),
        ("CELL_FORMULA", "address", {"address": "@SUM(A1)"}),
        ("CELL_FORMULA", "address", {"address": "-1号楼"}),
        ("CELL_FORMAT", "phone", {"phone": "无"}),
        ("CELL_FORMAT", "region_code", {"region_code": "天桥区"}),
        ("CELL_FORMAT", "registered_by", {"registered_by": "样本甲"}),
        ("CELL_FORMAT", "sex", {"sex": "M"}),
        ("CELL_FORMAT", "category", {"category": "八"}),
        ("CELL_FORMAT", "level", {"level": "5"}),
        ("RESIDENT_ID_INVALID", "resident_id", {"resident_id": "370100198805020011", **BARE}),
        ("RESIDENT_ID_INVALID", "resident_id", {"resident_id": "37010019880532", **BARE}),
        ("NUMBER_ROUNDED", "resident_id", {"resident_id": "3.7010019880502E+17", **BARE}),
        ("NUMBER_ROUNDED", "resident_id", {"resident_id": "370100198805020000", **BARE}),
        ("CERTIFICATE_INVALID", "certificate_number", {"certificate_number": "370100198805020030" + "82"}),
        ("CERTIFICATE_INVALID", "certificate_number", {"certificate_number": "370100198805020030" + "45"}),
        ("NUMBER_ROUNDED", "certificate_number", {"certificate_number": "3.70100198805E+19"}),
        ("EMPLOYER_CODE_INVALID", "employer_code", {"employer_code": EMPLOYER[:-1] + "0", "employed_from": "20190101"}),
        ("DATE_INVALID", "issued_on", {"issued_on": "2015-02-30"}),
        ("DATE_INVALID", "issued_on", {"issued_on": "2015-2/3"}),
        ("DATE_INVALID", "expires_on", {"expires_on": "长期"}),
        ("DATE_IN_FUTURE", "registered_on", {"registered_on": "2026-11-24"}),
        ("REGION_UNKNOWN", "region_code", {"region_code": "370199"}),
        ("REGION_UNKNOWN", "region_code", {"region_code": "370117", "registered_on": "2017-01-01"}),
        ("REGION_OUTSIDE", "region_code", {"region_code": "370202"}),
        ("SEX_DIFFERS", "sex", {"sex": "女"}),
        ("BIRTH_DATE_DIFFERS", "birth_date", {"birth_date": "19880503"}),
        ("CATEGORY_DIFFERS", "category", {"category": "听力残疾"}),
        ("LEVEL_DIFFERS", "level", {"level": "1"}),
        ("CERTIFICATE_INCOMPLETE", "certificate_number", {"issued_on": ""}),
        ("ISSUED_BEFORE_BIRTH", "issued_on", {"issued_on": "1988年5月1日"}),
        ("ENDS_BEFORE_START", "expires_on", {"expires_on": "2015-01-01"}),
        ("REGISTERED_BEFORE_BIRTH", "registered_on", {"registered_on": "1984-01-01"}),
        ("EMPLOYMENT_INCOMPLETE", "employed_from", {"employed_from": "2019-01-01"}),
        ("EMPLOYMENT_INCOMPLETE", "employer_code", {"employer_code": EMPLOYER}),
        ("EMPLOYMENT_INCOMPLETE", "employed_until", {"employed_until": "2019-01-01"}),
        (
            "ENDS_BEFORE_START",
            "employed_until",
            {"employer_code": EMPLOYER, "employed_from": "2019-01-01", "employed_until": "2018-12-31"},
        ),
        ("EMPLOYED_TOO_YOUNG", "employed_from", {"employer_code": EMPLOYER, "employed_from": "2004-05-01"}),
    ],
)
def test_a_fault_is_found_in_its_cell(code: str, field: str, changes: dict[str, str]) -> None:
    assert found(row_of(1, **changes)) == [(code, field)]
    assert (judged(row_of(1, **changes)).entry is None) == (code != "EMPLOYED_TOO_YOUNG")


def test_a_certificate_of_another_person_is_found() -> None:
    other = row_of(2)[FIELDS.index("certificate_number")]
    assert found(row_of(1, certificate_number=other)) == [("CERTIFICATE_NOT_THE_PERSONS", "certificate_number")]


def test_contradictions_of_a_deregistered_person_are_found_and_the_row_is_for_review() -> None:
    codes = found(
        row_of(
            1,
            deregistered_on="2014-12-31",
            registered_on="2015-01-02",
            employer_code=EMPLOYER,
            employed_from="20150101",
        )
    )
    assert codes == [
        ("ISSUED_AFTER_DEREGISTRATION", "issued_on"),
        ("EMPLOYED_AFTER_DEREGISTRATION", "employed_from"),
        ("DEREGISTERED_BEFORE_REGISTRATION", "deregistered_on"),
        ("DEREGISTERED", "deregistered_on"),
    ]
    row = judged(row_of(1, deregistered_on="2020-05-01"))
    assert [finding.severity for finding in row.findings] == [import_rows.REVIEW]
    assert row.entry is None


def test_all_faults_of_a_row_are_found_at_once() -> None:
    cells = row_of(1, name="", phone="无", level="9", issued_on="x")
    assert [field for _, field in found(cells)] == ["name", "phone", "issued_on", "level"]


def test_more_cells_than_headings_are_a_fault() -> None:
    assert found([*row_of(1), "", "x"]) == [("ROW_TOO_LONG", "")]
    assert found([*row_of(1), "", ""]) == []


def test_an_old_code_is_taken_where_it_was_in_force() -> None:
    wide = Terms(REGIONS, "37", TODAY, "w")
    assert judged(row_of(1, region_code="370282", registered_on="2016-01-01"), wide).entry is not None
    assert judged(row_of(1, region_code="370282", registered_on="2018-01-01"), wide).entry is None
    assert judged(row_of(1, region_code="370215", registered_on="2018-01-01"), wide).entry is not None


def test_an_id_of_elsewhere_is_only_told_of() -> None:
    wide = Terms(REGIONS, "37", TODAY, "w")
    row = judged(row_of(1, region_code="370202"), wide)
    assert row.entry is not None
    assert [finding.code for finding in row.findings] == [pb.IMPORT_FINDING_CODE_RESIDENT_ID_REGION]


def test_a_text_marked_as_text_is_taken_without_its_mark() -> None:
    entry = judged(row_of(1, address="'-1号楼")).entry
    assert entry is not None
    assert entry.address == "-1号楼"


@pytest.mark.parametrize(
    "text", ["2020-03-02", "2020/3/2", "2020.03.02", "20200302", "2020年3月2日", "2020-03-02 00:00:00"]
)
def test_a_date_may_be_written_in_several_ways(text: str) -> None:
    entry = judged(row_of(1, registered_on=text)).entry
    assert entry is not None
    assert entry.registered_on == date(2020, 3, 2)


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_row_is_judged_and_shows_nothing_of_its_cells(cells: list[str]) -> None:
    row = judged(cells)
    assert row.entry is None
    assert row.findings
    for finding in row.findings:
        assert not any(sign.isalnum() for sign in finding.masked[1:])


@given(st.sampled_from(FIELDS), st.text(max_size=40))
def test_a_good_row_with_any_one_cell_changed_is_taken_or_found_fault_with(field: str, text: str) -> None:
    row = judged(row_of(1, **{field: text}))
    assert (row.entry is None) == any(finding.severity > import_rows.WARNING for finding in row.findings)


def test_columns_may_stand_in_any_order_under_other_names_and_unknown_ones_are_told_of() -> None:
    layout, findings = import_rows.layout(["姓名", "公民身份号码", "兴趣爱好", " 区划代码 ", "", "录入日期"])
    assert layout.places == {"name": 0, "resident_id": 1, "region_code": 3, "registered_on": 5}
    assert [(finding.code, finding.place) for finding in findings] == [(pb.IMPORT_FINDING_CODE_COLUMN_UNKNOWN, 3)]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        (["姓名"], pb.IMPORT_FINDING_CODE_COLUMN_MISSING),
        ([*HEADING, "手机号"], pb.IMPORT_FINDING_CODE_COLUMN_TWICE),
    ],
)
def test_a_heading_by_which_no_row_can_be_taken_is_refused(heading: list[str], code: int) -> None:
    with pytest.raises(Unusable) as caught:
        import_rows.layout(heading)
    assert caught.value.code == code


def test_every_code_says_what_to_do() -> None:
    assert set(FIXES) == set(pb.ImportFindingCode.values()) - {0}
    assert set(FIELDS_OF_CARD.values()) <= set(FIELDS)


def an_import(**changes: Any) -> Import:
    fields: dict[str, Any] = {
        "id": "1",
        "region_code": "370100",
        "format": pb.IMPORT_FORMAT_CSV,
        "size": 10,
        "sha256": "0" * 64,
        "dry_run": False,
        "registered_by": "w",
        "started_by": "c",
        "started_at": NOW,
    }
    return Import(**(fields | changes))


def test_an_import_goes_its_way_and_no_other() -> None:
    run = an_import()
    run.receive(0, 4)
    with pytest.raises(importing.ChunkOffset):
        run.receive(0, 4)
    with pytest.raises(InvalidField):
        run.receive(4, 7)
    run.receive(4, 6)
    for wrong in (lambda: run.receive(10, 0), run.commit, lambda: run.worked(1, 1, finished=True, now=NOW)):
        with pytest.raises(NotInState):
            wrong()
    run.read("utf-8", 10)
    run.worked(5, 3, finished=False, now=NOW)
    assert (run.state, run.position, run.next_row) == (importing.CHECKING, 5, 3)
    run.worked(10, 5, finished=True, now=NOW)
    run.commit()
    assert (run.state, run.position, run.next_row) == (importing.COMMITTING, 0, 1)
    run.worked(10, 5, finished=True, now=NOW)
    assert (run.state, run.ended_at, run.keeps_content) == (importing.DONE, NOW, False)
    with pytest.raises(NotInState):
        run.cancel(NOW)


def test_a_dry_run_is_never_entered_and_keeps_nothing_once_checked() -> None:
    run = an_import(dry_run=True, size=1)
    run.receive(0, 1)
    run.read("utf-8", 1)
    assert run.keeps_content
    run.worked(1, 2, finished=True, now=NOW)
    assert not run.keeps_content
    with pytest.raises(NotInState, match="dry run"):
        run.commit()
