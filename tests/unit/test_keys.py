"""The key ring's file: whoever makes or changes it at the same time as another loses no key."""

import os
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared import keys
from shared.clock import utc_now
from shared.keys import KeyRing

AT_ONCE = 8


def all_at_once(work: Callable[[], object]) -> list[object]:
    start = threading.Barrier(AT_ONCE)

    def one(_: int) -> object:
        start.wait()
        return work()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_of_many_who_make_a_ring_at_once_one_does_and_the_others_are_told(tmp_path: Path) -> None:
    file = tmp_path / "ring.json"
    rings = [KeyRing.new(utc_now()) for _ in range(AT_ONCE)]
    waiting = rings.copy()

    made = all_at_once(lambda: keys.create(file, waiting.pop()))

    assert sorted(made, key=bool) == [False] * (AT_ONCE - 1) + [True]
    assert keys.read(file) in rings
    assert [path.name for path in tmp_path.iterdir()] == ["ring.json"]


def test_a_ring_that_is_there_is_not_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "ring.json"
    first = KeyRing.new(utc_now())
    assert keys.create(file, first)
    assert not keys.create(file, KeyRing.new(utc_now()))
    assert keys.read(file) == first


def test_of_many_who_rotate_at_once_each_master_key_is_kept_under_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "ring.json"
    keys.write(file, KeyRing.new(utc_now()))
    made: list[dict[str, bytes]] = []

    def rotate() -> None:
        with keys.locked(file):
            ring = keys.read(file).with_new_master(utc_now())
            keys.write(file, ring)
        made.append({ring.current: ring.masters[ring.current]})

    all_at_once(rotate)

    kept = keys.read(file).masters
    assert len(kept) == AT_ONCE + 1
    assert all(kept[name] == key for one in made for name, key in one.items())


def test_a_rings_new_name_is_on_the_disk_when_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ring.json"
    synced: list[tuple[bool, bool]] = []

    def fsync(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), file.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    keys.write(file, KeyRing.new(utc_now()))
    assert synced == [(False, False), (True, True)]
