"""Senders whom the mailbox's provider vouches for, and words that are not the provider's."""

from __future__ import annotations

import pytest

from ingest.mime.auth_results import MAX_VALUE, read_results
from ingest.mime.strict_headers import Fields, fields_of
from ingest.trust.authentication import Authentication, authenticate

OWN = "mx.provider.example"
FROM = "From: Paul <paul@cabinet.example>"
HOP = "Received: from relay.example by mx2.provider.example; x"


def _headers(*lines: str) -> Fields:
    return fields_of("\r\n".join(lines).encode() + b"\r\n\r\nbody")


def _judge(*lines: str, own: str = OWN) -> Authentication:
    return authenticate(_headers(*lines).fields, own)


def _said(results: str, own: str = OWN) -> str:
    return f"Authentication-Results: {own}; {results}"


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ("dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=cabinet.example", "dmarc"),
        ("DMARC=Pass header.From=CABINET.example.", "dmarc"),
        ("spf=fail; dkim=fail; dmarc=pass header.from=cabinet.example", "dmarc"),
        ("dkim=pass header.d=cabinet.example header.b=a/b+c=", "dkim"),
        ("dkim=pass header.i=@cabinet.example header.s=s", "dkim"),
        ("dkim/1 = pass (x) header . d = mail.cabinet.example", "dkim"),
        (
            "dkim=fail header.d=cabinet.example; dkim=pass header.d=cabinet.example",
            "dkim",
        ),
        ("dkim=pass header.d=cabinet.example; dmarc=none", "dkim"),
        ("dkim=pass header.d=cabinet.example; dmarc=bestguesspass action=none", "dkim"),
    ],
)
def test_it_passes(results: str, why: str) -> None:
    assert _judge(HOP, _said(results), FROM) == Authentication(True, why)


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ("none", "no_pass"),
        ("spf=pass smtp.mailfrom=paul@cabinet.example", "no_pass"),
        ("dkim=pass header.d=evil.example", "not_aligned"),
        ("dkim=pass header.d=example", "not_aligned"),
        ("dkim=pass", "not_aligned"),
        ("dmarc=pass", "dmarc_other"),
        ("dmarc=pass header.from=evil.example", "dmarc_other"),
        ("dmarc=pass header.from=mail.cabinet.example", "dmarc_other"),
        ("dkim=pass header.d=cabinet.example; dmarc=fail", "dmarc_failed"),
        ("dmarc=passed header.from=cabinet.example", "dmarc_failed"),
        ("dmarc=fail; dmarc=pass header.from=cabinet.example", "malformed"),
        ("dmarc=pass header.from=cabinet.example (", "malformed"),
        ('dmarc=pass header.from=cabinet.example "', "malformed"),
        ("dmarc=pass header.from=cabinet.example )", "malformed"),
        ("dmarc=pass header.from=cabinet.example \\;", "malformed"),
        ("dmarc pass header.from=cabinet.example", "malformed"),
        ("", "malformed"),
    ],
)
def test_it_does_not_pass(results: str, why: str) -> None:
    assert _judge(HOP, _said(results), FROM) == Authentication(False, why)


GOOD = "dmarc=pass header.from=cabinet.example"
BAD = "dmarc=fail header.from=cabinet.example"


@pytest.mark.parametrize(
    ("trace", "why"),
    [
        ([HOP], "no_header"),
        ([HOP, _said(BAD), _said(GOOD)], "dmarc_failed"),
        ([HOP, _said(GOOD, "mx.evil.example")], "no_header"),
        ([HOP, _said(GOOD, f"{OWN}.evil.example")], "no_header"),
        ([HOP, _said(GOOD, f"({OWN}) evil")], "no_header"),
        ([HOP, "Authentication-Results: a=b; x=y", _said(GOOD)], "malformed"),
        ([HOP, "Received: from x by mx.evil.example; y", _said(GOOD)], "foreign_hop"),
        (["Received: from x by mx.evil.example; y", HOP], "no_header"),
    ],
)
def test_it_believes_the_topmost_of_the_provider_alone(
    trace: list[str], why: str
) -> None:
    assert _judge(*trace, FROM) == Authentication(False, why)


@pytest.mark.parametrize(
    "trace",
    [
        [_said(GOOD)],
        [HOP, _said(BAD, "mx.other.example"), _said(GOOD)],
        [HOP, _said(GOOD), _said(BAD)],
        [HOP, _said(GOOD, f'"{OWN}"')],
        [HOP, _said(GOOD, f"{OWN.upper()} 1")],
        [HOP, _said(GOOD, f"\r\n\t(a (b) c) {OWN} (d)\r\n 1")],
        ["Received: by 2002:a05:6a10:1::1 with SMTP id x", HOP, _said(GOOD)],
        ["Received: from a by dovecot.local; x", HOP, _said(GOOD)],
        ["Received: from a by b.inner.net; x", HOP, _said(GOOD)],
        [HOP, "Received: from a by 10.0.0.1; x", _said(GOOD)],
    ],
)
def test_it_finds_the_provider_s_own(trace: list[str]) -> None:
    assert _judge(*trace, FROM).passed


@pytest.mark.parametrize("own", ["", "none", " NONE "])
def test_it_vouches_for_nobody_without_a_provider(own: str) -> None:
    assert _judge(_said(GOOD, own or "x"), FROM, own=own).why == "no_provider"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [FROM, FROM],
        ["From: paul@cabinet.example, max@evil.example"],
        ["From: paul@cabinet.example <max@evil.example>"],
        ["From: Cabinet: paul@cabinet.example;"],
    ],
)
def test_it_needs_one_sender(lines: list[str]) -> None:
    assert _judge(_said(GOOD), *lines) == Authentication(False, "from")


def _chain(sealer: str, saw: str, text: str = "arc=pass") -> Fields:
    return _headers(
        _said(f"{text}; dmarc=fail header.from=cabinet.example"),
        f"ARC-Seal: i=2; a=rsa-sha256; d={OWN[3:]}; cv=pass; b=x",
        f"ARC-Authentication-Results: i=2; {OWN}; arc=pass",
        f"ARC-Seal: i=1; a=rsa-sha256; d={sealer}; cv=none; b=x",
        f"ARC-Authentication-Results: i=1; mx.{sealer}; {saw}",
        FROM,
    )


@pytest.mark.parametrize(
    ("chain", "redirected", "passed"),
    [
        (_chain("known.example", GOOD), True, True),
        (_chain("known.example", GOOD), False, False),
        (_chain("known.example", BAD), True, False),
        (_chain("known.example", GOOD, "arc=fail"), True, False),
        (_chain("known.example.evil.example", GOOD), True, False),
        (_chain("evil.example", GOOD), True, False),
        (_chain("", GOOD), True, False),
    ],
)
def test_it_believes_a_chain_of_known_sealers_for_what_was_redirected(
    chain: Fields, redirected: bool, passed: bool
) -> None:
    sealers = frozenset({"known.example"})

    verdict = authenticate(chain.fields, OWN, redirected=redirected, sealers=sealers)

    assert verdict.passed is passed
    assert not authenticate(chain.fields, OWN, redirected=redirected).passed


@pytest.mark.parametrize("deep", ["(" * 9_000 + ")" * 9_000, '"' + "\\a" * 9_000 + '"'])
def test_it_reads_a_hostile_value_in_one_pass(deep: str) -> None:
    results = read_results(f"x; a=b c={deep} d")

    assert results is None or results.authserv_id == "x"
    assert read_results("x; a=b" + " " * MAX_VALUE) is None
