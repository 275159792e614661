"""A sheet as another library than the one that made it reads it."""

import io
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from lasna.correspondence.adapters.paper import html_of
from lasna.correspondence.queries.paper import Sheet
from lasna.kernel.paper.program import pdf_of

PICTURES = Path(__file__).resolve().parents[3] / "var" / "pictures"


@dataclass(frozen=True)
class Paper:
    pages: int
    text: str
    title: str
    language: str
    tags: set[str]
    alternatives: list[str]
    """Words in place of pictures."""

    def says(self, words: str) -> bool:
        """Wherever its lines end."""
        return "".join(words.split()) in "".join(self.text.split())


def read(pdf: bytes) -> Paper:
    """A tagged PDF, or the test fails."""
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] is not None
    tags: set[str] = set()
    alternatives: list[str] = []
    waiting: list[Any] = [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += [kid for kid in node if not isinstance(kid.get_object(), int)]
        elif "/S" in node or "/K" in node:
            tags.add(str(node.get("/S", "")))
            alternatives += [str(node["/Alt"])] if "/Alt" in node else []
            if "/K" in node and not isinstance(node["/K"], int):
                waiting.append(node["/K"])
    text = "\n".join(page.extract_text() for page in reader.pages)
    title = reader.metadata.title if reader.metadata else ""
    return Paper(len(reader.pages), text, title or "", str(root["/Lang"]), tags - {""}, alternatives)


def on_paper(sheet: Sheet, language: str) -> Paper:
    """Printed in this very process, of which there is no need to start another for each."""
    paper = read(pdf_of(html_of(sheet)))
    assert (paper.language, paper.title) == (language, sheet.letter.subject)
    assert paper.tags >= {"/Document", "/H1", "/P"}
    return paper


def pictures_of(pdf: bytes, name: str = "") -> list[Image.Image]:
    """Its pages, as a printer sees them; with ``name`` they are kept for people to look at."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        run(["pdftoppm", "-png", "-r", "100", "-", str(path)], input=pdf, check=True)
        pages: list[Image.Image] = [
            Image.open(io.BytesIO(file.read_bytes())) for file in sorted(Path(folder).glob("*.png"))
        ]
    if name:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages, 1):
            page.save(PICTURES / f"letter-{name}-{number}.png")
    return pages


def address_in(picture: Image.Image) -> str:
    """What a phone's camera reads from it; empty: there is no code."""
    found = zxingcpp.read_barcodes(picture)
    return found[0].text if found else ""
