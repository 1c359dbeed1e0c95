"""The evidence that a post was wiped from a device: what it says, and its signature."""

from __future__ import annotations

from typing import Final

from app.care.closing import Wiped
from app.exports.moments import day_words, moment_words
from app.exports.paper import Paper, Printing

_LABEL: Final = 58.0
_LINE: Final = 6.5


def wiped_pdf(wiped: Wiped, language: str) -> bytes:
    """Return the evidence on paper; nothing of any record stands on it."""
    printing = Printing(
        wiped.sheet,
        f"{wiped.post_name} ({wiped.post_code})",
        wiped.by_name,
        wiped.at_ms,
        language,
        wiped.exercise,
    )
    paper = Paper(printing, printing.words("ui.wiped.paper"))
    paper.add_page()
    paper.pen(11)
    paper.block(paper.words("ui.wiped.what"))
    paper.ln(3)
    for key, said in lines(wiped, printing):
        paper.pen(10, grey=True)
        paper.put(paper.words(f"ui.wiped.line.{key}"), _LABEL, _LINE)
        paper.pen(10)
        paper.block(said, height=_LINE)
    paper.ln(3)
    paper.rule(3)
    paper.pen(9)
    paper.block(paper.words("ui.wiped.not_here"))
    paper.ln(3)
    _proof(paper, wiped)
    return paper.bytes_of()


def lines(wiped: Wiped, printing: Printing) -> list[tuple[str, str]]:
    """Return what is said, line by line: the key of its name, and the words."""
    files = ", ".join(wiped.files)
    unsent = (
        printing.words("ui.wiped.all_read")
        if not wiped.unsent
        else printing.words(
            "ui.wiped.unread", count=wiped.unsent, because=wiped.because
        )
    )
    others = (
        printing.words("ui.wiped.no_others")
        if not wiped.others
        else printing.words(
            "ui.wiped.others", count=wiped.others, because=wiped.because
        )
    )
    return [
        ("post", f"{wiped.post_name} ({wiped.post_code})"),
        ("at", moment_words(wiped.at_ms)),
        ("by", wiped.by_name),
        ("holder", wiped.holder),
        ("way", printing.words(f"term.FileWay.{wiped.way}")),
        ("kept_until", day_words(wiped.kept_until)),
        ("unsent", unsent),
        ("others", others),
        ("last", f"{wiped.log} · {wiped.last}"),
        ("files", f"{files} ({wiped.size} bytes)"),
    ]


def _proof(paper: Paper, wiped: Wiped) -> None:
    for key, said in (("key", wiped.key), ("signature", wiped.signature)):
        paper.pen(8, grey=True)
        paper.block(paper.words(f"ui.wiped.{key}"))
        paper.pen(8)
        paper.block(" ".join(said[at : at + 8] for at in range(0, len(said), 8)))
        paper.ln(1)
