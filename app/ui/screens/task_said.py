"""What somebody needs: which kind of help, and in a few words what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.task import Task, TaskDescribed, TaskKind
from app.commands import describe_task
from app.ui.theme import GAP
from app.ui.typed import use_typed
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import error_note
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def TaskSaid(
    session: Session,
    stream: bytes,
    task: Task,
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the choice of help and the words, and record them."""
    log, seq = task.id
    known = {"kind": task.kind or "", "what": task.words}
    typed = use_typed(session, f"task-{stream.hex()}-{log.hex()}-{seq}", known)
    actor = session.actor

    def command(desk: Desk) -> Event:
        kind = TaskKind(typed.text("kind") or TaskKind.OTHER.value)
        fact = TaskDescribed(task.id, kind, desk.now_ms(), typed.text("what"))
        return describe_task(desk, actor, stream, fact)

    def done(_event: Event) -> None:
        typed.fill({})
        close()

    async def save() -> None:
        await typed.record(command, done)

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            choices(
                [
                    (each.value, session.words(f"term.TaskKind.{each.value}"))
                    for each in TaskKind
                ],
                typed.text("kind") or None,
                partial(typed.pick, "kind"),
                key="task-kind",
                label=session.words("field.TaskDescribed.kind"),
            ),
            text_field(
                session.words("field.TaskDescribed.what"),
                typed.text("what"),
                partial(typed.write, "what"),
                key="task-what",
                error=typed.errors.get("what"),
                on_submit=save,
            ),
            error_note(typed.refusal),
            wrapped(
                [
                    quiet_button(
                        session.words("ui.save"),
                        save,
                        key="save-task",
                        icon=ft.Icons.CHECK,
                    ),
                    link_button(
                        session.words("ui.task.later"), close, key="later-task"
                    ),
                ]
            ),
        ],
    )
