"""Headers: many, long, folded, repeated, encoded."""

from __future__ import annotations

from bench.costly.shapes import HEAD, MIXED, TEXT, WORDS, Shape, part

_WORD = b"=?utf-8?q?=C3=A9t=C3=A9?="


def _header(line: bytes, *, foot: bytes = b"\r\n") -> Shape:
    """A header that never ends: `line` folded again and again."""
    return Shape(b"", line, foot + TEXT + WORDS)


SHAPES: dict[str, Shape] = {
    "many headers": Shape(
        TEXT + WORDS, lambda n: b"X-%d: b\r\n" % n, is_header=True
    ),
    "repeated headers": Shape(TEXT + WORDS, b"X-A: b\r\n", is_header=True),
    "essential headers": Shape(TEXT + WORDS, b"Subject: b\r\n", is_header=True),
    "many From": Shape(TEXT + WORDS, b"From: a@b.example\r\n", is_header=True),
    "a folded header": _header(b" a\r\n", foot=b""),
    "folded X": Shape(b"X-A: a\r\n", b" a\r\n", TEXT + WORDS),
    "folded From": Shape(b"From: a\r\n", b" a@b.example,\r\n", TEXT + WORDS),
    "a long header": Shape(b"X-A: ", b"a ", b"\r\n" + TEXT + WORDS),
    "headers without a colon": Shape(b"X-A: b\r\n", b"abcdefgh\r\n", TEXT),
    "headers without an end": Shape(HEAD, b"X-A: b\r\n"),
    "encoded words": Shape(b"Subject: ", _WORD + b" ", b"\r\n" + TEXT + WORDS),
    "encoded words of From": Shape(b"From: ", _WORD + b" ", b"\r\n" + TEXT),
    "encoded words unclosed": Shape(b"Subject: ", b"=?utf-8?q?", b"\r\n" + TEXT),
    "headers of encoded words": Shape(
        TEXT, b"Subject: " + _WORD * 40 + b"\r\n", is_header=True
    ),
    "To by the thousand": Shape(b"To: ", b"u@example.com, ", b"\r\n" + TEXT),
    "To headers": Shape(TEXT, lambda n: b"To: u%d@x.example\r\n" % n, is_header=True),
    "nested comments": Shape(b"From: ", b"(", b" a@b.example\r\n" + TEXT),
    "open quotes": Shape(b'From: "', b'\\"', b"\r\n" + TEXT),
    "open angles": Shape(b"From: ", b"<a@", b"\r\n" + TEXT),
    "References": Shape(b"References: ", b"<a@b.example> ", b"\r\n" + TEXT),
    "Received": Shape(
        TEXT + WORDS,
        b"Received: from a (b [192.0.2.1]) by c with ESMTP id d; Mon, 2 Nov 2026 10:00:00 +0100\r\n",
        is_header=True,
    ),
    "Authentication-Results": Shape(
        TEXT + WORDS,
        b"Authentication-Results: mx.example; dkim=pass header.d=b.example\r\n",
        is_header=True,
    ),
    "ARC": Shape(
        TEXT + WORDS,
        lambda n: b"ARC-Seal: i=%d; a=rsa-sha256; cv=pass; d=b.example\r\n" % n,
        is_header=True,
    ),
    "one long result": Shape(
        b"Authentication-Results: mx.example", b"; dkim=pass (", b"\r\n" + TEXT
    ),
    "dates": Shape(b"Date: ", b"Mon, 2 Nov 2026 ", b"\r\n" + TEXT),
    "RFC 2231 continuations": Shape(
        MIXED + b"--bb\r\nContent-Type: application/pdf",
        lambda n: b";\r\n name*%d=abc" % n,
        b"\r\n\r\nx\r\n",
    ),
    "parameters": Shape(
        MIXED + b"--bb\r\nContent-Type: application/pdf",
        lambda n: b"; p%d=a" % n,
        b"\r\n\r\nx\r\n",
    ),
    "open parameters": Shape(
        MIXED + b'--bb\r\nContent-Type: application/pdf; name="', b'\\"', b"\r\n\r\nx"
    ),
    "parts with continuations": Shape(
        MIXED,
        part(
            b"Content-Type: application/pdf"
            + b"".join(b"; name*%d*=%%C3%%A9" % n for n in range(500))
            + b"\r\n\r\nx"
        ),
    ),
    "parts with long headers": Shape(
        MIXED, part(b"Content-Type: text/plain; a=" + b"b" * 10_000 + b"\r\n\r\nx")
    ),
    "parts with many headers": Shape(
        MIXED, part(b"X-A: b\r\n" * 2_000 + b"\r\nx")
    ),
    "one part with many headers": Shape(MIXED + b"--bb\r\n", b"X-A: b\r\n", b"\r\nx"),
    "one part with a long type": Shape(
        MIXED + b"--bb\r\nContent-Type: ", b"text; ", b"\r\n\r\nx"
    ),
}  # fmt: skip
