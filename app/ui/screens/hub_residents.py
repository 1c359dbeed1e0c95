"""Omkijken in the region: of each post how many residents, and how soon; no names.

Who it is stays at the post. Beside each post stands when it was last heard, for what
it says of an outage is no newer than that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import flet as ft

from app.care.harm import IN_ORDER
from app.store.queries.risk import (
    STREAMS,
    AtRiskNow,
    at_risk_by_post,
    if_all_failed,
)
from app.ui.hooks import use_now, use_query
from app.ui.hub_hooks import posts_of_region, use_hub
from app.ui.theme import BODY, BOLD, GAP, LARGE, SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import choices
from app.ui.widgets.panels import (
    alarm_note,
    card,
    empty_state,
    note,
    page_title,
    waiting_state,
)
from app.ui.words import ago

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000
_NOW, _ALL = "now", "all"


class _Seen(NamedTuple):
    """How many are at risk at each post, and what each is called."""

    found: Mapping[bytes, AtRiskNow]
    names: Mapping[bytes, str]


@ft.component
def HubResidentsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the counts of the region, and under it those of each post."""
    now = use_now(session)
    heard = use_hub(program, program.posts)
    way, choose = ft.use_state(_NOW)

    def asked(db: Database) -> _Seen:
        names = {each.post_id: each.name for each in posts_of_region(db, now)}
        ask = at_risk_by_post if way == _NOW else if_all_failed
        return _Seen(ask(db, names, now), names)

    seen = use_query(session, asked, [way, now // _MINUTE_MS], STREAMS)
    if seen is None or heard is None:
        return waiting_state(session.words("ui.loading"))
    last = {each.post_id: each.last_heard_ms for each in heard}
    cards = [
        _post(session, name, seen.found[post], last.get(post), now, post.hex())
        for post, name in seen.names.items()
    ]
    nobody = empty_state(
        ft.Icons.HOME_WORK_OUTLINED,
        session.words("ui.hub.posts.none"),
        session.words("ui.hub.posts.none_next"),
    )
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session),
                note(session.words("ui.risk.hub_note")),
                choices(
                    [
                        (each, session.words(f"ui.risk.way.{each}"))
                        for each in (_NOW, _ALL)
                    ],
                    way,
                    choose,
                    key="risk-way",
                ),
                *([_total(session, seen.found)] if len(cards) > 1 else []),
                *(cards or [nobody]),
            ],
        ),
    )


def _head(session: Session) -> ft.Control:
    back = icon_button(
        ft.Icons.ARROW_BACK,
        session.words("ui.back"),
        lambda: session.go("posts"),
        key="back",
    )
    title = page_title(session.words("ui.residents.title"))
    return ft.Row(controls=[back, ft.Container(expand=True, content=title)])


def _total(session: Session, found: Mapping[bytes, AtRiskNow]) -> ft.Control:
    counts: Counter[str] = Counter()
    for each in found.values():
        counts.update(each.counts)
    whole = AtRiskNow(
        sum(each.kept for each in found.values()),
        sum(each.outages for each in found.values()),
        {each: counts[each] for each in IN_ORDER if counts[each]},
        sum(each.waiting for each in found.values()),
    )
    title = session.words("ui.hub.posts.total")
    return card(_lines(session, title, whole, []), key="risk-total")


def _post(
    session: Session,
    name: str,
    found: AtRiskNow,
    last_ms: int | None,
    now_ms: int,
    key: str,
) -> ft.Control:
    said = (
        session.words("ui.hub.posts.never")
        if last_ms is None
        else ago(last_ms, now_ms, session.language)
    )
    heard = note(session.words("ui.risk.heard", ago=said))
    return card(_lines(session, name, found, [heard]), key=f"risk-{key}")


def _lines(
    session: Session, title: str, found: AtRiskNow, more: list[ft.Control]
) -> ft.Control:
    kept = session.words("ui.risk.kept", count=found.kept)
    failing = session.words("ui.risk.outages", count=found.outages)
    counts = " · ".join(
        f"{session.words(f'term.HarmClass.{each.value}')}: {found.counts[each]}"
        for each in IN_ORDER
        if found.counts.get(each)
    )
    waiting = session.words("ui.risk.waiting", count=found.waiting)
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Text(title, size=LARGE, **BOLD),
            ft.Text(f"{kept} · {failing}" if found.outages else kept, size=BODY),
            alarm_note(waiting if found.waiting else None, key="risk-waiting"),
            *([ft.Text(counts, size=BODY, **BOLD)] if counts else []),
            *more,
        ],
    )
