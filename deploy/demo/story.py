"""The story, step by step, through gRPC. Every figure in it comes back from the services.

Each step may be run again after a crash: its writes carry the same request ids.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bihuan.levy.v1 import declaration_service_pb2 as reviews
from bihuan.levy.v1 import levy_service_pb2 as levy
from bihuan.outreach.v1 import events_pb2 as outreach_events
from bihuan.outreach.v1 import outreach_service_pb2 as outreach
from bihuan.recruitment.v1 import events_pb2 as recruitment_events
from bihuan.recruitment.v1 import recruitment_service_pb2 as recruitment
from bihuan.registry.v1 import events_pb2 as registry_events
from bihuan.registry.v1 import registry_service_pb2 as registry
from bihuan.training.v1 import events_pb2 as training_events
from bihuan.training.v1 import training_service_pb2 as training
from google.type.date_pb2 import Date

from deploy.demo import survey
from deploy.demo.clients import Clients, every, request_id, until
from deploy.demo.survey import CUSTOMER_SERVICE, DISTRICT, Surveyed
from deploy.synthetic import synthetic_identity
from shared.dates import to_wire

PROVIDER = training.Provider(name="山东辰诺文化传媒有限公司", unified_social_credit_code="91370105MA0BH0002B")
EMPLOYER_CODE = "91370105MA0BH00018"
EMPLOYER_NAME = "金凤凰电商产业园（示例单位）"
CLASS_ENDS_ON = date(2020, 5, 1)
CLASS_CLOSED_ON = date(2020, 5, 6)
STARTED_ON = date(2020, 6, 1)
ENDED_ON = date(2020, 9, 30)
MONTHLY_WAGE_FEN = 3_200_00
STAFF = 400
WAGE_BILL_FEN = STAFF * 54_000_00
LEVY_YEAR = 2021
ASSESSED_ON = date(2021, 3, 15)

ROLES = (
    outreach_events.ROLE_POLICY_PUBLICIST,
    outreach_events.ROLE_IMPLEMENTATION_SUPERVISOR,
    outreach_events.ROLE_RESOURCE_COORDINATOR,
    outreach_events.ROLE_GRASSROOTS_WORKER,
)
Loop = registry.Loop
Outcome = registry_events.LoopOutcome


@dataclass
class Summary:
    """What the services say at the end."""

    registered: int
    enrolled: int
    refused: int
    graduated: int
    excellent: int
    failed: int
    dropped_out: int
    placed: int
    placements_ended: int
    cases_opened: int
    loops_opened: int
    loops_closed: int
    loops_closed_percent: str
    levy_before_fen: int
    levy_after_fen: int


@dataclass
class Story:
    """Runs the loop. `person_ids`, `loop_ids` map survey numbers to ids; the rest is found as the story goes."""

    clients: Clients
    person_ids: dict[int, str] = field(default_factory=dict)
    loop_ids: dict[int, str] = field(default_factory=dict)
    class_id: str = ""
    post_id: str = ""
    preview: levy.Assessment = field(default_factory=levy.Assessment)
    assessment: levy.Assessment = field(default_factory=levy.Assessment)
    worked_case_id: str = ""

    # 1. registry

    def register(self, person: Surveyed) -> None:
        """A sub-district worker enters one person with the certificate and both needs."""
        identity = synthetic_identity(
            number=person.number,
            region_code=person.region_code,
            born_on=person.born_on,
            sex=person.sex,
            category=person.category,
            level=person.level,
        )
        registered_by = f"worker:{person.region_code}"
        answer = self.clients.registry.RegisterPerson(
            registry.RegisterPersonRequest(
                request_id=request_id("register", person.number),
                resident_id=identity.resident_id,
                name=person.name,
                region_code=person.region_code,
                registered_on=to_wire(survey.SURVEYED_ON),
                registered_by=registered_by,
                certificate=registry.CertificateEntry(
                    number=identity.certificate_number,
                    issued_on=to_wire(person.certificate_from),
                    expires_on=to_wire(person.certificate_until),
                ),
            )
        )
        self.person_ids[person.number] = answer.person.person_id
        for kind in (registry_events.NEED_KIND_TRAINING, registry_events.NEED_KIND_EMPLOYMENT):
            need = self.clients.registry.RecordNeed(
                registry.RecordNeedRequest(
                    request_id=request_id("need", person.number, kind),
                    person_id=answer.person.person_id,
                    kind=kind,
                    occupation_code=person.occupation_code,
                    willing=person.willing,
                    recorded_on=to_wire(survey.SURVEYED_ON),
                    recorded_by=registered_by,
                )
            )
            self.loop_ids[person.number] = need.loop_id

    # 2. training

    def open_class(self) -> None:
        """The alliance member opens 电子商务培训班 for the district; needs of the whole city are considered."""
        first = survey.CLASS_STARTS_ON
        workdays = [first + timedelta(days=n) for n in range(12) if (first + timedelta(days=n)).weekday() < 5]
        answer = self.clients.training.OpenClass(
            training.OpenClassRequest(
                request_id=request_id("class"),
                plan=training.ClassPlan(
                    title="电子商务培训班",
                    provider=PROVIDER,
                    region_code=DISTRICT,
                    catchment_region_code="370100",
                    occupation_code=CUSTOMER_SERVICE,
                    starts_on=to_wire(first),
                    ends_on=to_wire(CLASS_ENDS_ON),
                    sessions=[to_wire(day) for day in workdays],
                    capacity=20,
                    pass_mark=60,
                    excellent_mark=90,
                    minimum_attendance_percent=80,
                    rules=training.EnrolmentRule.keys()[1:],
                ),
                opened_on=to_wire(date(2020, 3, 30)),
            )
        )
        self.class_id = answer.training_class.class_id

    def enrolments(self) -> dict[int, training.Enrolment]:
        """The class's enrolments by survey number."""
        numbers = {person_id: number for number, person_id in self.person_ids.items()}
        listed = every(
            self.clients.training.ListEnrolments, training.ListEnrolmentsRequest(class_id=self.class_id), "enrolments"
        )
        return {numbers[enrolment.person_id]: enrolment for enrolment in listed}

    def await_enrolment(self) -> dict[int, training.Enrolment]:
        """Training has decided on every person who asked for training; nobody in the demo asked it to."""
        return until(
            "every person considered for the class",
            lambda: found if len(found := self.enrolments()) == len(self.person_ids) else None,
        )

    def teach(self) -> None:
        """Ten sessions with attendance, one learner leaves, marks, and the class closes with everyone's result."""
        calls = self.clients.training
        learners = {
            number: enrolment.enrolment_id
            for number, enrolment in self.enrolments().items()
            if enrolment.status == training.ENROLMENT_STATUS_CONFIRMED
        }
        calls.StartClass(
            training.StartClassRequest(
                request_id=request_id("start"), class_id=self.class_id, started_on=to_wire(survey.CLASS_STARTS_ON)
            )
        )
        sessions = list(calls.GetClass(training.GetClassRequest(class_id=self.class_id)).training_class.plan.sessions)
        for position, session in enumerate(sessions):
            if position == len(sessions) // 2:
                for number in sorted(survey.DROPPED_OUT):
                    calls.WithdrawEnrolment(
                        training.WithdrawEnrolmentRequest(
                            request_id=request_id("withdraw", number),
                            enrolment_id=learners.pop(number),
                            reason=training_events.WITHDRAWAL_REASON_FAMILY,
                            withdrawn_on=session,
                        )
                    )
            calls.RecordAttendance(
                training.RecordAttendanceRequest(
                    request_id=request_id("attendance", position),
                    class_id=self.class_id,
                    session_on=session,
                    present_enrolment_ids=[
                        enrolment_id
                        for number, enrolment_id in learners.items()
                        if position >= survey.ABSENT.get(number, 0)
                    ],
                )
            )
        for number, enrolment_id in learners.items():
            calls.RecordAssessment(
                training.RecordAssessmentRequest(
                    request_id=request_id("mark", number),
                    enrolment_id=enrolment_id,
                    score=survey.SCORES[number],
                    assessed_on=to_wire(CLASS_ENDS_ON),
                )
            )
        calls.CloseClass(
            training.CloseClassRequest(
                request_id=request_id("close"), class_id=self.class_id, closed_on=to_wire(CLASS_CLOSED_ON)
            )
        )

    # 3. recruitment

    def open_post(self) -> None:
        """The park's employer posts openings for 网络客服."""
        answer = self.clients.recruitment.OpenPost(
            recruitment.OpenPostRequest(
                request_id=request_id("post"),
                employer=recruitment.Employer(unified_social_credit_code=EMPLOYER_CODE, name=EMPLOYER_NAME),
                title="网络客服",
                occupation_code=CUSTOMER_SERVICE,
                region_code=DISTRICT,
                vacancies=8,
                monthly_wage_fen=MONTHLY_WAGE_FEN,
                minimum_contract_months=12,
                form=recruitment_events.EMPLOYMENT_FORM_PROPORTIONAL,
                opened_on=to_wire(date(2020, 5, 7)),
            )
        )
        self.post_id = answer.post.post_id

    def await_matches(self) -> list[recruitment.Match]:
        """Recruitment has heard of every excellent trainee, made each a seeker and matched them to the post."""
        excellent = [number for number, enrolment in self.enrolments().items() if enrolment.excellent]
        # Weeks lie between in life. Told of an intention first, the registry would count one step of the loop fewer.
        until("the registry told of them", lambda: self._have_passed(excellent))
        return until(
            "every excellent trainee matched",
            lambda: found if len(found := self._matches()) == len(excellent) else None,
        )

    def _have_passed(self, numbers: list[int]) -> bool:
        loops = self.loops()
        return all(
            any(step.stage == registry_events.LOOP_STAGE_PASSED for step in loops[each].steps) for each in numbers
        )

    def _matches(self) -> list[recruitment.Match]:
        request = recruitment.ListMatchesRequest(post_id=self.post_id)
        return list(every(self.clients.recruitment.ListMatches, request, "matches"))

    def place(self, match: recruitment.Match) -> recruitment.Placement:
        """Intention, contract, first day at work for one match."""
        calls = self.clients.recruitment
        placement = calls.RecordIntention(
            recruitment.RecordIntentionRequest(
                request_id=request_id("intention", match.seeker_id),
                post_id=match.post_id,
                seeker_id=match.seeker_id,
                intended_on=to_wire(date(2020, 5, 12)),
            )
        ).placement
        calls.SignContract(
            recruitment.SignContractRequest(
                request_id=request_id("contract", match.seeker_id),
                placement_id=placement.placement_id,
                signed_on=to_wire(date(2020, 5, 25)),
                contract_from=to_wire(STARTED_ON),
                contract_until=to_wire(date(2022, 5, 31)),
                monthly_wage_fen=MONTHLY_WAGE_FEN,
                form=recruitment_events.EMPLOYMENT_FORM_PROPORTIONAL,
            )
        )
        return calls.StartPlacement(
            recruitment.StartPlacementRequest(
                request_id=request_id("started", match.seeker_id),
                placement_id=placement.placement_id,
                started_on=to_wire(STARTED_ON),
            )
        ).placement

    def placements(self, status: recruitment.PlacementStatus) -> list[recruitment.Placement]:
        """The employer's placements that have come to `status`."""
        request = recruitment.ListPlacementsRequest(region_code=DISTRICT, employer_code=EMPLOYER_CODE, status=status)
        return list(every(self.clients.recruitment.ListPlacements, request, "placements"))

    # 4. registry again

    def loops(self) -> dict[int, Loop]:
        """Every loop of the story by survey number."""
        calls = self.clients.registry
        return {
            number: calls.GetLoop(registry.GetLoopRequest(loop_id=loop_id)).loop
            for number, loop_id in self.loop_ids.items()
        }

    def await_loops_closed(self, count: int) -> None:
        """The registry has heard of the placements and closed `count` loops with success."""
        until(
            f"{count} loops closed",
            lambda: sum(loop.outcome == Outcome.LOOP_OUTCOME_SUCCESS for loop in self.loops().values()) == count,
        )

    # 5. levy

    def register_employer(self) -> None:
        """The levy knows the employer by its public code."""
        self.clients.levy.RegisterEmployer(
            levy.RegisterEmployerRequest(
                request_id=request_id("employer"),
                employer_code=EMPLOYER_CODE,
                name=EMPLOYER_NAME,
                kind=levy.EMPLOYER_KIND_ENTERPRISE,
                founded_on=to_wire(date(2014, 8, 1)),
                region_code=DISTRICT,
            )
        )

    def preview_levy(self) -> levy.Assessment:
        """What the employer would owe as things stand."""
        self.preview = self.clients.levy.PreviewAssessment(
            levy.PreviewAssessmentRequest(
                employer_code=EMPLOYER_CODE,
                levy_year=LEVY_YEAR,
                as_of=to_wire(ASSESSED_ON),
                payroll=levy.Payroll(monthly_staff=[STAFF] * 12, wage_bill_fen=WAGE_BILL_FEN),
            )
        ).assessment
        return self.preview

    def placed_months(self) -> list[levy.PlacedMonth]:
        """The employer's twelve months of 2020: heads and weighted count."""
        return list(
            self.clients.levy.GetPlacedCount(
                levy.GetPlacedCountRequest(
                    employer_code=EMPLOYER_CODE, base_year=LEVY_YEAR - 1, as_of=to_wire(ASSESSED_ON)
                )
            ).months
        )

    def await_placed(self, june: int, december: int) -> None:
        """The levy has heard of the placements: so many heads counted in June and in December."""
        until(
            f"{june} heads counted in June and {december} in December",
            lambda: (months := self.placed_months())[5].heads == june and months[11].heads == december,
        )

    def assess_levy(self) -> levy.Assessment:
        """The employer declares its year, two reviewers look at it, and the levy is assessed."""
        declared = self.clients.levy.SubmitDeclaration(
            levy.SubmitDeclarationRequest(
                request_id=request_id("declaration"),
                employer_code=EMPLOYER_CODE,
                base_year=LEVY_YEAR - 1,
                monthly_staff=[STAFF] * 12,
                wage_bill_fen=WAGE_BILL_FEN,
                submitted_on=to_wire(date(2021, 3, 10)),
            )
        ).declaration
        first, second = self.clients.reviews
        first.PassFirstReview(
            reviews.PassFirstReviewRequest(
                request_id=request_id("first review"), declaration_id=declared.declaration_id
            )
        )
        second.ApproveDeclaration(
            reviews.ApproveDeclarationRequest(
                request_id=request_id("second review"), declaration_id=declared.declaration_id
            )
        )
        self.assessment = self.clients.levy.IssueAssessment(
            levy.IssueAssessmentRequest(
                request_id=request_id("assessment"),
                employer_code=EMPLOYER_CODE,
                levy_year=LEVY_YEAR,
                assessed_on=to_wire(ASSESSED_ON),
            )
        ).assessment
        return self.assessment

    # 6. support outreach

    def register_workers(self) -> dict[outreach_events.Role, str]:
        """One worker in each of the four roles (四员)."""
        workers = {}
        for role in ROLES:
            workers[role] = self.clients.outreach.RegisterWorker(
                outreach.RegisterWorkerRequest(
                    request_id=request_id("worker", role),
                    display_name=f"示例工作人员{role}",
                    roles=[role],
                    region_code="370100",
                    registered_on=to_wire(date(2020, 3, 1)),
                )
            ).worker.worker_id
        return workers

    def cases(self) -> list[outreach.CaseSummary]:
        """The cases of the city."""
        request = outreach.ListCasesRequest(region_code="370100")
        return list(every(self.clients.outreach.ListCases, request, "cases"))

    def await_cases(self, count: int) -> list[outreach.CaseSummary]:
        """Outreach has opened `count` cases by itself."""
        return until(f"{count} cases opened", lambda: found if len(found := self.cases()) == count else None)

    def work_case(self, case_id: str, workers: dict[outreach_events.Role, str]) -> outreach.Case:
        """One case through all seven steps, each with its artefact, and into its next round."""
        calls = self.clients.outreach
        publicist = workers[outreach_events.ROLE_POLICY_PUBLICIST]
        supervisor = workers[outreach_events.ROLE_IMPLEMENTATION_SUPERVISOR]
        coordinator = workers[outreach_events.ROLE_RESOURCE_COORDINATOR]
        grassroots = workers[outreach_events.ROLE_GRASSROOTS_WORKER]
        self.worked_case_id = case_id
        first = date(2020, 5, 11)

        def day(step: int) -> Date:
            return to_wire(first + timedelta(days=7 * (step - 1)))

        def advance(step: int, worker_id: str) -> None:
            calls.AdvanceStep(
                outreach.AdvanceStepRequest(
                    request_id=request_id("advance", step), case_id=case_id, worker_id=worker_id, advanced_on=day(step)
                )
            )

        for role, worker_id in workers.items():
            calls.AssignCase(
                outreach.AssignCaseRequest(
                    request_id=request_id("assign", role),
                    case_id=case_id,
                    worker_id=worker_id,
                    role=role,
                    assigned_on=day(1),
                )
            )
        calls.RecordVisit(
            outreach.RecordVisitRequest(
                request_id=request_id("visit"),
                case_id=case_id,
                worker_id=grassroots,
                visited_on=day(1),
                findings="入户走访：本人愿意继续学习，家中无人照料老人",
            )
        )
        advance(1, grassroots)
        problem_id = calls.AddProblem(
            outreach.AddProblemRequest(
                request_id=request_id("problem"),
                case_id=case_id,
                worker_id=grassroots,
                description="培训时间与照料老人冲突",
                found_on=day(2),
            )
        ).problem_id
        advance(2, grassroots)
        calls.RecordCrux(
            outreach.RecordCruxRequest(
                request_id=request_id("crux"),
                case_id=case_id,
                worker_id=coordinator,
                problem_id=problem_id,
                cause="社区日间照料名额不足",
                found_on=day(3),
            )
        )
        advance(3, coordinator)
        calls.AddMeasure(
            outreach.AddMeasureRequest(
                request_id=request_id("measure"),
                case_id=case_id,
                worker_id=coordinator,
                problem_id=problem_id,
                description="协调街道日间照料中心增加名额，改为线上补课",
                owner_id=coordinator,
                proposed_on=day(4),
                due_on=day(6),
            )
        )
        advance(4, coordinator)
        calls.ResolveProblem(
            outreach.ResolveProblemRequest(
                request_id=request_id("resolve"),
                case_id=case_id,
                worker_id=coordinator,
                problem_id=problem_id,
                evidence="日间照料中心接收回执",
                resolved_on=day(5),
            )
        )
        calls.VerifyProblem(
            outreach.VerifyProblemRequest(
                request_id=request_id("verify"),
                case_id=case_id,
                worker_id=supervisor,
                problem_id=problem_id,
                verified_on=day(5),
            )
        )
        advance(5, supervisor)
        calls.RecordIndicator(
            outreach.RecordIndicatorRequest(
                request_id=request_id("indicator"),
                case_id=case_id,
                worker_id=supervisor,
                name="每周可参加培训天数",
                kind=outreach.INDICATOR_KIND_COUNT,
                before="1",
                after="5",
                measured_on=day(6),
            )
        )
        advance(6, supervisor)
        calls.RecordPractice(
            outreach.RecordPracticeRequest(
                request_id=request_id("practice"),
                case_id=case_id,
                worker_id=publicist,
                published="日间照料与线上补课相结合，编入区残联帮扶案例",
                recorded_on=day(7),
            )
        )
        return calls.StartNextRound(
            outreach.StartNextRoundRequest(
                request_id=request_id("round"), case_id=case_id, worker_id=supervisor, started_on=day(8)
            )
        ).case

    def end_placement(self, placement: recruitment.Placement) -> None:
        """One of the placed loses the job: the loop opens again, outreach gets a case, the levy counts fewer months."""
        self.clients.recruitment.EndPlacement(
            recruitment.EndPlacementRequest(
                request_id=request_id("ended", placement.placement_id),
                placement_id=placement.placement_id,
                ended_on=to_wire(ENDED_ON),
                reason=recruitment_events.PLACEMENT_END_REASON_DISMISSED,
            )
        )

    # The end

    def summary(self) -> Summary:
        """Everything read back from the services."""
        status = training.EnrolmentStatus
        result = self.clients.training.GetClass(training.GetClassRequest(class_id=self.class_id)).training_class.result
        refused = [e for e in self.enrolments().values() if e.status == status.ENROLMENT_STATUS_REFUSED]
        statistics = self.clients.registry.GetStatistics(
            registry.GetStatisticsRequest(region_code="370100", as_of=to_wire(date(2021, 12, 31)))
        )
        started = self.placements(recruitment.PLACEMENT_STATUS_STARTED)
        ended = self.placements(recruitment.PLACEMENT_STATUS_ENDED)
        return Summary(
            registered=statistics.persons,
            enrolled=result.enrolled,
            refused=len(refused),
            graduated=result.passed,
            excellent=result.excellent,
            failed=result.failed,
            dropped_out=result.withdrawn,
            placed=len(started) + len(ended),
            placements_ended=len(ended),
            cases_opened=len(self.cases()),
            loops_opened=statistics.loops_opened,
            loops_closed=sum(count.loops for count in statistics.loops_closed),
            loops_closed_percent=statistics.loops_closed_rate.percent,
            levy_before_fen=self.preview.payable_fen,
            levy_after_fen=self.assessment.payable_fen,
        )
