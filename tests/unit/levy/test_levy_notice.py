"""Notices: their texts are checked when they are read, and print to the same bytes."""

import io
from typing import Any

import pypdf
import pytest
import yaml

from services.levy import notice_pdf, notices
from services.levy.domain import notice as rules
from services.levy.domain.notice import NAMES, Kind, Template

FILES = {file.name: file.read_bytes() for file in notices.DIRECTORY.glob("*.yaml")}


def test_each_kind_has_a_text_on_file_that_is_filled_without_a_brace_left_over() -> None:
    texts = notices.on_file()
    for kind in Kind:
        template, sha256 = texts.of(kind)
        filled = "".join(template.filled(dict.fromkeys(NAMES[kind], "填")))
        assert "{" not in filled
        assert "}" not in filled
        assert len(sha256) == 64


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("a name that nothing fills in", {"paragraphs": ["{bank_account}"]}, "bank_account"),
    ("a name of another kind", {"paragraphs": ["{pay_until}"]}, "pay_until"),
    ("what looks into a value", {"paragraphs": ["{billed.__class__}"]}, "__class__"),
    ("a format", {"paragraphs": ["{billed:>10}"]}, "billed"),
    ("a brace left open", {"paragraphs": ["{billed"]}, "payment.yaml"),
    ("no paragraph", {"paragraphs": []}, "paragraphs"),
    ("a misspelt key", {"titel": "通知"}, "titel"),
    ("a kind that there is not", {"kind": "THREAT"}, "PAYMENT"),
    ("a kind that is there already", {"kind": "DEMAND"}, "another text"),
]


@pytest.mark.parametrize(("changes", "told"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_text_with_a_fault_keeps_the_service_from_starting(changes: dict[str, Any], told: str) -> None:
    payment = yaml.safe_load(FILES["payment.yaml"]) | changes
    with pytest.raises(ValueError, match=told):
        notices.Texts({**FILES, "payment.yaml": yaml.safe_dump(payment, allow_unicode=True).encode()})


def test_a_missing_text_keeps_the_service_from_starting() -> None:
    with pytest.raises(ValueError, match="APPEAL_DECISION"):
        notices.Texts({name: content for name, content in FILES.items() if name != "appeal.yaml"})


def printed(**changes: Any) -> bytes:
    fields: dict[str, Any] = {
        "title": "通知书", "number": "残保缴〔2021〕370105第000001号", "paragraphs": ["某企业：", "内容"],
        "signed": "（盖章）",
        "dated": "2021年9月1日", "annex": "附件", "tables": [("表", [80, 80], [["甲", "乙"], ["一", "二"]])],
    }  # fmt: skip
    return notice_pdf.printed(**(fields | changes))


def read(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_the_same_notice_prints_to_the_same_bytes_and_another_does_not() -> None:
    assert printed() == printed()
    assert printed() != printed(dated="2021年9月2日")


def test_markup_in_a_name_is_printed_as_it_is_and_a_character_that_the_font_lacks_leaves_a_mark() -> None:
    text = read(printed(paragraphs=["<b>甲</b> & <img src='x'/>公司", "𠮷野"]))
    assert "<b>甲</b> & <img src='x'/>公司" in text
    assert "〓野" in text


def test_a_long_table_goes_on_over_pages_with_its_head() -> None:
    rows = [["项", "值"], *([str(number), "值"] for number in range(200))]
    pages = pypdf.PdfReader(io.BytesIO(printed(tables=[("表", [80, 80], rows)]))).pages
    assert len(pages) > 3
    assert all("项" in page.extract_text() for page in pages[1:])


def test_amounts_days_and_numbers_are_written_one_way() -> None:
    assert rules.yuan(97_200_05) == "97,200.05"
    assert rules.yuan(-7) == "-0.07"
    assert rules.number("残保缴", 2021, "370105", 7) == "残保缴〔2021〕370105第000007号"
    assert rules.money("billed", 100) == {"billed": "1.00", "billed_capital": "壹元整"}


def test_a_template_knows_its_kind_by_name() -> None:
    assert Template.model_validate(yaml.safe_load(FILES["demand.yaml"])).kind is Kind.DEMAND
