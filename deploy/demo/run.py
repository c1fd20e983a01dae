"""The order of the story's steps: the demo shows them, the end-to-end tests disturb them."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from bihuan.outreach.v1 import events_pb2 as outreach_events
from bihuan.recruitment.v1 import recruitment_service_pb2 as recruitment

from deploy.demo import survey
from deploy.demo.story import Story, Summary
from deploy.demo.survey import PEOPLE

Step = Callable[[str], AbstractContextManager[object]]

EXPECTED = Summary(
    registered=30,
    enrolled=14,
    refused=16,
    graduated=11,
    excellent=6,
    failed=2,
    dropped_out=1,
    placed=6,
    placements_ended=1,
    cases_opened=17,
    loops_opened=30,
    loops_closed=5,
    loops_closed_percent="16.67",
    levy_before_fen=291_600_00,
    levy_after_fen=42_660_00,
)


def run(story: Story, step: Step = lambda title: nullcontext()) -> Summary:
    """Run the whole story; `step(title)` is entered around each step. Waits for reactions, never for time to pass."""
    with step("registry · 摸底登记：30 人及其培训、就业需求"):
        for person in PEOPLE:
            story.register(person)
    with step("outreach · 四员到位"):
        workers = story.register_workers()
    with step("training · 电子商务培训班开班招生"):
        story.open_class()
        story.await_enrolment()
    with step("training · 上课、考勤、考核、结业"):
        story.teach()
    with step("recruitment · 网络客服岗位，与优秀学员匹配"):
        story.open_post()
        matches = story.await_matches()
    with step("levy · 安置前试算"):
        story.register_employer()
        story.preview_levy()
    with step("recruitment · 意向、签约、上岗"):
        placements = [story.place(match) for match in matches]
    with step("registry · 就业状况更新，闭环关闭"):
        story.await_loops_closed(len(placements))
    with step("outreach · 个案开立，一例走完七步并进入下一轮"):
        refused_though_willing = sum(1 for person in PEOPLE if person.expected and person.willing)
        cases = story.await_cases(refused_though_willing + len(survey.DROPPED_OUT) + len(survey.FAILED))
        dropped_out = next(case for case in cases if case.origin == outreach_events.CASE_ORIGIN_DROPPED_OUT)
        story.work_case(dropped_out.case_id, workers)
    with step("recruitment · 一人离岗：闭环重开，另立个案"):
        lost = _single_weight(story, placements)
        story.end_placement(lost)
        story.await_loops_closed(len(placements) - 1)
        story.await_cases(len(cases) + 1)
    with step("levy · 按月计入安置，申报与核定"):
        story.await_placed(june=len(placements), december=len(placements) - 1)
        story.assess_levy()
    return story.summary()


def _single_weight(story: Story, placements: list[recruitment.Placement]) -> recruitment.Placement:
    """The placement of survey number 4 (level 4, counted once): the levy's figures are the same in every run."""
    return next(placement for placement in placements if placement.person_id == story.person_ids[4])
