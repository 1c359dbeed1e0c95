"""Who may be the same person among very many, and what finding them costs to keep.

Names are made of parts with a few that very many share, as real ones are; the picture
is filled by the store's own hand, without a journal behind it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

from app.care.casualty import FOLD, Casualty, Identified, Registered
from app.care.claim import Stamp
from app.care.likeness import Profile
from app.care.link import FOLD as LINK_FOLD
from app.care.link import EntityLinked, Link, link_stream, ordered
from app.care.terms import AgeBand, LinkReason, Sex
from app.catalogue import STREAMS
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.fold import Folded
from app.store.profile import names_of
from app.store.queries.casualty import Filter, casualties, counts
from app.store.queries.likeness import possible, same_person
from app.store.tables import Kept, keep_all
from sync.clock import SystemClock
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.post import open_post

SIZE: Final = 100_000
LINKS: Final = 1_000
TIMES: Final = 200
_AT_ONCE: Final = 1_000
_STARTS = ("Jan", "Mar", "Fat", "Mo", "Ann", "Pe", "Sa", "Li", "Da", "Ol", "Yus", "Ka")
_ENDS = ("", "a", "ia", "ima", "hamed", "ter", "ra", "niel", "ena", "uf", "rin", "ke")
_HEADS = ("Jan", "Bak", "Vis", "Smi", "Mei", "Mul", "Koe", "Yil", "Pe", "Sjo", "Kow")
_MIDS = ("s", "ker", "ser", "t", "jer", "der", "man", "maz", "tro", "stra", "al", "en")
_TAILS = ("sen", "", "s", "ma", "va", "ski", "dijk", "berg", "oglu", "enko", "ink")


def measure(figures: Figures, folder: Path, size: int = SIZE) -> None:
    """Measure finding, listing and counting at `size` casualties."""
    dice = random.Random(7)
    file = open_post(folder / "post.db", clock=SystemClock())
    try:
        streams = [dice.randbytes(16) for _ in range(size)]
        begin = perf_counter()
        for first in range(0, size, _AT_ONCE):
            some = streams[first : first + _AT_ONCE]
            file.write_now(lambda desk, some=some: _keep(desk, dice, some))
        each_us = int((perf_counter() - begin) * 1e6 / size)
        figures.add(f"casualty into the picture at {size:,}", each_us, "µs each")
        _finding(figures, file, dice, streams)
        pairs = [tuple(dice.sample(streams, 2)) for _ in range(LINKS)]
        file.write_now(lambda desk: _link(desk, pairs))
        _linked(figures, file)
    finally:
        file.close()


def _finding(
    figures: Figures, file: CareFile, dice: random.Random, streams: list[bytes]
) -> None:
    asked = iter(dice.choices(streams, k=TIMES))
    taken = timed_ms(
        lambda: file.read_now(lambda db: same_person(db, next(asked))), TIMES
    )
    add_spread(figures, f"same person at {len(streams):,}", taken)
    names = iter([_name(dice) for _ in range(TIMES)])
    first = iter([_name(dice).split()[0] for _ in range(TIMES)])
    taken = timed_ms(lambda: _sought(file, next(names)), TIMES)
    add_spread(figures, f"sought by name at {len(streams):,}", taken)
    taken = timed_ms(lambda: _sought(file, next(first)), TIMES)
    add_spread(figures, f"sought by first name at {len(streams):,}", taken)


def _sought(file: CareFile, name: str) -> None:
    profile = Profile(names=names_of(frozenset({name})))
    file.read_now(lambda db: possible(db, profile, least=15))


def _linked(figures: Figures, file: CareFile) -> None:
    now = file.clock.now_ms()
    taken = timed_ms(lambda: file.read_now(lambda db: counts(db, now)), 20)
    add_spread(figures, f"counts with {LINKS:,} links", taken)
    taken = timed_ms(lambda: file.read_now(lambda db: casualties(db, Filter())), 20)
    add_spread(figures, f"page with {LINKS:,} links", taken)


def _keep(desk: Desk, dice: random.Random, streams: list[bytes]) -> None:
    kept = [Kept(stream, _folded(state)) for stream, state in _people(dice, streams)]
    keep_all(desk.database, STREAMS["casualty"], kept)


def _folded(state: Casualty | Link) -> Folded:
    return Folded(state, b"", (1, b"AAAAAAAA", 1), 0, ())


def _people(
    dice: random.Random, streams: list[bytes]
) -> Iterator[tuple[bytes, Casualty]]:
    stamp = Stamp((b"AAAAAAAA", 1), b"person_1", 1, b"AAAAAAAA")
    for stream in streams:
        came = Registered(
            stream.hex()[:12],
            b"post_1_8",
            dice.randrange(1 << 40),
            dice.choice(list(AgeBand)),
            sex=dice.choice(list(Sex)),
        )
        born = f"{dice.randrange(1930, 2024)}-{dice.randrange(1, 13):02}-"
        told = Identified(
            came.observed_ms,
            name=_name(dice),
            birth_date=born + f"{dice.randrange(1, 29):02}",
        )
        state = FOLD[Registered](Casualty(), came, stamp)
        yield stream, FOLD[Identified](state, told, stamp)


def _name(dice: random.Random) -> str:
    def pick(parts: tuple[str, ...]) -> str:
        return parts[min(int(dice.expovariate(0.35)), len(parts) - 1)]

    return f"{pick(_STARTS)}{pick(_ENDS)} {pick(_HEADS)}{pick(_MIDS)}{pick(_TAILS)}"


def _link(desk: Desk, pairs: list[tuple[bytes, ...]]) -> None:
    kept = []
    for place, (one, other) in enumerate(pairs):
        stamp = Stamp((b"AAAAAAAA", place), b"person_1", 1, b"AAAAAAAA")
        fact = EntityLinked(1, *ordered(one, other), LinkReason.TOLD)
        state = LINK_FOLD[EntityLinked](Link(), fact, stamp)
        kept.append(Kept(link_stream(one, other), _folded(state)))
    keep_all(desk.database, STREAMS["link"], kept)
