"""One home: who is left, who is where, which vehicle holds whom, who is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import flet as ft

from app.care.evacuation import EvacueeStage, Whereabouts
from app.commands.evacuation import end_evacuation
from app.store.queries.evacuation import STREAMS, Emptied, EvacueeRow, evacuation
from app.store.queries.post import hides_names
from app.ui.hooks import Act, keyed, use_act, use_now, use_query
from app.ui.screens.evacuation_fill import FillPane
from app.ui.screens.evacuation_paper import EvacuationPaper
from app.ui.screens.evacuation_vehicles import see_all, vehicles_card
from app.ui.screens.evacuee_add import AddPane
from app.ui.screens.evacuee_form import EvacueePane
from app.ui.screens.ride import RidePane
from app.ui.state import Layout
from app.ui.theme import GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.evacuee_row import evacuee_row, who_words
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.notice import notify
from app.ui.widgets.pane import pane_head
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    error_note,
    note,
    waiting_state,
)
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database
    from sync.event import Event

_EVERY_S: Final = 30
_SHOWN: Final = 100
_NAMED: Final = 3
_CLOSED: Final = ("", b"")
_NOBODY: Final[frozenset[bytes]] = frozenset()
_FOUND: Final = (
    (Whereabouts.ARRIVED, ft.Icons.CHECK),
    (Whereabouts.MISSING, ft.Icons.PERSON_SEARCH_OUTLINED),
    (Whereabouts.FOUND, ft.Icons.PERSON_PIN_CIRCLE_OUTLINED),
    (Whereabouts.STAYS, ft.Icons.NIGHT_SHELTER_OUTLINED),
)


class Ways(NamedTuple):
    """What can be done from the people of a home: tick, open something, close."""

    pick: Callable[[frozenset[bytes]], Any]
    do: Callable[[str, bytes], Any]
    close: Callable[[], Any]


@ft.component
def HomePane(
    session: Session, stream: bytes, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw one home, or what is being done there."""
    (doing, about), do = ft.use_state(_CLOSED)
    picked, pick = ft.use_state(_NOBODY)

    def asked(db: Database) -> tuple[Emptied | None, bool]:
        return evacuation(db, stream), hides_names(db)

    seen = use_query(session, asked, [stream], STREAMS)
    home, hides = seen if seen is not None else (None, True)
    if home is None:
        return _absent(session, close, is_gone=seen is not None)

    def over(_done: object = None) -> None:
        do(_CLOSED)
        pick(_NOBODY)

    if doing == "add":
        return keyed(AddPane, session, stream, over, key="add-evacuees")
    if doing == "fill":
        people = tuple(each for each in home.people if each.key in picked)
        return keyed(FillPane, session, home, people, over, key="fill")
    if doing in ("ride", "change", "paper"):
        return _other(session, home, doing, about, over)
    ways = Ways(pick, lambda what, which: do((what, which)), close)
    return Inside(session, home, (picked, hides), ways, key="inside")


def _absent(session: Session, close: Callable[[], Any], *, is_gone: bool) -> ft.Control:
    """Return that a list comes; or that it was told anew, and the way to all lists."""
    if not is_gone:
        return waiting_state(session.words("ui.loading"))
    back = quiet_button(session.words("ui.back"), close, key="close-gone-home")
    words = session.words("ui.evacuation.gone")
    return empty_state(ft.Icons.DELETE_FOREVER_OUTLINED, words, "", back)


def _other(
    session: Session, home: Emptied, doing: str, about: bytes, over: Callable[..., Any]
) -> ft.Control:
    if doing == "ride":
        return keyed(RidePane, session, about, over, key=f"ride-{about.hex()}")
    if doing == "change":
        key = f"evacuee-{about.hex()}"
        return keyed(EvacueePane, session, home.stream, about, over, key=key)
    return keyed(EvacuationPaper, session, home, over, key="evacuation-paper")


@ft.component
def Inside(
    session: Session,
    home: Emptied,
    look: tuple[frozenset[bytes], bool],
    ways: Ways,
    key: str = "",
) -> ft.Control:
    """Draw the people and the vehicles; what is ticked can be acted on."""
    picked, hides = look
    pick, do, close = ways
    act = use_act(session)
    use_now(session, _EVERY_S)
    shown, show = ft.use_state("")
    ticked: ft.MutableRef[frozenset[bytes]] = ft.use_ref(picked)
    ticked.current = picked

    def tick(who: bytes) -> None:
        held = ticked.current or _NOBODY
        ticked.current = held ^ {who}
        pick(ticked.current)

    on_tick = ft.use_callback(tick, [session])
    on_open = ft.use_callback(partial(do, "change"), [session])
    people = [each for each in home.people if shown in ("", each.stage.value)]
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, home, act, do, close),
            ft.ListView(
                key="evacuee-rows",
                expand=True,
                spacing=GAP,
                controls=[
                    alarm_note(_alarm(session, home, hides=hides)),
                    _chips(session, home, shown, show),
                    *vehicles_card(session, home, act, do),
                    *_all(session, people, picked, pick),
                    *(
                        evacuee_row(
                            each,
                            session.language,
                            (each.key in picked, hides),
                            on_tick,
                            on_open,
                            key=each.key.hex(),
                        )
                        for each in people[:_SHOWN]
                    ),
                    *_more(session, len(people)),
                ],
            ),
            error_note(act.refusal),
            Foot(session, home, picked, act, ways, key="foot"),
        ],
    )


