"""Word documents by python-docx: paragraphs, headings, lists and tables in the order of the document."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from index.errors import FileError
from index.formats.archive import open_archive
from index.formats.raw import BODY, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from docx.table import Table


def read(data: bytes, name: str) -> Iterator[Raw]:
    """One document."""
    open_archive(data, name).close()
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        blocks, title = _blocks(document)
        facts = document.core_properties
        stated, author, created = facts.title, facts.author, facts.created
    except MemoryError:
        raise
    except Exception as problem:  # python-docx and lxml raise almost anything on a damaged file
        raise FileError(name, f"is a damaged Word document ({type(problem).__name__})", "open it and save it again") from None
    if not any(block.strip() for block in blocks) and not title:
        raise FileError(name, "is a Word document without text", "leave it out")
    yield Raw(
        "\n\n".join(blocks),
        BODY,
        title=title or stated or None,
        author=author if author and author != "python-docx" else None,
        published=created.date().isoformat() if created and created.year > 2013 else None,
        published_from="metadata" if created and created.year > 2013 else None,
    )


def _blocks(document: Document) -> tuple[list[str], str | None]:
    from docx.table import Table

    blocks: list[str] = []
    title: str | None = None
    listed = False
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            blocks.append("\n".join(_rows(item)))
            continue
        style = (item.style.name or "") if item.style is not None else ""
        text = item.text.strip()
        if not text:
            continue
        if title is None and not blocks and style in ("Title", "Heading 1", "标题", "标题 1"):
            title = text
            continue
        if style.startswith("List") and listed:
            blocks[-1] += f"\n- {text}"
        else:
            blocks.append(f"- {text}" if style.startswith("List") else text)
        listed = style.startswith("List")
    return blocks, title


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = " ".join(cell.text.split())
            if not cells or text != cells[-1]:
                cells.append(text)
        yield " | ".join(cells)
