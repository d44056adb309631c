"""Writes articles/vessmark-rate-decision.pdf: two pages of text, with the running head and page numbers a real paper has.

A text-only PDF is a dozen objects, so it is put together here by hand and needs no library: ``python bench/sample_pdf.py``.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "articles" / "vessmark-rate-decision.pdf"
TITLE = "Vessmark Central Bank lowers its key rate to 3.00 per cent"
HEAD = "Vessmark Central Bank | Monetary Policy Note 4/2025"

PAGES = (
    (
        "11 December 2025",
        "The board of the Vessmark Central Bank decided on Wednesday to lower its key rate by a quarter of a percentage point, "
        "from 3.25 to 3.00 per cent. The new rate applies from 15 December.",
        "It was the third cut this year, after those of March and September. Five members voted for it and two against. The "
        "two, Ola Brandvik and Petra Lindahl, wanted to wait for the wage settlement of the spring.",
        "Inflation stood at 2.4 per cent in November, down from 3.1 per cent a year earlier. The bank expects it to reach its "
        "target of 2 per cent in the third quarter of 2026, one quarter later than it forecast in September.",
        'Governor Astrid Halloran told reporters that the board saw no reason for haste. "We are walking down the stairs, not '
        'sliding down the banister," she said.',
        "The currency, the vessmark crown, lost half a per cent against the euro within an hour of the decision and recovered "
        "most of it by the evening.",
    ),
    (
        "Raw materials were the new point in the discussion. Magnets and the motors that contain them make up a fifth of the "
        "island's exports, and deliveries from abroad were late for eleven weeks last summer.",
        "According to the bank's survey of 140 companies, taken between 3 and 21 November, one in six had to stop a line for "
        "want of parts. Most now keep stocks for three months instead of six weeks.",
        "The bank therefore lowered its forecast for growth in 2026 from 1.9 to 1.5 per cent. For 2027 it still expects 2.0 "
        "per cent.",
        "House prices rose by 4.2 per cent in the year to October. A rule that limits loans to 85 per cent of a home's value, "
        "which was to end on 31 December, has been prolonged until the end of 2027.",
        "The next decision will be announced on 5 February 2026. The minutes of this meeting will be published on 8 January.",
        "Before that, the bank will say who is to follow deputy governor Emil Rasch, who leaves in January after twelve years.",
    ),
)


def escaped(text: str) -> str:
    """The text as it may stand between the brackets of a PDF string."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def drawing(number: int, paragraphs: tuple[str, ...]) -> bytes:
    """The content stream of one page: head, on the first page the title, paragraphs, page number."""
    lines = [f"BT /F1 9 Tf 72 800 Td ({escaped(HEAD)}) Tj ET"]
    y = 760
    if number == 1:
        lines.append(f"BT /F2 16 Tf 72 {y} Td ({escaped(TITLE)}) Tj ET")
        y -= 34
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, 84):
            lines.append(f"BT /F1 11 Tf 72 {y} Td ({escaped(line)}) Tj ET")
            y -= 15
        y -= 10
    lines.append(f"BT /F1 9 Tf 280 40 Td (Page {number} of {len(PAGES)}) Tj ET")
    return "\n".join(lines).encode("ascii")


def document() -> bytes:
    """The whole file, with its cross-reference table."""
    first = 6
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(PAGES)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(PAGES)} >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({escaped(TITLE)}) /Author (Vessmark Central Bank) /CreationDate (D:20251211110000Z) >>".encode("ascii"),
    ]
    for number, paragraphs in enumerate(PAGES, 1):
        stream = drawing(number, paragraphs)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
            + f"/Contents {first + 2 * number - 1} 0 R >>".encode("ascii")
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode("ascii") + stream + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{offset:010d} 00000 n \n".encode("ascii") for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n".encode("ascii")
    return bytes(out)


if __name__ == "__main__":
    TARGET.write_bytes(document())
    print(TARGET)
