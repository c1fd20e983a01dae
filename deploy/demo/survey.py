"""The thirty synthetic persons whom the sub-districts of Tianqiao survey, and what each is expected to meet.

Every one has a certificate and a training need; fourteen are eligible and willing to become customer-service trainees,
the other sixteen are not, each for the reason given here. The services do not see `expected`: the demo and the tests
compare it with what training decided by itself.
"""

from dataclasses import dataclass, field
from datetime import date

from bihuan.registry.v1.events_pb2 import DisabilityCategory
from bihuan.training.v1.events_pb2 import RefusalReason

DISTRICT = "370105"
NEIGHBOUR = "370112"  # Licheng, next to Tianqiao
SURVEYED_ON = date(2020, 3, 16)
CLASS_STARTS_ON = date(2020, 4, 20)

# 网络客服; the occupation's code and its source stand in services/training.
CUSTOMER_SERVICE = "4070203"
MASSAGE = "4100401"

VISUAL, HEARING, SPEECH, PHYSICAL, INTELLECTUAL, MENTAL, MULTIPLE = (
    DisabilityCategory.DISABILITY_CATEGORY_VISUAL,
    DisabilityCategory.DISABILITY_CATEGORY_HEARING,
    DisabilityCategory.DISABILITY_CATEGORY_SPEECH,
    DisabilityCategory.DISABILITY_CATEGORY_PHYSICAL,
    DisabilityCategory.DISABILITY_CATEGORY_INTELLECTUAL,
    DisabilityCategory.DISABILITY_CATEGORY_MENTAL,
    DisabilityCategory.DISABILITY_CATEGORY_MULTIPLE,
)
NOT_WILLING = RefusalReason.REFUSAL_REASON_NOT_WILLING
OTHER_OCCUPATION = RefusalReason.REFUSAL_REASON_OTHER_OCCUPATION_WANTED
CERTIFICATE = RefusalReason.REFUSAL_REASON_CERTIFICATE_NOT_VALID
TOO_YOUNG = RefusalReason.REFUSAL_REASON_BELOW_WORKING_AGE
TOO_OLD = RefusalReason.REFUSAL_REASON_ABOVE_WORKING_AGE
ELSEWHERE = RefusalReason.REFUSAL_REASON_OUTSIDE_REGION


@dataclass(frozen=True)
class Surveyed:
    """One person of the survey: residence, birth, sex (M/F), certificate, need, and the refusal reasons expected."""

    number: int
    region_code: str
    born_on: date
    sex: str
    category: DisabilityCategory
    level: int
    certificate_until: date = date(2029, 6, 30)
    willing: bool = True
    occupation_code: str = CUSTOMER_SERVICE
    expected: frozenset[RefusalReason] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        """示例 (sample) and a number: nobody's name."""
        return f"示例{self.number:02d}"

    @property
    def certificate_from(self) -> date:
        """Certificates are issued for ten years."""
        return self.certificate_until.replace(year=self.certificate_until.year - 10)


