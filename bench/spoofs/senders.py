"""Families that pretend to be somebody in the sender's own headers."""

from __future__ import annotations

from bench.spoofs.mails import (
    EVIL,
    Draw,
    block,
    complaint,
    forward,
    mail,
    name_sender,
    passing,
    results,
)

Pair = tuple[bytes, bytes]
ROGUE = ("Max Malin", f"max@{EVIL}")


def _from(draw: Draw, bad: str, good: str = "", *, signed_by: str = EVIL) -> Pair:
    """Two forwards that differ by their From; the provider vouches for `signed_by`, or honestly."""
    return _headers(
        draw, [f"From: {bad}"], [f"From: {good}"] if good else None, signed_by
    )


def _headers(
    draw: Draw, bad: list[str], good: list[str] | None = None, signed_by: str = EVIL
) -> Pair:
    verdict = results(
        f"dkim=pass header.d={signed_by}; dmarc=pass header.from={signed_by}"
    )
    spoofed = forward(draw, draw.person("victime"), trace=[verdict], headers=bad)
    return spoofed, forward(draw, draw.person("client"), headers=good)


def two_headers(draw: Draw) -> Pair:
    us, them = f"From: {name_sender(draw.forwarder)}", f"From: {name_sender(ROGUE)}"
    return _headers(
        draw,
        draw.pick([us, them], [them, us], [us, them.replace("From:", "FROM :")]),
        signed_by=draw.pick(EVIL, draw.forwarder[1].rpartition("@")[2]),
    )


def two_mailboxes(draw: Draw) -> Pair:
    us, them = draw.forwarder[1], ROGUE[1]
    bad = draw.pick(
        f"{us}, {them}", f"{them}, {us}", f"<{us}> <{them}>", f"<{them}>, Paul <{us}>"
    )
    return _from(draw, bad, draw.pick(us, f"<{us}>"))


def show_other_name(draw: Draw) -> Pair:
    name, us = draw.forwarder
    bad = draw.pick(
        f'"{us}" <{ROGUE[1]}>',
        f'"{name} <{us}>" <{ROGUE[1]}>',
        f"{name_sender((name, ROGUE[1]))}",
        f"=?utf-8?q?{us.replace('@', '=40')}?= <{ROGUE[1]}>",
    )
    return _from(draw, bad, f'"{name} (courtier)" <{us}>')


def readers_differ(draw: Draw) -> Pair:
    """Write a sender that parsers read as one person or another (CVE-2023-27043 and its cousins)."""
    us, them, home = draw.forwarder[1], ROGUE[1], draw.forwarder[1].rpartition("@")[2]
    bad = draw.pick(
        f"{us} <{them}>",
        f"{us}]<{them}>",
        f"{us}){them}",
        f"{us}\\,<{them}>",
        f'"{us}"@{EVIL}',
        f"<@{home}:{them}>",
        f"{us}(<{them}>)",
        f"{them}(<{us}>)",
    )
    return _from(draw, bad, f"{us} (Paul Martin)", signed_by=draw.pick(EVIL, home))


def group(draw: Draw) -> Pair:
    us, them = draw.forwarder[1], ROGUE[1]
    bad = draw.pick(
        f"Cabinet: {us};", f"Cabinet: {us}, {them};", f"Cabinet:;<{us}>", "vide:;"
    )
    return _from(draw, bad, signed_by=draw.pick(EVIL, us.rpartition("@")[2]))


def encode(draw: Draw) -> Pair:
    us = draw.forwarder[1].replace("@", "=40")
    bad = draw.pick(
        f"=?utf-8?q?{us}=3E=2C?=@{EVIL}",
        f"=?utf-8?q?{us}=00?=@{EVIL}",
        f"=?utf-8?q?=3C{us}=3E?= <{ROGUE[1]}>",
        f"<=?utf-8?q?{us}?=>",
    )
    return _from(draw, bad, f"=?utf-8?q?Fran=C3=A7oise_B=2E?= <{draw.forwarder[1]}>")


