"""Inventarisatie: the stocktakes of this post, a new one, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.staff import may
from app.care.tally import TallyScope
from app.commands import Begin, begin_tally
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.storage import storages
from app.store.queries.tally import TallyHead, tallies, tally
from app.store.queries.tally_page import tally_page
from app.ui.hooks import use_query
from app.ui.screens.stock_form import Frame, form_frame, give_up, use_escape
from app.ui.screens.tally_count import CountView
from app.ui.screens.tally_counting import Looked
from app.ui.screens.tally_report import ReportView
from app.ui.theme import BODY, BOLD, GAP, RADIUS, outline
from app.ui.typed import use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import alarm_note, empty_state, note, waiting_state
from app.ui.widgets.stock_row import tag
from app.ui.words import day, local, moment

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

STREAMS: Final = ("tally", "tallied", "lot", "post", "staff", *CATALOGUE)


@ft.component
def TallyView(session: Session, key: str = "") -> ft.Control:
    """Draw the list, the form of a new one, or the one that is being counted."""
    opened, open_ = ft.use_state(b"")
    beginning, set_beginning = ft.use_state(False)
    heads = use_query(session, tallies, [], ["tally", "tallied", "post"])
    if heads is None:
        return waiting_state("")
    if opened:
        return TallyRoom(
            session, opened, lambda: open_(b""), key=f"tally-{opened.hex()}"
        )
    if beginning:

        def begun(stream: bytes) -> None:
            set_beginning(False)
            open_(stream)

        leave = partial(set_beginning, False)
        return _Begin(session, begun, leave, key="tally-begin")
    return _list(session, heads, open_, lambda: set_beginning(True))


@ft.component
def TallyRoom(
    session: Session, stream: bytes, on_back: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw one stocktake: being counted, or what it found."""
    reporting, set_reporting = ft.use_state(False)
    looked, look = ft.use_state(Looked())
    page = use_query(
        session,
        lambda db: tally_page(db, stream, looked.place, looked.spot),
        [stream, looked],
        STREAMS,
    )
    if page is None:
        return waiting_state("")
    person = session.person
    counts = person is not None and may(person.role, "tally.line")
    if reporting or page.held.ended or not counts:
        back = on_back if page.held.ended else lambda: set_reporting(False)
        return _Report(session, stream, back if counts else on_back, key="reporting")
    ways = (look, lambda: set_reporting(True), on_back)
    return CountView(session, page, ways, key="count")


@ft.component
def _Report(
    session: Session, stream: bytes, on_back: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Read every line of a stocktake, and draw what it found."""
    page = use_query(session, lambda db: tally(db, stream), [stream], STREAMS)
    if page is None:
        return waiting_state("")
    return ReportView(session, page, on_back, key="report")


def _list(
    session: Session,
    heads: tuple[TallyHead, ...],
    on_open: Callable[[bytes], Any],
    on_begin: Callable[[], Any],
) -> ft.Control:
    if not heads:
        shown: ft.Control = empty_state(
            ft.Icons.CHECKLIST,
            session.words("ui.tally.none"),
            session.words("ui.tally.none_next"),
        )
    else:
        shown = ft.ListView(
            expand=True,
            spacing=GAP,
            controls=[
                _head(session, each, partial(on_open, each.stream)) for each in heads
            ],
        )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[ft.Container(expand=True, content=shown), _foot(session, on_begin)],
    )


def _foot(session: Session, on_begin: Callable[[], Any]) -> ft.Control:
    person = session.person
    if person is None or not may(person.role, "tally.begun"):
        return note(session.words("ui.stock.may_not"), key="tally-may-not")
    session.offer_primary(on_begin)
    return ft.Row(
        alignment=ft.MainAxisAlignment.END,
        controls=[
            primary_button(
                session.words("ui.tally.begin"),
                on_begin,
                key="tally-new",
                icon=ft.Icons.ADD,
            )
        ],
    )


def _head(session: Session, head: TallyHead, on_open: Callable[[], Any]) -> ft.Control:
    row, language, now = head.row, session.language, session.clock.now_ms()
    scope = session.words(f"term.TallyScope.{row.scope.value}")
    if head.place_name:
        scope = head.place_name
    when = day(local(row.begun_ms).date(), language)
    title = row.name or session.words("ui.tally.unnamed", day=when)
    said = [scope, session.words("ui.tally.counted", count=head.counted)]
    key = "ui.tally.since" if row.ended_ms is None else "ui.tally.ended_at"
    at_ms = row.begun_ms if row.ended_ms is None else row.ended_ms
    said.append(session.words(key, when=moment(at_ms, now, language)))
    marks: list[ft.Control] = []
    if row.ended_ms is None:
        open_ = tag(session.words("ui.tally.open"), ft.Icons.EDIT_NOTE)
        marks.append(ft.Row(controls=[open_]))
    if head.conflicts:
        words = session.words("ui.tally.conflicts", count=head.conflicts)
        marks.append(alarm_note(words, key=f"conflicts-{head.stream.hex()}"))
    return ft.Semantics(
        button=True,
        label=". ".join([title, *said]),
        exclude_semantics=True,
        on_tap=on_open,
        content=ft.Container(
            key=f"tally-{head.stream.hex()}",
            ink=True,
            on_click=on_open,
            padding=12,
            border_radius=RADIUS,
            border=outline(),
            content=ft.Column(
                spacing=4,
                controls=[
                    ft.Text(title, size=BODY, **BOLD),
                    note(" · ".join(said)),
                    *marks,
                ],
            ),
        ),
    )


@ft.component
def _Begin(
    session: Session,
    on_begun: Callable[[bytes], Any],
    on_cancel: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what is going to be counted, and its name."""
    form = "stock.tally"
    typed = use_typed(session, form, {"scope": TallyScope.ALL.value})
    places = use_query(session, storages, [], ["post"]) or ()
    use_escape(session, on_cancel)

    def done(event: Event) -> None:
        on_begun(bytes(event.stream))

    async def save() -> None:
        actor = session.actor
        scope = TallyScope(typed.text("scope"))
        begin = Begin(scope, typed.text("name"), typed.text("place"))
        await typed.record(lambda desk: begin_tally(desk, actor, begin), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_cancel()

    frame = Frame(
        title=session.words("ui.tally.begin"),
        about="",
        save=session.words("ui.tally.begin_now"),
        key="tally",
        on_save=save,
        on_cancel=cancel,
    )
    scopes = [
        (each.value, session.words(f"term.TallyScope.{each.value}"))
        for each in TallyScope
        if places or each is not TallyScope.PLACE
    ]
    fields: list[ft.Control] = [
        note(session.words("ui.tally.begin_note")),
        choices(
            scopes,
            typed.text("scope"),
            partial(typed.pick, "scope"),
            key="tally-scope",
            label=session.words("field.TallyBegun.scope"),
        ),
    ]
    if typed.text("scope") == TallyScope.PLACE.value:
        fields.append(
            choices(
                [(each.place, each.name) for each in places],
                typed.text("place"),
                partial(typed.pick, "place"),
                key="tally-place",
                label=session.words("field.TallyBegun.place"),
            )
        )
    fields.append(
        text_field(
            session.words("field.TallyBegun.name"),
            typed.text("name"),
            partial(typed.write, "name"),
            key="tally-name",
            helper=session.words("ui.tally.name_hint"),
            error=typed.errors.get("name"),
        )
    )
    return form_frame(session, frame, typed, fields)
