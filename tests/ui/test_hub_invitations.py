"""An operator invites a further device of a post the hub knows."""

from __future__ import annotations

from pathlib import Path

from tests.support.region import Region
from tests.support.screen import Screen
from tests.ui.test_hub_console import with_posts


def test_a_further_device_is_invited_by_picking_its_post(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (row,) = await here.hub.posts()
        pick = f"invite-{row.post_id.hex()}"
        await screen.until(lambda: "go-invitations" in screen)
        await screen.click("go-invitations")
        await screen.until(lambda: pick in screen)

        await screen.click(pick)
        await screen.until(lambda: "invite-hint" not in screen.keys())  # noqa: SIM118
        assert "begint leeg" in screen
        await screen.click("invite-make")
        await screen.until(lambda: "invite-code" in screen)

        given = here.hub._hub._registry.given()[0]  # type: ignore[union-attr]
        assert given.post == row.post_id
        assert "Code voor Post Zuid" in screen

    with_posts(tmp_path, tell, "zuid")


def test_a_new_post_is_invited_when_none_is_picked(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (row,) = await here.hub.posts()
        await screen.until(lambda: "go-invitations" in screen)
        await screen.click("go-invitations")
        await screen.until(lambda: "invite-new" in screen)
        await screen.click(f"invite-{row.post_id.hex()}")
        await screen.click("invite-new")
        await screen.until(lambda: "invite-hint" in screen)

        await screen.type("invite-hint", "Kerk West")
        await screen.click("invite-make")
        await screen.until(lambda: "invite-code" in screen)

        given = here.hub._hub._registry.given()[0]  # type: ignore[union-attr]
        assert given.post is None

    with_posts(tmp_path, tell, "zuid")
