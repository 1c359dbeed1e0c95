"""A post in a real Chromium: measles are called in, the post is left behind empty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app.care.signal import GgdSet
from app.commands import set_ggd
from app.commands.closing import standing
from app.store.queries.signal import signals
from sync.ids import Mode
from tests.support.browser import PATIENCE_MS
from tests.support.region import PASSPHRASE, PIN, leader, opened, until
from tests.support.windows import Windows, told_of

if TYPE_CHECKING:
    from app.post import PostProgram
    from tests.support.glass import Glass

_GGD: Final = GgdSet("GGD Groningen", "050-0000000")


async def _page(glass: Glass, name: str) -> None:
    """Open a page of the post by its card."""
    await glass.tap("Post")
    await glass.page.get_by_text(name).first.click(timeout=PATIENCE_MS)


async def _held(glass: Glass, name: str) -> None:
    """Press a button for longer than a second, as a person does who means it."""
    found = glass.page.get_by_role("button", name=name).first
    await found.scroll_into_view_if_needed(timeout=PATIENCE_MS)
    box = await found.bounding_box()
    assert box is not None
    await glass.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    await glass.page.mouse.down()
    await glass.sees("Bewijs afdrukken")
    await glass.page.mouse.up()


async def _measles_are_called_in(post: PostProgram, glass: Glass) -> None:
    file = opened(post)
    await _page(glass, "Signalen")
    await glass.answer("Jonger dan 5", "Vrouw")
    await glass.tap("Een geval Vermoeden van mazelen erbij")
    await glass.sees("Bel GGD Groningen: 050-0000000")
    await glass.write("Met wie gesproken", "arts Bos")
    await glass.tap("Gesproken: vastleggen")
    await glass.sees("Gebeld op deze dag")
    day = file.write_now(lambda desk: desk.today())
    seen = file.read_now(lambda db: signals(db, day))
    assert seen.waiting == ()
    assert [each.call.spoke_to for each in seen.day.calls] == ["arts Bos"]
    await glass.tap("Terug")


async def _opened(post: PostProgram, glass: Glass) -> None:
    await _page(glass, "Openen en sluiten")
    await glass.tap("Stuur proefbericht")
    await glass.sees("De hub las het om")
    await glass.write("Waarom toch openen", "eerste uur")
    await glass.tap("Post openen")
    await glass.sees("Open sinds")
    assert opened(post).write_now(standing).is_open


async def _left_behind(post: PostProgram, glass: Glass, folder: Path) -> None:
    await glass.answer("Sluiten")
    await glass.write("Wie bewaart het dossier", "Veiligheidsregio")
    await glass.answer("Via de hub")
    await glass.tap("Overdracht vastleggen")
    await glass.sees("Naar Veiligheidsregio")
    await glass.tap("Post sluiten voor mensen")
    await until(lambda: post.sending(Mode.REAL).unsent_events == 0)
    await glass.sees("Alles van dit apparaat is door de hub gelezen")
    await glass.write("Wachtzin van nu", PASSPHRASE)
    await glass.write("Uw pincode", PIN)
    await _held(glass, "Wissen: houd ingedrukt")
    assert not (folder / "zuid" / "real").exists()
    (said,) = post.wiped()
    assert (said.unsent, said.is_proven) == (0, True)
    async with glass.page.expect_download(timeout=PATIENCE_MS) as asked:
        await glass.tap("Bewijs afdrukken")
    saved = await asked.value
    assert saved.suggested_filename.startswith("bewijs-van-wissen")


@pytest.mark.browser
def test_measles_are_called_in_and_the_post_is_wiped_with_its_proof(
    tmp_path: Path,
) -> None:
    async def story(at: Windows) -> None:
        post = await at.here.post("zuid")
        file = opened(post)
        lead = leader(file)
        await file.write(lambda desk: set_ggd(desk, lead, _GGD))
        glass = await at.tablet(post)
        await _measles_are_called_in(post, glass)
        await _opened(post, glass)
        await _left_behind(post, glass, tmp_path)

    told_of(tmp_path, story)
