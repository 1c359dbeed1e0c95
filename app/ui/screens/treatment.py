"""Behandeling: what was done; the commonest in one tap, the rest with where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.terms import FactId
from app.care.treatment import (
    SITES,
    USES,
    Intervention,
    Site,
    TreatmentEnded,
    TreatmentGiven,
    with_usual_item,
)
from app.commands import end_treatment, give_treatment
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.state import Session
from app.ui.theme import BOLD, GAP, LARGE
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import field_label, text_field
from app.ui.widgets.going_on_card import End, going_on_line
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import pairs, time_field
from app.ui.widgets.pick_tiles import Pick, pick_tiles
from app.ui.widgets.power_notes import ReservedNote
from app.ui.widgets.sheet import sheet, use_primary
from app.ui.widgets.used_items import NOTHING, UsedItem
from sync.event import Event

Quick = tuple[Intervention, Site | None]

QUICK: Final[tuple[Quick, ...]] = (
    (Intervention.TOURNIQUET, Site.LEFT_UPPER_ARM),
    (Intervention.TOURNIQUET, Site.RIGHT_UPPER_ARM),
    (Intervention.TOURNIQUET, Site.LEFT_THIGH),
    (Intervention.TOURNIQUET, Site.RIGHT_THIGH),
    (Intervention.AIRWAY_OPENED, None),
    (Intervention.RECOVERY_POSITION, None),
    (Intervention.OXYGEN, None),
    (Intervention.WARMING, None),
)
"""Recorded by one tap, always in these places."""

_ICONS: Final = {
    Intervention.TOURNIQUET: ft.Icons.TIMER_OUTLINED,
    Intervention.AIRWAY_OPENED: ft.Icons.AIR,
    Intervention.RECOVERY_POSITION: ft.Icons.AIRLINE_SEAT_FLAT_OUTLINED,
    Intervention.OXYGEN: ft.Icons.BUBBLE_CHART_OUTLINED,
    Intervention.WARMING: ft.Icons.THERMOSTAT_AUTO_OUTLINED,
}


@ft.component
def TreatmentSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet and record what was done."""
    typed = use_typed(session, f"treatment:{detail.row.stream.hex()}")
    chosen = _chosen(typed)

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), on_saved)

    async def at_once(quick: Quick) -> None:
        await typed.record(_quick(session, detail, typed, quick), on_saved)

    async def end(target: FactId) -> None:
        when = typed.text("at")
        await typed.record(_end(session, detail, target, when), on_saved)

    use_primary(session, save)
    now = session.clock.now_ms()
    return sheet(
        session,
        session.words("ui.casualty.treatment"),
        [
            *(
                [
                    _chosen_line(session, typed, chosen),
                    ReservedNote(
                        session,
                        f"treatment.given/intervention/{chosen.value}",
                        typed.text("given_by"),
                        key="reserved",
                    ),
                    *_where(session, typed, chosen),
                    *_used(session, typed, chosen),
                ]
                if chosen
                else [
                    # First, so that hands find them where they were before.
                    _quick_picks(session, at_once),
                    *(
                        going_on_line(each, now, session.language, end)
                        for each in detail.going_on
                    ),
                    _what(session, typed),
                ]
            ),
            *_more(session, typed, save),
        ],
        typed,
        save,
        on_close,
    )


def _chosen(typed: Typed) -> Intervention | None:
    held = typed.text("intervention")
    return Intervention(held) if held in list(Intervention) else None


def _quick_picks(session: Session, at_once: Callable[[Quick], Any]) -> ft.Control:
    picks = [
        Pick(
            f"quick-{place}",
            _quick_words(session, what, site),
            partial(at_once, (what, site)),
            icon=_ICONS[what],
        )
        for place, (what, site) in enumerate(QUICK)
    ]
    return pick_tiles(session, session.words("ui.treatment.one_tap"), picks, tall=True)


def _quick_words(session: Session, what: Intervention, site: Site | None) -> str:
    words = session.words(f"term.Intervention.{what.value}")
    if site is None:
        return words
    return f"{words} {session.words(f'ui.treatment.limb.{site.value}')}"


