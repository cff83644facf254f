"""Families in which the sender is who they say, and the address to write to is not."""

from __future__ import annotations

from bench.spoofs.mails import (
    EVIL,
    OTHER_MAILBOX,
    SITE,
    Draw,
    block,
    complaint,
    forward,
    mail,
    name_sender,
    passing,
    results,
)
from bench.spoofs.senders import ROGUE

Pair = tuple[bytes, bytes]
Person = tuple[str, str]


def seal_by_unknown(draw: Draw) -> Pair:
    """A redirected mail whose chain holds, sealed by nobody we know."""
    victim, customer = draw.person("victime"), draw.person("client")
    home = victim[1].rpartition("@")[2]
    seal = draw.pick(EVIL, "google.com", "courtage-sud.example")
    chain = [
        results(f"arc=pass (i=1); dmarc=fail header.from={home}"),
        f"ARC-Seal: i=1; a=rsa-sha256; d={seal}; s=a; t=1; cv=none; b=aa",
        f"ARC-Message-Signature: i=1; a=rsa-sha256; d={seal}; s=a; h=from; bh=x; b=y",
        f"ARC-Authentication-Results: i=1; mx.{seal}; dmarc=pass header.from={home}",
    ]
    return (
        _make_sent_on(draw, victim, chain),
        _make_sent_on(draw, customer, [passing(customer[1]), *chain[1:]]),
    )


def own_mailbox(draw: Draw) -> Pair:
    """A forward that would have us write to ourselves."""
    ours = draw.pick(draw.mailbox, OTHER_MAILBOX, OTHER_MAILBOX.upper())
    ours = draw.pick(ours, ours.replace("@", "+suite@"))
    return forward(draw, ("Jean", ours)), forward(draw, draw.person("client"))


def machine(draw: Draw) -> Pair:
    local = draw.pick(
        "noreply", "mailer-daemon", "postmaster", "ne-pas-repondre", "bounce"
    )
    target = f"{local}@{draw.person('x')[1].rpartition('@')[2]}"
    return forward(draw, ("Service", target)), forward(draw, draw.person("client"))


def web_form(draw: Draw) -> Pair:
    """A notice that looks like a site's contact form, from any sender."""
    return (
        _form(draw, ROGUE[1], draw.person("victime")),
        _form(draw, SITE, draw.person("client")),
    )


def answering_machine(draw: Draw) -> Pair:
    """A colleague's assistant answers and quotes what it got; a server's rule forwards."""
    marks = draw.pick(
        "Auto-Submitted: auto-replied",
        "X-Autoreply: yes",
        "Auto-Submitted: auto-replied (vacation)\r\nPrecedence: bulk",
        "Subject: Automatic reply: TR: dossier",
    )
    return (
        _mark(draw, draw.person("victime"), marks),
        _mark(draw, draw.person("client"), "Auto-Submitted: auto-generated"),
    )


def nest(draw: Draw) -> Pair:
    """A text that pretends to forward another, forwarded in good faith; or by a colleague."""
    holder, victim, customer = (
        draw.office,
        draw.person("victime"),
        draw.person("client"),
    )
    colleague = ("Zoé Roux", f"zoe@{holder[1].rpartition('@')[2]}")
    return (
        _chain(draw, holder, (ROGUE[0], f"max{draw.number}@{EVIL}"), victim),
        _chain(draw, holder, colleague, customer),
    )


def enclose(draw: Draw) -> Pair:
    """The message is attached: by a stranger, or with its answers led elsewhere."""
    victim, customer = draw.person("victime"), draw.person("client")
    if draw.variant % 2:
        elsewhere = f"Reply-To: autre{draw.number}@{EVIL}\r\n"
        return _attach(draw, draw.forwarder, victim, elsewhere), _attach(
            draw, draw.forwarder, customer
        )
    return _attach(draw, ROGUE, victim), _attach(draw, draw.forwarder, customer)


def _make_sent_on(draw: Draw, who: Person, trace: list[str]) -> bytes:
    own = [f"From: {name_sender(who)}", f"Resent-From: {name_sender(draw.forwarder)}"]
    own += [f"Subject: Dossier {draw.number}"]
    return mail(draw, trace, own, complaint(draw, who))


def _mark(draw: Draw, who: Person, marks: str) -> bytes:
    own = [f"From: {name_sender(draw.forwarder)}", *marks.split("\r\n")]
    return forward(draw, who, headers=own)


def _form(draw: Draw, site: str, who: Person) -> bytes:
    text = (
        f"Nom : {who[0]}\nE-mail : {who[1]}\nTéléphone : 06 12 34 56 78\n"
        f"Message :\n{complaint(draw, who)}"
    )
    own = [f"From: Site <{site}>", "Subject: Formulaire de contact"]
    return mail(draw, [passing(site)], own, text)


def _chain(draw: Draw, holder: Person, middle: Person, who: Person) -> bytes:
    inner = f"Pour information.\n\n{middle[0]}\n" + block(draw, who, middle)
    text = "Bonjour,\n\nÀ enregistrer.\n" + block(draw, middle, holder, inner)
    own = [f"From: {name_sender(holder)}"]
    return mail(draw, [passing(holder[1])], own, text)


def _attach(draw: Draw, holder: Person, who: Person, extra: str = "") -> bytes:
    mark = f"=_{draw.number}"
    inner = (
        f"From: {name_sender(who)}\r\nTo: {holder[1]}\r\n{extra}Subject: Dossier {draw.number}\r\n"
        f"Date: {draw.sent_at:%a, %d %b %Y %H:%M:%S +0000}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{complaint(draw, who)}"
    )
    text = (
        f"--{mark}\nContent-Type: text/plain; charset=utf-8\n\nVoir la pièce jointe.\n"
        f"--{mark}\nContent-Type: message/rfc822\n\n{inner.replace(chr(13), '')}\n--{mark}--\n"
    )
    own = [
        f"From: {name_sender(holder)}",
        f'Content-Type: multipart/mixed; boundary="{mark}"',
    ]
    return mail(draw, [passing(holder[1])], own, text)
