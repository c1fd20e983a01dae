"""What a verification costs at least: grpcio and pymongo alone. `python -m tests.bench.bare_registry`

The same contract, the same documents by the same index and the same answers as the registry's api, and nothing around
them: no caller, no checks, no audit.
"""

import hashlib
import hmac
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import grpc
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.registry_service_pb2_grpc import (
    RegistryServiceServicer,
    add_RegistryServiceServicer_to_server,
)
from google.type.date_pb2 import Date
from pymongo import MongoClient
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri

from shared import keys

Document = dict[str, Any]
THREADS = 16  # as an api's default
INDEX = "certificates.number_index"


class Bare(RegistryServiceServicer):
    """Two reads of the contract."""

    def __init__(self, client: MongoClient[Document], name: str, index_key: bytes) -> None:
        self.persons = client.get_database(name, read_concern=ReadConcern("majority"))["persons"]
        self.index_key = index_key

    def VerifyCertificate(
        self, request: pb.VerifyCertificateRequest, context: grpc.ServicerContext
    ) -> pb.VerifyCertificateResponse:
        """One find_one."""
        key = self._key(request.certificate_number)
        row = self.persons.find_one({INDEX: key}, {"certificates": 1})
        assert row is not None
        return _answer(row, request.on)

    def VerifyCertificates(
        self, request: pb.VerifyCertificatesRequest, context: grpc.ServicerContext
    ) -> pb.VerifyCertificatesResponse:
        """One find with `$in`."""
        asked = [self._key(query.certificate_number) for query in request.queries]
        found = {}
        for row in self.persons.find({INDEX: {"$in": asked}}, {"certificates": 1}):
            for certificate in row["certificates"]:
                found[certificate["number_index"]] = row
        answers = [pb.VerificationAnswer(verification=_answer(found[key], request.on)) for key in asked]
        return pb.VerifyCertificatesResponse(answers=answers)

    def _key(self, number: str) -> bytes:
        return hmac.digest(self.index_key, f"certificate_number\0{number}".encode(), hashlib.sha256)


def _answer(row: Document, on: Date) -> pb.VerifyCertificateResponse:
    certificate = row["certificates"][-1]
    valid = certificate["valid_until"] >= f"{on.year:04}-{on.month:02}-{on.day:02}"
    return pb.VerifyCertificateResponse(
        result=pb.VERIFICATION_RESULT_VALID if valid else pb.VERIFICATION_RESULT_EXPIRED,
        certificate_id=certificate["certificate_id"],
        person_id=row["_id"],
        category=certificate["category"],
        level=certificate["level"],
        valid_from=_date(certificate["valid_from"]),
        valid_until=_date(certificate["valid_until"]),
    )


def _date(text: str) -> Date:
    day = date.fromisoformat(text)
    return Date(year=day.year, month=day.month, day=day.day)


def main() -> None:
    """Serve until killed, at the address and from the database that the api's own variables name."""
    url = os.environ["BIHUAN_MONGO_URL"]
    ring = keys.read(Path(os.environ["BIHUAN_KEYS_FILE"]))
    server = grpc.server(ThreadPoolExecutor(THREADS))
    bare = Bare(MongoClient(url, tz_aware=True), parse_uri(url)["database"], ring.index)
    add_RegistryServiceServicer_to_server(bare, server)
    server.add_insecure_port(f"127.0.0.1:{os.environ['BIHUAN_GRPC_PORT']}")
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
