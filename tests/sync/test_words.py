from itertools import combinations
from pathlib import Path

WORDS = Path(__file__).parents[2] / "assets" / "codes" / "words.txt"


def distance(one, other):
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at]
        for place, against in enumerate(other, 1):
            costs = (above[place] + 1, row[-1] + 1)
            row.append(min(*costs, above[place - 1] + (letter != against)))
    return row[-1]


def test_there_is_a_word_for_every_byte():
    words = WORDS.read_text().split()

    assert len(words) == len(set(words)) == 256
    assert all(3 <= len(word) <= 11 and word.isascii() for word in words)


def test_no_two_words_are_one_letter_apart_or_the_start_of_each_other():
    words = WORDS.read_text().split()

    close = [
        (one, other)
        for one, other in combinations(words, 2)
        if other.startswith(one) or distance(one, other) < 2
    ]

    assert close == []
