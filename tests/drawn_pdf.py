"""PDF files drawn by hand, for what no word processor writes. Points from the upper left corner of the page.

The font has every character of the basic plane half an em wide, and none of its glyphs embedded.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

A4 = (595.0, 842.0)
_RANGES = "".join(f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>\n" for high in range(0x21))
_TO_UNICODE = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange 33 beginbfrange
{_RANGES}endbfrange endcmap CMapName currentdict /CMap defineresource pop end end""".encode()


@dataclass
class Drawing:
    """The content of one page while it is drawn."""

    size: tuple[float, float] = A4
    attributes: str = ""
    is_turned: bool = False
    """Drawn a quarter turn counter-clockwise on paper standing upright."""
    content: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 12, style: str = "") -> None:
        """Text from `x` on base line `y`; `style` are operators before it ("3 Tr", "1 1 1 rg")."""
        code = text.encode("utf-16-be").hex()
        self.content.append(f"q BT /F {size} Tf {style} {x} {self.size[1] - y} Td <{code}> Tj ET Q")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A stroked line."""
        height = self.size[1]
        self.content.append(f"0.5 w {x0} {height - y0} m {x1} {height - y1} l S")

    def bar(self, x0: float, y0: float, x1: float, y1: float, colour: str = "0 0 0") -> None:
        """A filled rectangle."""
        self.content.append(f"q {colour} rg {x0} {self.size[1] - y1} {x1 - x0} {y1 - y0} re f Q")

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A grey picture."""
        self.content.append(f"q {x1 - x0} 0 0 {y1 - y0} {x0} {self.size[1] - y1} cm /I Do Q")

    def table(
        self, xs: Sequence[float], ys: Sequence[float], rows: Iterable[Sequence[str]], *, ruled: bool = True
    ) -> None:
        """A table, its texts at the upper left of their cells; a line break in a text begins a new line."""
        for y in ys if ruled else ():
            self.line(xs[0], y, xs[-1], y)
        for x in xs if ruled else ():
            self.line(x, ys[0], x, ys[-1])
        for y, row in zip(ys, rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                for number, line in enumerate(text.split("\n")):
                    self.text(x + 4, y + 12 + 13 * number, line, 10)


def pdf(*drawings: Drawing, font: str = "Drawn", to_unicode: bool = True) -> bytes:
    """The file with these pages."""
    mapping = "/ToUnicode 5 0 R" if to_unicode else ""
    kids = " ".join(f"{number} 0 R" for number in _numbers(drawings))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(drawings)} /Kids [{kids}] >>".encode(),
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{font} /Encoding /Identity-H "
        f"/DescendantFonts [4 0 R] {mapping} >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font} /DW 500 "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>".encode(),
        stream(_TO_UNICODE),
        stream(
            b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    ]
    for number, drawing in zip(_numbers(drawings), drawings, strict=True):
        width, height = reversed(drawing.size) if drawing.is_turned else drawing.size
        turn = [f"0 1 -1 0 {width} 0 cm"] if drawing.is_turned else []
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F 3 0 R >> /XObject << /I 6 0 R >> >> {drawing.attributes} >>".encode()
        )
        objects.append(stream("\n".join((*turn, *drawing.content)).encode()))
    return assembled(objects)


def _numbers(drawings: Sequence[Drawing]) -> range:
    return range(7, 7 + 2 * len(drawings), 2)


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(data)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode() + packed + b"\nendstream"


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    file = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(file)}\n%%EOF\n"
    return file + end.encode()
