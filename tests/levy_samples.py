"""Samples for the levy's tests: employers' codes, and a layer of rules with a social average wage nobody published."""

from typing import Any

import yaml
from stdnum.cn import uscc

from services.levy import store
from services.levy.domain.rules import Rulebook

# Not a published figure: chosen so that twice of it is 100,000 yuan.
TEST_SOCIAL_AVERAGE_YUAN = "50000"


def layers() -> list[dict[str, Any]]:
    """The files of rules, parsed."""
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(store.DATA.glob("*.yaml"))]


def with_social_average() -> Rulebook:
    """The rules on file and, for Jinan, a social average wage of each year from 2014 to 2030."""
    jinan = {
        "region": "370100",
        "name_zh": "测试层",
        "name_en": "test layer",
        "social_average_wage": {
            "label_zh": "社会平均工资（测试值）",
            "label_en": "social average wage (test value)",
            "periods": [
                {
                    "from": f"{year}-01-01",
                    "until": f"{year}-12-31",
                    "value": {"yuan": TEST_SOCIAL_AVERAGE_YUAN},
                    "source": {"act": "测试数据，非公布数据"},
                }
                for year in range(2014, 2031)
            ],
        },
    }
    return Rulebook.of([*layers(), jinan])


def employer_code(number: int) -> str:
    """A unified social credit code that passes the check; the organisation is invented."""
    body = f"91370105MA3TEXT{number:02d}"
    return body + str(uscc.calc_check_digit(body))
