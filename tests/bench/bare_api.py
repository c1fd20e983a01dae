"""What an rpc costs at least: grpcio and pymongo alone. `python -m tests.bench.bare_api`

The same contract, the same documents and the same answers as recruitment's api, and nothing around them.
"""

import hashlib
import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import grpc
from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import (
    RecruitmentServiceServicer,
    add_RecruitmentServiceServicer_to_server,
)
from pymongo import MongoClient, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri

from services.recruitment.queries import post_message

Document = dict[str, Any]
THREADS = 16  # as an api's default
MAJORITY = WriteConcern("majority", j=True)


class Bare(RecruitmentServiceServicer):
    """One read and one write of the contract."""

    def __init__(self, client: MongoClient[Document], name: str) -> None:
        self.client = client
        self.database = client.get_database(name, read_concern=ReadConcern("majority"), write_concern=MAJORITY)

    def GetPost(self, request: pb.GetPostRequest, context: grpc.ServicerContext) -> pb.GetPostResponse:
        """One find_one."""
        row = self.database["posts"].find_one({"_id": request.post_id})
        assert row is not None
        return pb.GetPostResponse(post=post_message(row))

    def OpenPost(self, request: pb.OpenPostRequest, context: grpc.ServicerContext) -> pb.OpenPostResponse:
        """A transaction of three inserts: the post, its event, and the answer under the request's id."""
        now = datetime.now(UTC)
        opened = request.opened_on
        post: Document = {
            "_id": str(uuid.uuid4()),
            "employer_code": request.employer.unified_social_credit_code,
            "employer_name": request.employer.name,
            "title": request.title,
            "occupation_code": request.occupation_code,
            "region_code": request.region_code,
            "regions": ["37", "3701", "370105"],
            "vacancies": request.vacancies,
            "taken": 0,
            "monthly_wage_fen": request.monthly_wage_fen,
            "minimum_contract_months": request.minimum_contract_months,
            "form": "PROPORTIONAL",
            "opened_on": f"{opened.year:04}-{opened.month:02}-{opened.day:02}",
            "wage_check": "MET",
            "status": "OPEN",
            "withdrawn_on": None,
            "version": 1,
            "revision": 1,
        }
        response = pb.OpenPostResponse(post=post_message(post))
        event = events.PostOpened(
            post_id=post["_id"],
            region_code=request.region_code,
            employer_code=post["employer_code"],
            occupation_code=request.occupation_code,
            vacancies=request.vacancies,
            opened_on=opened,
        )
        entry = {
            "_id": str(uuid.uuid4()),
            "type": "bihuan.recruitment.v1.PostOpened",
            "aggregate_id": post["_id"],
            "aggregate_version": 1,
            "payload": event.SerializeToString(),
            "recorded_at": now,
            "traceparent": "",
            "sent": False,
        }
        answered = {
            "_id": f"{request.DESCRIPTOR.full_name}/{request.request_id}",
            "fingerprint": hashlib.sha256(request.SerializeToString()).digest(),
            "at": now,
            "answer_type": response.DESCRIPTOR.full_name,
            "answer": response.SerializeToString(),
        }

        def write(session: ClientSession) -> None:
            self.database["posts"].insert_one(post, session=session)
            self.database["outbox"].insert_one(entry, session=session)
            self.database["requests"].insert_one(answered, session=session)

        with self.client.start_session() as session:
            session.with_transaction(write, read_concern=ReadConcern("snapshot"), write_concern=MAJORITY)
        return response


def main() -> None:
    """Serve until killed, at the address and from the database that the api's own variables name."""
    url = os.environ["BIHUAN_MONGO_URL"]
    server = grpc.server(ThreadPoolExecutor(THREADS))
    bare = Bare(MongoClient(url, tz_aware=True), parse_uri(url)["database"])
    add_RecruitmentServiceServicer_to_server(bare, server)
    server.add_insecure_port(f"127.0.0.1:{os.environ['BIHUAN_GRPC_PORT']}")
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
