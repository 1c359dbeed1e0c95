"""Who is to be triaged again says why, and one tap says that nothing changed."""

from __future__ import annotations

from app.care.casualty import Triaged
from app.care.flow import Placed
from app.care.terms import Role, Triage
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import give_treatment, place_all, retriage
from app.store.queries.casualty import CasualtyDetail, Filter
from app.ui.overdue import OverdueWatch
from app.ui.screens.casualties import CasualtiesRoom
from app.ui.screens.overview import OverviewRoom
from app.ui.state import Session
from app.ui.widgets.owed import due_words
from tests.support.post import actor, registered
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post, told

MINUTE_MS = 60_000


def watch(session: Session, program: MemoryProgram) -> object:
    return OverdueWatch(session)


def saved(post: Post, stream: bytes) -> None:
    fact = TreatmentGiven(Intervention.TOURNIQUET, post.clock.now_ms())
    by = actor(post.file)
    post.file.write_now(lambda desk: give_treatment(desk, by, stream, fact))


def brought(post: Post, streams: list[bytes], place: str, name: str = "") -> None:
    fact = Placed(place, post.clock.now_ms(), name)
    by = actor(post.file)
    post.file.write_now(lambda desk: place_all(desk, by, streams, fact))


def field(count: int, category: Triage = Triage.T3) -> tuple[Post, list[bytes]]:
    """Return a post where some were brought in, and moved to the field since."""
    post = Post()
    streams = [registered(post.file, category) for _ in range(count)]
    brought(post, streams, "waiting")
    post.clock.advance(MINUTE_MS)
    brought(post, streams, "field", "Weide")
    return post, streams


def triages(detail: CasualtyDetail) -> list[Triage]:
    found = (each.body for each in detail.timeline)
    return [body.category for body in found if isinstance(body, Triaged)]


def test_a_row_says_after_what_and_one_tap_records_that_nothing_changed() -> None:
    post = Post()
    stream = registered(post.file, Triage.T2)
    post.clock.advance(MINUTE_MS)
    saved(post, stream)
    post.clock.advance(4 * MINUTE_MS)
    number = post.rows()[0].number

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"same-{number}" in screen)
        assert "na ingreep 4 min" in screen
        await screen.click(f"same-{number}")
        await screen.until(lambda: f"same-{number}" not in screen)

        assert "na ingreep 4 min" not in screen
        assert number in screen["notice"].value
        row = post.rows()[0]
        assert (row.category, row.triaged_ms) == (Triage.T2, post.clock.now_ms())
        assert triages(post.detail(stream)) == [Triage.T2, Triage.T2]

    post.tell(CasualtiesRoom, tell)


def test_unchanged_stands_beside_the_number_and_on_a_phone_among_the_flags() -> None:
    def above_the_flags(width: float) -> bool:
        post, streams = field(1)
        number = post.rows()[0].number
        found: list[bool] = []

        async def tell(screen: Screen) -> None:
            await screen.until(lambda: f"same-{number}" in screen)
            keys = [str(each.key) for each in screen.all() if each.key is not None]
            found.append(keys.index(f"same-{number}") < keys.index("due"))

        told(post, streams[0], tell, width=width)
        return found[0]

    assert [above_the_flags(width) for width in (1280, 390)] == [True, False]


def test_a_second_tap_of_the_same_finger_does_not_answer_for_the_next() -> None:
    post, _ = field(3)
    post.session.show = "overdue"
    first, second, third = (row.number for row in post.rows())

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"same-{second}" in screen)
        await screen.click(f"same-{first}")
        await screen.click(f"same-{second}")
        await screen.until(lambda: f"same-{first}" not in screen)
        assert f"same-{second}" in screen
        post.clock.advance(1000)
        await screen.click(f"same-{second}")
        await screen.until(lambda: f"same-{second}" not in screen)
        assert f"same-{third}" in screen

    post.tell(CasualtiesRoom, tell)


def test_who_may_not_triage_is_offered_no_tap() -> None:
    post, _ = field(1)
    session = post.window(Role.OPERATOR)
    post.session = session
    number = post.rows()[0].number

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "na verplaatsing" in screen)
        assert f"same-{number}" not in screen

    post.tell(CasualtiesRoom, tell)


