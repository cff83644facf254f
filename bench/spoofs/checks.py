"""Families that forge, misplace or bend the provider's results."""

from __future__ import annotations

from bench.spoofs.mails import (
    EVIL,
    PROVIDER,
    Draw,
    forward,
    passing,
    results,
    write_received,
)

Pair = tuple[bytes, bytes]


def _pair(draw: Draw, spoofed: list[str], honest: list[str] | None = None) -> Pair:
    """The same forward twice: the one's trace lies, the other's is the provider's."""
    victim, customer = draw.person("victime"), draw.person("client")
    return forward(draw, victim, trace=spoofed), forward(draw, customer, trace=honest)


def no_results(draw: Draw) -> Pair:
    return _pair(draw, draw.pick([], ["Received-SPF: pass"], ["X-DMARC: pass"]))


def failing(draw: Draw) -> Pair:
    home = _home(draw)
    verdict = draw.pick("fail", "temperror", "permerror", "softfail", "")
    dkim = draw.pick("dkim=fail", "dkim=none", f"dkim=pass header.d={home}")
    return _pair(draw, [results(f"{dkim}; dmarc={verdict} header.from={home}")])


def forge_below(draw: Draw) -> Pair:
    home, honest = _home(draw), passing(draw.forwarder[1])
    real = results(f"dkim=none; dmarc=fail header.from={home}")
    old = results(f"dmarc=fail header.from={home}", "mx.ailleurs.example")
    hop = write_received(f"relais.{home}")
    below = draw.pick([honest], [hop, honest], [honest, honest])
    return _pair(draw, [real, *below], [honest, *draw.pick([old], [hop, old])])


def other_server(draw: Draw) -> Pair:
    home = _home(draw)
    other = results(
        f"dmarc=pass header.from={home}",
        draw.pick("mx.google.com", f"mx.{EVIL}", "hebergeur.example", "none"),
    )
    return _pair(draw, [other], [other, passing(draw.forwarder[1])])


def look_alike(draw: Draw) -> Pair:
    text = f"dmarc=pass header.from={_home(draw)}"
    odd = draw.pick(
        f"{PROVIDER}.{EVIL}",
        "mx-hebergeur.example",
        "mx.hebergeur.examp1e",
        f"x{PROVIDER}",
        f"({PROVIDER}) mx.{EVIL}",
        f'"{PROVIDER} 1"',
        f"{PROVIDER}.",
        f"{PROVIDER}/1",
    )
    good = draw.pick(
        PROVIDER.upper(), f"{PROVIDER} 1", f'"{PROVIDER}"', f" (x) {PROVIDER}(y) 1 "
    )
    return _pair(draw, [results(text, odd)], [results(text, good)])


def foreign_hop(draw: Draw) -> Pair:
    """The provider said nothing; what stands below another server's hop is the sender's."""
    honest = passing(draw.forwarder[1])
    relay = write_received(f"relais.{draw.pick(EVIL, 'entre-deux.example')}")
    inner = write_received("dovecot.local", "mx3.hebergeur.example")
    return _pair(draw, [relay, honest], [inner, honest, relay])


def sign_unaligned(draw: Draw) -> Pair:
    home = _home(draw)
    dmarc = draw.pick("", "; dmarc=none", f"; dmarc=none header.from={home}")
    signer = draw.pick(
        f"header.d={EVIL}",
        f"header.i=@{home}.{EVIL}",
        f"header.d={EVIL} header.i=@{home}",
        f"header.d={home} header.d={EVIL}",
        "header.d=example",
        f"header.d=x{home}",
    )
    good = draw.pick(f"header.d={home}", f"header.i=@{home}", f"header.d=m.{home}")
    return _pair(
        draw,
        [results(f"dkim=pass {signer}{dmarc}")],
        [results(f"dkim=pass {good}{dmarc}")],
    )


def other_domain(draw: Draw) -> Pair:
    home = _home(draw)
    other = draw.pick(
        EVIL, f"{home}.{EVIL}", f"x.{home}", "", f"{home} header.from=a.fr"
    )
    text = f"dkim=pass header.d={EVIL}; dmarc=pass header.from={other}"
    return _pair(draw, [results(text)])


def spf_alone(draw: Draw) -> Pair:
    home, mailer = _home(draw), draw.forwarder[1]
    verdict = draw.pick("spf=pass", "spf=pass; dkim=none", "spf=pass; dkim=neutral")
    honest = f"spf=fail smtp.mailfrom=x@{EVIL}; dmarc=pass header.from={home}"
    return _pair(
        draw, [results(f"{verdict} smtp.mailfrom={mailer}")], [results(honest)]
    )


def bend_words(draw: Draw) -> Pair:
    """The right words in the wrong place: comments, quotes, twice, never closed."""
    good = f"dmarc=pass header.from={_home(draw)}"
    bad = f"dmarc=fail header.from={_home(draw)}"
    odd = draw.pick(
        f"{bad} ({good})",
        f'{bad} reason="x; {good}"',
        f"{bad}; {good}",
        f"{good}; {bad}",
        f"spf=pass (never closed; {good}",
        f"{good} (",
        f'{good} reason="never closed',
        f"none; {good}",
    )
    legal = draw.pick(
        f"spf=none (a (nested; {bad}) b);\r\n\t{good} (p=none (dis=none))",
        f'x=fail reason="; {bad}"; {good}',
        f"dmarc = pass (x) header . from = {_home(draw)}",
        f'{good} policy.note="a;b\\"c" ;',
    )
    return _pair(draw, [results(odd)], [results(legal)])


def _home(draw: Draw) -> str:
    return draw.forwarder[1].rpartition("@")[2]
