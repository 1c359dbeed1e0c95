import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.columns.cursor import Cursor, Reader, Writer
from sync.columns.layout import read_columns, write_columns
from sync.columns.numbers import read_numbers, write_numbers
from sync.columns.pool import Pool
from sync.columns.values import Form, Rows, ValueReader, ValueWriter
from sync.errors import FormatError, TooLarge, UnknownVersion
from sync.event import Event, pack
from tests.support.fakes import NOON_MS
from tests.vectors import columns

LOG = b"a-log-id"
ALLOWED = 1 << 20
INT64 = st.integers(-(1 << 63), (1 << 63) - 1)


def plain(depth=3):
    """Any value a body may hold."""
    ids = st.sampled_from([LOG, b"casualty-16-byte", b"post-id!", b"", bytes(70)])
    leaf = (
        st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 64) - 1) | st.text()
        | st.binary(max_size=20) | ids | st.floats(allow_nan=False)
    )  # fmt: skip
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=8,
    )


NAMES = st.sampled_from(["observed_ms", "sees", "text", "n", ""])
BODIES = st.dictionaries(NAMES, plain(), max_size=4).map(pack) | st.binary(max_size=30)
STREAMS = st.sampled_from(
    [b"s" * 16, b"t" * 16, b"post:" + LOG, b"access:" + LOG.hex().encode(), b"\0", LOG]
)


@st.composite
def events(draw):
    first = draw(st.integers(1, 1 << 62))
    made = []
    for seq in range(first, first + draw(st.integers(1, 12))):
        cause = draw(st.none() | st.tuples(st.just(LOG), INT64.filter(lambda n: n > 0)))
        event = Event(
            log=LOG,
            seq=seq,
            hlc=draw(st.integers(1, (1 << 63) - 1)),
            actor=draw(st.sampled_from([b"", b"person-1", b"person-2"])),
            stream=draw(STREAMS),
            kind=draw(st.sampled_from(["a.b", "c.d", "é"])),
            v=draw(st.sampled_from([1, 2, 65_535])),
            cause=cause,
            body=draw(BODIES),
            extensions=draw(st.sampled_from([{}, {}, {"x-n": [1, "a"]}])),
        )
        made.append(event)
    return made


def read(packed, made, allowed=ALLOWED):
    return read_columns(packed, LOG, made[0].seq, len(made), allowed)


@settings(max_examples=400)
@given(events())
def test_events_come_back_from_columns_as_they_were(made):
    assert [pack(each) for each in read(write_columns(LOG, made), made)] == [
        pack(each) for each in made
    ]


@settings(max_examples=400)
@given(st.lists(INT64, max_size=40) | st.lists(st.integers(0, 300), max_size=40))
def test_numbers_come_back_as_they_were(values):
    out = Writer()
    write_numbers(out, values)
    reader = Reader(*out.done(), ALLOWED)

    assert read_numbers(reader, len(values)) == values
    reader.end()


def value_column(values):
    """A column of values that stands alone, and how to read it."""
    pool, out = Pool(LOG), Writer()
    rows = Rows(range(1, 1 + len(values)), [NOON_MS] * len(values))
    ValueWriter(out, pool).write(values, rows)
    ids = Writer()
    pool.write(ids)
    out.after(ids)
    return out.done(), rows


def column_read(packed, rows, allowed=ALLOWED):
    reader, pool = Reader(*packed, allowed), Pool(LOG)
    pool.read(reader)
    found = ValueReader(reader, pool).read(rows)
    reader.end()
    return found


@pytest.mark.parametrize(
    "values",
    [
        [[[LOG, 1]], [], [[LOG, 3], [b"other-id", 9]]],
        [["2027-04-30"], ["2028-01-30"], ["2026-12-30"], ["2027-11-30"]] * 3,
        ["T1", "T2", "T2", "T1", "T3", "T1"] * 4,
        [f"ZUID-A042-A{n:03}-K" for n in range(30)],
        [NOON_MS - n for n in range(20)],
        [True, False, True],
        [[], [], []],
        [[[[[[1]]]]], [[[[[2]]]]]],
        [b"short", b"x" * 100],
        [None, 1, "two"],
        [[1, "a"], [2, "b"]],
        [{"a": 1}, {"b": [2]}],
        [1 << 63, 5],
    ],
)
def test_every_sort_of_column_comes_back(values):
    packed, rows = value_column(values)

    assert pack(column_read(packed, rows)) == pack(values)


