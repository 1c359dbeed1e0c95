"""A keyboard alone at the screen: where Tab comes, in what order, by what name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import Any, Final

_MOST: Final = 90
_FOCUSED: Final = """() => {
  const e = document.activeElement, r = e.getBoundingClientRect();
  const name = e.getAttribute("aria-label") || e.innerText || e.value || "";
  return [name, r.x, r.y, r.width, r.height, e.tagName];
}"""
_MOVED: Final = f"""before => new Promise(resolve => {{
  const here = {_FOCUSED}, until = performance.now() + 3000;
  const look = () => {{
    const now = here(), moved = now.some((each, n) => each !== before[n]);
    moved || performance.now() > until ? resolve(now) : setTimeout(look, 10);
  }};
  look();
}})"""
"""Where the focus is once it moved on; after a while, where it stayed."""


@dataclass(frozen=True, slots=True)
class Stop:
    """What has the focus: its name and where it stands."""

    name: str
    x: float
    y: float
    width: float
    height: float
    tag: str

    def is_before(self, other: Stop) -> bool:
        """Tell whether a reader comes here first: higher, or in its line more left."""
        middle = self.y + self.height / 2
        if other.y < middle < other.y + other.height:
            return self.x < other.x
        return middle < other.y + other.height / 2


class Keys:
    """The keys of one page."""

    def __init__(self, page: Any) -> None:
        self.page = page

    async def here(self) -> Stop:
        """Return what has the focus now."""
        return Stop(*await self.page.evaluate(_FOCUSED))

    async def tab(self) -> Stop:
        """Press Tab, and return where it comes."""
        before = await self.here()
        await self.page.keyboard.press("Tab")
        return Stop(*await self.page.evaluate(_MOVED, list(astuple(before))))

    async def walk(self, last: str) -> list[Stop]:
        """Press Tab until the control with this name; return all on the way."""
        passed: list[Stop] = []
        for _ in range(_MOST):
            passed.append(await self.tab())
            if passed[-1].name.startswith(last):
                return passed
        raise AssertionError(f"no Tab came to {last}: {[s.name for s in passed]}")

    async def to(self, name: str) -> None:
        """Press Tab until a control whose name begins with this."""
        if not (await self.here()).name.startswith(name):
            await self.walk(name)

    async def press(self, name: str) -> None:
        """Come to a button and press it."""
        await self.to(name)
        await self.page.keyboard.press("Enter")

    async def write(self, name: str, words: str) -> None:
        """Come to a field and type."""
        await self.to(name)
        await self.page.keyboard.type(words, delay=5)


def jumps(stops: Sequence[Stop]) -> list[tuple[str, str]]:
    """Return the steps that go against the order of reading."""
    return [(a.name, b.name) for a, b in pairwise(stops) if b.is_before(a)]
