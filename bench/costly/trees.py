"""Trees of parts, of messages and of reports."""

from __future__ import annotations

from bench.costly.shapes import HEAD, MIXED, WORDS, Shape, part

_NESTED = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
_FILE = b"Content-Type: application/pdf; name=a.pdf\r\n"
_OCTETS = b"QUJD" * 19 + b"\r\n"
_INNER = b"Content-Type: message/rfc822\r\n\r\nFrom: z@z.example\r\n"
SHAPES: dict[str, Shape] = {
    "lines like boundaries": Shape(MIXED, b"--\r\n"),
    "lines like boundaries of many": Shape(
        HEAD + b"".join(b"X-B: boundary=b%d\r\n" % n for n in range(150)) + b"\r\n",
        b"\n--bx",
        b"\n--b1" * 3_000,
    ),
    "boundary prefixes": Shape(MIXED, b"--bb\r\n--bbb\r\n"),
    "boundaries only": Shape(MIXED, b"--bb\r\n"),
    "closing boundaries": Shape(MIXED, b"--bb--\r\n"),
    "told boundaries": Shape(MIXED, lambda n: b"boundary=b%d\r\n--b%d\r\n" % (n, n)),
    "small parts": Shape(MIXED, part(b"Content-Type: text/plain\r\n\r\nx")),
    "empty parts": Shape(MIXED, part(b"\r\n")),
    "large parts": Shape(MIXED, part(b"\r\n" + WORDS * 130)),
    "small files": Shape(MIXED, part(_FILE + b"\r\nx")),
    "files of 8 kB": Shape(
        MIXED,
        part(_FILE + b"Content-Transfer-Encoding: base64\r\n\r\n" + _OCTETS * 110),
    ),
    "parts in 150 kinds": Shape(
        MIXED, lambda n: part(b"Content-Type: text/x-%d\r\n\r\nx" % n)
    ),
    "nested multiparts": Shape(HEAD, lambda n: _NESTED % (n, n)),
    "nested by 40, wide": Shape(
        HEAD + b"".join(_NESTED % (n, n) for n in range(40)),
        b"--b39\r\nContent-Type: text/plain\r\n\r\nx\r\n",
    ),
    "nested by 40, long": Shape(
        HEAD + b"".join(_NESTED % (n, n) for n in range(40)) + b"\r\n", WORDS
    ),
    "nested by 40, boundary-like": Shape(
        HEAD + b"".join(_NESTED % (n, n) for n in range(40)) + b"\r\n", b"--b\r\n"
    ),
    "a long boundary": Shape(
        HEAD + b"Content-Type: multipart/mixed; boundary=" + b"b" * 190 + b"\r\n\r\n",
        b"--" + b"b" * 189 + b"\r\n",
    ),
    "lost boundaries": Shape(
        HEAD + b"Content-Type: multipart/mixed\r\n\r\n", b"--part12345\r\n\r\nx\r\n"
    ),
    "chained messages": Shape(HEAD, _INNER),
    "attached messages": Shape(
        MIXED,
        part(
            b"Content-Type: message/rfc822\r\n\r\nFrom: z@z.example\r\nSubject: y\r\n\r\nz"
        ),
    ),
    "attached long messages": Shape(
        MIXED,
        part(
            b"Content-Type: message/rfc822\r\n\r\nFrom: z@z.example\r\nSubject: y\r\n\r\n"
            + WORDS * 600
        ),
    ),
    "attached html messages": Shape(
        MIXED,
        part(
            b"Content-Type: message/rfc822\r\n\r\nFrom: z@z.example\r\nSubject: y\r\n"
            b"Content-Type: text/html\r\n\r\n" + b"<p>a</p>" * 6_000
        ),
    ),
    "messages as files": Shape(
        MIXED,
        part(
            b"Content-Type: application/octet-stream; name=a.eml\r\n\r\n"
            b"From: z@z.example\r\nSubject: y\r\n\r\n" + WORDS * 600
        ),
    ),
    "a chain of 45 around words": Shape(HEAD + _INNER * 45 + b"\r\n", WORDS),
    "a chain of 45 around html": Shape(
        HEAD + _INNER * 45 + b"Content-Type: text/html\r\n\r\n", b"<p>" + WORDS
    ),
    "delivery reports": Shape(
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=bb\r\n\r\n"
        b"--bb\r\nContent-Type: message/delivery-status\r\n\r\n",
        b"Final-Recipient: rfc822; u@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n",
    ),
    "a report of small blocks": Shape(
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=bb\r\n\r\n"
        b"--bb\r\nContent-Type: message/delivery-status\r\n\r\n",
        b"a:b\n\n",
    ),
    "a report of empty lines": Shape(
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=bb\r\n\r\n"
        b"--bb\r\nContent-Type: message/delivery-status\r\n\r\n",
        b"\n",
    ),
    "a report of one block": Shape(
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=bb\r\n\r\n"
        b"--bb\r\nContent-Type: message/delivery-status\r\n\r\n",
        b"Final-Recipient: rfc822; u@x.example\r\nAction: failed\r\n",
    ),
    "external bodies": Shape(
        MIXED,
        part(
            b"Content-Type: message/external-body; name=a\r\n\r\nContent-Type: a/b\r\n\r\nx"
        ),
    ),
    "headers enclosed": Shape(
        MIXED + b"--bb\r\nContent-Type: text/rfc822-headers\r\n\r\n", b"X-A: b\r\n"
    ),
    "zip-like names": Shape(
        MIXED,
        lambda n: part(
            b'Content-Type: application/zip; name="%s%d.zip"\r\n\r\nPK\x03\x04' % (b"../" * 60, n)
        ),
    ),
    "names of 200 accents": Shape(
        MIXED,
        part(
            b'Content-Disposition: attachment; filename="'
            + "é".encode() * 200
            + b'"\r\n\r\nx'
        ),
    ),
}  # fmt: skip
