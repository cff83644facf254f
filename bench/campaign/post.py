"""The mails of a campaign: each from somebody else, direct or forwarded, some with a document."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

FORWARDER = "courtier@cabinet-{number}.example"
_GRIEVANCES = (
    "Je conteste le montant de l’indemnité versée pour mon dégât des eaux.",
    "Mon contrat a été résilié sans que je l’aie demandé, je réclame sa remise en vigueur.",
    "Voilà trois mois que j’attends le remboursement de mes frais d’optique.",
    "Le refus de garantie que vous m’opposez n’est pas justifié.",
)


@dataclass(frozen=True)
class Posted:
    """A mail of the ground truth: what it is, whose it is, what must come of it."""

    number: int
    content: bytes
    complainant: str
    documents: tuple[str, ...]
    at: datetime

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def write(
    number: int, writer: int, mailbox: str, forwarder: str, luck: random.Random
) -> Posted:
    """The mail of that number by that writer: four in ten direct, the others forwarded."""
    sent = datetime.now(UTC) - timedelta(hours=luck.randint(2, 40))
    person = f"client{writer:05}@exemple-{writer:05}.example"
    complaint, documents = _complaint(number, person, mailbox, sent, luck)
    way = luck.choice(("direct", "direct", "attached", "attached", "inline"))
    if way == "direct":
        mail = complaint
    elif way == "attached" or documents:
        mail = _attach(number, complaint, mailbox, forwarder)
    else:
        mail = _inline(number, complaint, mailbox, forwarder, sent)
    content = mail.as_bytes(policy=SMTP)
    return Posted(number, content, person, documents, datetime.now(UTC))


def _complaint(
    number: int, person: str, mailbox: str, sent: datetime, luck: random.Random
) -> tuple[EmailMessage, tuple[str, ...]]:
    mail = _headers(f"Prénom Nom{number:05} <{person}>", mailbox, sent, f"c{number}")
    mail["Subject"] = f"Réclamation au sujet de mon dossier campagne-{number:05}"
    words = luck.choice(_GRIEVANCES)
    mail.set_content(
        f"Madame, Monsieur,\n\n{words}\nMon dossier porte la marque campagne-{number:05}.\n\n"
        f"Cordialement,\nPrénom Nom{number:05}\n"
    )
    if luck.random() > 0.3:
        return mail, ()
    document = b"%PDF-1.4\n" + luck.randbytes(luck.randint(500, 20_000)) + b"\n%%EOF\n"
    mail.add_attachment(
        document,
        maintype="application",
        subtype="pdf",
        filename=f"pièce {number:05}.pdf",
    )
    return mail, (hashlib.sha256(document).hexdigest(),)


def _attach(
    number: int, complaint: EmailMessage, mailbox: str, forwarder: str
) -> EmailMessage:
    mail = _headers(
        f"Le Courtier <{forwarder}>", mailbox, datetime.now(UTC), f"f{number}"
    )
    mail["Subject"] = f"TR: {complaint['Subject']}"
    mail.set_content("À traiter, merci.\n")
    mail.add_attachment(complaint)
    return mail


def _inline(
    number: int,
    complaint: EmailMessage,
    mailbox: str,
    forwarder: str,
    sent: datetime,
) -> EmailMessage:
    mail = _headers(
        f"Le Courtier <{forwarder}>", mailbox, datetime.now(UTC), f"i{number}"
    )
    mail["Subject"] = f"Fwd: {complaint['Subject']}"
    body = complaint.get_body()
    words = body.get_content() if body is not None else ""
    mail.set_content(
        "À traiter, merci.\n\n"
        "-------- Message transféré --------\n"
        f"Sujet : {complaint['Subject']}\n"
        f"Date : {format_datetime(sent)}\n"
        f"De : {complaint['From']}\n"
        f"Pour : {forwarder}\n\n{words}"
    )
    return mail


def _headers(sender: str, mailbox: str, at: datetime, name: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, mailbox
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{name}.{at.timestamp():.6f}@campagne.example>"
    return mail
