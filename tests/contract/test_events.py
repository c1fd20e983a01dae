"""What every event contract keeps to, and what every consumer may rely on."""

import json
import re

import pytest

from deploy.local import rabbit
from shared import address, topology
from shared.address import EventType
from shared.envelope import decode, encode
from tests.contract import goldens

TYPES = goldens.all_event_types()
PERSONAL = re.compile(
    r"(^|_)(name|resident|id_number|certificate_number|phone|mobile|telephone|address|birth|email|bank|diagnosis)(_|$)"
)


def test_every_type_has_its_golden_and_every_golden_its_type() -> None:
    assert {path.name for path in goldens.DIRECTORY.glob("*.json")} == {goldens.path(each).name for each in TYPES}


@pytest.mark.parametrize("event_type", TYPES, ids=address.type_name)
def test_the_producer_still_writes_what_consumers_were_promised(event_type: EventType) -> None:
    assert goldens.golden(event_type) == json.loads(goldens.path(event_type).read_text())


@pytest.mark.parametrize("event_type", TYPES, ids=address.type_name)
def test_an_event_reads_back_as_it_was_recorded(event_type: EventType) -> None:
    event = goldens.sample(event_type)

    envelope = decode(encode(goldens.entry(event)).body, {address.type_name(event_type): event_type})

    assert envelope.event == event
    assert (envelope.aggregate_id, envelope.aggregate_version) == (address.aggregate_id(event), 3)


@pytest.mark.parametrize("subscription", topology.load(), ids=lambda each: each.queue)
def test_each_consumer_reads_the_golden_of_every_type_it_hears(subscription: topology.Subscription) -> None:
    for name, event_type in subscription.bound.items():
        promised = json.loads(goldens.path(event_type).read_text())["body"]
        promised["data"]["aFieldOfTomorrow"] = {"added": "later"}

        envelope = decode(json.dumps(promised).encode(), subscription.bound)

        assert envelope.type == name
        assert envelope.event == goldens.sample(event_type)


@pytest.mark.parametrize("event_type", TYPES, ids=address.type_name)
def test_an_event_begins_with_its_aggregate_and_its_region_and_names_nobody(event_type: EventType) -> None:
    fields = event_type.DESCRIPTOR.fields_by_number

    assert fields[1].name.endswith("_id")
    assert fields[2].name == "region_code"
    assert not event_type.DESCRIPTOR.name.endswith("Event")
    assert not [field.name for field in event_type.DESCRIPTOR.fields if PERSONAL.search(field.name)]


def test_the_topology_file_is_what_the_workers_declare() -> None:
    assert topology.FILE.read_text() == topology.text(topology.collect())


def test_health_data_goes_to_the_levy_only() -> None:
    hears = {each.service for each in topology.load() if "bihuan.registry.v1.CertificateIssued" in each.binds}
    assert hears <= {"levy"}


@pytest.mark.parametrize("subscription", topology.load(), ids=lambda each: each.queue)
def test_each_service_may_bind_all_that_its_subscriptions_bind(subscription: topology.Subscription) -> None:
    """A subscription binds all events of its aggregate: one that is restricted there closes the whole queue."""
    rules = {rule["exchange"]: rule["read"] for rule in rabbit.topic_permissions(subscription.service)}
    may = rules.get(f"{subscription.publisher}.events", "")

    for name in subscription.binds:
        word = re.sub(r"(?<!^)(?=[A-Z])", "_", name.rpartition(".")[2]).lower()
        assert re.search(may, f"{word}.v1.#"), name