def controls(draw: Draw) -> Pair:
    name, us = draw.forwarder
    home = us.rpartition("@")[2]
    bad = draw.pick(
        [f"From: {us}\x00@{EVIL}"],
        [f"X-Note: a\rFrom: {us}", f"From: {name_sender(ROGUE)}"],
        [f"From: {us}\x0b<{ROGUE[1]}>"],
        ["rien", f"From: {us}"],
        [f"From: {us}\r", f"Reply-To: {ROGUE[1]}\x00"],
    )
    signed_by = draw.pick(EVIL, EVIL, EVIL, home, home)
    return _headers(draw, bad, [f"From: {name}\r\n\t<{us}>"], signed_by)


def look_alike(draw: Draw) -> Pair:
    local, _, home = draw.office[1].partition("@")
    bad = draw.pick(
        home.replace("c", "с", 1).encode("idna").decode(),
        home.replace("-", ""),
        f"{home}.{EVIL}",
        f"m.{home}.fr",
        home.replace("example", "examp1e"),
        f"mail.{home}",
    )
    return (
        forward(draw, draw.person("victime"), by=(draw.office[0], f"{local}@{bad}")),
        forward(draw, draw.person("client"), by=draw.office),
    )


def make_unverified(draw: Draw) -> Pair:
    by = draw.pick(ROGUE, ("Bruno", "bruno.petit2@gmail.com"), ("x", "x@courtage.test"))
    return forward(draw, draw.person("victime"), by=by), forward(
        draw, draw.person("client")
    )


def other_headers(draw: Draw) -> Pair:
    """Sender, Resent-From and the like name the forwarder; From, which is checked, does not."""
    us, victim, customer = (
        name_sender(draw.forwarder),
        draw.person("victime"),
        draw.person("client"),
    )
    trick = draw.pick(
        f"Sender: {us}", f"Resent-From: {us}", f"X-Forwarded-For: {draw.forwarder[1]} x@y.fr",
        f"Resent-Sender: {us}", f"Return-Path: <{draw.forwarder[1]}>",
    )  # fmt: skip
    own = [f"From: {name_sender(ROGUE)}", trick]
    bad = mail(draw, [passing(ROGUE[1])], own, block(draw, victim, ROGUE))
    sent_on = [
        f"From: {name_sender(customer)}",
        f"Resent-From: {us}",
        "Subject: Mon dossier",
    ]
    return bad, mail(draw, [passing(customer[1])], sent_on, complaint(draw, customer))


def direct(draw: Draw) -> Pair:
    """Somebody writes in another's name, straight to the mailbox."""
    victim, customer = draw.person("victime"), draw.person("client")
    home = victim[1].rpartition("@")[2]
    trace = draw.pick([], [results(f"spf=pass; dmarc=fail header.from={home}")])
    return _letter(draw, victim, trace), _letter(draw, customer, [passing(customer[1])])


def answer_elsewhere(draw: Draw) -> Pair:
    """Reply-To names another person: an answer would go to the victim."""
    rogue = (ROGUE[0], f"max{draw.number}@{EVIL}")
    victim, customer = draw.person("victime")[1], draw.person("client")
    bad = draw.pick(
        [f"Reply-To: {victim}"],
        [f"Reply-To: {rogue[1]}, {victim}"],
        [f"Reply-To: {rogue[1]}.{EVIL}"],
        [f"Reply-To: {rogue[1]}", f"Reply-To: {victim}"],
        [f'Reply-To: "{rogue[1]}" <{victim}>'],
    )
    good = draw.pick([], [f"Reply-To: {name_sender(customer)}"])
    return (
        _letter(draw, rogue, [passing(rogue[1])], *bad),
        _letter(draw, customer, [passing(customer[1])], *good),
    )


def _letter(draw: Draw, who: tuple[str, str], trace: list[str], *headers: str) -> bytes:
    own = [f"From: {name_sender(who)}", *headers, f"Subject: Dossier {draw.number}"]
    return mail(draw, trace, own, complaint(draw, who))
