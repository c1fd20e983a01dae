"""Use cases of the levy, and its reactions to what others publish."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.recruitment.v1.events_pb2 import EmploymentForm, PlacementEnded, PlacementStarted
from bihuan.registry.v1.events_pb2 import (
    CERTIFICATE_KIND_VETERAN,
    CertificateIssued,
    CertificateReinstated,
    CertificateRevoked,
    DisabilityCategory,
    MergeUndone,
    PersonCorrected,
    PersonRegistered,
    PersonsMerged,
)

from services.levy import accounts, conflicts, store
from services.levy.domain import counting, formula
from services.levy.domain.assessment import AlreadyDeclared, Assessment, Computed, DeclarationMissing, ReviewOpen
from services.levy.domain.declaration import Declaration, Figures, Filing, State
from services.levy.domain.employer import Employer
from services.levy.domain.rules import Rulebook, YearRules
from shared import access, dates
from shared.errors import AlreadyExists, InvalidField, NotFound
from shared.store import Transaction


def register_employer(
    tx: Transaction,
    id: str,
    *,
    code: str,
    name: str,
    kind: str,
    founded_on: date,
    region_code: str,
    management_level: str = "COUNTY",
) -> Employer:
    """Enter an employer for the levy; raises `InvalidField`, `AlreadyExists`."""
    access.require_region(region_code, "region_code")
    dates.check_not_future(founded_on, tx.now, "founded_on")
    employer = Employer.register(id, code, name, kind, founded_on, region_code, management_level)
    if tx.count(store.EMPLOYERS, {"code": code}):
        raise AlreadyExists("employer", "employer_code", "this employer is registered")
    store.save_employer(tx, employer)
    return employer


def submit_declaration(
    tx: Transaction,
    id: str,
    rulebook: Rulebook,
    employer_code: str,
    base_year: int,
    figures: Figures,
    submitted_on: date,
) -> Declaration:
    """File a year for the first time, the short way.

    Raises `NotFound`, `AlreadyExists`, `InvalidField`, `WindowClosed`.
    """
    employer = store.employer(tx, employer_code)
    if store.declaration(tx, employer_code, base_year) is not None:
        raise AlreadyExists("declaration", "base_year", "this year is declared; correct the declaration instead")
    dates.check_not_future(submitted_on, tx.now, "submitted_on")
    window = store.window(tx, rulebook, employer, base_year)
    by = access.caller().subject
    declaration = Declaration.submit(id, employer, base_year, Filing(figures, submitted_on), window, by, tx.now)
    store.save_declaration(tx, declaration, employer)
    conflicts.look(tx, rulebook, declaration)
    return declaration


def correct_declaration(
    tx: Transaction, rulebook: Rulebook, employer_code: str, base_year: int, figures: Figures, corrected_on: date
) -> Declaration:
    """Replace the figures of a year, not the lines; raises `NotFound`, `InvalidField`, `WindowClosed`."""
    employer = store.employer(tx, employer_code)
    declaration = store.declaration(tx, employer_code, base_year)
    if declaration is None:
        raise NotFound("declaration", "base_year")
    dates.check_not_future(corrected_on, tx.now, "corrected_on")
    window = store.window(tx, rulebook, employer, base_year)
    filing = Filing(figures, corrected_on, declaration.current.lines)
    declaration.correct(filing, window, access.caller().subject, tx.now)
    store.save_declaration(tx, declaration, employer)
    conflicts.look(tx, rulebook, declaration)
    return declaration


@dataclass(frozen=True)
class Known:
    """What is known of an employer and year: all that the levy is computed from."""

    employer: Employer
    rules: YearRules
    facts: formula.Facts
    declared_on: date | None
    certificates_on: date | None

    def computed(self) -> Computed:
        """What it comes to; raises `RuleMissing`."""
        return Computed(
            employer_code=self.employer.code,
            region_code=self.employer.region_code,
            levy_year=self.rules.levy_year,
            rules_of=self.rules.day,
            declared_on=self.declared_on,
            certificates_valid_on=self.certificates_on,
            result=formula.assess(self.facts, self.rules),
        )


def compute(
    tx: Transaction,
    rulebook: Rulebook,
    employer_code: str,
    levy_year: int,
    *,
    as_of: date | None = None,
    payroll: Figures | None = None,
    from_draft: bool = False,
) -> Computed:
    """What the levy of an employer and year comes to; writes nothing. Arguments and errors as `known`."""
    return known(tx, rulebook, employer_code, levy_year, as_of=as_of, payroll=payroll, from_draft=from_draft).computed()


def known(
    tx: Transaction,
    rulebook: Rulebook,
    employer_code: str,
    levy_year: int,
    *,
    as_of: date | None = None,
    payroll: Figures | None = None,
    from_draft: bool = False,
) -> Known:
    """What the levy of an employer and year is computed from; writes nothing.

    `as_of`: the day on which certificates must be valid, instead of the day of submission; for an employer that has not
    declared, "if it declared on this day". `from_draft`: by the open draft. What was returned counts as not declared
    when a payroll is given. Raises `NotFound`, `DeclarationMissing`, `AlreadyDeclared`, `RuleMissing`.
    """
    employer = store.employer(tx, employer_code)
    declaration = store.declaration(tx, employer_code, levy_year - 1)
    if declaration is not None and payroll is not None:
        if declaration.state is not State.RETURNED:
            raise AlreadyDeclared("payroll", "is only for employers that have not declared; this one has")
        declaration = None
    filing = _of_draft(tx, employer_code, levy_year) if from_draft else declaration.current if declaration else None
    figures = filing.figures if filing else payroll
    if figures is None:
        raise DeclarationMissing("levy_year", f"the year {levy_year - 1} is not declared, and no payroll is given")
    rules = rulebook.of_year(levy_year, employer.region_code)
    submitted_on = declaration.submitted_on if declaration else filing.filed_on if filing else None
    certificates_on = as_of or submitted_on
    placed = None
    if certificates_on is not None:
        claims, persons = store.claims(tx, rulebook, employer, levy_year - 1, filing)
        settled = store.settled(tx, levy_year - 1, persons)
        months = counting.count(employer_code, levy_year - 1, certificates_on, rules, claims, persons, settled)
        placed = counting.placed_average(months)
    facts = formula.Facts(
        employer.kind,
        employer.founded_on,
        figures.monthly_staff,
        figures.wage_bill_fen,
        placed,
        figures.seasonal_person_months,
    )
    declared_on = declaration.submitted_on if declaration else None
    return Known(employer, rules, facts, declared_on, certificates_on)


def _of_draft(tx: Transaction, employer_code: str, levy_year: int) -> Filing:
    """The open draft as if it were filed today; raises `DeclarationMissing`."""
    draft = store.draft(tx, employer_code, levy_year - 1)
    if draft is None or draft.submitted:
        raise DeclarationMissing("from_draft", f"there is no open draft of the year {levy_year - 1}")
    content = draft.content
    try:
        Figures.of(content.monthly_staff, content.wage_bill_fen)
    except InvalidField:
        raise DeclarationMissing("from_draft", "the draft's staff and wages are not complete") from None
    return Filing(content.figures, dates.china_date(tx.now), content.lines)


def issue_assessment(
    tx: Transaction,
    id: str,
    rulebook: Rulebook,
    employer_code: str,
    levy_year: int,
    assessed_on: date,
    payroll: Figures | None = None,
) -> Assessment:
    """Assess an employer and year, superseding the assessment that held.

    Raises as `compute`, and `InvalidField`, `ReviewOpen`.
    """
    dates.check_not_future(assessed_on, tx.now, "assessed_on")
    computed = compute(tx, rulebook, employer_code, levy_year, payroll=payroll)
    declaration = store.declaration(tx, employer_code, levy_year - 1)
    if computed.declared_on is not None and declaration is not None and not declaration.approved:
        raise ReviewOpen("levy_year", f"the declaration is {declaration.state}; it counts when the review approves it")
    earlier = store.assessment_in_force(tx, employer_code, levy_year)
    last_filing = declaration.current.filed_on if declaration else None
    assessment = Assessment.issue(id, computed, assessed_on, last_filing, earlier)
    if earlier is not None:
        # First, for only one may be in force at a time.
        store.save_assessment(tx, earlier)
    store.save_assessment(tx, assessment)
    accounts.follow(tx, rulebook, assessment)
    return assessment


def hear_placement(tx: Transaction, event: PlacementStarted | PlacementEnded) -> None:
    """Keep what a placement claims; whether it counts is decided whenever somebody asks."""
    if isinstance(event, PlacementEnded):
        ended_on = dates.from_wire(event.ended_on, "ended_on")
        tx.put(store.PLACEMENTS, event.placement_id, {"ended_on": ended_on.isoformat()})
        return
    started_on = dates.from_wire(event.started_on, "started_on")
    has_contract = event.HasField("contract_from")
    contract_from = dates.from_wire(event.contract_from, "contract_from") if has_contract else started_on
    has_end = event.HasField("contract_until")
    contract_until = dates.from_wire(event.contract_until, "contract_until").isoformat() if has_end else None
    tx.put(
        store.PLACEMENTS,
        event.placement_id,
        {
            "person_id": event.person_id,
            "employer_code": event.employer_code,
            "form": EmploymentForm.Name(event.form).removeprefix("EMPLOYMENT_FORM_"),
            "started_on": started_on.isoformat(),
            "contract_from": contract_from.isoformat(),
            "contract_until": contract_until,
        },
    )


def hear_certificate(tx: Transaction, event: CertificateIssued | CertificateRevoked | CertificateReinstated) -> None:
    """Keep kind, level, category and validity. The category is for awards, which may depend on it."""
    if isinstance(event, CertificateRevoked):
        last = dates.from_wire(event.revoked_on, "revoked_on") - timedelta(days=1)
        row = tx.find_one(store.CERTIFICATES, {"_id": event.certificate_id})
        if row is None:
            raise LookupError("a certificate's stream did not begin with CertificateIssued")
        tx.put(store.CERTIFICATES, event.certificate_id, {"valid_until": min(row["valid_until"], last.isoformat())})
        return
    if isinstance(event, CertificateReinstated):
        valid_until = dates.from_wire(event.valid_until, "valid_until").isoformat()
        tx.put(store.CERTIFICATES, event.certificate_id, {"valid_until": valid_until})
        return
    tx.put(
        store.CERTIFICATES,
        event.certificate_id,
        {
            "person_id": event.person_id,
            # Unspecified: told before the registry took down veterans' certificates.
            "kind": "VETERAN" if event.kind == CERTIFICATE_KIND_VETERAN else "DISABILITY",
            "level": event.level,
            "category": _category(event),
            "valid_from": dates.from_wire(event.valid_from, "valid_from").isoformat(),
            "valid_until": dates.from_wire(event.valid_until, "valid_until").isoformat(),
        },
    )


def _category(event: CertificateIssued) -> str:
    # Unspecified: a veteran's; unknown: of a contract to come.
    if not event.category or event.category not in DisabilityCategory.values():
        return ""
    return DisabilityCategory.Name(event.category).removeprefix("DISABILITY_CATEGORY_")


def hear_person(tx: Transaction, event: PersonRegistered | PersonCorrected | PersonsMerged | MergeUndone) -> None:
    """Keep the months of working age, and under which record another is to be read."""
    if isinstance(event, PersonsMerged | MergeUndone):
        # Told of the survivor; the other record's own events may come before or after.
        survivor = event.person_id if isinstance(event, PersonsMerged) else None
        tx.put(store.PERSONS, event.merged_person_id, {"merged_into": survivor})
        return
    ages: Mapping[str, str] = {
        "working_age_from": dates.month_from_wire(event.working_age_from).isoformat(),
        "working_age_until": dates.month_from_wire(event.working_age_until).isoformat(),
    }
    tx.put(store.PERSONS, event.person_id, ages)
