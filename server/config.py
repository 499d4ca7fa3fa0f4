"""Settings: by environment (`HEARTH_…`), by a file (`hearth.toml` in the data folder, or `HEARTH_CONFIG`), or as given on the command line.

What would be unsafe is refused at start with one sentence that says what to do (`SettingsRefused`). `docs/SETTINGS.md` is made from
the descriptions below.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from server.oncall.channels.targets import is_loopback, parts_of

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
PUSH_SERVICES = ["fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"]
EXAMPLE_SECRETS = frozenset({"changeme", "change-me", "secret", "hearth", "password"})


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[list[str], NoDecode, BeforeValidator(_split)]


class SettingsRefused(Exception):
    """These settings would be unsafe or cannot work. The sentence says what to do."""


def default_data_folder() -> Path:
    """Where data lives unless told otherwise (XDG base directories)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "hearth"


class Settings(BaseSettings):
    """Everything that can be set. Each description is the documentation."""

    model_config = SettingsConfigDict(env_prefix="HEARTH_", extra="forbid", frozen=True)
    config_file: ClassVar[Path | None] = None

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str = Field(
        "", description="The address women open, such as `https://meetings.example.org`. Decides cookies and allowed origins."
    )
    origins: Names | None = Field(None, description="Web origins that may connect, with commas between. Unset: the public address alone.")
    trusted_proxies: Names = Field(
        [], description="Networks, with commas between, of your own load balancers, whose forwarded headers are believed."
    )
    tls_cert: Path | None = Field(None, description="Certificate chain (PEM), when Hearth itself speaks https.")
    tls_key: Path | None = Field(None, description="Its private key (PEM).")
    data: Path = Field(default_factory=default_data_folder, description="Folder of the embedded database, keyring and programme key.")
    database_url: SecretStr | None = Field(None, description="`postgresql://user:password@host/name`. Unset: SQLite in the data folder.")
    keys_database_url: SecretStr | None = Field(None, description="A second PostgreSQL database for the keyring, kept out of backups.")
    redis_url: SecretStr | None = Field(None, description="`redis://` or `rediss://`, for more than one node.")
    secret_key: SecretStr | None = Field(
        None, description="The programme's key: 32 random bytes in base64. Unset: `secret.key` in the data folder."
    )
    secret_key_file: Path | None = Field(None, description="A file (mode 0600) that holds the programme's key.")
    demo: bool = Field(False, description="An invented programme to look at. Loopback only.")
    allow_polling: bool = Field(False, description="Also accept HTTP long polling, for networks that block websockets.")
    scripts_folder: Path | None = Field(
        None, description="Folder of your own meeting scripts (`docs/FORMATS.md`), beside those that come with Hearth. Read at start."
    )
    exit_url: str = Field("https://www.wikipedia.org/", description="Where quick exit goes: an ordinary page that needs no explaining.")
    reminder_word: str = Field(
        "",
        max_length=40,
        description="Title of every meeting in a calendar file or feed. Unset: “Reminder”, in her language.",
    )
    session_idle_s: int = Field(43_200, ge=300, description="A session ends after so long without use.")
    session_longest_s: int = Field(1_209_600, ge=300, description="A session ends after so long in any case.")
    shared_idle_s: int = Field(3_600, ge=300, description="The same on a device that others use.")
    shared_longest_s: int = Field(14_400, ge=300, description="The same on a device that others use.")
    words_kept_s: int = Field(7_200, ge=0, le=86_400, description="How long words are kept after a meeting closes; a room may say less.")
    back_channel_kept_min: int = Field(
        0,
        ge=0,
        le=1_440,
        description="Minutes for which the facilitators' back-channel is kept after a meeting closes, and never longer than its words. "
        "0: it is destroyed with the meeting's end.",
    )
    backups_folder: Path | None = Field(
        None, description="Folder that `hearth backup` writes to and `hearth retention --prove` looks through, unless it is told another."
    )
    backups_kept_days: int = Field(
        35, ge=1, le=400, description="How old a backup may become before `hearth retention --prove` asks for it to be deleted."
    )
    meeting_longest_s: int = Field(21_600, ge=600, le=86_400, description="The longest a meeting may last.")
    network_connections: int = Field(
        500, ge=1, description="Live connections, and new ones a minute, from one network: a shelter shares one address."
    )
    seat_posts_at_once: int = Field(8, ge=1, description="Messages one woman may send in one breath.")
    seat_posts_per_minute: int = Field(48, ge=1, description="Messages a minute she may send after that.")
    metrics_token: SecretStr | None = Field(
        None, description="Who sends it as a bearer token may read `/metrics`. Unset: nobody but this machine."
    )
    mail_host: str = Field("", description="Your mail server, to page who is on call and for nothing else. Unset: nobody is paged by mail.")
    mail_port: int = Field(587, ge=1, le=65535, description="Its port.")
    mail_tls: str = Field(
        "starttls", pattern="^(starttls|tls|none)$", description="How the line to it is sealed. `none` only for one on this machine."
    )
    mail_user: str = Field("", description="Name to sign in to it.")
    mail_password: SecretStr | None = Field(None, description="Its password.")
    mail_from: str = Field("", description="Sender of these mails, and whom a push service may write to.")
    pager_url: str = Field(
        "",
        description="A pager service that takes PagerDuty's Events v2, such as `https://events.pagerduty.com/v2/enqueue`. Rings; "
        "each responder gives her own key there.",
    )
    phone_url: SecretStr | None = Field(
        None, description="A gateway of yours that takes the same and calls or texts the number in `routing_key`. Rings."
    )
    phone_apprise: SecretStr | None = Field(
        None, description="Instead of that: an Apprise address with `{to}` for the number. Needs `pip install apprise`. Rings."
    )
    push_services: Names = Field(
        PUSH_SERVICES, description="Hosts of push services that may be asked; a dot first stands for all below it. No browser adds to them."
    )
    outbound_loopback: bool = Field(False, description="These services may also be on this machine, by plain http.")
    answer_red_s: int = Field(90, ge=30, le=3_600, description="Seconds a level has to answer a red case before the next is paged.")
    answer_amber_s: int = Field(300, ge=30, le=14_400, description="The same, amber.")
    answer_green_s: int = Field(1_800, ge=30, le=86_400, description="The same, green.")
    silence_red_s: int = Field(180, ge=60, le=3_600, description="Seconds of silence after which whoever owns a red case is paged again.")
    silence_amber_s: int = Field(600, ge=60, le=14_400, description="The same, amber.")
    silence_green_s: int = Field(3_600, ge=60, le=86_400, description="The same, green.")
    page_rounds: int = Field(
        2, ge=1, le=9, description="How often all levels are paged before everybody is, and she is told that nobody answered."
    )
    heartbeat_url: SecretStr | None = Field(
        None, description="Asked each minute while pages and deadlines are on time; a service outside that misses it wakes you."
    )
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="How much is logged. Never words, names or addresses."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- no .env files
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- secrets come as *_file
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line first, then environment, then file."""
        file = cls.config_file
        return (init_settings, env_settings, *([TomlConfigSettingsSource(settings_cls, file)] if file else []))

    @property
    def embedded(self) -> bool:
        """Whether one process on SQLite is the whole programme."""
        return self.database_url is None

    @property
    def address(self) -> str:
        """The address women open, without a slash at the end."""
        return (self.public_url or f"{'https' if self.tls_cert else 'http'}://localhost:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether that address is https: decides cookie names and HSTS, once, never from a request."""
        return self.address.startswith("https://")

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Origins that may connect and post. A local address answers under both of its names."""
        if self.origins is not None:
            return frozenset(origin.rstrip("/") for origin in self.origins)
        parts = urlsplit(self.address)
        if parts.hostname == "localhost" and not self.secure:
            return frozenset({self.address, self.address.replace("localhost", "127.0.0.1", 1)})
        return frozenset({self.address})

    @property
    def main_url(self) -> str:
        """The database of the record."""
        return self.database_url.get_secret_value() if self.database_url else f"sqlite:///{self.data / 'hearth.db'}"

    @property
    def keys_url(self) -> str:
        """The database of the keyring."""
        return self.keys_database_url.get_secret_value() if self.keys_database_url else f"sqlite:///{self.data / 'keys.db'}"


def load(**given: Any) -> Settings:
    """Settings from all sources, checked. Raises `SettingsRefused`."""
    from pydantic import ValidationError

    given = {name: value for name, value in given.items() if value is not None}
    if given.get("demo") and not (given.get("data") or os.environ.get("HEARTH_DATA")):
        given["data"] = default_data_folder().with_name("hearth-demo")
    folder = Path(given.get("data") or os.environ.get("HEARTH_DATA") or default_data_folder())
    named = os.environ.get("HEARTH_CONFIG")
    file = Path(named) if named else folder / "hearth.toml"
    if named and not file.is_file():
        raise SettingsRefused(f"HEARTH_CONFIG names {file}, but there is no such file.")

    class FromFile(Settings):
        config_file = file if file.is_file() else None

    try:
        settings = FromFile(**given)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(str(part) for part in wrong["loc"])
        raise SettingsRefused(f"The setting {name!r} cannot be used: {wrong['msg']}.") from None
    check(settings)
    return settings


def check(settings: Settings) -> None:
    """Refuse what would be unsafe, one sentence each."""
    address = urlsplit(settings.address)
    loopback = is_loopback(settings.host)
    if address.scheme not in {"http", "https"} or not address.hostname or address.path:
        raise SettingsRefused("HEARTH_PUBLIC_URL must be a plain web address such as https://meetings.example.org, without a path.")
    if settings.demo and not (loopback and address.hostname in LOCAL_NAMES and settings.embedded):
        raise SettingsRefused(
            "The demo has sign-in links without a second factor, so it runs on this machine only: leave host, address and database unset."
        )
    if address.scheme == "http" and address.hostname not in LOCAL_NAMES:
        raise SettingsRefused(
            "A public address over plain http would send words and cookies in the clear. "
            "Either give Hearth a certificate (--tls-cert and --tls-key), or put it behind a proxy that speaks https, "
            "set HEARTH_PUBLIC_URL to its https address and name the proxy in HEARTH_TRUSTED_PROXIES."
        )
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise SettingsRefused("A certificate needs its key: give both --tls-cert and --tls-key.")
    if address.scheme == "https" and not settings.tls_cert and not settings.trusted_proxies:
        raise SettingsRefused(
            "Nobody would speak https for this address: give --tls-cert and --tls-key, or name your proxy in HEARTH_TRUSTED_PROXIES."
        )
    if not loopback and address.scheme == "http":
        raise SettingsRefused(
            f"Listening on {settings.host} would offer plain http to others. Set HEARTH_PUBLIC_URL to an https address first."
        )
    if not settings.allowed_origins:
        raise SettingsRefused("HEARTH_ORIGINS is empty, which would let no browser in. Remove it, or name your address.")
    if any("*" in origin for origin in settings.allowed_origins):
        raise SettingsRefused("HEARTH_ORIGINS may not hold a star: name each address.")
    for network in settings.trusted_proxies:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            raise SettingsRefused(f"HEARTH_TRUSTED_PROXIES holds {network!r}, which is no network such as 10.0.0.0/8.") from None
    if settings.secret_key and settings.secret_key.get_secret_value().strip().lower() in EXAMPLE_SECRETS:
        raise SettingsRefused("HEARTH_SECRET_KEY is an example, not a secret. Make one with: openssl rand -base64 32")
    _check_services(settings)
    _check_channels(settings)


def _check_services(settings: Settings) -> None:
    if settings.database_url and not settings.database_url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise SettingsRefused("HEARTH_DATABASE_URL must be a postgresql:// address. Unset, Hearth keeps SQLite in its data folder.")
    if bool(settings.database_url) != bool(settings.keys_database_url):
        raise SettingsRefused(
            "PostgreSQL needs two databases: HEARTH_DATABASE_URL for the record, "
            "and HEARTH_KEYS_DATABASE_URL for the keyring, which no backup may copy."
        )
    if settings.database_url and settings.keys_url == settings.main_url:
        raise SettingsRefused("The keyring must be a database of its own, or a backup would copy words together with their keys.")
    if settings.redis_url:
        if settings.embedded:
            raise SettingsRefused(
                "Redis joins several nodes, and several nodes need PostgreSQL: set HEARTH_DATABASE_URL, or remove HEARTH_REDIS_URL."
            )
        redis = urlsplit(settings.redis_url.get_secret_value())
        if redis.scheme not in {"redis", "rediss"}:
            raise SettingsRefused("HEARTH_REDIS_URL must be a redis:// or rediss:// address.")
        if not redis.password and not is_loopback(redis.hostname or ""):
            raise SettingsRefused("A Redis on another machine without a password is open to that whole network. Give it a password.")


def _check_channels(settings: Settings) -> None:
    if settings.mail_host and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", settings.mail_from):
        raise SettingsRefused("HEARTH_MAIL_HOST needs HEARTH_MAIL_FROM, the address that these mails come from.")
    if settings.mail_host and settings.mail_tls == "none" and not is_loopback(settings.mail_host):
        raise SettingsRefused("HEARTH_MAIL_TLS may be none only for a mail server on this machine.")
    for name in ("pager_url", "phone_url", "heartbeat_url"):
        given = getattr(settings, name)
        url = given.get_secret_value() if isinstance(given, SecretStr) else given or ""
        parts = parts_of(url)
        here = parts is not None and settings.outbound_loopback and is_loopback(parts.hostname)
        if url and not here and (parts is None or parts.scheme != "https"):
            raise SettingsRefused(f"HEARTH_{name.upper()} must be an https address without a name or password in it.")
    if settings.phone_apprise:
        if settings.phone_url:
            raise SettingsRefused("Telephones are reached by HEARTH_PHONE_URL or by HEARTH_PHONE_APPRISE, not by both. Remove one.")
        if "{to}" not in settings.phone_apprise.get_secret_value():
            raise SettingsRefused("HEARTH_PHONE_APPRISE needs {to} where the telephone number goes.")
        if importlib.util.find_spec("apprise") is None:
            raise SettingsRefused("HEARTH_PHONE_APPRISE needs a library that is not here. Run: .venv/bin/pip install apprise")
    for host in settings.push_services:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)+", host):
            raise SettingsRefused(f"HEARTH_PUSH_SERVICES holds {host!r}, which is no host such as fcm.googleapis.com.")


def describe(settings: Settings) -> list[tuple[str, str]]:
    """Each setting's name and value, secrets and addresses with passwords left out."""
    rows = []
    for name in Settings.model_fields:
        value = getattr(settings, name)
        rows.append((f"HEARTH_{name.upper()}", "(set, not shown)" if isinstance(value, SecretStr) else "" if value is None else str(value)))
    return rows


def document() -> str:
    """The table of `docs/SETTINGS.md`."""
    lines = ["| setting | default | what it does |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "`~/.local/share/hearth`" if name == "data" else "" if field.default in (None, "", []) else f"`{field.default}`"
        lines.append(f"| `HEARTH_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"
