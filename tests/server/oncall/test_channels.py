"""Each channel against a real receiver: what it says, to whom it may speak, and how it fails."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from moderation.case_terms import Trouble
from server.config import PUSH_SERVICES
from server.oncall.channels.apprise import Apprise
from server.oncall.channels.mail import Mail
from server.oncall.channels.mail import MailServer as Handed
from server.oncall.channels.notice import Action, Notice, Undelivered
from server.oncall.channels.outbound import Outbound
from server.oncall.channels.push import Subscription, WebPush, signing_key
from server.oncall.channels.targets import allowed
from server.oncall.channels.webhook import Webhook
from tests.support.processes import free_port
from tests.support.receivers import MailServer, PushService, Receiver, receiving_mail, self_signed, serving

MASTER = bytes(range(32))
KEY = "k" * 22
NOTICE = Notice(id="7K3M9QPXTA", severity="red", key=KEY, link="https://rooms.example.org/on-call/7K3M9QPXTA")
HUNG_S = 0.2


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    made = Outbound()
    yield made
    await made.close()


def pusher(outbound: Outbound, *, loopback: bool = True) -> WebPush:
    return WebPush(signing_key(MASTER), outbound, PUSH_SERVICES, contact="mailto:desk@example.org", loopback=loopback)


def mailer(port: int, *, tls: str = "none") -> Mail:
    return Mail(Handed("localhost", port, "", "", "hearth@example.org", tls), word="Reminder")


async def test_a_push_is_opened_by_its_browser_alone_and_signed_by_the_programme(outbound: Outbound) -> None:
    async with serving(PushService()) as service:
        push = pusher(outbound)
        service.trusts = push.public_key
        await push.send(json.dumps(service.subscription), NOTICE)
        assert service.got == [{"id": "7K3M9QPXTA", "severity": "red"}]
        assert b"7K3M" not in service.raw[0]
        sent = service.headers[0]
        assert (sent["TTL"], sent["Urgency"], sent["Topic"]) == ("180", "high", KEY)
        assert service.signed(sent["Authorization"])["sub"] == "mailto:desk@example.org"
        service.trusts = WebPush(signing_key(bytes(range(1, 33))), outbound, [], contact="", loopback=True).public_key
        with pytest.raises(AssertionError):
            service.signed(sent["Authorization"])


@pytest.mark.parametrize(
    ("endpoint", "may"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=abc", True),
        ("https://fcm.googleapis.com:443/fcm/send/abc", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com:8443/fcm/send/abc", False),
        ("https://fcm.googleapis.com@10.0.0.1/abc", False),
        ("https://10.0.0.1\\@fcm.googleapis.com/abc", False),
        ("https://user:pass@fcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com.example.org/abc", False),
        ("https://evilfcm.googleapis.com/abc", False),
        ("https://push.services.mozilla.com/abc", False),
        ("https://fcm.googleapis.com./abc", False),
        ("https://169.254.169.254/latest", False),
        ("https://localhost/abc", False),
        ("https://[::1]/abc", False),
        ("https://127.0.0.1:6379/", False),
        ("file:///etc/passwd", False),
        ("https://fcm.googleapis.com/a\r\nHost: x", False),
        ("https://fcm.gооgleapis.com/abc", False),
        ("https://[fcm.googleapis.com/abc", False),
        ("", False),
    ],
)
def test_a_browser_cannot_aim_us_at_an_address(endpoint: str, may: bool, outbound: Outbound) -> None:
    assert allowed(endpoint, PUSH_SERVICES, loopback=False) is may
    given = PushService().subscription | {"endpoint": endpoint}
    assert pusher(outbound, loopback=False).known(msgspec.convert(given, Subscription)) is may


@pytest.mark.parametrize("wrong", [{"auth": "short"}, {"p256dh": "BAAA"}, {"p256dh": "é"}, {"endpoint": "https://localhost/" + "x" * 700}])
def test_a_subscription_that_cannot_be_sealed_for_is_not_taken(wrong: dict[str, str], outbound: Outbound) -> None:
    well = PushService().subscription | {"endpoint": "https://localhost/abc"}
    assert pusher(outbound).known(msgspec.convert(well, Subscription))
    assert not pusher(outbound).known(msgspec.convert(well | wrong, Subscription))


async def test_an_endpoint_taken_off_the_list_is_not_asked_any_more(outbound: Outbound) -> None:
    async with serving(PushService()) as service:
        with pytest.raises(Undelivered, match="gone"):
            await pusher(outbound, loopback=False).send(json.dumps(service.subscription), NOTICE)
        assert service.tried == 0


async def test_a_pager_service_is_told_by_key_to_ring_to_stop_and_that_it_is_over(outbound: Outbound) -> None:
    async with serving(Receiver()) as service:
        hook = Webhook(service.url + "/v2/enqueue", outbound)
        for action in Action:
            await hook.send("+15035550142", msgspec.structs.replace(NOTICE, action=action))
    head = {"routing_key": "+15035550142", "dedup_key": KEY}
    assert service.got == [
        {
            **head,
            "event_action": "trigger",
            "payload": {"summary": "red 7K3M9QPXTA", "source": "hearth", "severity": "critical"},
            "links": [{"href": NOTICE.link, "text": NOTICE.id}],
        },
        {**head, "event_action": "acknowledge"},
        {**head, "event_action": "resolve"},
    ]


async def test_a_mail_says_a_word_an_id_and_where() -> None:
    async with receiving_mail(MailServer()) as server:
        await mailer(server.port).send("nell@example.org", NOTICE)
    head, _, body = server.got[0].replace("\r\n", "\n").partition("\n\n")
    lines = dict(line.split(": ", 1) for line in head.split("\n"))
    assert (lines["Subject"], lines["From"], lines["To"]) == ("Reminder: red", "hearth@example.org", "nell@example.org")
    assert lines["Message-ID"] == f"<{KEY}@example.org>"
    assert body == f"red\n{NOTICE.id}\n{NOTICE.link}\n"


@pytest.mark.filterwarnings("ignore:.imghdr:DeprecationWarning")  # Apprise imports it
async def test_apprise_rings_where_the_operator_said_and_nowhere_else() -> None:
    async with serving(Receiver()) as service:
        channel = Apprise(f"json://{service.url.removeprefix('http://')}/call/{{to}}")
        await channel.send("+15035550142", NOTICE)
        assert service.got[0]["message"] == f"red {NOTICE.id} {NOTICE.link}"
        await channel.send("+15035550142", msgspec.structs.replace(NOTICE, action=Action.ACKNOWLEDGE))
        assert service.tried == 1
        service.ill = "500"
        with pytest.raises(Undelivered, match="refused"):
            await channel.send("+15035550142", NOTICE)


HTTP_ILLS = {"500": "refused", "429": "busy", "redirects": "refused", "bad_tls": "untrusted", "refuses": "unreachable"}


@pytest.mark.parametrize("channel", ["push", "webhook"])
@pytest.mark.parametrize("ill", HTTP_ILLS)
async def test_what_fails_by_http_is_said_in_one_word(channel: str, ill: str, outbound: Outbound, tmp_path: Path) -> None:
    tls = self_signed(tmp_path) if ill == "bad_tls" else None
    async with serving(PushService(), tls=tls) as service:
        service.ill = ill
        if ill == "refuses":
            service.url = f"http://localhost:{free_port()}"
        sender = pusher(outbound) if channel == "push" else Webhook(service.url, outbound)
        with pytest.raises(Undelivered) as failed:
            await sender.send(json.dumps(service.subscription), NOTICE)
        assert failed.value.trouble.value == HTTP_ILLS[ill]
        assert failed.value.after_s == (1.0 if ill == "429" else None)
        assert service.tried == (0 if ill in {"bad_tls", "refuses"} else 1)  # a redirect is not followed
        assert "localhost" not in str(failed.value)


async def test_a_browser_that_unsubscribed_is_gone_and_a_pager_address_is_not(outbound: Outbound) -> None:
    async with serving(PushService()) as service:
        service.ill = "gone"
        with pytest.raises(Undelivered, match="gone"):
            await pusher(outbound).send(json.dumps(service.subscription), NOTICE)
        with pytest.raises(Undelivered, match="refused"):
            await Webhook(service.url, outbound).send("key", NOTICE)


@pytest.mark.parametrize(
    ("ill", "trouble"), [("500", "refused"), ("429", "busy"), ("refuses", "unreachable"), ("bad_tls", "untrusted"), ("no_tls", "refused")]
)
async def test_what_fails_by_mail_is_said_in_one_word(ill: str, trouble: str, tmp_path: Path) -> None:
    async with receiving_mail(MailServer(), tls=self_signed(tmp_path) if ill == "bad_tls" else None) as server:
        server.ill = ill
        port = free_port() if ill == "refuses" else server.port
        with pytest.raises(Undelivered) as failed:
            await mailer(port, tls="starttls" if ill.endswith("tls") else "none").send("nell@example.org", NOTICE)
    assert failed.value.trouble is Trouble(trouble)
    assert server.got == []
    assert "nell" not in str(failed.value)


def test_nothing_of_an_address_is_printed() -> None:
    given = msgspec.convert(PushService().subscription, Subscription)
    assert repr(given) == "Subscription()"
    assert repr(Handed("h", 1, "u", "p", "f", "none")) == "MailServer()"
    assert repr(Apprise("twilio://secret")) == "Apprise()"
