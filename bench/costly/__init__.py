"""Mails made to cost their reader as much as their bytes allow."""

from __future__ import annotations

from bench.costly import encodings, heads, pages, texts, trees
from bench.costly.shapes import Shape

PLAIN = texts.PLAIN
SHAPES: dict[str, Shape] = {
    **texts.SHAPES,
    **trees.SHAPES,
    **encodings.SHAPES,
    **heads.SHAPES,
    **pages.SHAPES,
}
