"""A moment as a person types it: empty is now, `14:05` is the last time it was that."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from app.care.refusal import Refusal

_TIME: Final = re.compile(r"(?:(\d{1,2})[-/](\d{1,2})\s+)?(\d{1,2})[:.h]?(\d{2})")
_DAY_MS: Final = 24 * 60 * 60_000
_JUST_PAST_MS: Final = 60 * 60_000
"""An expected time this little ago was meant so: whoever was expected is late."""
_AHEAD: Final = timedelta(minutes=10)
"""What a clock may run ahead before `23:50`, typed at 23:45, means yesterday."""


def moment_of(typed: str, now_ms: int) -> int:
    """Return when `typed` was: `HH:MM`, or `DD-MM HH:MM`. Raises Refusal."""
    if not typed.strip():
        return now_ms
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        raise Refusal("not_a_moment", field="observed_ms")
    now = datetime.fromtimestamp(now_ms / 1000, tz=UTC).astimezone()
    day, month, hour, minute = (int(each) if each else None for each in found.groups())
    try:
        when = now.replace(hour=hour or 0, minute=minute or 0, second=0, microsecond=0)
        if day and month:
            when = when.replace(day=day, month=month)
    except ValueError:
        raise Refusal("not_a_moment", field="observed_ms") from None
    return int(_before(when, now, dated=bool(day)).timestamp() * 1000)


def moment_ahead(typed: str, now_ms: int) -> int:
    """Return the next time it is `typed`, as of an expected arrival. Raises Refusal."""
    when = moment_of(typed, now_ms)
    is_dated = len(typed.strip()) > len("23:59")
    return when if is_dated or when >= now_ms - _JUST_PAST_MS else when + _DAY_MS


def _before(when: datetime, now: datetime, *, dated: bool) -> datetime:
    """Return the last time it was `when`: yesterday, or that day last year."""
    if when <= now + _AHEAD:
        return when
    if not dated:
        return when - timedelta(days=1)
    try:
        return when.replace(year=when.year - 1)
    except ValueError:
        raise Refusal("not_a_moment", field="observed_ms") from None
