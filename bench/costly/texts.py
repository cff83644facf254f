"""Texts of lines, marks, labels, numbers and odd letters."""

from __future__ import annotations

from bench.costly.shapes import HEAD, MIXED, TEXT, WORDS, Shape, part

PLAIN = "plain words"
_FORWARD = b"-----Message d'origine-----\r\nDe : Jean Petit <j@b.example>\r\n\r\n"
_HEADERS_BLOCK = (
    "De : Jean <j@b.example>\r\nEnvoyé : lundi 2 novembre 2026 10:00\r\n"
    "À : c@d.example\r\nObjet : réclamation\r\n\r\n"
).encode()
SHAPES: dict[str, Shape] = {
    PLAIN: Shape(TEXT, WORDS),
    "newlines": Shape(TEXT, b"\n"),
    "newlines of Windows": Shape(TEXT, b"\r\n"),
    "carriage returns": Shape(TEXT, b"\r"),
    "lines of spaces": Shape(TEXT, b" \r\n"),
    "one long line": Shape(TEXT, b"a"),
    "one long line of spaces": Shape(TEXT, b" "),
    "one line of words": Shape(TEXT, b"mot "),
    "tabulations": Shape(TEXT, b"\t"),
    "short lines": Shape(TEXT, b"a:\n"),
    "quote marks in a line": Shape(TEXT, b"> "),
    "quoted lines": Shape(TEXT, b"> a\n"),
    "deeper and deeper quotes": Shape(TEXT, lambda n: b">" * (n % 2_000) + b" a\n"),
    "quotes in and out": Shape(TEXT, b"> a\nb\n"),
    "labels of forwards": Shape(TEXT, b"De : a@b.example\r\n"),
    "forwards under forwards": Shape(TEXT, _FORWARD),
    "blocks of headers": Shape(TEXT, _HEADERS_BLOCK),
    "attributions": Shape(
        TEXT, "Le lun. 2 nov. 2026 à 10:00, Jean <j@b.example> a écrit :\r\n> a\r\n".encode()
    ),
    "half attributions": Shape(TEXT, "Le lun. 2 nov. 2026 à 10:00, Jean \r\n".encode()),
    "attribution on one line": Shape(TEXT, b"Le 2 nov. 2026, "),
    "a ecrit": Shape(TEXT, " a écrit :".encode()),
    "rules": Shape(TEXT, b"_" * 32 + b"\r\n"),
    "one rule": Shape(TEXT, b"_"),
    "dashes": Shape(TEXT, b"-"),
    "stars": Shape(TEXT, b"*"),
    "addresses": Shape(TEXT, b"a@a.a@"),
    "addresses on lines": Shape(TEXT, lambda n: b"u%d@client.example\r\n" % n),
    "telephone numbers": Shape(TEXT, b"06 12 34 56 78 "),
    "contract numbers": Shape(TEXT, b"contrat 1 2 3 4 "),
    "contract labels": Shape(TEXT, "contrat n° ".encode()),
    "digits": Shape(TEXT, b"1"),
    "digits apart": Shape(TEXT, b"1 2 3 4 "),
    "dates in a text": Shape(TEXT, b"le 2 novembre 2026, "),
    "amounts": Shape(TEXT, "1 000,00 € ".encode()),
    "cid marks": Shape(TEXT, b"[cid:image001.png@01]"),
    "links": Shape(TEXT, b"<https://a.example/b>"),
    "open angles in a text": Shape(TEXT, b"<"),
    "accents": Shape(TEXT, "é".encode()),
    "combining accents": Shape(TEXT, "e\u0301".encode()),
    "one letter, many accents": Shape(TEXT, "\u0301".encode()),
    "accents out of order": Shape(TEXT, "\u0301\u0323".encode()),
    "emoji": Shape(TEXT, "😀".encode()),
    "dotted I": Shape(TEXT, "İ".encode()),
    "ligatures": Shape(TEXT, "ﷺ".encode()),
    "octets that are no UTF-8": Shape(TEXT, b"\xe9\xff"),
    "octets of control": Shape(TEXT, b"\x00\x01"),
    "UTF-8 twice": Shape(TEXT, "Ã©".encode()),
    "unicode lines": Shape(TEXT, "\u2028".encode()),
    "iso-2022": Shape(TEXT, b"\x1b$B$\"\x1b(B"),
    "iso-2022 shifts": Shape(TEXT, b"\x1b$B\x1b(B"),
    "hz": Shape(HEAD + b"Content-Type: text/plain; charset=hz\r\n\r\n", b"~{VP~}"),
    "utf-7": Shape(HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n", b"+AOk-"),
    "utf-16": Shape(HEAD + b"Content-Type: text/plain; charset=utf-16\r\n\r\n", b"a\0"),
    "charset changes": Shape(
        MIXED,
        lambda n: part(
            b"Content-Type: text/plain; charset=%s\r\n\r\n\xe9\xe8"
            % (b"utf-8", b"cp1252", b"koi8-r", b"gb18030", b"x-none-%d" % n)[n % 5]
        ),
    ),
    "format flowed": Shape(
        HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n", b"a \r\n"
    ),
    "signatures": Shape(TEXT, b"-- \r\nJean\r\n"),
    "greetings": Shape(TEXT, b"Cordialement,\r\nJean\r\n"),
    "disclaimers": Shape(TEXT, b"Ce message est confidentiel.\r\n"),
    "form fields": Shape(TEXT, b"Nom : Petit\r\nEmail : j@b.example\r\n"),
    "form labels": Shape(TEXT, b"Message :\r\n"),
    "sent from": Shape(TEXT, "Envoyé de mon iPhone\r\n".encode()),
}  # fmt: skip
