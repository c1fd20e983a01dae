"""What an integrator does first: install the client package into an environment of their own, and make a call."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import grpc
import pytest
from bihuan.training.v1.training_service_pb2_grpc import add_TrainingServiceServicer_to_server

from services.training.api import Training
from shared import grpc_server
from shared.store import Database
from tests.callers import admission, token

ROOT = Path(__file__).parent.parent.parent

CALL = """
import sys

import bihuan.training.v1.training_service_pb2 as pb
import grpc
from bihuan.training.v1.training_service_pb2_grpc import TrainingServiceStub
from bihuan_client import presenting

assert not pb.__file__.startswith(sys.argv[2]), "imported from the project, not from the installed package"
with grpc.insecure_channel(sys.argv[1]) as channel:
    training = TrainingServiceStub(presenting(channel, sys.argv[3]))
    try:
        training.GetClass(pb.GetClassRequest(class_id="3a6a5b62-6a5f-4a7c-9d5f-1c6f8f0f8a11"), timeout=10)
    except grpc.RpcError as error:
        print(error.code().name)
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the client package and what it depends on, and nothing of ours."""
    directory = tmp_path_factory.mktemp("integrator")
    built = directory / "built"
    # A copy: a build leaves its folders beside what it builds.
    source = shutil.copytree(ROOT / "proto", directory / "proto", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        ["uv", "build", "--wheel", "--no-build-isolation", "--offline", "--out-dir", built, source],
        check=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
    )
    home = directory / "venv"
    venv.create(home, with_pip=False)
    own = home / "bin" / "python"
    (wheel,) = built.glob("bihuan_client-*.whl")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [uv, "pip", "install", "--offline", "--no-deps", "--python", own, wheel], check=True, capture_output=True
    )
    # What it depends on comes from this environment, as no network may be needed; its .pth files do not count there.
    site = subprocess.run(
        [own, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return own


def test_an_integrator_installs_the_client_and_calls_a_service(python: Path, database: Database) -> None:
    server = grpc_server.start("training", Training(database), add_TrainingServiceServicer_to_server, admission())
    try:
        done = subprocess.run(
            [python, "-c", CALL, f"127.0.0.1:{server.port}", str(ROOT / "proto"), token()],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        server.stop()

    assert done.stdout.strip() == grpc.StatusCode.NOT_FOUND.name, done.stderr
