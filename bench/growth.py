"""Figures of several sizes -> one SVG: how time, memory and disk grow with the collection. Written by hand, so that nothing is
needed to draw it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_WIDE, _HIGH, _EDGE = 720, 420, 60
_LINES = (
    ("search vectors, p50 ms", lambda f: f["search_vectors"]["p50_ms"], "#1f77b4"),
    ("search terms, p50 ms", lambda f: f["search_terms"]["p50_ms"], "#2ca02c"),
    ("read 50 passages, p50 ms", lambda f: f["read_50"]["p50_ms"], "#9467bd"),
    ("whole answer, p50 ms", lambda f: f.get("ask", {}).get("p50_ms"), "#d62728"),
    ("add one article, ms", lambda f: 1000 * f["add_one_s"] if "add_one_s" in f else None, "#8c564b"),
    ("memory, MB", lambda f: f.get("memory_mb", f["memory_index_mb"]), "#7f7f7f"),
)


def draw(figures: Sequence[dict[str, Any]], path: Path) -> None:
    """Both axes logarithmic; a line each of what is measured."""
    rows = sorted(figures, key=lambda f: f["passages"])
    low, high = math.log10(rows[0]["passages"]), math.log10(rows[-1]["passages"])

    def at(passages: float, value: float) -> tuple[float, float]:
        across = (math.log10(passages) - low) / max(high - low, 1e-9)
        up = (math.log10(max(value, 0.1)) + 1) / 4.5
        return _EDGE + across * (_WIDE - 2 * _EDGE - 150), _HIGH - _EDGE - up * (_HIGH - 2 * _EDGE)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
        f'<text x="{_EDGE}" y="24" font-size="15">Growth with the number of passages (2 cores)</text>',
    ]
    for power in range(-1, 4):
        _, y = at(rows[0]["passages"], 10.0**power)
        parts.append(f'<line x1="{_EDGE}" y1="{y:.0f}" x2="{_WIDE - _EDGE - 150}" y2="{y:.0f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_EDGE - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g}</text>')
    for row in rows:
        x, _ = at(row["passages"], 1)
        parts.append(f'<text x="{x:.0f}" y="{_HIGH - _EDGE + 18}" text-anchor="middle">{row["passages"]:,}</text>')
    for number, (label, value, colour) in enumerate(_LINES):
        points = [at(row["passages"], found) for row in rows if (found := value(row)) is not None]
        if points:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
            parts.append(f'<text x="{_WIDE - _EDGE - 135}" y="{70 + 22 * number}" fill="{colour}">{label}</text>')
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")