def test_where_two_disagree_nothing_can_be_called_unchanged() -> None:
    post, (stream,) = field(1)
    fact = Triaged(Triage.T1, post.clock.now_ms() - MINUTE_MS)
    by = actor(post.file, Role.DOCTOR)
    post.file.write_now(lambda desk: retriage(desk, by, stream, fact, []))
    number = post.rows()[0].number

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "na verplaatsing" in screen)
        assert f"same-{number}" not in screen

    post.tell(CasualtiesRoom, tell)


def test_a_card_of_the_board_has_the_reason_and_the_tap() -> None:
    post, _ = field(1)
    post.session.board = True
    number = post.rows()[0].number

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: f"same-{number}" in screen)
        assert "na verplaatsing" in screen
        await screen.click(f"same-{number}")
        await screen.until(lambda: f"same-{number}" not in screen)
        assert "na verplaatsing" not in screen

    post.tell(CasualtiesRoom, tell)


def test_the_header_names_every_reason_and_has_the_tap() -> None:
    post, (stream,) = field(1)
    saved(post, stream)
    post.clock.advance(2 * MINUTE_MS)
    number = post.rows()[0].number

    async def tell(screen: Screen) -> None:
        assert screen["due"].value == "Triage herhalen: na ingreep 2 min"
        assert screen["due-move"].value == "na verplaatsing 2 min"
        await screen.click(f"same-{number}")
        await screen.until(lambda: "due-move" not in screen)
        assert screen["due"].value == "Triage herhalen: over 1 u 00 min"

    told(post, stream, tell)


def test_in_the_minute_in_which_triage_is_due_it_is_due_now() -> None:
    post = Post()
    post.clock.advance(MINUTE_MS // 2)
    registered(post.file, Triage.T1)
    [row] = post.rows()
    assert row.due_ms is not None

    said = [
        due_words(row, row.due_ms + past_ms, language)
        for past_ms in (-90_000, -30_000, 0, MINUTE_MS - 1, MINUTE_MS)
        for language in ("nl", "en")
    ]

    assert said == [
        *("over 1 min", "due in 1 min"),
        *("nu", "now", "nu", "now", "nu", "now"),
        *("1 min te laat", "1 min overdue"),
    ]


def test_the_overview_says_a_move_of_many_in_one_line_that_opens_them() -> None:
    post, streams = field(5)
    saved(post, streams[0])

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "moved-field" in screen)
        assert "4 na verplaatsing naar Weide" in screen
        assert "na ingreep" in screen
        await screen.click("moved-field")

    post.tell(OverviewRoom, tell)
    assert (post.session.room, post.session.show) == ("casualties", "moved:field")


def test_the_list_of_who_was_moved_to_a_place_empties_tap_by_tap() -> None:
    post, streams = field(3)
    saved(post, streams[0])
    post.session.show = "moved:field"
    rest = [row.number for row in post.rows() if row.stream != streams[0]]

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "only-moved" in screen)
        await screen.until(lambda: "na verplaatsing naar Weide" in screen)
        await screen.until(lambda: f"row-{rest[0]}" in screen)
        for number in rest:
            assert f"row-{number}" in screen
            await screen.click(f"same-{number}")
            await screen.until(lambda gone=number: f"row-{gone}" not in screen)
            post.clock.advance(1000)
        assert "Niemand gevonden" in screen
        await screen.click("only-moved")
        await screen.until(lambda: f"row-{rest[0]}" in screen)
        assert len(post.rows(Filter())) == 3

    post.tell(CasualtiesRoom, tell)


def test_the_strip_counts_people_and_says_each_place_once() -> None:
    post = Post()
    streams = [registered(post.file, Triage.T3) for _ in range(6)]
    brought(post, streams, "waiting")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: True)
        post.clock.advance(MINUTE_MS)
        brought(post, streams, "field", "Weide")
        saved(post, streams[0])
        await screen.until(lambda: "moved-field-strip" in screen)

        assert screen["overdue-strip"].value == "Triage herhalen bij 1 slachtoffer"
        words = screen["moved-field-strip"].value
        assert words == "5 na verplaatsing naar Weide"
        assert len(screen.called("resume")) == 1
        await screen.click("show-moved-field")
        assert post.session.show == "moved:field"

    post.tell(watch, tell)  # type: ignore[arg-type]
