"""One small file of each format, made here, with the same two sentences in it."""

from __future__ import annotations

import io
import json
import zipfile

CHINESE = "今天上午，渡口的老船停航了。明天起由新桥通行。"
ENGLISH = "The old ferry made its last run this morning. The new bridge opens tomorrow."
BODY = [
    CHINESE,
    ENGLISH,
    "“我开了三十年船。”船长说，“舍不得。”",
    "Tickets already sold will be paid back at the pier until Friday.",
]
TITLE = "渡口停航 The ferry stops"


def html(body: list[str] = BODY) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(12))
    return (
        f"<html><head><meta charset='utf-8'><title>{TITLE}</title><meta property='article:published_time' "
        f"content='2026-01-05T09:30:00+08:00'><meta property='og:site_name' content='渡口报'></head>"
        f"<body><nav><ul>{links}</ul></nav>"
        f"<article><h1>{TITLE}</h1>{paragraphs}</article><footer>版权所有 渡口报</footer>"
        "<script>alert(1)</script></body></html>"
    )


def mhtml() -> bytes:
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/ferry\r\n"
        b"Subject: ferry\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n------B\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: 8bit\r\nContent-Location: https://example.org/ferry\r\n\r\n"
        + html().encode()
        + b"\r\n------B--\r\n"
    )


def archive(entries: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return buffer.getvalue()


def docx() -> bytes:
    import docx as library

    document = library.Document()
    document.add_heading(TITLE, 0)
    for line in BODY:
        document.add_paragraph(line)
    document.add_paragraph("票价两元", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "班次", "12"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def epub() -> bytes:
    chapter = "<html xmlns='http://www.w3.org/1999/xhtml'><body>{}</body></html>"
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
            "<rootfile full-path='OEBPS/book.opf'/></rootfiles></container>",
            "OEBPS/book.opf": "<package xmlns='http://www.idpf.org/2007/opf' "
            "xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata>"
            f"<dc:title>{TITLE}</dc:title><dc:creator>Ada Quill</dc:creator><dc:date>2025-06-01</dc:date></metadata><manifest>"
            "<item id='a' href='one.xhtml'/>"
            "<item id='b' href='two.xhtml'/></manifest><spine><itemref idref='a'/><itemref idref='b'/>"
            "</spine></package>",
            "OEBPS/one.xhtml": chapter.format("".join(f"<p>{line}</p>" for line in BODY[:2])),
            "OEBPS/two.xhtml": chapter.format("".join(f"<p>{line}</p>" for line in BODY[2:])),
        }
    )


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF of Latin lines in Helvetica."""
    objects: list[bytes] = [b"", b""]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        content = f"BT /F1 12 Tf 14 TL 50 800 Td {shown} ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 << /Type /Font "
            b"/Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


FERRY = ["The old ferry made its last run this morning, after", "ninety years on the river. The new bridge opens", "tomorrow."]
SAMPLES: dict[str, bytes] = {
    "txt": "\n\n".join([TITLE, *BODY]).encode(),
    "md": f"# {TITLE}\n\n".encode() + "\n\n".join(BODY).encode(),
    "html": html().encode(),
    "mhtml": mhtml(),
    "jsonl": "\n".join(json.dumps({"id": f"a{n}", "text": line}, ensure_ascii=False) for n, line in enumerate(BODY)).encode(),
    "csv": ("id,title,text\n" + "\n".join(f'c{n},t{n},"{line}"' for n, line in enumerate(BODY))).encode(),
    "pdf": pdf([FERRY]),
    "docx": docx(),
    "epub": epub(),
    "zip": archive({"a/one.txt": BODY[0], "two.md": f"# Two\n\n{BODY[1]}"}),
}
