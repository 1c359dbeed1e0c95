"""Lists and keeping: what organisations gave, who was struck off, what may go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import flet as ft

from app.care.staff import may, may_see_keys
from app.store.queries.post import hides_names
from app.store.queries.resident_kept import (
    SHOWN,
    Overdue,
    Source,
    StruckOff,
    overdue,
    sources,
    struck_off,
)
from app.ui.hooks import keyed, use_now, use_query
from app.ui.screens.resident_import import BringList, Brought
from app.ui.screens.resident_kept import RetentionCard, StruckCard, sources_card
from app.ui.screens.resident_out import list_out
from app.ui.screens.resident_preview import BroughtResidents
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.panels import page_title
from app.ui.words import initials
from sync.event import ERASURE

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database


class _Seen(NamedTuple):
    """Whose lists people are on, who was struck off, and who is kept too long."""

    sources: tuple[Source, ...]
    struck: StruckOff
    overdue: Overdue
    hides: bool


@ft.component
def ListsPane(session: Session, close: Callable[[], Any], key: str = "") -> ft.Control:
    """Draw the ways to bring a list; one that was brought takes the whole pane."""
    brought, bring = ft.use_state(cast("Brought | None", None))
    leaving, take_out = ft.use_state("")
    many, show = ft.use_state(SHOWN)
    now = use_now(session, 30)

    def asked(db: Database) -> _Seen:
        kept = sources(db), struck_off(db, many), overdue(db, now)
        return _Seen(*kept, hides_names(db))

    seen = use_query(session, asked, [many, now // 60_000], ["resident", "post"])
    if brought is not None:
        return BroughtResidents(
            session,
            brought.table,
            brought.origin,
            brought.plans,
            lambda: bring(None),
            key="brought",
        )
    if leaving:
        return list_out(session, leaving, lambda: take_out(""))
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, close),
            BringList(session, bring, key="bring-list"),
            *(
                _kept(session, seen, now, take_out, lambda: show(many + SHOWN))
                if seen is not None
                else []
            ),
        ],
    )


def _head(session: Session, close: Callable[[], Any]) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), close, key="close-lists"
    )
    title = page_title(session.words("ui.lists.title"))
    return ft.Row(controls=[back, ft.Container(expand=True, content=title)])


def _kept(
    session: Session,
    seen: _Seen,
    now_ms: int,
    take_out: Callable[[str], Any],
    more: Callable[[], Any],
) -> list[ft.Control]:
    role = session.person.role if session.person else None
    leads = role is not None and may_see_keys(role)
    erases = role is not None and may(role, ERASURE)
    return [
        sources_card(session, seen.sources, take_out, leads=leads),
        *(
            [StruckCard(session, _masked(seen), now_ms, more, key="struck-off")]
            if seen.struck.total
            else []
        ),
        *(
            [
                keyed(
                    RetentionCard,
                    session,
                    seen.overdue,
                    key=f"retention-{seen.overdue.days}",
                )
            ]
            if erases
            else []
        ),
    ]


def _masked(seen: _Seen) -> StruckOff:
    """Return who was struck off, by their initials where the post hides names."""
    if not seen.hides:
        return seen.struck
    rows = (replace(each, name=initials(each.name)) for each in seen.struck.rows)
    return replace(seen.struck, rows=tuple(rows))
