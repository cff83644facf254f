"""The demo's post: samples travel by SMTP, follow-ups once the letter they answer has left."""

from __future__ import annotations

import imaplib
import json
import smtplib
from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import exists, select

from cli.demo import samples
from cli.devstack.mailserver import MailServer
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterState
from models.store.service import Service
from models.store.session import tenant_transaction


class Post:
    """Mails already sent are kept in `demo.json`: a second start sends nothing again."""

    def __init__(
        self, service: Service, data: Path, tenants: Iterable[UUID], *, again: bool
    ) -> None:
        self._service = service
        self._tenants = tuple(tenants)
        self._kept = data / "demo.json"
        self._sent: set[str] = set()
        if self._kept.exists() and not again:
            self._sent = set(json.loads(self._kept.read_text(encoding="utf-8")))

    def send_samples(self) -> int:
        """Send what has not been sent yet; returns how many left."""
        waiting = [name for name in samples.names() if name not in self._sent]
        for name in waiting:
            self._send(name, samples.fill(name, datetime.now(UTC)))
        return len(waiting)

    def send_follow_ups(self) -> list[str]:
        """Send the answers to letters that have left by now; returns their names."""
        done: list[str] = []
        for name, recipient in samples.FOLLOW_UPS.items():
            letter = None if name in self._sent else self._letter_to(recipient)
            if letter is not None:
                facts = _told(letter)
                self._send(name, samples.fill(name, datetime.now(UTC), facts))
                done.append(name)
        return done

    def has_draft(self) -> bool:
        """Tell whether a draft stands in one of the cabinets."""
        for tenant_id in self._tenants:
            with tenant_transaction(self._service.app, tenant_id) as session:
                if session.scalar(select(exists().where(Complaint.id.is_not(None)))):
                    return True
        return False

    def restore_boxes(self, server: MailServer, before: datetime) -> None:
        """Put the letters that left `before` back into the boxes, which the server forgets."""
        for letter in [
            letter_ for t in self._tenants for letter_ in self._list_accepted(t)
        ]:
            if letter.replied_at is None or letter.replied_at >= before:
                continue
            with server.box(letter.recipient) as box:
                at = imaplib.Time2Internaldate(letter.replied_at)
                box.append("INBOX", "", at, letter.content)

    def _letter_to(self, recipient: str) -> Letter | None:
        for tenant_id in self._tenants:
            for letter in self._list_accepted(tenant_id):
                if letter.recipient == recipient and letter.complaint_id is not None:
                    return letter
        return None

    def _list_accepted(self, tenant_id: UUID) -> list[Letter]:
        left = (LetterState.ACCEPTED, LetterState.BOUNCED)
        with tenant_transaction(self._service.app, tenant_id) as session:
            found = select(Letter).where(Letter.state.in_(left))
            return list(session.scalars(found.order_by(Letter.created_at)))

    def _send(self, name: str, content: bytes) -> None:
        message = message_from_bytes(content)
        sender = "" if name == "16-retour.eml" else message["From"]
        url = urlsplit(self._service.settings.smtp_url)
        with smtplib.SMTP(url.hostname or "", url.port or 25, timeout=10) as client:
            client.sendmail(
                _address(sender), [_address(message["To"])], content, ["BODY=8BITMIME"]
            )
        self._sent.add(name)
        self._kept.write_text(json.dumps(sorted(self._sent)), encoding="utf-8")


def _told(letter: Letter) -> dict[str, str]:
    at = (letter.replied_at or datetime.now(UTC)).astimezone(samples.PARIS)
    sent = message_from_bytes(letter.content)
    return {
        "message_id": letter.header_message_id,
        "subject": letter.subject,
        "envelope_from": letter.envelope_from,
        "sender": str(sent["From"]),
        "quoted_on": f"{at:%d/%m/%Y à %H:%M}",
    }


def _address(header: str) -> str:
    found = getaddresses([header])
    return found[0][1] if found else ""
