"""Bodies in transfer encodings, right and wrong."""

from __future__ import annotations

from bench.costly.shapes import HEAD, TEXT, Shape, encode

_OCTETS = b"QUJD" * 19 + b"\r\n"
_UU = b"begin 644 a.bin\r\n"
_UU_LINE = b"M" + b"#0T-" * 15 + b"\r\n"
SHAPES: dict[str, Shape] = {
    "uuencode": Shape(encode(b"x-uuencode") + _UU, _UU_LINE, b"`\r\nend\r\n"),
    "uuencode, short lines": Shape(encode(b"x-uuencode") + _UU, b"!00\r\n"),
    "uuencode, bad lines": Shape(encode(b"x-uuencode") + _UU, b"M00\r\n"),
    "uuencode, empty lines": Shape(encode(b"x-uuencode") + _UU, b"M\n"),
    "uuencode, wrong lines": Shape(encode(b"x-uuencode") + _UU, b"M\x80\n"),
    "uuencode, padded lines": Shape(encode(b"x-uuencode") + _UU, b"#0T-$xxxx\r\n"),
    "uuencode, a file": Shape(
        encode(b"x-uuencode", b"application/pdf; name=a") + _UU, _UU_LINE
    ),
    "uuencode, no newline": Shape(encode(b"x-uuencode") + _UU, b"M#0T-"),
    "uuencoded in a text": Shape(TEXT + _UU, _UU_LINE, b"`\r\nend\r\n"),
    "many uuencoded in a text": Shape(TEXT, _UU + _UU_LINE + b"`\r\nend\r\n"),
    "uuencoded, never ended": Shape(TEXT, _UU),
    "yenc": Shape(
        TEXT, b"=ybegin line=128 size=3 name=a.bin\r\nabc\r\n=yend size=3\r\n"
    ),
    "quoted-printable": Shape(encode(b"quoted-printable"), b"=C3=A9"),
    "quoted-printable lines": Shape(encode(b"quoted-printable"), b"a=\r\n"),
    "quoted-printable, equals signs": Shape(encode(b"quoted-printable"), b"="),
    "quoted-printable spaces": Shape(encode(b"quoted-printable"), b" \t \r\n"),
    "base64": Shape(encode(b"base64"), _OCTETS),
    "base64, a file": Shape(encode(b"base64", b"application/pdf"), _OCTETS),
    "base64, one line": Shape(encode(b"base64"), b"QUJD"),
    "base64 in pieces": Shape(encode(b"base64"), b"QUI=\r\n"),
    "base64 in pieces, a file": Shape(
        encode(b"base64", b"application/pdf"), b"QUI=\r\n"
    ),
    "base64 with strangers": Shape(encode(b"base64"), b"QU*JD \x00\r\n"),
    "base64, short lines": Shape(encode(b"base64"), b"QUJD\r\n"),
    "base64 with dashes": Shape(encode(b"base64"), b"QUJD-\r\n--\r\n"),
    "encoding headers": Shape(
        HEAD, b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    ),
    "encoding headers above a body": Shape(
        HEAD, b"Content-Transfer-Encoding: base64\r\n", b"\r\n" + _OCTETS * 30
    ),
    "encoding headers and bodies": Shape(
        HEAD, b"Content-Transfer-Encoding: base64\r\n\r\n" + _OCTETS * 15 + b"--\r\n"
    ),
    "encoding headers, no base64": Shape(
        HEAD, b"Content-Transfer-Encoding: base64\r\n\r\n" + b"*QUJ\r\n"
    ),
}  # fmt: skip
