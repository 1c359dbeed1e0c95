"""One casualty at the hub: read only, each look recorded; what the law erases goes."""

from __future__ import annotations

from functools import partial

import flet as ft

from app.care.refusal import Refusal
from app.care.terms import AccessReason
from app.commands import open_casualty
from app.commands.erasure import Grounds
from app.store.queries.casualty import CasualtyDetail, casualty
from app.store.queries.erasure import erasure_of
from app.ui.hooks import use_now, use_query
from app.ui.hub_state import HubProgram
from app.ui.screens.casualty import Hands, known
from app.ui.screens.erasure import ErasureForm, erase_link, erased_state, is_erased_here
from app.ui.screens.hub_across import AcrossCard, AcrossPane
from app.ui.state import Session
from app.ui.theme import SPACE
from app.ui.widgets.casualty_flags import casualty_flags
from app.ui.widgets.casualty_header import casualty_header
from app.ui.widgets.panels import note, waiting_state
from app.ui.widgets.photos import PhotoCard
from sync.errors import SyncError


@ft.component
def HubPane(
    session: Session, program: HubProgram, stream: bytes, key: str = ""
) -> ft.Control:
    """Draw one casualty, once the look at it was recorded."""
    noted, set_noted = ft.use_state(False)
    now = use_now(session)
    found = use_query(
        session,
        lambda db: (casualty(db, stream), erasure_of(db, stream)),
        [stream],
        ["casualty", "staff", "clock", "link"],
    )
    actor = session.actor

    async def opened() -> None:
        try:
            await session.open_file.write(
                lambda desk: open_casualty(
                    desk, actor, stream, AccessReason.COORDINATION
                )
            )
        except (Refusal, SyncError):
            # Whom we cannot note down as a reader does not get to read.
            if not await is_erased_here(session, stream):
                session.casualty = None
        else:
            set_noted(True)

    ft.use_effect(opened, [stream])
    if found is None:
        return waiting_state("")
    detail, left = found
    if left is not None:
        return erased_state(session, left, now)
    if detail is None or not noted:
        return waiting_state("")
    return HubView(session, program, detail, key=f"view-{stream.hex()}")


@ft.component
def HubView(
    session: Session, program: HubProgram, detail: CasualtyDetail, key: str = ""
) -> ft.Control:
    """Draw what is known, or the form to erase it in its place."""
    erasing, set_erasing = ft.use_state(False)
    sending, set_sending = ft.use_state(False)
    now = use_now(session)

    async def erase(grounds: Grounds, passphrase: str) -> None:
        await program.erase(detail.row.stream, grounds, passphrase)

    if erasing:
        close = partial(set_erasing, False)
        number, secret = detail.row.number, "ui.erasure.passphrase"
        below: list[ft.Control] = [ErasureForm(session, number, erase, close, secret)]
    elif sending:
        close = partial(set_sending, False)
        below = [AcrossPane(session, program, detail.row.stream, close, key="sending")]
    else:
        photos = PhotoCard(session, detail, key="photos")
        stream = detail.row.stream
        send = partial(set_sending, True)
        name = f"across-{stream.hex()}"
        across = AcrossCard(session, program, stream, send, key=name)
        hands = Hands(erase=erase_link(session, partial(set_erasing, True)))
        story = known(detail, now, session.language, photos, hands)
        below = [_logged(session), across, story]
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            casualty_header(
                session,
                detail,
                flags=casualty_flags(session, detail, now, only_vital=False),
            ),
            *below[:-1],
            ft.Container(expand=True, content=below[-1]),
        ],
    )


def _logged(session: Session) -> ft.Control:
    name = session.person.name if session.person else ""
    return ft.Container(
        padding=ft.Padding.only(left=SPACE, right=SPACE, top=12),
        content=note(
            session.words("ui.hub.casualties.logged", name=name), key="logged"
        ),
    )
