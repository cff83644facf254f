"""Reports of mail systems, as French and other providers write them: whom, and for good?"""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from tests.ingest.mails import PAULINE, READING

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.provider.example>"
LETTER = f"""From: accuse@in.reclampro.test
To: {PAULINE}
Subject: Accuse de reception
Message-ID: <ack.1@in.reclampro.test>

Bonjour"""

# Sender, subject, text; the address stands for {who}.
FINAL = {
    "orange": (
        DAEMON,
        "Undelivered Mail Returned to Sender",
        """I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{who}>: host smtp-in.provider.example[192.0.2.1] said: 550 5.1.1
    Adresse d au moins un destinataire invalide. (in reply to RCPT TO command)""",
    ),
    "orange in French": (
        "postmaster@provider.example",
        "Message non distribué",
        "Votre message n'a pu être distribué au destinataire suivant :\n\n{who}\n\nMotif : boîte pleine",
    ),
    "zimbra in French": (
        DAEMON,
        "Courrier non remis retourné à l'expéditeur",
        "Votre message n'a pas pu être délivré.\n\n<{who}>: utilisateur inconnu",
    ),
    "sendmail": (
        "Mail Delivery Subsystem <MAILER-DAEMON@provider.example>",
        "Returned mail: see transcript for details",
        """   ----- The following addresses had permanent fatal errors -----
<{who}>
    (reason: 550 5.1.1 <{who}>: Recipient address rejected: User unknown)""",
    ),
    "exim": (
        "Mail Delivery System <Mailer-Daemon@provider.example>",
        "Mail delivery failed: returning message to sender",
        """This message was created automatically by mail delivery software.
This is a permanent error. The following address(es) failed:

  {who}
    SMTP error from remote mail server after RCPT TO:<{who}>: 550 5.1.1""",
    ),
    "kundenserver in French": (
        "Mail Delivery System <mailer-daemon@provider.example>",
        "Échec de la remise du message : retour à l'expéditeur",
        """Un message que vous avez envoyé n'a pas pu être remis.
L'adresse suivante a échoué :

<{who}>:
    550 Requested action not taken: mailbox unavailable""",
    ),
    "qmail": (
        "MAILER-DAEMON@mail.provider.example",
        "failure notice",
        f"""Hi. This is the qmail-send program at mail.provider.example.

<{{who}}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{LETTER}""",
    ),
    "Exchange in French": (
        "Microsoft Exchange <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@boite.example>",
        "Non remis : Accusé de réception",
        """Échec de la remise à ces destinataires ou groupes :

Pauline Vasseur ({who})<mailto:{who}>
L'adresse de messagerie entrée est introuvable.""",
    ),
    "Microsoft 365 in French": (
        "postmaster@boite.example",
        "Non remis: Accusé de réception",
        "Votre message à {who} n'a pas pu être remis.\n\npauline est introuvable.",
    ),
    "Gmail in French": (
        "Mail Delivery Subsystem <mailer-daemon@provider.example>",
        "Delivery Status Notification (Failure)",
        """** Adresse introuvable **

Votre message n'a pas été remis à {who}, car l'adresse est introuvable.""",
    ),
    "Outlook.com": (
        "postmaster@provider.example",
        "Delivery Status Notification (Failure)",
        "Delivery to the following recipients failed.\n\n       {who}",
    ),
    "Domino": (
        "Mail Router <postmaster@boite.example>",
        "DELIVERY FAILURE: User not listed in Domino Directory",
        "was not delivered to:\n\n  {who}\n\nbecause:\n\n  User ({who}) not listed",
    ),
    "a filter": (
        "postmaster@filtre.example",
        "**Message you sent blocked by our bulk email filter**",
        "Your message to: {who}\nwas blocked. The email has NOT BEEN DELIVERED.",
    ),
    "a local part alone": (
        "MAILER-DAEMON@boite.example",
        "Mail Delivery Problem",
        "Your mail to the following recipients could not be delivered because\nthey do not accept mail from accuse@in.reclampro.test:\n\tpauline.vasseur",
    ),
}
LATER = {
    "exim": (
        "Mail Delivery System <Mailer-Daemon@provider.example>",
        "Warning: message 1abc delayed 24 hours",
        "The address to which the message has not yet been delivered is:\n\n  {who}\n\nNo action is required on your part.",
    ),
    "Gmail in French": (
        "Mail Delivery Subsystem <mailer-daemon@provider.example>",
        "Delivery Status Notification (Delay)",
        "** Remise incomplète **\n\nUn problème temporaire est survenu lors de la remise de votre message à {who}. Gmail réessaiera pendant 46 heures.",
    ),
}


def read(sender: str, subject: str, text: str) -> Understood:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "accuse@in.reclampro.test"
    message["Subject"] = subject
    message.set_content(text.replace("{who}", PAULINE))
    return understand(message.as_bytes(), READING)


def report(fields: str) -> Understood:
    """A standard report (RFC 3464) with these blocks of recipients."""
    head = f"From: {DAEMON}\nSubject: Undelivered\nMIME-Version: 1.0\n"
    kind = 'multipart/report; report-type=delivery-status; boundary="b"'
    parts = (
        "text/plain\n\nSee below.",
        f"message/delivery-status\n\nReporting-MTA: dns; mx\n\n{fields}",
        f"message/rfc822\n\n{LETTER}",
    )
    body = "".join(f"--b\nContent-Type: {part}\n\n" for part in parts)
    return understand(f"{head}Content-Type: {kind}\n\n{body}--b--\n".encode(), READING)


@pytest.mark.parametrize("provider", FINAL)
def test_it_names_whom_a_letter_did_not_reach(provider: str) -> None:
    found = read(*FINAL[provider])

    assert found.kind is Kind.BOUNCE
    assert found.bounce is not None
    assert found.bounce.permanent
    assert found.bounce.recipients == (PAULINE,)


@pytest.mark.parametrize("provider", LATER)
def test_it_takes_no_delay_for_a_loss(provider: str) -> None:
    found = read(*LATER[provider])

    assert found.kind is Kind.BOUNCE
    assert found.bounce is not None
    assert not found.bounce.permanent
    assert found.bounce.recipients == (PAULINE,)


@pytest.mark.parametrize(
    ("fields", "recipients"),
    [
        (f"Final-Recipient: rfc822; {PAULINE}\nAction: failed", (PAULINE,)),
        (
            f"Original-Recipient: rfc822;{PAULINE}\nFinal-Recipient: rfc822; b@c.example\nAction: failed",
            (PAULINE, "b@c.example"),
        ),
        (
            f"Final-Recipient: rfc822; {PAULINE}\nX-Actual-Recipient: rfc822; b@c.example\nAction: failed",
            (PAULINE,),
        ),
        (
            f"Final-Recipient: rfc822; {PAULINE}\nAction: failed\nFinal-Recipient: rfc822; b@c.example\nAction: failed",
            (PAULINE, "b@c.example"),
        ),
        (
            f"Final-Recipient: rfc822; {PAULINE}\nAction: failed\n\nFinal-Recipient: rfc822; b@c.example\nAction: delivered",
            (PAULINE,),
        ),
        (
            'Final-Recipient: rfc822; "a..b"@c.example\nAction: failed',
            ('"a..b"@c.example',),
        ),
    ],
    ids=["plain", "original", "alias", "glued", "one arrived", "odd"],
)
def test_it_reads_a_standard_report(fields: str, recipients: tuple[str, ...]) -> None:
    found = report(fields)

    assert found.bounce is not None
    assert found.bounce.recipients == recipients
    assert "<ack.1@in.reclampro.test>" in found.references
