"""Train a batch dictionary, and measure what the one that is shipped makes of events.

`python -m tests.bench.dictionary OUT` writes one; without OUT it only measures.
A released dictionary is never replaced: a new one gets the next number. It is trained
on other posts, other names and other sentences than it is measured with.
"""

from __future__ import annotations

import gzip
import json
import lzma
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import zstandard

from sync.batch import DICTIONARY, LAYOUT_COLUMNS, Manifest, decode, encode
from sync.columns.layout import write_columns
from sync.envelope import padded_size
from sync.event import Event, read_event, read_record
from sync.journal import Link
from tests.bench.events import Post
from tests.bench.words import TRAINING

DICTIONARY_BYTES = 16 * 1024
TRAINING_SEEDS = range(1, 161)
TRAINING_EVENTS = 120
SAMPLE_EVENTS = 10
"""Events in a sample: one event is padded anyway, and many need no dictionary."""

MEASURED_SEED = 1_000
MEASURED_EVENTS = 10_000
SIZES = (1, 10, 100, 1_000)
AROUND = 236
"""What an envelope that names an epoch adds: lengths, core, payload, signature."""


def train() -> bytes:
    """Return a dictionary made from many small posts; the same every time."""
    samples: list[bytes] = []
    for seed in TRAINING_SEEDS:
        post = Post(seed, TRAINING)
        links = post.work(50 + seed * 37 % 400)[-TRAINING_EVENTS:]
        events = [read_event(link.canon) for link in links]
        samples += [
            write_columns(post.log, events[start : start + SAMPLE_EVENTS])[1]
            for start in range(0, len(events) - SAMPLE_EVENTS + 1, SAMPLE_EVENTS)
        ]
    words = zstandard.train_dictionary(
        DICTIONARY_BYTES, samples, dict_id=DICTIONARY, level=19
    )
    return words.as_bytes()


def as_json(event: Event) -> str:
    """Return an event as the line of JSON another program would send."""
    body = json.loads(json.dumps(_fields(event), default=_plain))
    words = {
        "log": event.log.hex(),
        "seq": event.seq,
        "hlc": event.hlc,
        "actor": event.actor.hex(),
        "stream": event.stream.hex(),
        "kind": event.kind,
        "v": event.v,
        "cause": event.cause and [event.cause[0].hex(), event.cause[1]],
        "body": body,
    }
    return json.dumps(words, ensure_ascii=False) + "\n"


def _fields(event: Event) -> object:
    return read_record(dict, event.body)


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def manifest_of(post: Post, links: Sequence[Link], first: int) -> Manifest:
    """Return the manifest of a batch that begins at `first`."""
    return Manifest(
        log=post.log,
        first=first,
        count=len(links),
        before=post.journal.chain_before(post.log, first) or b"",
        after=links[-1].chain,
        dictionary=DICTIONARY,
        layout=LAYOUT_COLUMNS,
        batch_no=first,
        envelope=bytes(16),
        extensions={},
    )


def measure(post: Post, links: Sequence[Link], size: int) -> str:
    """Return one line: the bytes an event takes in batches of so many."""
    plain, whole, packing, reading = 0, 0, 0.0, 0.0
    starts = range(0, len(links) - size + 1, size)[:1_000]
    for start in starts:
        few = links[start : start + size]
        begun = time.perf_counter()
        plaintext = encode(manifest_of(post, few, start + 1), few)
        packed = time.perf_counter()
        decode(plaintext)
        reading += time.perf_counter() - packed
        packing += packed - begun
        plain += len(plaintext)
        whole += padded_size(len(plaintext) + 4) + AROUND
    events = len(starts) * size
    return (
        f"{size:5} a batch: plaintext {plain / events:6.2f} B/event, "
        f"envelope with an epoch {whole / events:6.2f} B/event; "
        f"encode {packing / len(starts) * 1e3:5.2f} ms, "
        f"decode {reading / len(starts) * 1e3:5.2f} ms"
    )


def beside(links: Sequence[Link]) -> str:
    """Return one line: the bytes of the same events as JSON, and that compressed."""
    lines = "".join(as_json(read_event(link.canon)) for link in links).encode()
    sizes = {
        "JSON": len(lines),
        "gzip -9": len(gzip.compress(lines, 9)),
        "zstd -19": len(zstandard.ZstdCompressor(level=19).compress(lines)),
        "xz -9e": len(lzma.compress(lines, preset=9 | lzma.PRESET_EXTREME)),
    }
    each = (f"{name} {size / len(links):.1f}" for name, size in sizes.items())
    return "beside, all at once: " + ", ".join(each) + " B/event"


def main() -> None:
    """Train when a path is given, and measure when none is."""
    if len(sys.argv) > 1:
        target = Path(sys.argv[1])
        target.write_bytes(train())
        sys.stdout.write(f"{target}: {target.stat().st_size} bytes\n")
        return
    post = Post(MEASURED_SEED)
    links = post.work(MEASURED_EVENTS)
    for size in SIZES:
        sys.stdout.write(measure(post, links, size) + "\n")
    sys.stdout.write(beside(links) + "\n")


if __name__ == "__main__":
    main()
