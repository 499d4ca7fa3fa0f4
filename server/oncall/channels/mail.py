"""Mail, by the operator's own server: a word in the subject, the id and a link in the body. It does not ring."""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple

from moderation.case_terms import Trouble
from server.oncall.channels.notice import Notice, Undelivered


class MailServer(NamedTuple):
    """Whom to hand mail to. `tls` is starttls, tls or none."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: str

    def __repr__(self) -> str:
        return "MailServer()"


class Mail:
    """The channel. An address is an e-mail address, as `server/people/contacts.py` checked it."""

    def __init__(self, server: MailServer, *, word: str) -> None:
        """`word` stands in the subject before how grave it is: a lock screen shows it."""
        self._server = server
        self._word = word

    async def send(self, address: str, notice: Notice) -> None:
        """Hand it to the mail server. Raises `Undelivered`."""
        import aiosmtplib

        server = self._server
        try:
            await aiosmtplib.send(
                self.written(address, notice),
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                timeout=None,
            )
        except (ssl.SSLError, ssl.CertificateError):
            raise Undelivered(Trouble.UNTRUSTED) from None
        except aiosmtplib.SMTPRecipientsRefused as error:
            later = any(400 <= each.code < 500 for each in error.recipients)
            raise Undelivered(Trouble.BUSY if later else Trouble.REFUSED) from None
        except (aiosmtplib.SMTPTimeoutError, TimeoutError):
            raise Undelivered(Trouble.HUNG) from None
        except aiosmtplib.SMTPResponseException as error:
            raise Undelivered(Trouble.BUSY if 400 <= error.code < 500 else Trouble.REFUSED) from None
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPServerDisconnected, OSError) as error:
            untrusted = isinstance(error.__cause__, ssl.SSLError)
            raise Undelivered(Trouble.UNTRUSTED if untrusted else Trouble.UNREACHABLE) from None
        except aiosmtplib.SMTPException:
            raise Undelivered(Trouble.REFUSED) from None

    def written(self, address: str, notice: Notice) -> EmailMessage:
        """The mail. The same page again has the same Message-ID. The policy refuses a line break in a header."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self._server.sender
        message["To"] = address
        message["Subject"] = f"{self._word}: {notice.severity}"
        message["Message-ID"] = f"<{notice.key}@{self._server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(line for line in (notice.severity, notice.id, notice.link) if line) + "\n")
        return message
