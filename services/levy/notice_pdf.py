"""Prints a notice as PDF with reportlab (ADR 12). The same input gives the same bytes."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

_BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=22, wordWrap="CJK", firstLineIndent=24)
_FIRST = ParagraphStyle("first", parent=_BODY, firstLineIndent=0)
_TITLE = ParagraphStyle("title", parent=_FIRST, fontSize=18, leading=30, alignment=TA_CENTER)
_NUMBER = ParagraphStyle("number", parent=_FIRST, alignment=TA_CENTER)
_SIGNED = ParagraphStyle("signed", parent=_FIRST, alignment=TA_RIGHT)
_CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=11, wordWrap="CJK")
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)

Rows = Sequence[Sequence[str]]


def printed(
    *,
    title: str,
    number: str,
    paragraphs: Sequence[str],
    signed: str,
    dated: str,
    annex: str,
    tables: Sequence[tuple[str, Sequence[float], Rows]],
) -> bytes:
    """The PDF. `tables` of the annex: a heading, the columns' widths in mm, and rows; the first row is the head."""
    first, *others = paragraphs
    parts = [_text(title, _TITLE), _text(number, _NUMBER), Spacer(1, 6 * mm), _text(first, _FIRST)]
    parts += [_text(each, _BODY) for each in others]
    parts += [Spacer(1, 14 * mm), _text(signed, _SIGNED), _text(dated, _SIGNED), PageBreak(), _text(annex, _FIRST)]
    for heading, widths, rows in tables:
        parts += [Spacer(1, 4 * mm), _text(heading, _FIRST)]
        cells = [[_text(cell, _CELL) for cell in row] for row in rows]
        parts.append(Table(cells, colWidths=[width * mm for width in widths], repeatRows=1, style=_GRID))
    buffer = io.BytesIO()

    def footer(canvas: object, document: object) -> None:
        canvas.setFont(FONT, 9)  # type: ignore[attr-defined]  # reportlab has no types
        page = document.page  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, 12 * mm, f"{number}　第{page}页")  # type: ignore[attr-defined]

    SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=25 * mm, rightMargin=25 * mm, topMargin=25 * mm, bottomMargin=22 * mm,
        title=f"{title} {number}", author=signed, invariant=1,
    ).build(parts, onFirstPage=footer, onLaterPages=footer)  # fmt: skip
    return buffer.getvalue()


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    # Characters beyond the font's plane would come out as something else; a geta mark shows that one is missing.
    shown = "".join(character if character <= "\uffff" else "〓" for character in text)
    return Paragraph(escape(shown), style)
