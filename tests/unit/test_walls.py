"""The walls stand, and fall when somebody walks through them: each breach is planted in a copy and must be found."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorSet

from deploy import check
from proto import generate

ROOT = Path(__file__).parent.parent.parent
COPIED = ["services", "shared", "proto/python/bihuan"]


@pytest.fixture(scope="module")
def pristine() -> Iterator[Path]:
    """A copy of the code that the walls are about."""
    with tempfile.TemporaryDirectory() as directory:
        for name in COPIED:
            shutil.copytree(
                ROOT / name, Path(directory) / Path(name).name, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(ROOT / "pyproject.toml", directory)
        yield Path(directory)


@pytest.fixture
def project(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "project"))


def fallen(project: Path, contract: str) -> bool:
    """Whether import-linter finds this contract broken (not: that it could not look)."""
    environment = {**os.environ, "PYTHONPATH": str(project)}
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo", "--contract", contract],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("1 kept, 0 broken" in done.stdout) != ("0 kept, 1 broken" in done.stdout), done.stdout + done.stderr
    assert (done.returncode == 0) == ("1 kept" in done.stdout)
    return done.returncode != 0


CONTRACTS = [
    "services-apart",
    "shared-below",
    "layers",
    "pure-domain",
    "no-grpc-beside-eventlet",
    "no-eventlet-beside-grpc",
]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_walls_stand(pristine: Path, contract: str) -> None:
    assert not fallen(pristine, contract)


@pytest.mark.parametrize(
    ("contract", "where", "line"),
    [
        ("services-apart", "services/training/commands", "from services.registry import store"),
        ("services-apart", "services/levy/worker", "import services.recruitment.domain"),
        ("shared-below", "shared/errors", "import services.registry.store"),
        ("layers", "services/registry/store", "import services.registry.commands"),
        ("layers", "services/outreach/domain/case", "import services.outreach.store"),
        ("layers", "services/training/api", "import services.training.worker"),
        ("layers", "services/levy/utils", ""),
        ("pure-domain", "services/registry/domain/person", "import pymongo"),
        ("pure-domain", "services/outreach/domain/case", "from shared.store import new_id"),
        ("pure-domain", "services/recruitment/domain/placement", "import grpc"),
        ("no-grpc-beside-eventlet", "services/registry/worker", "import grpc"),
        ("no-grpc-beside-eventlet", "services/levy/worker", "import shared.grpc_server"),
        (
            "no-grpc-beside-eventlet",
            "services/outreach/store",
            "import bihuan.registry.v1.registry_service_pb2_grpc",
        ),
        ("no-eventlet-beside-grpc", "services/training/api", "import eventlet"),
        ("no-eventlet-beside-grpc", "services/registry/api", "import shared.subscribe"),
        ("no-eventlet-beside-grpc", "shared/store", "from nameko import events"),
    ],
)
def test_a_breach_is_found(project: Path, contract: str, where: str, line: str) -> None:
    module = project / f"{where}.py"
    if not module.exists() and (project / where).is_dir():
        module = project / where / "__init__.py"
    text = module.read_text() if module.exists() else ""
    module.write_text(f"{text}\n{line}\n")

    assert fallen(project, contract)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The present contracts, as buf reads them."""
    path = tmp_path_factory.mktemp("contracts") / "present.binpb"
    generate.descriptor_image(path)
    return path


def changed(image: Path, tmp_path: Path, change: str) -> Path:
    files = FileDescriptorSet.FromString(image.read_bytes())
    event = next(
        message
        for file in files.file
        if file.name == "bihuan/recruitment/v1/events.proto"
        for message in file.message_type
        if message.name == "PlacementStarted"
    )
    last = event.field[-1]
    match change:
        case "removed":
            del event.field[-1]
        case "renamed":
            last.name = last.json_name = "another_name"
        case "retyped":
            last.ClearField("type_name")
            last.type = FieldDescriptorProto.TYPE_DOUBLE
        case "added":
            event.field.add(
                name="more",
                json_name="more",
                number=last.number + 100,
                type=FieldDescriptorProto.TYPE_STRING,
                label=FieldDescriptorProto.LABEL_OPTIONAL,
            )
    path = tmp_path / f"{change}.binpb"
    path.write_bytes(files.SerializeToString())
    return path


@pytest.mark.parametrize("change", ["removed", "renamed", "retyped"])
def test_a_change_that_breaks_readers_of_an_event_is_found(image: Path, tmp_path: Path, change: str) -> None:
    assert "events.proto" in check.broken(changed(image, tmp_path, change), image)


def test_a_field_may_be_added_to_an_event(image: Path, tmp_path: Path) -> None:
    assert check.broken(changed(image, tmp_path, "added"), image) == ""
