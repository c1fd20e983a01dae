"""nameko-grpc as shipped: recruitment's GetPost with one find_one. `python -m tests.bench.nameko_grpc_side`"""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
from typing import Any  # noqa: E402

from bihuan.recruitment.v1 import recruitment_service_pb2 as pb  # noqa: E402
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import RecruitmentServiceStub  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from nameko_grpc.entrypoint import Grpc  # type: ignore[import-untyped]  # noqa: E402
from pymongo import MongoClient  # noqa: E402
from pymongo.read_concern import ReadConcern  # noqa: E402
from pymongo.uri_parser import parse_uri  # noqa: E402

from services.recruitment.queries import post_message  # noqa: E402

URL = os.environ["BIHUAN_MONGO_URL"]
POSTS = MongoClient[dict[str, Any]](URL, tz_aware=True)[parse_uri(URL)["database"]].get_collection(
    "posts", read_concern=ReadConcern("majority")
)


class Recruitment:
    """One read of the contract."""

    name = "recruitment"

    @Grpc.implementing(RecruitmentServiceStub)  # type: ignore[untyped-decorator]
    def GetPost(self, request: pb.GetPostRequest, context: Any) -> pb.GetPostResponse:
        """One find_one."""
        row = POSTS.find_one({"_id": request.post_id})
        assert row is not None
        return pb.GetPostResponse(post=post_message(row))


if __name__ == "__main__":
    config = {"GRPC_BIND_HOST": "127.0.0.1", "GRPC_BIND_PORT": int(os.environ["BIHUAN_GRPC_PORT"]), "max_workers": 16}
    runner = ServiceRunner(config)
    runner.add_service(Recruitment)
    runner.start()
    runner.wait()
