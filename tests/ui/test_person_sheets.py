"""Who somebody is, as sheets: looks, details, and a BSN somebody made sure of."""

from __future__ import annotations

from app.care.person import LooksDescribed
from app.care.terms import BsnState, Group, LinkReason, PartReason, Role, Triage
from app.commands import describe_person, link_records, part_records
from app.store.queries.handover import standing_facts
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, act, recorded, told

WIDE = 1280


def test_an_unknown_person_is_described_and_shown_so() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "looks")
        await screen.type("hair", "grijs, kort")
        await screen.type("clothing", "groene jas")
        await screen.click("save")
        await screen.until(lambda: "known-hair" in screen)

        assert screen["known-clothing"].value == "groene jas"
        assert post.detail(stream).timeline[0].kind == "casualty.described_looks"

    told(post, stream, tell)


def test_a_second_description_by_somebody_who_saw_the_first_replaces_it() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    recorded(
        post,
        lambda desk: describe_person(
            desk, by, stream, LooksDescribed(desk.now_ms(), hair="rood")
        ),
    )

    async def tell(screen: Screen) -> None:
        await act(screen, "looks")
        assert screen["hair"].value == "rood"
        await screen.type("hair", "blond")
        await screen.click("save")
        await screen.until(lambda: screen["known-hair"].value == "blond")

        assert post.rows()[0].conflicts == 0

    told(post, stream, tell)


def test_two_descriptions_side_by_side_are_settled_with_one_tap() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    for hair in ("rood", "blond"):
        recorded(
            post,
            lambda desk, hair=hair: describe_person(
                desk, by, stream, LooksDescribed(desk.now_ms(), hair=hair), []
            ),
            after_min=1,
        )

    async def tell(screen: Screen) -> None:
        await screen.click("choose-hair-1")
        await screen.until(lambda: screen["known-hair"].value == "blond")

    told(post, stream, tell)


def test_a_side_also_says_which_chain_of_care() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "particulars")
        await screen.click("allegiance-military_nato")
        await screen.click("interpreter-needed")
        await screen.click("pick-language-ukrainian")
        await screen.type("tag", "K-17")
        await screen.click("save")
        await screen.until(lambda: "known-allegiance" in screen)

        said = post.detail(stream).said
        assert said["group"][0].value == Group.MILITARY
        assert screen["known-allegiance"].value == "Militair (NAVO)"
        assert screen["known-interpreter"].value == "Tolk nodig"
        assert screen["known-language"].value == "Oekraïens"
        assert "known-group" not in screen

    told(post, stream, tell)


def test_a_bsn_is_made_sure_of_by_a_person_and_falls_back_when_it_changes() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, bsn="111222333")

    async def tell(screen: Screen) -> None:
        assert "cijfers kunnen kloppen" in screen["known-bsn"].value
        await act(screen, "bsn")
        await screen.click("save")
        assert "refusal" in screen
        await screen.click("how-sbvz")
        await screen.click("save")
        assert "kenmerk" in screen["refusal"].value
        await screen.type("reference", "SBV-2026-1")
        await screen.click("save")
        await screen.until(lambda: "bevestigd" in screen["known-bsn"].value)

        assert post.detail(stream).bsn is BsnState.VERIFIED
        await act(screen, "particulars")
        await screen.type("bsn", "123456782")
        await screen.click("save")
        await screen.until(lambda: "cijfers" in screen["known-bsn"].value)

    told(post, stream, tell, WIDE)


def test_without_a_bsn_there_is_nothing_to_check() -> None:
    post = Post(Role.DOCTOR)
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "bsn")
        assert "Nog geen BSN" in screen
        await screen.click("close-bsn")
        assert "known-name" in screen

    told(post, stream, tell)


def test_who_is_the_same_person_is_in_the_timeline_of_both_records() -> None:
    post = Post()
    one, other = registered(post.file, Triage.T1), registered(post.file, Triage.T2)
    by = actor(post.file)
    before = len(post.detail(one).timeline)
    recorded(post, lambda desk: link_records(desk, by, one, other, LinkReason.TOLD))
    recorded(post, lambda desk: part_records(desk, by, one, other, PartReason.MISTAKE))
    numbers = {row.stream: row.number for row in post.rows()}
    for here, there in ((one, other), (other, one)):
        told_of = [each for each in post.detail(here).timeline if each.beside]
        assert {each.kind for each in told_of} == {"entity.linked", "entity.unlinked"}
        assert {each.beside for each in told_of} == {numbers[there]}
    assert len(post.detail(one).timeline) == before + 2
    assert len(standing_facts(post.detail(one))) == before

    async def tell(screen: Screen) -> None:
        assert "Niet dezelfde persoon" in screen
        assert any(numbers[other] in words for words in screen.words())
        undos = [key for key in screen.keys() if key.startswith("undo-")]  # noqa: SIM118
        assert len(undos) == before

    told(post, one, tell)
