"""A program reads only settings that are its own."""

import pytest

from shared import settings
from shared.settings import SettingsError


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_SERVICE", "levy")
    monkeypatch.setenv("BIHUAN_MONGO_URL", "mongodb://levy:secret@127.0.0.1:1/levy")
    monkeypatch.setenv("BIHUAN_AMQP_URL", "amqp://levy:secret@127.0.0.1:1/%2F")


def test_a_program_takes_the_settings_of_its_service() -> None:
    assert settings.load("levy").service == "levy"


def test_a_program_refuses_the_settings_of_another_service() -> None:
    with pytest.raises(SettingsError, match="BIHUAN_SERVICE: is levy, but this is a program of registry"):
        settings.load("registry")
