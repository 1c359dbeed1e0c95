"""Train a batch dictionary, and measure what it saves.

`python -m tests.bench.dictionary OUT` writes a dictionary; without OUT it only measures
the one that is shipped. A released dictionary is never replaced: a new one gets the
next number.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import zstandard

from sync.batch import DICTIONARY, NO_DICTIONARY, Manifest, decode, encode
from sync.envelope import open_envelope, read_head, seal
from sync.event import pack, read_event
from sync.ids import SystemIds
from sync.journal import Link
from sync.trust.keys import SealingKey, SigningKey
from tests.bench.events import Post
from tests.support.sealed import core_of

DICTIONARY_BYTES = 16 * 1024
TRAINING_SEEDS = range(1, 61)
TRAINING_EVENTS = 250
MEASURED_SEED = 1_000


def train() -> bytes:
    """Return a dictionary made from many small posts; the same every time."""
    samples: list[bytes] = []
    for seed in TRAINING_SEEDS:
        canons = [link.canon for link in Post(seed).work(TRAINING_EVENTS)]
        samples += [pack(canons[i : i + 10]) for i in range(0, len(canons), 10)]
    words = zstandard.train_dictionary(
        DICTIONARY_BYTES, samples, dict_id=DICTIONARY, level=19
    )
    return words.as_bytes()


def manifest_for(links: list[Link], before: bytes, dictionary: int) -> Manifest:
    """Return the manifest of the first batch of a log."""
    event = read_event(links[0].canon)
    return Manifest(
        log=event.log,
        first=1,
        count=len(links),
        before=before,
        after=links[-1].chain,
        dictionary=dictionary,
        layout=0,
        batch_no=1,
        envelope=bytes(16),
        extensions={},
    )


def measure(events: int) -> str:
    """Return one line: the bytes of a batch of so many events, and its milliseconds."""
    post = Post(MEASURED_SEED)
    links = post.work(events)
    raw = sum(len(link.canon) for link in links)
    before = post.journal.chain_before(post.log, 1) or b""
    sizes = {}
    for dictionary in (NO_DICTIONARY, DICTIONARY):
        manifest = manifest_for(links, before, dictionary)
        started = time.perf_counter()
        plaintext = encode(manifest, links)
        packing = time.perf_counter() - started
        sizes[dictionary] = len(plaintext)
    started = time.perf_counter()
    decode(plaintext)
    reading = time.perf_counter() - started
    sealed, sealing, opening = _sealed(plaintext)
    return (
        f"{events:5} events: canon {raw / events:6.1f} B/event, "
        f"zstd {sizes[NO_DICTIONARY] / events:5.1f}, "
        f"with dictionary {sizes[DICTIONARY] / events:5.1f}, "
        f"envelope {sealed / events:5.1f} B/event; "
        f"pack {packing * 1e3:.1f} ms, seal {sealing * 1e3:.2f} ms, "
        f"open {opening * 1e3:.2f} ms, read {reading * 1e3:.1f} ms"
    )


def _sealed(plaintext: bytes) -> tuple[int, float, float]:
    ids = SystemIds()
    signer = SigningKey.generate(ids)
    keys = [SealingKey.generate(ids) for _ in range(3)]
    recipients = [key.public for key in keys]
    rounds = 20
    started = time.perf_counter()
    for _ in range(rounds):
        raw = seal(core_of(signer), plaintext, recipients, signer, ids)
    sealing = (time.perf_counter() - started) / rounds
    started = time.perf_counter()
    for _ in range(rounds):
        open_envelope(read_head(raw), keys[0])
    return len(raw), sealing, (time.perf_counter() - started) / rounds


def main() -> None:
    """Train when a path is given, then measure."""
    if len(sys.argv) > 1:
        target = Path(sys.argv[1])
        target.write_bytes(train())
        sys.stdout.write(f"{target}: {target.stat().st_size} bytes\n")
    for events in (1, 10, 100, 1_000):
        sys.stdout.write(measure(events) + "\n")


if __name__ == "__main__":
    main()
