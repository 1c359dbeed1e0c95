"""Regionale lijst: which items the posts of this region have, and a new version of it.

A list is brought as a spreadsheet, looked through, and only then published.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.item_compare import Compared, compared
from app.care.item_list import Listed
from app.care.item_pack import items_document
from app.care.pack import ITEMS
from app.exports.item_sheet import item_table, item_template, read_items_sheet
from app.store.queries.item import Listing, Source, earlier_items, listing
from app.store.queries.pack import PackHeld, pack_held
from app.ui.hooks import use_attempt, use_query
from app.ui.sheets import pick_sheet, save_csv, save_xlsx
from app.ui.state import Session
from app.ui.theme import GAP, SPACE
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.edition_card import earlier_card, edition_card
from app.ui.widgets.fields import text_field
from app.ui.widgets.list_preview import ChangesCard, wrong_card
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    error_note,
    note,
    page_title,
    section_card,
    section_title,
    waiting_state,
)
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.hooks import Attempt
    from app.ui.hub_state import HubProgram
    from sync.database import Database

_MOST_REMARK: Final = 200


@ft.component
def HubListRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the list that counts, or the one that was brought."""
    brought, set_brought = ft.use_state(cast("Listed | None", None))
    attempt = use_attempt(session)
    found = use_query(session, _asked, [], ["pack"])
    if found is None:
        return waiting_state("")
    if brought is not None:
        body: ft.Control = Brought(
            session,
            program,
            brought,
            found[0],
            lambda: set_brought(None),
            key="brought",
        )
    else:
        body = scrolled(_standing(session, attempt, found, set_brought))
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[_head(session), body],
        ),
    )


def _asked(db: Database) -> tuple[Listing, PackHeld, Compared | None]:
    """Return the list that counts, all that was published, and what it changed."""
    listed, held = listing(db), pack_held(db, ITEMS)
    before = earlier_items(held, listed)
    changes = None if before is None else compared(before, listed.items)
    return listed, held, changes


def _head(session: Session) -> ft.Control:
    return ft.Row(
        spacing=GAP,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.list.back"),
                lambda: session.go("stock"),
                key="list-back",
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.list.regional"))
            ),
        ],
    )


def _standing(
    session: Session,
    attempt: Attempt,
    found: tuple[Listing, PackHeld, Compared | None],
    bring: Callable[[Listed | None], Any],
) -> list[ft.Control]:
    listed, held, changes = found
    language = session.language

    async def pick(_event: object = None) -> None:
        await attempt.run(lambda: pick_sheet(read_items_sheet), bring)

    use_primary(session, pick)
    changed: list[ft.Control] = []
    if changes is not None and not changes.is_same:
        changed = [
            section_title(session.words("ui.list.since")),
            ChangesCard(changes, language, key="since"),
        ]
    return [
        edition_card(listed, held, language, [export_row(session, listed, "list")]),
        section_card(
            session.words("ui.list.bring"),
            [
                note(session.words("ui.list.bring_note")),
                error_note(attempt.problem, key="list-refusal"),
                foot(
                    [
                        quiet_button(
                            session.words("ui.list.template"),
                            partial(
                                save_csv,
                                item_template(language),
                                session.words("ui.list.file.template"),
                                language,
                            ),
                            key="list-template",
                            icon=ft.Icons.DESCRIPTION_OUTLINED,
                        ),
                        primary_button(
                            session.words("ui.list.pick"),
                            pick,
                            key="list-pick",
                            icon=ft.Icons.UPLOAD_FILE,
                            disabled=attempt.busy,
                        ),
                    ]
                ),
            ],
        ),
        *changed,
        *earlier_card(held, language),
    ]


def export_row(session: Session, listed: Listing, key: str) -> ft.Control:
    """Return the two ways to take the list that counts along."""
    language = session.language
    table = item_table(listed.items.values(), language)
    name = session.words("ui.list.file.list", version=listed.version)
    return wrapped(
        [
            quiet_button(
                session.words("ui.list.save_xlsx"),
                partial(save_xlsx, table, name),
                key=f"{key}-xlsx",
                icon=ft.Icons.DOWNLOAD,
            ),
            quiet_button(
                session.words("ui.list.save_csv"),
                partial(save_csv, table, name, language),
                key=f"{key}-csv",
                icon=ft.Icons.DOWNLOAD,
            ),
        ]
    )


@ft.component
def Brought(
    session: Session,
    program: HubProgram,
    brought: Listed,
    listed: Listing,
    on_done: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what was brought: its errors, or what it would change and the way on."""
    remark, set_remark = ft.use_state("")
    attempt = use_attempt(session)
    items = {item.code: item for item in brought.items}
    before = listed.items if listed.source is Source.REGION else {}
    changes = compared(before, items)

    async def publish(_event: object = None) -> None:
        voice, actor = program.voice(), session.actor
        if voice is None:
            return

        def done(_answer: object) -> None:
            notify(session, session.words("ui.list.published_now"))
            on_done()

        document = items_document(brought.items)
        await attempt.run(lambda: voice.publish(actor, ITEMS, document, remark), done)

    is_right = not brought.wrong
    may_go = is_right and not changes.is_same
    use_primary(session, publish if may_go else None)
    shown = (
        _publishing(session, changes, remark, set_remark)
        if is_right
        else [wrong_card(brought.wrong, session.language)]
    )
    go = primary_button(
        session.words("ui.list.publish"),
        publish,
        key="list-publish",
        icon=ft.Icons.CAMPAIGN,
        disabled=attempt.busy,
    )
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            scrolled([*unknown_note(session, brought.unknown_columns), *shown]),
            error_note(attempt.problem, key="publish-refusal"),
            foot(
                [
                    quiet_button(
                        session.words("ui.list.drop" if may_go else "ui.close"),
                        on_done,
                        key="list-drop",
                    ),
                    *([go] if may_go else []),
                ]
            ),
        ],
    )


def _publishing(
    session: Session,
    changes: Compared,
    remark: str,
    set_remark: Callable[[str], Any],
) -> list[ft.Control]:
    if changes.is_same:
        return [note(session.words("ui.list.same"), key="list-same")]
    return [
        section_title(session.words("ui.list.preview")),
        ChangesCard(changes, session.language, key="changes"),
        text_field(
            session.words("ui.list.remark"),
            remark,
            set_remark,
            key="list-remark",
            max_length=_MOST_REMARK,
        ),
        note(session.words("ui.list.publish_note")),
    ]


def scrolled(controls: Sequence[ft.Control]) -> ft.Control:
    """Return what scrolls between the head and the foot of a screen."""
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=list(controls),
    )


def foot(controls: Sequence[ft.Control]) -> ft.Control:
    """Return the buttons that stay at the foot of a screen."""
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
        alignment=ft.MainAxisAlignment.END,
        controls=list(controls),
    )


def unknown_note(session: Session, columns: tuple[str, ...]) -> list[ft.Control]:
    """Return which columns nobody knows, so that none is lost in silence."""
    if not columns:
        return []
    words = session.words("ui.list.unknown_columns", columns=", ".join(columns))
    return [note(words, key="list-unknown")]
