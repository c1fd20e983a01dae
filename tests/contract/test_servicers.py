"""Every rpc of the contracts has a method of its own: grpc's generated servicers answer UNIMPLEMENTED for the rest."""

import pytest
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceServicer

from deploy.rpcs import Rpc, rpcs
from services.levy.api import LevyApi
from services.outreach.api import OutreachService
from services.recruitment.api import RecruitmentApi
from services.registry.api import Registry
from services.training.api import Training

SERVICERS: dict[str, type] = {
    "registry": Registry,
    "training": Training,
    "recruitment": RecruitmentApi,
    "levy": LevyApi,
    "outreach": OutreachService,
}


def written(servicer: type, method: str) -> bool:
    """Whether the method that would be called is ours, not a generated one."""
    found = getattr(servicer, method, None)
    return found is not None and found.__module__.startswith("services.")


@pytest.mark.parametrize("rpc", list(rpcs()), ids=lambda rpc: rpc.path)
def test_every_rpc_of_the_contracts_is_served(rpc: Rpc) -> None:
    assert written(SERVICERS[rpc.service], rpc.method.name)


def test_what_grpc_generates_does_not_pass_for_a_method_of_ours() -> None:
    assert not written(LevyServiceServicer, "GetEmployer")
    assert not written(LevyApi, "NoSuchRpc")
