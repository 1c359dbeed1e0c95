"""Photos on screen: added, looked at, and never shown before all of it is here."""

from __future__ import annotations

from app.care.photo import PhotoAttached
from app.commands import attach_photo
from sync.attachment import forget
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, recorded, told

PNG = b"\x89PNG\r\n\x1a\n" + bytes(2_000)


def test_a_chosen_photo_is_kept_and_can_be_looked_at() -> None:
    post = Post()
    stream = registered(post.file)

    async def tell(screen: Screen) -> None:
        screen.picks("hand.png", PNG)
        await screen.click("photo-add")
        await screen.until(lambda: "Foto bewaard" in screen.words())
        (entry,) = [
            each
            for each in post.detail(stream).timeline
            if isinstance(each.body, PhotoAttached)
        ]
        name = f"{entry.id[0].hex()}-{entry.id[1]}"
        await screen.until(lambda: f"look-{name}" in screen)
        await screen.click(f"look-{name}")
        await screen.settle()

        assert "1 kB" in " ".join(screen.words())
        assert "Sluiten" in screen.words()

    told(post, stream, tell)


def test_what_is_no_photo_is_refused_in_words() -> None:
    post = Post()
    stream = registered(post.file)

    async def tell(screen: Screen) -> None:
        screen.picks("brief.pdf", b"%PDF-1.7")
        await screen.click("photo-add")
        await screen.until(lambda: "photo-refusal" in screen)

        assert "geen foto" in " ".join(screen.words())

    told(post, stream, tell)


def test_a_photo_that_has_not_arrived_is_said_to_be_on_its_way() -> None:
    post = Post()
    stream = registered(post.file)
    by = actor(post.file)
    fact = recorded(post, lambda desk: attach_photo(desk, by, stream, PNG))
    post.file.write_now(lambda desk: forget(desk.database, stream))

    async def tell(screen: Screen) -> None:
        await screen.click(f"look-{fact[0].hex()}-{fact[1]}")
        await screen.until(lambda: "photo-missing" in screen)

        assert "nog niet binnen" in " ".join(screen.words())

    told(post, stream, tell)
