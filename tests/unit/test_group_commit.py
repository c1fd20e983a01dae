"""Who goes into which group; no database."""

import threading
from collections.abc import Sequence

import pytest

from shared.group_commit import ENOUGH_FOR_ANOTHER, LARGEST_GROUP, GroupCommit, Job


class Groups:
    """A commit that the test holds open, and the groups that went through it."""

    def __init__(self, leaders: int = 1) -> None:
        self.sizes: list[int] = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.commit: GroupCommit[Job[int]] = GroupCommit(self.run, leaders)
        self.threads: list[threading.Thread] = []

    def run(self, jobs: Sequence[Job[int]]) -> None:
        self.sizes.append(len(jobs))
        self.begun.release()
        assert self.go.wait(20)
        for job in jobs:
            job.done = True

    def call(self, count: int) -> list[Job[int]]:
        jobs = [Job[int]() for _ in range(count)]
        for job in jobs:
            thread = threading.Thread(target=self.commit.settle, args=(job,))
            thread.start()
            self.threads.append(thread)
        return jobs

    def waiting(self, count: int) -> None:
        """Until so many callers wait."""
        while len(self.commit._waiting) < count:
            assert all(thread.is_alive() for thread in self.threads[1:])

    def finish(self) -> None:
        self.go.set()
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()


def test_who_comes_alone_goes_at_once_and_alone() -> None:
    groups = Groups()
    groups.go.set()
    job = Job[int]()

    groups.commit.settle(job)

    assert job.done
    assert groups.sizes == [1]


def test_those_who_wait_for_a_commit_share_the_next_one() -> None:
    groups = Groups()
    first = groups.call(1)
    assert groups.begun.acquire(timeout=20)

    others = groups.call(10)
    groups.waiting(10)
    groups.finish()

    assert groups.sizes == [1, 10]
    assert all(job.done for job in first + others)


def test_a_group_has_a_largest_size_and_nobody_is_left_behind() -> None:
    groups = Groups()
    groups.call(1)
    assert groups.begun.acquire(timeout=20)

    jobs = groups.call(2 * LARGEST_GROUP + 5)
    groups.waiting(len(jobs))
    groups.finish()

    assert groups.sizes == [1, LARGEST_GROUP, LARGEST_GROUP, 5]
    assert all(job.done for job in jobs)


def test_a_second_group_starts_beside_the_first_only_for_many() -> None:
    groups = Groups(leaders=2)
    groups.call(1)
    assert groups.begun.acquire(timeout=20)

    groups.call(ENOUGH_FOR_ANOTHER)
    groups.waiting(ENOUGH_FOR_ANOTHER)
    assert groups.sizes == [1]
    groups.call(1)
    assert groups.begun.acquire(timeout=20)

    assert groups.sizes == [1, ENOUGH_FOR_ANOTHER + 1]
    groups.finish()


def test_a_leader_that_breaks_leaves_its_followers_undone_and_the_next_group_goes_on() -> None:
    groups = Groups()
    groups.call(1)
    assert groups.begun.acquire(timeout=20)
    breaks = groups.call(3)
    groups.waiting(3)

    def broken(jobs: Sequence[Job[int]]) -> None:
        groups.commit._run = groups.run
        raise ValueError

    groups.commit._run = broken
    threading.excepthook = lambda _: None
    groups.finish()
    threading.excepthook = threading.__excepthook__

    later = groups.call(1)
    groups.finish()
    assert not any(job.done for job in breaks)
    assert later[0].done


def test_a_job_made_inside_another_ones_work_does_not_wait_for_itself() -> None:
    inner = Job[int]()

    def run(jobs: Sequence[Job[int]]) -> None:
        commit.settle(inner)
        jobs[0].done = True

    commit: GroupCommit[Job[int]] = GroupCommit(run, 1)
    outer = Job[int]()
    commit.settle(outer)

    assert outer.done
    assert not inner.done


@pytest.mark.parametrize("leaders", [1, 3])
def test_a_thousand_jobs_of_fifty_threads_all_go_through_once(leaders: int) -> None:
    seen: list[Job[int]] = []
    lock = threading.Lock()

    def run(jobs: Sequence[Job[int]]) -> None:
        with lock:
            seen.extend(jobs)
        for job in jobs:
            job.done = True

    commit: GroupCommit[Job[int]] = GroupCommit(run, leaders)
    jobs = [[Job[int]() for _ in range(20)] for _ in range(50)]

    def settle(own: list[Job[int]]) -> None:
        for job in own:
            commit.settle(job)

    threads = [threading.Thread(target=settle, args=(own,)) for own in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(seen) == len({id(job) for job in seen}) == 1000
    assert all(job.done for own in jobs for job in own)
