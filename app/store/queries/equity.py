"""How many clients are known of each age, sex and area, and what stands for them.

Numbers alone come out of here. Who is gone counts while something stands for them.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from app.care.equity import Counted, Dimension, EquityLine, table_by
from sync.database import Database, rows

STREAMS: Final = ("scarcity", "resident", "casualty")

_AT_HOME: Final = """
SELECT r.stream AS stream, CASE WHEN birth_date = '' THEN 'unknown'
       WHEN birth_date > ?2 THEN 'under_18' WHEN birth_date > ?3 THEN 'adult'
       WHEN birth_date > ?4 THEN 'from_65' ELSE 'from_80' END AS age,
       sex, substr(postcode, 1, 4) AS area, open_b, open_c, open_d
"""
_AT_DOOR: Final = """
SELECT c.stream, CASE WHEN years IS NULL THEN
         CASE age_band WHEN 'adult' THEN 'adult' WHEN 'senior' THEN 'senior'
         WHEN 'unknown' THEN 'unknown' ELSE 'under_18' END
       WHEN years < 18 THEN 'under_18' WHEN years < 65 THEN 'adult'
       WHEN years < 80 THEN 'from_65' ELSE 'from_80' END,
       sex, 'post', open_b, open_c, open_d
"""
_CLIENTS: Final = " ".join(
    (
        _AT_HOME,
        "FROM resident r LEFT JOIN scarcity s ON s.subject = r.stream",
        "WHERE r.ended = 0 AND (?1 = x'' OR r.post = ?1) UNION ALL",
        _AT_HOME,
        "FROM scarcity s JOIN resident r ON r.stream = s.subject",
        "WHERE s.is_open = 1 AND r.ended = 1 AND (?1 = x'' OR r.post = ?1) UNION ALL",
        _AT_DOOR,
        "FROM casualty c LEFT JOIN scarcity s ON s.subject = c.stream",
        "WHERE c.gone = 0 AND (?1 = x'' OR c.post = ?1) UNION ALL",
        _AT_DOOR,
        "FROM scarcity s JOIN casualty c ON c.stream = s.subject",
        "WHERE s.is_open = 1 AND c.gone = 1 AND (?1 = x'' OR c.post = ?1)",
    )
)
_NUMBERS: Final = (
    "age, sex, area, COUNT(*), COALESCE(SUM(open_b), 0), "
    "COALESCE(SUM(open_c), 0), COALESCE(SUM(open_d), 0)"
)
_BY_GROUP: Final = " ".join(
    ("SELECT", _NUMBERS, "FROM (", _CLIENTS, ") GROUP BY age, sex, area")
)
_OF_ONE: Final = " ".join(
    ("SELECT", _NUMBERS, "FROM (", _CLIENTS, ") WHERE stream = ?5 GROUP BY stream")
)
AT_POST: Final = "post"
"""The area of who was brought to a post."""


def counted(db: Database, today: str, post: bytes = b"") -> tuple[Counted, ...]:
    """Return the numbers of one post, or of all that this file knows."""
    found = rows(db, _BY_GROUP, _asked(today, post))
    return tuple(Counted(*each) for each in found)


def equity(
    db: Database, today: str, post: bytes = b""
) -> dict[Dimension, tuple[EquityLine, ...]]:
    """Return the table of each dimension."""
    found = counted(db, today, post)
    return {each: table_by(each, found) for each in Dimension}


def who(db: Database, subject: bytes, today: str) -> Counted | None:
    """Return of what age, sex and area one client is; None where nobody knows them."""
    found = rows(db, _OF_ONE, (*_asked(today, b""), subject))
    return Counted(*found[0]) if found else None


def _asked(today: str, post: bytes) -> tuple[bytes, str, str, str]:
    adult, from_65, from_80 = (_years_before(today, each) for each in (18, 65, 80))
    return (post, adult, from_65, from_80)


def _years_before(today: str, years: int) -> str:
    """Return the last day on which one can be born to be of this age today."""
    day = date.fromisoformat(today)
    try:
        return day.replace(year=day.year - years).isoformat()
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28).isoformat()
