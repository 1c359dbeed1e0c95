"""Where a passphrase is typed, and how strong it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.ui.strength import ENOUGH, strength
from app.ui.theme import ALARM, SMALL
from app.ui.widgets.fields import text_field

if TYPE_CHECKING:
    from app.ui.state import Session


def secret_field(
    label: str,
    value: str,
    on_change: Callable[[str], Any],
    *,
    key: str,
    **more: Any,
) -> ft.TextField:
    """Return a field for a secret that can be looked at."""
    return text_field(
        label,
        value,
        on_change,
        key=key,
        password=True,
        can_reveal_password=True,
        autocorrect=False,
        enable_suggestions=False,
        **more,
    )


def strength_bar(session: Session, secret: str) -> ft.Control:
    """Return how strong a passphrase is, as a bar and in words."""
    step = strength(secret)
    good = step >= ENOUGH
    colour = ft.Colors.PRIMARY if good else ALARM
    return ft.Semantics(
        live_region=True,
        content=ft.Row(
            spacing=12,
            controls=[
                ft.ProgressBar(
                    value=step / 4,
                    expand=True,
                    color=colour,
                    bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
                    bar_height=8,
                    border_radius=4,
                ),
                ft.Text(
                    session.words(f"ui.start.strength.{step}"),
                    key="strength",
                    size=SMALL,
                    width=150,
                    weight=ft.FontWeight.W_600,
                ),
            ],
        ),
    )


def secret_wrong(session: Session, secret: str, again: str) -> str | None:
    """Return why this new passphrase will not do, or None."""
    if strength(secret) < ENOUGH:
        return session.words("ui.start.too_weak")
    if secret != again:
        return session.words("ui.start.unequal")
    return None