def _what(session: Session, typed: Typed) -> ft.Control:
    picks = [
        Pick(
            f"intervention-{one.value}",
            session.words(f"term.Intervention.{one.value}"),
            partial(typed.pick, "intervention", one.value),
        )
        for one in Intervention
    ]
    return pick_tiles(session, session.words("ui.treatment.what"), picks)


def _chosen_line(session: Session, typed: Typed, chosen: Intervention) -> ft.Control:
    """Return what was chosen, in place of all there is to choose from."""

    def drop() -> None:
        for name in ("site", "item", "pieces"):
            typed.write(name, "")
        typed.pick("intervention", "")

    return ft.Row(
        spacing=GAP,
        controls=[
            ft.Icon(ft.Icons.CHECK, size=24),
            ft.Text(
                session.words(f"term.Intervention.{chosen.value}"),
                key="chosen-intervention",
                size=LARGE,
                expand=True,
                **BOLD,
            ),
            quiet_button(
                session.words("ui.treatment.choose_other"), drop, key="choose-other"
            ),
        ],
    )


def _where(session: Session, typed: Typed, chosen: Intervention) -> list[ft.Control]:
    sites = SITES.get(chosen, ())
    if not sites:
        return []
    held = typed.text("site")

    def pick(site: str) -> None:
        typed.pick("site", "" if site == held else site)

    picks = [
        Pick(
            f"site-{each.value}",
            session.words(f"term.Site.{each.value}"),
            partial(pick, each.value),
            chosen=each.value == held,
        )
        for each in sites
    ]
    return [pick_tiles(session, session.words("ui.treatment.where"), picks)]


def _used(session: Session, typed: Typed, chosen: Intervention) -> list[ft.Control]:
    codes = USES.get(chosen, ())
    if not codes:
        return []
    return [UsedItem(session, typed, codes, codes[0], key=f"used-{chosen.value}")]


def _more(session: Session, typed: Typed, save: Callable[..., Any]) -> list[ft.Control]:
    def field(name: str) -> ft.Control:
        return text_field(
            session.words(f"field.TreatmentGiven.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
            on_submit=save,
        )

    wide = session.width >= 600
    return [
        field_label(session.words("ui.treatment.details")),
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                field("detail"),
                *pairs([field("given_by"), time_field(session, typed)], wide=wide),
            ],
        ),
    ]


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        chosen = _chosen(typed)
        if chosen is None:
            raise Refusal("nothing_filled_in")
        site = typed.text("site")
        usual = USES.get(chosen, ("",))[0]
        item = typed.text("item") or usual
        item = "" if item == NOTHING else item
        fact = TreatmentGiven(
            chosen,
            moment_of(typed.text("at"), desk.now_ms()),
            Site(site) if site in list(Site) else None,
            typed.text("detail"),
            typed.text("given_by"),
            item,
            int(typed.text("pieces") or "1") if item else 0,
        )
        return [give_treatment(desk, actor, stream, fact)]

    return command


def _quick(
    session: Session, detail: CasualtyDetail, typed: Typed, quick: Quick
) -> Callable[[Desk], list[Event]]:
    actor, stream, (what, site) = session.actor, detail.row.stream, quick

    def command(desk: Desk) -> list[Event]:
        fact = TreatmentGiven(
            what,
            moment_of(typed.text("at"), desk.now_ms()),
            site,
            given_by=typed.text("given_by"),
        )
        return [give_treatment(desk, actor, stream, with_usual_item(fact))]

    return command


def ender(
    session: Session,
    detail: CasualtyDetail,
    run: Callable[..., Awaitable[bool]],
    on_saved: Callable[[list[Event]], Any],
) -> End:
    """Return what ends a treatment that goes on, now."""

    async def end(target: FactId) -> None:
        await run(_end(session, detail, target), on_saved)

    return end


def _end(
    session: Session, detail: CasualtyDetail, target: FactId, when: str = ""
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        at = moment_of(when, desk.now_ms())
        return [end_treatment(desk, actor, stream, TreatmentEnded(target, at))]

    return command
