"""Erkenning at the hub: asked by a post, given, heard there offline, taken back."""

from __future__ import annotations

from pathlib import Path

from app.care.casualty import NoteRecorded
from app.care.power import Standing
from app.care.qualification import Profession
from app.care.reserved import POWERS, Act, Cell
from app.care.terms import Triage
from app.commands import record_note
from app.commands.trust import ask_recognition, set_supervision
from app.store.file import CareFile
from app.store.queries.casualty import casualty
from app.store.queries.crew import Recognised, member
from app.store.queries.pack import pack_held
from app.store.queries.power import Powers, rules_held
from sync.ids import ActorId
from tests.support.powers import surgeon
from tests.support.region import Region, arrive, leader, opened, until
from tests.support.screen import Screen
from tests.ui.test_hub_messages import with_posts

_HOUR_MS = 3_600_000


def _standing(file: CareFile, who: bytes) -> Standing | None:
    found = file.read_now(
        lambda db: Powers(db, is_now=True).of_role(who, file.clock.now_ms())
    )
    return None if found is None else found.standing


async def _asks(file: CareFile) -> ActorId:
    """Let a surgeon work under supervision and ask for recognition."""
    lead = leader(file)
    who = surgeon(file, proof_seen=True)
    over = surgeon(file, proof_seen=True)
    end = file.clock.now_ms() + 8 * _HOUR_MS
    await file.write(lambda desk: set_supervision(desk, lead, who, over, end))
    await file.write(
        lambda desk: ask_recognition(desk, lead, who, Profession.DOCTOR, "uit de VS")
    )
    return who


def test_a_surgeon_is_recognised_and_later_not_any_more(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (post,) = here.posts
        file = opened(post)
        who = await _asks(file)
        of = await arrive(post, Triage.T1)
        note = NoteRecorded("gezien", file.clock.now_ms())
        await file.write(lambda desk: record_note(desk, who, of, note))
        post.nudge(here.mode)
        assert _standing(file, who) is Standing.SUPERVISED

        await screen.click("go-posts")
        await screen.until(lambda: "to-powers" in screen)
        await screen.click("to-powers")
        await screen.until(lambda: f"recognise-{who.hex()}" in screen)
        assert "uit de VS" in screen
        await screen.click(f"recognise-{who.hex()}")
        await screen.until(lambda: "give-grant" in screen)
        await screen.type("basis", "paspoort en diploma gezien")
        await screen.click("give-grant")
        await until(lambda: _standing(file, who) is Standing.OWN)
        await screen.until(lambda: "Niemand wacht op erkenning" in screen)

        at_hub = opened(here.hub).read_now(lambda db: casualty(db, of))
        assert at_hub is not None
        told = [x.power for x in at_hub.timeline if x.kind == "note.recorded"]
        assert [each and each.standing for each in told] == [Standing.SUPERVISED]

        await _withdraw(screen)
        await until(
            lambda: (
                _recognised(file, who) in (Recognised.SUPERVISED, Recognised.WITHDRAWN)
                and _standing(file, who) is Standing.SUPERVISED
            )
        )

    with_posts(tmp_path, tell, "zuid")


async def _withdraw(screen: Screen) -> None:
    (ask,) = (each for each in sorted(screen.keys()) if each.startswith("ask-end-"))
    await screen.click(ask)
    why = ask.replace("ask-end-", "why-")
    await screen.type(why, "diploma klopt niet")
    await screen.click(why.replace("why-", "end-"))


def _recognised(file: CareFile, who: bytes) -> Recognised | None:
    found = file.read_now(lambda db: member(db, who, file.clock.now_ms(), who))
    return None if found is None else found.member.recognition.state


def test_who_may_do_what_is_published_to_every_post(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.click("go-posts")
        await screen.until(lambda: "to-powers" in screen)
        await screen.click("to-powers")
        await screen.until(lambda: "to-acts" in screen)
        await screen.click("to-acts")
        await screen.until(lambda: "cell-surgery" in screen)
        assert "Dit is een voorbeeld." in " ".join(screen.words())
        await screen.click("cell-surgery")
        await screen.type("most-hours", "12")
        await screen.click("publish-acts")

        for post in here.posts:
            file = opened(post)
            await until(
                lambda file=file: bool(
                    file.read_now(lambda db: pack_held(db, POWERS).newest)
                )
            )
            rules, since = file.read_now(rules_held)
            assert since is not None
            assert rules.cell(Profession.NURSE, Act.SURGERY) is Cell.ORDERED
            assert (rules.most_delegation_h, rules.is_example) == (12, False)

    with_posts(tmp_path, tell, "zuid", "noord")
