"""What an assessment through gRPC costs at least: grpcio and pymongo alone. `python -m tests.bench.bare_levy`

The same contract, and a finished assessment of the same size; one document found and one inserted, nothing computed.
"""

import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from typing import Any

import grpc
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceServicer, add_LevyServiceServicer_to_server
from pymongo import MongoClient, WriteConcern
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri

from services.levy import queries, store
from services.levy.domain import formula
from services.levy.domain.assessment import Computed
from services.levy.domain.formula import Facts
from tests.levy_samples import with_social_average

Document = dict[str, Any]
MAJORITY = WriteConcern("majority", j=True)


class Bare(LevyServiceServicer):
    """One write of the contract."""

    def __init__(self, client: MongoClient[Document], name: str) -> None:
        self.database = client.get_database(name, read_concern=ReadConcern("majority"), write_concern=MAJORITY)
        rules = with_social_average().of_year(2021, "370105")
        facts = Facts("ENTERPRISE", date(2012, 5, 10), (120,) * 12, 120 * 60_000_00, Fraction(7, 6))
        on = date(2021, 3, 15)
        computed = Computed("", "370105", 2021, rules.day, on, on, formula.assess(facts, rules))
        self.finished = store.computed_document(computed)

    def IssueAssessment(
        self, request: pb.IssueAssessmentRequest, context: grpc.ServicerContext
    ) -> pb.IssueAssessmentResponse:
        """One find_one, one insert_one."""
        row = self.database[store.DECLARATIONS].find_one({"employer_code": request.employer_code, "base_year": 2020})
        assert row is not None
        document = {
            **self.finished,
            "_id": str(uuid.uuid4()),
            "employer_code": request.employer_code,
            "assessed_on": "2021-12-01",
            "sequence": 1,
            "order": "2021-000001",
            "superseded_by": "",
        }
        self.database[store.ASSESSMENTS].insert_one(document)
        return pb.IssueAssessmentResponse(assessment=queries.assessment_message(document))


def main() -> None:
    """Serve until killed, at the address and from the database that the api's own variables name."""
    url = os.environ["BIHUAN_MONGO_URL"]
    server = grpc.server(ThreadPoolExecutor(16))
    add_LevyServiceServicer_to_server(Bare(MongoClient(url, tz_aware=True), parse_uri(url)["database"]), server)
    server.add_insecure_port(f"127.0.0.1:{os.environ['BIHUAN_GRPC_PORT']}")
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
