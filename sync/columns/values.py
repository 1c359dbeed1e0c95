"""One column of values: numbers, texts, ids, flags, lists; anything else as it is.

A column begins with a byte that says what it is. Who writes picks the form that is
likely to become smallest; who reads trusts no count before it has checked it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import msgspec

from sync.columns.cursor import Reader, Writer
from sync.columns.numbers import (
    best_way,
    entropy,
    fits,
    read_numbers,
    write_numbers,
    write_way,
)
from sync.columns.pool import LONGEST, Pool
from sync.errors import FormatError
from sync.event import pack

_DEEPEST: Final = 4
"""Lists inside each other that become columns; what is deeper stays as it is."""

_ID_FROM: Final = 8
"""Bytes shorter than this are no id, unless they are one already."""

_MOST_ITEMS: Final = 16
"""Longer lists of one length are not taken apart item by item."""


class Form(IntEnum):
    """How a column is written."""

    PACKED = 0
    NUMBERS = 1
    MOMENTS = 2
    BACK = 3
    TEXTS = 4
    WORDS = 5
    IDS = 6
    BYTES = 7
    FLAGS = 8
    LISTS = 9
    ITEMS = 10
    LETTERS = 11
    NEW_IDS = 12


@dataclass(frozen=True, slots=True)
class Rows:
    """The events a column belongs to: where each stands in the log, and when."""

    seqs: Sequence[int]
    moments: Sequence[int]

    def repeated(self, times: Sequence[int]) -> Rows:
        """Return every row as often as it has items in a list."""
        pairs = list(zip(self.seqs, self.moments, times, strict=True))
        return Rows(
            [seq for seq, _, n in pairs for _ in range(n)],
            [moment for _, moment, n in pairs for _ in range(n)],
        )

    def picked(self, flags: Sequence[bool]) -> Rows:
        """Return the rows that have a value."""
        pairs = zip(self.seqs, self.moments, flags, strict=True)
        kept = [(seq, moment) for seq, moment, flag in pairs if flag]
        return Rows([seq for seq, _ in kept], [moment for _, moment in kept])


@dataclass(frozen=True, slots=True)
class ValueWriter:
    """Writes columns of one batch."""

    out: Writer
    pool: Pool

    def write(self, values: Sequence[Any], rows: Rows, depth: int = 0) -> None:
        """Write a column of values."""
        types = {type(each) for each in values}
        if types == {int} and fits(values):
            self._numbers(values, rows)
        elif types == {str}:
            self._texts([each.encode() for each in values])
        elif types == {bytes}:
            self._bytes(values)
        elif types == {bool}:
            self.out.plan(Form.FLAGS)
            self.out.bits(values)
        elif types == {list} and depth < _DEEPEST:
            self._lists(values, rows, depth)
        else:
            self._blobs(Form.PACKED, [pack(each) for each in values])

    def _numbers(self, values: Sequence[int], rows: Rows) -> None:
        ways = {Form.NUMBERS: best_way(values)}
        for form, marks in ((Form.MOMENTS, rows.moments), (Form.BACK, rows.seqs)):
            steps = [at - each for at, each in zip(marks, values, strict=True)]
            if fits(steps):
                ways[form] = best_way(steps)
        form = min(ways, key=lambda form: (ways[form].weight, form))
        self.out.plan(form)
        write_way(self.out, ways[form])

    def ids(self, values: Sequence[bytes]) -> None:
        """Write ids by their number in the pool."""
        write_numbers(self.out, [self.pool.number(each) for each in values])

    def new_ids(self, values: Sequence[bytes]) -> None:
        """Write ids, a zero for each that was not named before."""
        numbers = []
        for each in values:
            is_new = not self.pool.has(each)
            number = self.pool.number(each)
            numbers.append(0 if is_new else number + 1)
        write_numbers(self.out, numbers)

    def _bytes(self, values: Sequence[bytes]) -> None:
        if all(
            _ID_FROM <= len(each) <= LONGEST or self.pool.has(each) for each in values
        ):
            self.out.plan(Form.IDS)
            self.ids(values)
        else:
            self._blobs(Form.BYTES, values)

    def _texts(self, values: Sequence[bytes]) -> None:
        known = {each: at for at, each in enumerate(dict.fromkeys(values))}
        if 2 * len(known) <= len(values):
            self.out.plan(Form.WORDS)
            self.out.count(len(known))
            self.runs(list(known))
            write_numbers(self.out, [known[each] for each in values])
        elif _are_alike(values):
            self.out.plan(Form.LETTERS)
            self.out.count(len(values[0]))
            self.out.raw(_turned(values))
        else:
            self._blobs(Form.TEXTS, values)

    def _blobs(self, form: Form, values: Sequence[bytes]) -> None:
        self.out.plan(form)
        self.runs(values)

    def runs(self, values: Sequence[bytes]) -> None:
        """Write each after its length, as the dictionary knows common words."""
        for each in values:
            self.out.count(len(each))
            self.out.raw(each)

    def _lists(self, values: Sequence[list[Any]], rows: Rows, depth: int) -> None:
        sizes = [len(each) for each in values]
        size = sizes[0]
        if 1 <= size <= _MOST_ITEMS and sizes.count(size) == len(sizes):
            self.out.plan(Form.ITEMS)
            self.out.plan(size)
            for place in range(size):
                self.write([each[place] for each in values], rows, depth + 1)
            return
        self.out.plan(Form.LISTS)
        write_numbers(self.out, sizes)
        inner = [item for each in values for item in each]
        if inner:
            self.write(inner, rows.repeated(sizes), depth + 1)


def _are_alike(values: Sequence[bytes]) -> bool:
    size = len(values[0])
    if len(values) < 4 or size == 0 or any(len(each) != size for each in values):
        return False
    turned = _turned(values)
    count = len(values)
    weight = sum(
        entropy(turned[at : at + count]) for at in range(0, len(turned), count)
    )
    return 2 * weight < len(turned)


def _turned(values: Sequence[bytes]) -> bytes:
    joined = b"".join(values)
    return b"".join(joined[at :: len(values[0])] for at in range(len(values[0])))


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads columns of one batch."""

    reader: Reader
    pool: Pool

    def read(self, rows: Rows, depth: int = 0) -> list[Any]:
        """Read a column, a value for each row. Raises FormatError or TooLarge."""
        how = _READERS.get(self.reader.column())
        if how is None or depth > _DEEPEST:
            raise FormatError("form of a column")
        return how(self, rows, depth)

    def ids(self, size: int) -> list[bytes]:
        """Read ids by their number in the pool. Raises FormatError or TooLarge."""
        return self.pool.named(read_numbers(self.reader, size))

    def new_ids(self, size: int) -> list[bytes]:
        """Read ids of which a zero is the next. Raises FormatError or TooLarge."""
        return self.pool.named_or_next(read_numbers(self.reader, size))

    def runs(self, size: int) -> list[bytes]:
        """Read so many runs of bytes. Raises FormatError or TooLarge."""
        self.reader.spend(size)
        count, take = self.reader.count, self.reader.take
        return [take(count()) for _ in range(size)]

    def _packed(self, rows: Rows, _: int) -> list[Any]:
        return [msgspec.Raw(each) for each in self.runs(len(rows.seqs))]

    def _numbers(self, rows: Rows, _: int) -> list[Any]:
        return read_numbers(self.reader, len(rows.seqs))

    def _moments(self, rows: Rows, _: int) -> list[Any]:
        since = read_numbers(self.reader, len(rows.moments))
        return _before(rows.moments, since)

    def _back(self, rows: Rows, _: int) -> list[Any]:
        back = read_numbers(self.reader, len(rows.seqs))
        return _before(rows.seqs, back)

    def _texts(self, rows: Rows, _: int) -> list[Any]:
        return _words(self.runs(len(rows.seqs)))

    def _listed(self, rows: Rows, _: int) -> list[Any]:
        words = _words(self.runs(self.reader.count()))
        numbers = read_numbers(self.reader, len(rows.seqs))
        if numbers and not (min(numbers) >= 0 and max(numbers) < len(words)):
            raise FormatError("word nobody listed")
        found = [words[each] for each in numbers]
        self.reader.spend(0, sum(map(len, found)))
        return found

    def _ids(self, rows: Rows, _: int) -> list[Any]:
        found = self.ids(len(rows.seqs))
        self.reader.spend(0, sum(map(len, found)))
        return found

    def _bytes(self, rows: Rows, _: int) -> list[Any]:
        return self.runs(len(rows.seqs))

    def _flags(self, rows: Rows, _: int) -> list[Any]:
        self.reader.spend(len(rows.seqs))
        return self.reader.bits(len(rows.seqs))

    def _lists(self, rows: Rows, depth: int) -> list[Any]:
        sizes = read_numbers(self.reader, len(rows.seqs))
        total = sum(sizes)
        if sizes and min(sizes) < 0:
            raise FormatError("list")
        self.reader.spend(total)
        inner = iter(self.read(rows.repeated(sizes), depth + 1) if total else ())
        return [[next(inner) for _ in range(size)] for size in sizes]

    def _items(self, rows: Rows, depth: int) -> list[Any]:
        size = self.reader.plan()
        if not 1 <= size <= _MOST_ITEMS:
            raise FormatError("items")
        self.reader.spend(len(rows.seqs))
        columns = [self.read(rows, depth + 1) for _ in range(size)]
        return [list(items) for items in zip(*columns, strict=True)]

    def _letters(self, rows: Rows, _: int) -> list[Any]:
        size, count = self.reader.count(), len(rows.seqs)
        self.reader.spend(count)
        letters = self.reader.take(size * count)
        return _words([letters[at::count] for at in range(count)])


def _before(marks: Sequence[int], steps: Sequence[int]) -> list[int]:
    values = [mark - step for mark, step in zip(marks, steps, strict=True)]
    if not fits(values):
        raise FormatError("number")
    return values


def _words(runs: Sequence[bytes]) -> list[str]:
    try:
        return [each.decode() for each in runs]
    except UnicodeDecodeError as why:
        raise FormatError("text") from why


_READERS: Final[dict[int, Callable[[ValueReader, Rows, int], list[Any]]]] = {
    Form.PACKED: ValueReader._packed,
    Form.NUMBERS: ValueReader._numbers,
    Form.MOMENTS: ValueReader._moments,
    Form.BACK: ValueReader._back,
    Form.TEXTS: ValueReader._texts,
    Form.WORDS: ValueReader._listed,
    Form.IDS: ValueReader._ids,
    Form.BYTES: ValueReader._bytes,
    Form.FLAGS: ValueReader._flags,
    Form.LISTS: ValueReader._lists,
    Form.ITEMS: ValueReader._items,
    Form.LETTERS: ValueReader._letters,
}
