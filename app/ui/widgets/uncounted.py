"""What came in but counts nowhere: kept, of which kind, from whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import flet as ft

from app.i18n import has_text
from app.store.queries.overview import Uncounted, uncounted
from app.ui.hooks import use_query
from app.ui.widgets.panels import marked_line, note, section_card

if TYPE_CHECKING:
    from app.ui.state import Session

_REFUSED: Final = "refused"


@ft.component
def UncountedCard(
    session: Session, names: Mapping[bytes, str], key: str = ""
) -> ft.Control:
    """Draw the card; it takes no room while everything counts.

    `names` are those of the posts, where there are several.
    """
    found = use_query(session, uncounted) or ()
    if not found:
        return ft.Container(visible=False)
    title = session.words("ui.uncounted", count=sum(each.count for each in found))
    words = note(session.words("ui.uncounted.note"))
    return section_card(
        title, [words, *(_line(session, names, each) for each in found)], key=key
    )


def _line(session: Session, names: Mapping[bytes, str], one: Uncounted) -> ft.Control:
    kind = one.kind if has_text(one.kind) else "ui.casualty.unknown_kind"
    who = names.get(one.post, "")
    many = session.words("ui.uncounted.times", count=one.count)
    head = " · ".join(each for each in (session.words(kind), who, many) if each)
    return marked_line(
        ft.Icons.REPORT_PROBLEM_OUTLINED,
        head,
        session.words(_why(one.why)),
        key=f"uncounted-{one.kind}-{one.why}",
    )


def _why(code: str) -> str:
    """Return the key of why; a refusal says besides which one it was."""
    key = f"ui.uncounted.why.{code.partition(' ')[0]}"
    return key if has_text(key) else f"ui.uncounted.why.{_REFUSED}"