def _head(
    session: Session,
    home: Emptied,
    act: Act,
    do: Callable[[str, bytes], Any],
    close: Callable[[], Any],
) -> ft.Control:
    begun, actor = home.held.begun, session.actor

    def ended(event: Event) -> None:
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("evacuation.ended"), back)
        close()

    async def end() -> None:
        await act.run(lambda desk: end_evacuation(desk, actor, home.stream), ended)

    head = pane_head(session, begun.home if begun else "–", close, key="close-home")
    if not session.is_tablet:
        # A list of everybody leaves by the device of the post itself.
        head.controls.append(
            icon_button(
                ft.Icons.PRINT_OUTLINED,
                session.words("ui.evacuation.paper"),
                partial(do, "paper", b""),
                key="evacuation-paper",
            )
        )
    if home.held.ended is None:
        head.controls.append(
            icon_button(
                ft.Icons.FLAG_OUTLINED,
                session.words("ui.evacuation.end"),
                end,
                key="end-evacuation",
            )
        )
    return head


def _alarm(session: Session, home: Emptied, *, hides: bool) -> str | None:
    missing = [each for each in home.people if each.stage is EvacueeStage.MISSING]
    if not missing:
        return None
    named = ", ".join(
        who_words(each, session.language, hides=hides) for each in missing[:_NAMED]
    )
    words = session.words("ui.evacuation.missing", count=len(missing))
    return f"{words}: {named}"


def _chips(
    session: Session, home: Emptied, shown: str, show: Callable[[str], Any]
) -> ft.Control:
    """Return how many are how far; on a phone one row that scrolls."""
    is_narrow = session.layout is Layout.NARROW
    return ft.Row(
        spacing=GAP,
        run_spacing=GAP,
        wrap=not is_narrow,
        scroll=ft.ScrollMode.HIDDEN if is_narrow else None,
        controls=[
            filter_chip(
                session.words(f"term.EvacueeStage.{each.value}"),
                home.counts.get(each, 0),
                chosen=shown == each.value,
                on_click=partial(show, "" if shown == each.value else each.value),
                key=f"stage-{each.value}",
            )
            for each in EvacueeStage
        ],
    )


def _all(
    session: Session,
    people: Sequence[EvacueeRow],
    picked: frozenset[bytes],
    pick: Callable[[frozenset[bytes]], Any],
) -> list[ft.Control]:
    """Return the way to tick everybody that is shown, or nobody."""
    if not people:
        return [note(session.words("ui.evacuation.nobody"), key="nobody-shown")]
    keys = frozenset(each.key for each in people[:_SHOWN])
    is_all = keys <= picked
    words = "ui.evacuation.untick" if is_all else "ui.evacuation.tick_all"
    button = quiet_button(
        session.words(words, count=len(keys)),
        partial(pick, picked - keys if is_all else picked | keys),
        key="tick-all",
        icon=ft.Icons.DONE_ALL,
    )
    return [wrapped([button])]


def _more(session: Session, count: int) -> list[ft.Control]:
    if count <= _SHOWN:
        return []
    return [note(session.words("ui.evacuation.more", count=count - _SHOWN))]


@ft.component
def Foot(
    session: Session,
    home: Emptied,
    picked: frozenset[bytes],
    act: Act,
    ways: Ways,
    key: str = "",
) -> ft.Control:
    """Draw what can be done: with who is ticked, or to put more on the list."""
    pick, do, _ = ways
    what = "fill" if picked else "add"

    def offer() -> None:
        session.offer_primary(partial(do, what, b""))

    ft.use_effect(offer)
    if not picked:
        return primary_button(
            session.words("ui.evacuation.add"),
            partial(do, "add", b""),
            key="add-evacuees",
            icon=ft.Icons.PERSON_ADD_ALT_1,
        )
    keys = [each.key for each in home.people if each.key in picked]
    return ft.Column(
        tight=True,
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            wrapped(
                [
                    quiet_button(
                        session.words(f"term.Whereabouts.{each.value}"),
                        partial(
                            see_all,
                            session,
                            act,
                            home,
                            keys,
                            each,
                            partial(pick, _NOBODY),
                        ),
                        key=f"seen-{each.value}",
                        icon=icon,
                    )
                    for each, icon in _FOUND
                ]
            ),
            primary_button(
                session.words("ui.evacuation.fill", count=len(keys)),
                partial(do, "fill", b""),
                key="fill-vehicle",
                icon=ft.Icons.LOCAL_SHIPPING_OUTLINED,
            ),
        ],
    )