PEOPLE: tuple[Surveyed, ...] = (
    # Eligible and willing.
    Surveyed(1, "370105001", date(1988, 5, 2), "M", PHYSICAL, 2),
    Surveyed(2, "370105001", date(1991, 11, 20), "F", HEARING, 1),
    Surveyed(3, "370105003", date(1979, 2, 14), "F", PHYSICAL, 3),
    Surveyed(4, "370105003", date(1996, 8, 9), "M", PHYSICAL, 4),
    Surveyed(5, "370105004", date(1985, 12, 1), "F", VISUAL, 4),
    Surveyed(6, "370105004", date(1999, 3, 27), "M", SPEECH, 3),
    Surveyed(7, "370105005", date(1982, 7, 18), "M", PHYSICAL, 2),
    Surveyed(8, "370105006", date(1976, 10, 5), "F", HEARING, 2),
    Surveyed(9, "370105007", date(1993, 1, 30), "F", MENTAL, 3),
    Surveyed(10, "370105009", date(1990, 6, 11), "M", INTELLECTUAL, 4),
    Surveyed(11, "370105010", date(1987, 9, 23), "F", MULTIPLE, 3),
    Surveyed(12, "370105012", date(1970, 4, 16), "M", PHYSICAL, 3),
    Surveyed(13, "370105013", date(2000, 2, 29), "F", HEARING, 3),
    Surveyed(14, "370105014", date(1984, 5, 31), "M", VISUAL, 3),
    # Not willing.
    Surveyed(15, "370105001", date(1980, 3, 3), "M", PHYSICAL, 1, willing=False, expected=frozenset({NOT_WILLING})),
    Surveyed(16, "370105005", date(1992, 12, 24), "F", MENTAL, 2, willing=False, expected=frozenset({NOT_WILLING})),
    Surveyed(17, "370105014", date(1978, 8, 8), "M", VISUAL, 1, willing=False, expected=frozenset({NOT_WILLING})),
    # Willing, but for another occupation.
    Surveyed(
        18,
        "370105003",
        date(1986, 1, 12),
        "M",
        VISUAL,
        1,
        occupation_code=MASSAGE,
        expected=frozenset({OTHER_OCCUPATION}),
    ),
    Surveyed(
        19,
        "370105006",
        date(1994, 7, 7),
        "F",
        VISUAL,
        2,
        occupation_code=MASSAGE,
        expected=frozenset({OTHER_OCCUPATION}),
    ),
    Surveyed(
        20,
        "370105015",
        date(1989, 10, 10),
        "M",
        VISUAL,
        2,
        occupation_code=MASSAGE,
        expected=frozenset({OTHER_OCCUPATION}),
    ),
    # The certificate has expired, or expires the day before the class starts.
    Surveyed(
        21,
        "370105004",
        date(1983, 6, 6),
        "F",
        PHYSICAL,
        3,
        certificate_until=date(2019, 9, 1),
        expected=frozenset({CERTIFICATE}),
    ),
    Surveyed(
        22,
        "370105007",
        date(1995, 5, 15),
        "M",
        HEARING,
        2,
        certificate_until=date(2018, 12, 31),
        expected=frozenset({CERTIFICATE}),
    ),
    Surveyed(
        23,
        "370105013",
        date(1981, 11, 11),
        "F",
        SPEECH,
        4,
        certificate_until=date(2020, 4, 19),
        expected=frozenset({CERTIFICATE}),
    ),
    # Past working age: women from 55, men from 60.
    Surveyed(24, "370105009", date(1964, 2, 2), "F", PHYSICAL, 3, expected=frozenset({TOO_OLD})),
    Surveyed(25, "370105010", date(1958, 9, 9), "M", HEARING, 3, expected=frozenset({TOO_OLD})),
    Surveyed(26, "370105012", date(1955, 1, 1), "M", MULTIPLE, 1, expected=frozenset({TOO_OLD})),
    # Not yet sixteen.
    Surveyed(27, "370105014", date(2005, 5, 5), "M", INTELLECTUAL, 3, expected=frozenset({TOO_YOUNG})),
    # Live in the neighbouring district.
    Surveyed(28, NEIGHBOUR, date(1990, 3, 21), "F", PHYSICAL, 2, expected=frozenset({ELSEWHERE})),
    Surveyed(29, NEIGHBOUR, date(1977, 12, 12), "M", HEARING, 4, expected=frozenset({ELSEWHERE})),
    # Two reasons at once.
    Surveyed(
        30,
        "370105015",
        date(1963, 7, 30),
        "F",
        MENTAL,
        4,
        certificate_until=date(2019, 7, 29),
        expected=frozenset({CERTIFICATE, TOO_OLD}),
    ),
)

# How the fourteen do: attendance below the minimum, a low score, or leaving. Everyone else attends and scores well.
SCORES = {1: 96, 2: 93, 3: 91, 4: 95, 5: 92, 6: 90, 7: 78, 8: 84, 9: 71, 10: 52, 11: 66, 12: 81, 14: 75}
ABSENT = {11: 6}  # of ten sessions
DROPPED_OUT = {13}
EXCELLENT = frozenset({1, 2, 3, 4, 5, 6})
FAILED = frozenset({10, 11})
