"""`make demo`: starts everything afresh, runs the closed loop of Tianqiao, shows it, and leaves the stack running."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bihuan.levy.v1 import levy_service_pb2 as levy
from bihuan.registry.v1 import registry_service_pb2 as registry
from rich import box
from rich.console import Console
from rich.table import Table

from deploy.demo import labels, survey
from deploy.demo.clients import SERVICES, Clients
from deploy.demo.measures import quantiles
from deploy.demo.run import EXPECTED, run
from deploy.demo.story import Story, Summary
from deploy.demo.watch import Watcher
from deploy.local.suite import LOCAL, Suite, start_afresh


def main() -> int:
    """Exit code 0 when the services' figures are those of the story, 1 with the differences when not."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 130)
    started = time.monotonic()
    console.rule("[bold]Bihuan 闭环 · the closed loop of Tianqiao (天桥区, 2020)")
    with console.status("starting MongoDB, RabbitMQ, Prometheus and fifteen programs …"):
        suite = start_afresh(LOCAL)
    console.print(f"[green]✓[/] the stack is ready after {time.monotonic() - started:.1f} s")

    @contextmanager
    def step(title: str) -> Iterator[None]:
        began = time.monotonic()
        with console.status(f"{title} …"):
            yield
        console.print(f"[green]✓[/] {title}  [dim]{time.monotonic() - began:.2f} s, {watcher.counts.total()} events")

    clients = Clients.of(suite)
    with Watcher(suite.admin_amqp_url, SERVICES) as watcher:
        story = Story(clients)
        summary = run(story, step)
        show_persons(console, story)
        show_levy(console, story)
        show_events(console, watcher)
    show_speed(console, suite)
    show_next(console, suite, story)
    clients.close()
    return show_summary(console, summary)


def show_persons(console: Console, story: Story) -> None:
    """Where each of the thirty stands."""
    enrolments, loops = story.enrolments(), story.loops()
    cases = {case.person_id: case for case in story.cases()}
    table = Table(title="30 persons, and where each stands", box=box.SIMPLE_HEAD)
    for column in ("No.", "街道", "类别/等级", "培训班", "原因/成绩", "闭环", "帮扶个案"):
        table.add_column(column)
    for person in survey.PEOPLE:
        enrolment, loop = enrolments[person.number], loops[person.number]
        detail = "、".join(labels.REFUSAL[reason] for reason in enrolment.refusal_reasons)
        if enrolment.HasField("score"):
            detail = f"{enrolment.score} 分" + ("，优秀学员" if enrolment.excellent else "")
        if enrolment.failure_reason:
            detail += f"（{labels.FAILURE[enrolment.failure_reason]}）"
        closed = loop.state == registry.LOOP_STATE_CLOSED
        where = f"[green]关闭：{labels.OUTCOME[loop.outcome]}[/]" if closed else f"进行中：{labels.STAGE[loop.stage]}"
        case = cases.get(story.person_ids[person.number])
        outreach = f"{labels.ORIGIN[case.origin]} · 第{case.round}轮{labels.STEP[case.step]}" if case else ""
        table.add_row(
            f"{person.number:02d}",
            person.region_code,
            f"{labels.CATEGORY[person.category]}{person.level}级",
            labels.ENROLMENT[enrolment.status],
            detail,
            where,
            outreach,
        )
    console.print(table)


def show_levy(console: Console, story: Story) -> None:
    """The assessment before and after the placements, line by line, with the article of each rule."""
    months = Table(title="按月计入的安置：人数 → 折算人数 (heads → weighted by level, 2020)", box=box.SIMPLE_HEAD)
    for number in range(1, 13):
        months.add_column(f"{number}月", justify="right")
    counted = story.placed_months()
    months.add_row(*[f"{month.heads} → {month.weighted}" if month.heads else "0" for month in counted])
    console.print(months)
    before = {line.key: line for line in story.preview.lines}
    table = Table(title=f"残保金 {story.assessment.levy_year} · {story.assessment.employer_code}", box=box.SIMPLE_HEAD)
    for column in ("项目", "line", "安置前", "安置后", "依据"):
        table.add_column(column, overflow="fold")
    for line in story.assessment.lines:
        earlier = before.get(line.key, levy.TraceLine())
        table.add_row(
            line.label_zh,
            line.label_en,
            f"{earlier.result} {earlier.unit}",
            f"{line.result} {line.unit}",
            f"{line.source.act} {line.source.article}".strip(),
        )
    console.print(table)


def show_events(console: Console, watcher: Watcher) -> None:
    """How many events of each type an outside subscriber received."""
    table = Table(title=f"{watcher.counts.total()} events, as an outside subscriber received them", box=box.SIMPLE_HEAD)
    table.add_column("type")
    table.add_column("events", justify="right")
    for name, count in sorted(watcher.counts.items()):
        table.add_row(name, str(count))
    console.print(table)


def show_speed(console: Console, suite: Suite) -> None:
    """From commit in one service to effect in another."""
    p50, p99 = quantiles([suite.metrics_url(service, "worker") for service in SERVICES], (0.5, 0.99))
    figures = f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"
    console.print(f"commit to effect in another service: {figures} (estimated from a histogram's buckets)")


def show_next(console: Console, suite: Suite, story: Story) -> None:
    """Where to look next; the stack goes on running."""
    console.rule("the stack goes on running: where to look next")
    for service in SERVICES:
        console.print(f"gRPC {service:12} {suite.grpc_address(service):18} metrics {suite.metrics_url(service, 'api')}")
    console.print(f"Prometheus        {suite.prometheus_url:25} alerts {suite.prometheus_url}/classic/alerts")
    console.print(f"RabbitMQ's page   {suite.management_url}   user admin, password in {LOCAL.name}/state.json")
    loop_id = story.loop_ids[1]
    console.print("a call to paste:")
    console.print(
        "  .venv/bin/buf curl --protocol grpc --http2-prior-knowledge -H 'x-purpose: needs-survey' "
        "-H \"authorization: Bearer $(.venv/bin/bihuan token --scope 'registry.*' --region 370105)\" "
        f'-d \'{{"loopId": "{loop_id}"}}\' '
        f"http://{suite.grpc_address('registry')}/bihuan.registry.v1.RegistryService/GetLoop",
        soft_wrap=True,
    )
    console.print("a subscription to paste: README.md; logs in .local/log; `make down` stops everything")


def show_summary(console: Console, summary: Summary) -> int:
    """The last lines: what the services say, and whether it is what the story expects."""
    console.rule("read back from the services")
    console.print(
        f"enrolled {summary.enrolled}, refused {summary.refused}, graduated {summary.graduated} "
        f"(excellent {summary.excellent}), failed {summary.failed}, dropped out {summary.dropped_out}\n"
        f"placed {summary.placed} (ended since: {summary.placements_ended}), cases opened {summary.cases_opened}\n"
        f"loops opened {summary.loops_opened}, loops closed {summary.loops_closed} ({summary.loops_closed_percent} %)\n"
        f"levy before {summary.levy_before_fen / 100:,.2f} yuan, after {summary.levy_after_fen / 100:,.2f} yuan"
    )
    if summary != EXPECTED:
        console.print(f"[red]these differ from the story's figures:[/] {EXPECTED}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
