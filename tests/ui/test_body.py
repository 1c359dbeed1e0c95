"""The body map: a place by touch or from a list, then what it is."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.body_shape import (
    HEIGHT,
    REACH,
    WIDTH,
    Build,
    is_inside,
    middle_of,
    outlines,
    region_at,
)
from app.care.injury import (
    BodyRegion,
    BodyView,
    BurnDepth,
    InjuryKind,
    InjuryMarked,
    regions_of,
)
from app.care.terms import AgeBand, Triage
from app.commands import mark_injury
from app.store.queries.injury import marks, straps
from app.ui.widgets.body_marks import build_of
from tests.support.post import actor, registered
from tests.support.screen import Screen
from tests.support.window import Post, act, recorded, told

PHONE = 390
FRONT, BACK = BodyView.FRONT, BodyView.BACK
everybody = pytest.mark.parametrize("build", list(Build))
both_sides = pytest.mark.parametrize("view", list(BodyView))


async def touch(screen: Screen, view: BodyView, region: BodyRegion) -> None:
    """Tap the middle of a region of the grown body."""
    height = screen[f"body-{view.value}"].content.height
    scale = height / HEIGHT
    x, y = middle_of(Build.ADULT, view, region)
    spot = {"x": (x + WIDTH / 2) * scale, "y": y * scale}
    await screen.event(f"body-{view.value}", "tap_up", {"l": spot, "k": "touch"})


@everybody
@both_sides
def test_every_region_is_found_where_it_is_drawn(build: Build, view: BodyView) -> None:
    found = {
        region: region_at(build, view, middle_of(build, view, region))
        for region in regions_of(view)
    }

    assert all(region is tapped for region, tapped in found.items())


@everybody
@both_sides
def test_the_body_lies_within_its_map(build: Build, view: BodyView) -> None:
    points = [
        point
        for shapes in outlines(build, view).values()
        for outline in shapes
        for point in outline
    ]

    assert all(abs(x) <= WIDTH / 2 and 0 <= y <= HEIGHT for x, y in points)


def test_left_is_the_casualtys_own_left() -> None:
    front, _ = middle_of(Build.ADULT, FRONT, BodyRegion.LEFT_HAND)
    back, _ = middle_of(Build.ADULT, BACK, BodyRegion.LEFT_HAND)

    assert front > 0 > back


def test_a_thumb_beside_a_limb_still_means_it_and_the_empty_air_nothing() -> None:
    x, y = middle_of(Build.ADULT, FRONT, BodyRegion.LEFT_LOWER_LEG)
    beside = (x + 26 + REACH - 6, y)

    assert not is_inside(
        outlines(Build.ADULT, FRONT)[BodyRegion.LEFT_LOWER_LEG][0], beside
    )
    assert region_at(Build.ADULT, FRONT, beside) is BodyRegion.LEFT_LOWER_LEG
    assert region_at(Build.ADULT, FRONT, (250, 900)) is None


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_wound_is_two_taps(width: int) -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "body")
        await touch(screen, FRONT, BodyRegion.LEFT_FOREARM)
        assert screen["body-place"].value == "Linkeronderarm, voorkant"
        await screen.click("kind-wound")
        await screen.until(lambda: "body-undo" in " ".join(screen.keys()))

        mark = marks(post.detail(stream))[0]
        assert (mark.fact.kind, mark.fact.region) == (
            InjuryKind.WOUND,
            BodyRegion.LEFT_FOREARM,
        )
        assert mark.fact.x is not None
        assert mark.fact.x > 500
        assert "Wond · Linkeronderarm, voorkant" in screen

    told(post, stream, tell, width=width)


def test_a_burn_says_how_much_and_how_deep() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "body")
        await touch(screen, BACK, BodyRegion.UPPER_BACK)
        await screen.click("kind-burn")
        await screen.click("save-burn")
        assert "hoeveel er verbrand is" in screen["refusal"].value
        await screen.click("depth-partial")
        await screen.click("share-25")
        await screen.click("save-burn")
        await screen.until(lambda: marks(post.detail(stream)))

        fact = marks(post.detail(stream))[0].fact
        assert (fact.depth, fact.share_percent) == (BurnDepth.PARTIAL, 25)

    told(post, stream, tell)


def test_redness_alone_asks_for_no_share() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "body")
        await touch(screen, FRONT, BodyRegion.CHEST)
        assert post.session.primary is None
        await screen.click("kind-burn")
        await screen.click("share-50")
        await screen.click("depth-erythema")
        assert "share-50" not in screen
        f8: Any = post.session.primary
        await f8()
        await screen.until(lambda: marks(post.detail(stream)))

        assert marks(post.detail(stream))[0].fact.share_percent is None

    told(post, stream, tell)


def test_a_region_is_chosen_from_the_list_without_a_pointer() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)

    async def tell(screen: Screen) -> None:
        await act(screen, "body")
        await screen.click("body-list")
        await screen.click("side-back")
        await screen.click("region-left_buttock")
        await screen.click("body-more")
        await screen.type("note", "door broek heen")
        await screen.click("kind-bruise")
        await screen.until(lambda: marks(post.detail(stream)))

        fact = marks(post.detail(stream))[0].fact
        assert (fact.x, fact.view, fact.note) == (None, BACK, "door broek heen")

    told(post, stream, tell, width=PHONE)


def test_a_tourniquet_placed_by_touch_starts_its_clock() -> None:
    post = Post()
    stream = registered(post.file, Triage.T1)

    async def tell(screen: Screen) -> None:
        await act(screen, "body")
        await touch(screen, FRONT, BodyRegion.CHEST)
        assert "kind-tourniquet" not in screen
        await screen.click("body-back")
        await touch(screen, FRONT, BodyRegion.RIGHT_THIGH)
        await screen.click("kind-tourniquet")
        await screen.until(lambda: straps(post.detail(stream)))

        assert straps(post.detail(stream))[0].region is BodyRegion.RIGHT_THIGH
        assert post.detail(stream).row.tourniquet_ms == post.clock.now_ms()

    told(post, stream, tell)


def test_a_mark_is_taken_back_and_stays_readable() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)
    fact = InjuryMarked(InjuryKind.PAIN, BodyRegion.NECK, FRONT, post.clock.now_ms())
    _, seq = recorded(post, lambda desk: mark_injury(desk, by, stream, fact))

    async def tell(screen: Screen) -> None:
        await act(screen, "body")
        await screen.click(f"body-undo-{seq}")
        await screen.until(lambda: not marks(post.detail(stream))[0].number)
        await screen.settle()

        assert "Pijn · Hals of nek, voorkant" in screen
        assert f"body-undo-{seq}" not in screen

    told(post, stream, tell)


def test_what_is_known_shows_the_map_only_when_something_is_on_it() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    by = actor(post.file)

    async def tell(screen: Screen) -> None:
        assert "body-card" not in screen
        fact = InjuryMarked(
            InjuryKind.PAIN, BodyRegion.NECK, FRONT, post.clock.now_ms()
        )
        recorded(post, lambda desk: mark_injury(desk, by, stream, fact))
        await screen.until(lambda: "body-card" in screen)

        labels = " ".join(screen.words())
        assert "Lichaam, voorkant: Pijn · Hals of nek, voorkant" in labels
        assert "Lichaam, achterkant: niets aangegeven" in labels

    told(post, stream, tell)


@pytest.mark.parametrize(
    ("said", "build"),
    [
        ({"years": 11}, Build.CHILD),
        ({"years": 12}, Build.ADULT),
        ({"age_band": AgeBand.BABY}, Build.CHILD),
        ({"age_band": AgeBand.CHILD}, Build.CHILD),
        ({"birth_date": "2019-03-01"}, Build.CHILD),
        ({"birth_date": "1970-03-01"}, Build.ADULT),
        ({"age_band": AgeBand.TEEN}, Build.ADULT),
        ({}, Build.ADULT),
    ],
)
def test_a_child_has_the_body_of_a_child(said: dict[str, object], build: Build) -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, **said)

    assert build_of(post.detail(stream)) is build
    post.program.end()


def burned(post: Post, stream: bytes) -> None:
    by = actor(post.file)
    for region, share in ((BodyRegion.CHEST, 40), (BodyRegion.LEFT_FOREARM, 50)):
        fact = InjuryMarked(
            InjuryKind.BURN,
            region,
            FRONT,
            post.clock.now_ms(),
            depth=BurnDepth.PARTIAL,
            share_percent=share,
        )
        recorded(post, lambda desk, f=fact: mark_injury(desk, by, stream, f))


def test_burned_skin_is_a_sum_that_can_be_checked() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2, years=40)
    burned(post, stream)

    async def tell(screen: Screen) -> None:
        assert screen["burn-lund_browder-18"].value == "5,95 %"
        assert screen["burn-nines-0"].value == "7,91 %"
        assert "Linkeronderarm: 25 % van 3 = 0,75" in screen
        assert "Alleen roodheid telt niet mee." in screen

    told(post, stream, tell)


def test_an_unknown_age_is_said_and_every_row_shown() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    burned(post, stream)

    async def tell(screen: Screen) -> None:
        rows = [key for key in screen.keys() if key.startswith("burn-lund")]  # noqa: SIM118

        assert len(rows) == 6
        assert "Leeftijd niet precies bekend" in screen

    told(post, stream, tell)