def test_what_stands_in_every_row_takes_next_to_nothing():
    few, _ = value_column([[[LOG, 1]]] * 10)
    many, _ = value_column([[[LOG, 1]]] * 100)

    assert sum(map(len, many)) - sum(map(len, few)) <= 100


def forged(*plan, made=b"", apart=b""):
    """Columns that somebody wrote by hand."""
    out = Writer()
    for number in plan:
        out.plan(number)
    out.raw(made)
    out.apart(apart)
    return out.done()


HUGE = b"\xff\xff\xff\xff\x0f"
NO_IDS = (0, 0)


@pytest.mark.parametrize(
    "packed",
    [
        forged(0, 1, made=HUGE + b"1" * 50),
        forged(0, 0, made=HUGE),
        forged(*NO_IDS, 1 << 40, 0, made=b"\0"),
        forged(*NO_IDS, 1, 0x1F, made=b"\0\0"),
        forged(*NO_IDS, 1, 0x80, made=b"\0\0"),
        forged(*NO_IDS, 2, 0, made=b"\0"),
        forged(2, 0, made=b"\1"),
        (b"", b""),
        (b"", b"\xff" * 11),
        (b"", b"\x7f"),
    ],
)
def test_a_count_that_lies_is_refused_before_anything_is_made(packed):
    tracemalloc.start()

    with pytest.raises(FormatError):
        read_columns(packed, LOG, 1, 1_000, ALLOWED)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3_000_000


@pytest.mark.parametrize(
    ("form", "plan", "made"),
    [
        (Form.LISTS, (0x10,), b"\xfe" + b"\xff" * 3 + b"\x7f"),
        (Form.LISTS, (0x10,), b"\x01"),
        (Form.ITEMS, (17,), b""),
        (Form.ITEMS, (0,), b""),
        (Form.TEXTS, (), HUGE),
        (Form.TEXTS, (), b"\x01\xff\x01\xff\x01\xff"),
        (Form.WORDS, (0,), HUGE),
        (Form.WORDS, (0,), b"\x00"),
        (Form.WORDS, (1,), b"\x01a\x00\x01\x00"),
        (Form.LETTERS, (), HUGE),
        (Form.IDS, (1,), b"\x00\x02\x00"),
        (Form.FLAGS, (), b"\xff"),
        (Form.MOMENTS, (0x10,), b"\xfe" + b"\xff" * 8 + b"\x01"),
        (Form.BACK, (0x28,), b"\0" * 99),
        (13, (), b""),
    ],
)
def test_a_column_that_lies_is_refused(form, plan, made):
    packed = forged(*NO_IDS, form, *plan, made=b"\0" + made)

    with pytest.raises(FormatError):
        column_read(packed, Rows(range(1, 4), [-5] * 3))


def test_one_long_word_in_every_row_is_counted_in_full():
    packed, rows = value_column(["x" * 5_000] * 500)

    with pytest.raises(TooLarge):
        column_read(packed, rows)


def test_more_columns_than_all_forms_have_are_refused():
    fields = [{f"field {n}": n for n in range(900)} for _ in range(3)]
    made = [
        Event(LOG, seq, seq, b"", b"s", f"kind.{seq}", 1, None, pack(body), {})
        for seq, body in enumerate(fields, 1)
    ]

    with pytest.raises(TooLarge):
        read(write_columns(LOG, made), made)


def test_lists_within_lists_have_an_end():
    packed = forged(*NO_IDS, *[Form.ITEMS, 1] * 9, Form.FLAGS, made=b"\0\1")

    with pytest.raises(FormatError):
        column_read(packed, Rows([1], [0]))


@settings(max_examples=500)
@given(st.data())
def test_damaged_columns_are_refused_by_name_or_give_events(data):
    made = [columns.event(seq) for seq in range(1, 31)]
    apart, text = write_columns(columns.LOG, made)
    raw = bytearray(apart + text)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    cut = data.draw(st.sampled_from([len(apart), 0, 5]))

    try:
        found = read_columns(
            (bytes(raw[:cut]), bytes(raw[cut:])), columns.LOG, 1, 30, ALLOWED
        )
    except (FormatError, UnknownVersion):
        return
    assert len(found) == 30


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_any_bytes_are_refused_by_name(text, apart):
    with pytest.raises(FormatError):
        read_columns((apart, text), LOG, 1, 3, ALLOWED)


def test_a_cursor_never_reads_past_its_end():
    cursor = Cursor(b"abc")

    assert cursor.take(2) == b"ab"
    with pytest.raises(FormatError):
        cursor.take(2)
    assert cursor.rest() == b"c"
