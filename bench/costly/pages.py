"""HTML of tags, attributes, entities and what is never closed."""

from __future__ import annotations

from bench.costly.shapes import HEAD, HTML, WORDS, Shape, encode, part

SHAPES: dict[str, Shape] = {
    "tags": Shape(HTML, b"<b>"),
    "tags and words": Shape(HTML, b"<p>a</p>"),
    "empty tags": Shape(HTML, b"<>"),
    "open angles in html": Shape(HTML, b"<"),
    "open tags": Shape(HTML, b"<a "),
    "divs": Shape(HTML, b"<div>"),
    "quoted blocks": Shape(HTML, b"<blockquote>a"),
    "quoted blocks, 20 deep": Shape(HTML + b"<blockquote>" * 20, b"<p>a"),
    "tables": Shape(HTML, b"<table><tr><td>"),
    "cells": Shape(HTML + b"<table>", b"<tr><td>a</td></tr>"),
    "cells in a row": Shape(HTML + b"<table><tr>", b"<td>a"),
    "fonts": Shape(HTML, b"<font><i>"),
    "anchors": Shape(HTML, b'<a href="mailto:a@b.example">a</a>'),
    "anchors unclosed": Shape(HTML, b'<a href="mailto:a@b.example">'),
    "pictures": Shape(HTML, b'<img src="cid:a@b">'),
    "pictures apart": Shape(HTML, lambda n: b'<img src="cid:a%d@b">' % n),
    "breaks": Shape(HTML, b"<br>"),
    "rules in html": Shape(HTML, b"<hr>"),
    "borders": Shape(HTML, b'<div style="border-top:solid #ccc 1pt">De : a</div>'),
    "styles": Shape(HTML, b"<style>"),
    "closed styles": Shape(HTML, b"<style>a{}</style>"),
    "scripts": Shape(HTML, b"<script>a"),
    "comments": Shape(HTML, b"<!--"),
    "closed comments": Shape(HTML, b"<!-- a -->"),
    "conditional comments": Shape(HTML, b"<!--[if mso]><![endif]-->"),
    "cdata": Shape(HTML, b"<![CDATA["),
    "entities": Shape(HTML, b"&eacute;"),
    "ampersands": Shape(HTML, b"&"),
    "ampersands and words": Shape(HTML, b"&abcdefghijk "),
    "numeric entities": Shape(HTML, b"&#233;"),
    "open entities": Shape(HTML, b"&#"),
    "a long entity": Shape(HTML + b"&", b"a"),
    "a long number": Shape(HTML + b"&#", b"9"),
    "attributes": Shape(HTML + b"<p ", b"a=b "),
    "attributes apart": Shape(HTML + b"<p ", lambda n: b"a%d=b " % n),
    "attributes without a value": Shape(HTML + b"<p ", b"a "),
    "a long attribute": Shape(HTML + b'<p title="', b"a"),
    "declarations": Shape(HTML + b'<p style="', b"color:red;"),
    "declarations unclosed": Shape(HTML + b'<p style="', b"("),
    "data in html": Shape(HTML + b'<img src="data:image/png;base64,', b"QUJD", b'">'),
    "many data in html": Shape(HTML, b'<img src="data:image/png;base64,QUJD">'),
    "open data in html": Shape(HTML, b'<img src="data:'),
    "words in html": Shape(HTML, WORDS),
    "newlines in html": Shape(HTML, b"\n"),
    "newlines in pre": Shape(HTML + b"<pre>", b"\n"),
    "lists": Shape(HTML, b"<ul><li>a"),
    "slashes": Shape(HTML, b"</div>"),
    "html in base64": Shape(encode(b"base64", b"text/html"), b"PGI+"),
    "html and text": Shape(
        HEAD
        + b"Content-Type: multipart/alternative; boundary=bb\r\n\r\n"
        + part(b"Content-Type: text/plain\r\n\r\n" + WORDS * 3_000)
        + b"--bb\r\nContent-Type: text/html\r\n\r\n",
        b"<p>" + WORDS,
    ),
}  # fmt: skip
