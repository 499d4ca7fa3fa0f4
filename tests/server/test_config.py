"""Settings: where they come from, what they decide, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import Settings, SettingsRefused, describe, document, load

DOCS = Path(__file__).parents[2] / "docs" / "SETTINGS.md"
PG = {"database_url": "postgresql://u:p@db.example.org/hearth", "keys_database_url": "postgresql://u:p@db.example.org/keys"}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HEARTH_{name.upper()}", raising=False)
    monkeypatch.delenv("HEARTH_CONFIG", raising=False)
    monkeypatch.setenv("HEARTH_DATA", str(tmp_path))


def test_defaults_serve_this_machine_only() -> None:
    settings = load()
    assert (settings.host, settings.address, settings.secure, settings.embedded) == ("127.0.0.1", "http://localhost:8080", False, True)
    assert settings.allowed_origins == {"http://localhost:8080", "http://127.0.0.1:8080"}


def test_command_line_before_environment_before_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "hearth.toml").write_text('port = 1111\nlog_level = "debug"\nexit_url = "https://example.org/"\n')
    monkeypatch.setenv("HEARTH_PORT", "2222")
    monkeypatch.setenv("HEARTH_LOG_LEVEL", "error")
    settings = load(port=3333)
    assert (settings.port, settings.log_level, settings.exit_url) == (3333, "error", "https://example.org/")


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_ORIGINS", "https://a.example.org, https://b.example.org/")
    assert load().allowed_origins == {"https://a.example.org", "https://b.example.org"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"public_url": "http://meetings.example.org"}, "in the clear"),
        ({"public_url": "meetings.example.org"}, "plain web address"),
        ({"public_url": "https://meetings.example.org/path", "trusted_proxies": ["10.0.0.0/8"]}, "plain web address"),
        ({"public_url": "https://meetings.example.org"}, "Nobody would speak https"),
        ({"host": "0.0.0.0"}, "plain http to others"),
        ({"tls_cert": Path("cert.pem")}, "needs its key"),
        ({"origins": []}, "let no browser in"),
        ({"origins": ["https://*.example.org"]}, "may not hold a star"),
        ({"trusted_proxies": ["the proxy"]}, "no network"),
        ({"secret_key": "changeme"}, "an example, not a secret"),
        ({"database_url": "mysql://x/y"}, "postgresql://"),
        ({"database_url": PG["database_url"]}, "two databases"),
        ({"database_url": PG["database_url"], "keys_database_url": PG["database_url"]}, "database of its own"),
        ({"redis_url": "redis://localhost:6379"}, "several nodes need PostgreSQL"),
        (PG | {"redis_url": "redis://cache.example.org:6379"}, "Give it a password"),
        (PG | {"redis_url": "http://localhost"}, "redis://"),
        ({"demo": True, "host": "0.0.0.0", "public_url": "https://x.example.org", "trusted_proxies": ["10.0.0.0/8"]}, "this machine only"),
        (PG | {"demo": True}, "this machine only"),
        ({"port": 70000}, "port"),
    ],
)
def test_unsafe_settings_are_refused_with_a_sentence(given: dict[str, object], says: str) -> None:
    with pytest.raises(SettingsRefused, match=says) as refused:
        load(**given)
    assert str(refused.value).endswith((".", "32", "unset."))


@pytest.mark.parametrize(
    "given",
    [
        {"public_url": "https://meetings.example.org", "trusted_proxies": ["10.0.0.0/8"], "host": "0.0.0.0"},
        PG | {"redis_url": "redis://localhost:6379"},
        PG | {"redis_url": "rediss://:long-password@cache.example.org:6379"},
        {"demo": True},
    ],
)
def test_safe_settings_are_taken(given: dict[str, object]) -> None:
    load(**given)


def test_a_missing_file_and_an_unknown_name_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEARTH_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsRefused, match="no such file"):
        load()
    monkeypatch.delenv("HEARTH_CONFIG")
    (tmp_path / "hearth.toml").write_text("prot = 8080\n")
    with pytest.raises(SettingsRefused, match="prot"):
        load()


def test_secrets_are_never_shown() -> None:
    settings = load(**PG, redis_url="rediss://:long-password@cache.example.org", secret_key="c2VjcmV0" * 6)
    shown = repr(settings) + str(describe(settings))
    assert "HEARTH_SECRET_KEY" in shown
    assert not any(word in shown for word in ("u:p@", "long-password", "c2VjcmV0"))


def test_every_setting_is_in_the_manual() -> None:
    assert document() in DOCS.read_text()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"mail_host": "mail.example.org"}, "HEARTH_MAIL_HOST needs HEARTH_MAIL_FROM"),
        ({"mail_host": "mail.example.org", "mail_from": "a@example.org", "mail_tls": "none"}, "only for a mail server on this machine"),
        ({"pager_url": "http://pager.example.org/"}, "HEARTH_PAGER_URL must be an https address"),
        ({"pager_url": "http://localhost:1/"}, "HEARTH_PAGER_URL must be an https address"),
        ({"phone_url": "https://me:secret@gateway.example.org/"}, "HEARTH_PHONE_URL must be an https address"),
        ({"heartbeat_url": "ftp://example.org/"}, "HEARTH_HEARTBEAT_URL must be an https address"),
        ({"phone_apprise": "json://example.org/"}, "needs {to}"),
        ({"phone_apprise": "json://example.org/{to}", "phone_url": "https://gateway.example.org/"}, "not by both"),
        ({"push_services": "https://fcm.googleapis.com"}, "no host such as"),
        ({"push_services": "*"}, "no host such as"),
    ],
)
def test_what_pages_leave_by_is_looked_at(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsRefused, match=sentence):
        load(**given)
    load(mail_host="localhost", mail_from="a@example.org", mail_tls="none", pager_url="http://localhost:1/", outbound_loopback=True)


def test_what_opens_a_gateway_is_not_shown() -> None:
    shown = dict(describe(load(phone_url="https://gateway.example.org/?token=secret", heartbeat_url="https://hc.example.org/secret")))
    assert "secret" not in str(shown)
