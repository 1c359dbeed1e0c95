"""The page before a tablet is let in: how to trust this base, and where the code goes.

Plain, in two languages, and it names nobody and no place. It is the same whoever asks.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from html import escape
from string import Template
from typing import Any, Final
from urllib.parse import parse_qs

from app.i18n import LANGUAGES, text
from app.paths import ASSETS
from sync.trust.vouching import fingerprint

SYSTEMS: Final = ("android", "ios", "windows", "chromeos")
"""Each has a way of its own to trust a root, and so a page of help here."""

_WORDS: Final = (
    *("title", "what", "checking", "trusted", "code", "code_hint", "enter"),
    *("root", "root_why", "download", "compare", "again", "again_why", "no_script"),
    *("wrong_code", "no_proof", "away"),
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that this page is made of."""

    name: str
    kind: bytes

    def read(self) -> bytes:
        """Return what is in it."""
        return (ASSETS / self.name).read_bytes()


FILES: Final = {
    f"/{each.name}": each
    for each in (
        File("tablet/entry.js", b"text/javascript; charset=utf-8"),
        File("tablet/entry.css", b"text/css; charset=utf-8"),
    )
}


def language_of(scope: MutableMapping[str, Any], headers: dict[str, str]) -> str:
    """Return the language that was asked for, else the browser's, else Dutch."""
    query: bytes = scope["query_string"]
    asked = parse_qs(query.decode("latin-1")).get("in", [""])[0]
    if asked in LANGUAGES:
        return asked
    wanted = headers.get("accept-language", "").lower()
    found = {wanted.find(each): each for each in LANGUAGES if each in wanted}
    return found[min(found)] if found else LANGUAGES[0]


def entry_page(root: bytes, language: str, proving_port: int, exercise: bool) -> bytes:
    """Return the page; `root` is the certificate that a tablet has to trust."""
    words = {name: escape(text(f"ui.tablet.{name}", language)) for name in _WORDS}
    page = Template((ASSETS / "tablet" / "entry.html").read_text("utf-8"))
    filled = page.substitute(
        words,
        language=language,
        languages="".join(_tongue(each, language) for each in LANGUAGES),
        proving=str(proving_port),
        fingerprint=fingerprint(root),
        systems="".join(_system(each, language) for each in SYSTEMS),
        exercise=text("ui.label.exercise", language) if exercise else "",
        drill="drill" if exercise else "",
    )
    return filled.encode()


def entry_policy(host: str, proving_port: int) -> bytes:
    """Return what the page may load: its own files, and the door that proves."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
        f"connect-src 'self' https://{host}:{proving_port}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ).encode()


def _tongue(each: str, language: str) -> str:
    here = ' aria-current="true"' if each == language else ""
    return f'<a href="/?in={each}" lang="{each}"{here}>{each.upper()}</a>'


def _system(name: str, language: str) -> str:
    title = escape(text(f"ui.tablet.{name}", language))
    steps = text(f"ui.tablet.{name}.steps", language).strip().split("\n")
    items = "".join(f"<li>{escape(each)}</li>" for each in steps)
    return f'<details id="{name}"><summary>{title}</summary><ol>{items}</ol></details>'
