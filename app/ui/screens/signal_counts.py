"""Counting: of whom a case is, then one tap for one more or one fewer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.signal import SignalDay, cases, cell, is_counted
from app.care.staff import may
from app.care.syndrome import BASIS, Band, Basis, CountedSex, Syndrome
from app.commands import count_case
from app.commands.signal import Group
from app.ui.hooks import use_act
from app.ui.theme import BODY, BOLD, GAP, LARGE, SMALL
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import choices
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import error_note, note, section_card

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

_AMOUNT: Final = 52
_BESIDE_FROM: Final = 600


@ft.component
def CountsCard(
    session: Session, held: SignalDay, day: str, key: str = ""
) -> ft.Control:
    """Draw every syndrome with its definition, its count, less and more."""
    band, set_band = ft.use_state(cast("Band | None", None))
    sex, set_sex = ft.use_state(cast("CountedSex | None", None))
    act = use_act(session)
    actor = session.actor
    role = session.person.role if session.person else None
    group = Group(band, sex) if band is not None and sex is not None else None

    def counted(syndrome: Syndrome, change: int, event: Event) -> None:
        words = session.words(
            "ui.signal.counted",
            code=syndrome.value,
            count=cases(held, syndrome) + change,
        )
        notify(session, words, way_back(session, [(event.log, event.seq)]), above=FOOT)

    async def count(syndrome: Syndrome, change: int) -> None:
        if group is not None:
            await act.run(
                lambda desk: count_case(desk, actor, day, syndrome, group, change),
                partial(counted, syndrome, change),
            )

    counts = role is not None and may(role, "signal.counted")
    return section_card(
        session.words("ui.signal.who"),
        [
            *(_groups(session, (band, sex), set_band, set_sex) if counts else []),
            *([] if group or not counts else [_first(session)]),
            error_note(act.refusal, key="count-problem"),
            *(
                _row(session, held, each, group, count if counts else None)
                for each in Syndrome
            ),
        ],
    )


def _first(session: Session) -> ft.Control:
    return note(session.words("ui.signal.pick_first"), key="pick-first")


def _groups(
    session: Session,
    group: tuple[Band | None, CountedSex | None],
    set_band: Callable[[Band], Any],
    set_sex: Callable[[CountedSex], Any],
) -> list[ft.Control]:
    band, sex = group
    return [
        choices(
            [(each.value, session.words(f"term.Band.{each.value}")) for each in Band],
            band.value if band else None,
            lambda value: set_band(Band(value)),
            key="band",
            label=session.words("field.SyndromeCounted.band"),
        ),
        choices(
            [
                (each.value, session.words(f"term.CountedSex.{each.value}"))
                for each in CountedSex
            ],
            sex.value if sex else None,
            lambda value: set_sex(CountedSex(value)),
            key="counted-sex",
            label=session.words("field.SyndromeCounted.sex"),
        ),
    ]


def _row(
    session: Session,
    held: SignalDay,
    syndrome: Syndrome,
    group: Group | None,
    count: Callable[[Syndrome, int], Any] | None,
) -> ft.Control:
    code, name = syndrome.value, session.words(f"term.Syndrome.{syndrome.value}")
    total = _total(session, held, syndrome)
    said = ft.Column(
        expand=True,
        tight=True,
        spacing=0,
        controls=[
            ft.Text(f"{code} · {name}", size=BODY, **BOLD),
            note(definition(session, syndrome)),
            *_marks(session, held, syndrome),
        ],
    )
    hands: list[ft.Control] = [total]
    if count is not None:
        here = 0 if group is None else cell(held, syndrome, group.band, group.sex)
        less = icon_button(
            ft.Icons.REMOVE_CIRCLE_OUTLINE,
            session.words("ui.signal.take", name=name),
            partial(count, syndrome, -1),
            key=f"less-{code}",
            disabled=group is None or here <= 0,
        )
        more = icon_button(
            ft.Icons.ADD_CIRCLE,
            session.words("ui.signal.add", name=name),
            partial(count, syndrome, 1),
            key=f"more-{code}",
            disabled=group is None,
        )
        hands = [less, total, more]
    if session.width < _BESIDE_FROM:
        said.expand = None
        below = ft.Row(alignment=ft.MainAxisAlignment.END, controls=hands)
        return ft.Column(spacing=0, controls=[said, below])
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[said, *hands],
    )


def definition(session: Session, syndrome: Syndrome) -> str:
    """Return the case definition as its source has it; a local one has none."""
    if BASIS[syndrome] is Basis.LOCAL:
        return session.words("ui.signal.def.local")
    return session.words(f"ui.signal.def.{syndrome.value}")


def _marks(session: Session, held: SignalDay, syndrome: Syndrome) -> list[ft.Control]:
    marks: list[str] = []
    if BASIS[syndrome] is Basis.CONFIRM:
        marks.append(session.words("term.Basis.confirm"))
    under = sum(cell(held, syndrome, Band.UNDER_5, each) for each in CountedSex)
    if under:
        marks.append(session.words("ui.signal.split", under=under))
    if any(each.cases < 0 for each in held.cells if each.syndrome is syndrome):
        marks.append(session.words("ui.signal.below"))
    return [ft.Text(" · ".join(marks), size=SMALL, **BOLD)] if marks else []


def _total(session: Session, held: SignalDay, syndrome: Syndrome) -> ft.Control:
    """Return the count; of what nobody counted, zero only once the day is reported."""
    known = is_counted(held, syndrome) or held.reported_ms is not None
    words = str(cases(held, syndrome)) if known else "–"
    return ft.Text(
        words,
        key=f"count-{syndrome.value}",
        size=LARGE,
        width=_AMOUNT,
        text_align=ft.TextAlign.CENTER,
        semantics_label=words if known else session.words("ui.signal.unknown"),
        **BOLD,
    )
