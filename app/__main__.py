"""The programs: a post (`noodpost`), `hub`, `relay`, `demo`, `region` and `hand`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.hand import add_hand
from app.i18n import LANGUAGES, text
from app.paths import default_data
from app.region.parser import add_hub_commands, add_region
from app.relay import add_options
from app.settings import system_language

_PROGRAMS: Final = (
    *("post", "hub", "relay", "demo", "region", "hand"),
    *("-h", "--help"),
)


def main(given: Sequence[str] | None = None) -> int:
    """Run one of the programs; return its exit code.

    0 done; 1 it could not do what was asked, and says why; 2 the command line is wrong;
    3 the same folder is open in another window already.
    """
    arguments = _parser(system_language()).parse_args(_with_program(given))
    arguments.data = arguments.data or default_data() / arguments.folder
    return int(arguments.run(arguments))


def _with_program(given: Sequence[str] | None) -> list[str]:
    words = list(sys.argv[1:] if given is None else given)
    is_named = bool(words) and words[0] in _PROGRAMS
    return words if is_named else ["post", *words]


def _parser(language: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="noodpost", description=text("ui.program.what", language)
    )
    programs = parser.add_subparsers(dest="program", required=True)
    _add_post(programs, language)
    _add_hub(programs, language)
    _add_relay(programs, language)
    _add_demo(programs, language)
    add_region(programs, language)
    add_hand(programs, language)
    return parser


if TYPE_CHECKING:
    Programs = argparse._SubParsersAction[argparse.ArgumentParser]


def _add_post(programs: Programs, language: str) -> None:
    post = _program(programs, "post", language, folder="post")
    _add_screen(post, language)
    post.set_defaults(run=_post)


def _add_hub(programs: Programs, language: str) -> None:
    hub = _program(programs, "hub", language, folder="hub")
    _add_screen(hub, language)
    hub.add_argument(
        "--host", default="127.0.0.1", help=text("ui.program.host", language)
    )
    hub.add_argument(
        "--hub-port",
        type=_port,
        default=8470,
        help=text("ui.program.hub_port", language),
    )
    hub.add_argument("--address", default="", help=text("ui.program.address", language))
    hub.add_argument(
        "--exercise", action="store_true", help=text("ui.program.exercise", language)
    )
    hub.add_argument(
        "--database-url",
        default=os.environ.get("NOODPOST_DATABASE_URL", ""),
        metavar="URL",
        help=text("ui.program.database_url", language),
    )
    hub.add_argument(
        "--watch",
        default="",
        metavar="HOST:PORT",
        help=text("ui.program.watch", language),
    )
    hub.add_argument(
        "--log-json", action="store_true", help=text("ui.program.log_json", language)
    )
    for name in ("--tls-certificate", "--tls-key"):
        hub.add_argument(name, type=Path, help=text("ui.program.tls", language))
    hub.set_defaults(run=_hub)
    add_hub_commands(hub, language)


def _add_relay(programs: Programs, language: str) -> None:
    relay = _program(programs, "relay", language, folder="relay")
    add_options(relay, language)
    relay.set_defaults(run=_relay)


def _add_demo(programs: Programs, language: str) -> None:
    demo = _program(programs, "demo", language, folder="demo")
    demo.add_argument(
        "--headless", action="store_true", help=text("ui.program.headless", language)
    )
    demo.add_argument(
        "--json", action="store_true", help=text("ui.program.json", language)
    )
    demo.add_argument(
        "--seed", type=int, default=1, help=text("ui.program.seed", language)
    )
    demo.add_argument(
        "--no-window", action="store_true", help=text("ui.program.no_window", language)
    )
    demo.set_defaults(run=_demo)


def _program(
    programs: Programs, name: str, language: str, folder: str
) -> argparse.ArgumentParser:
    words = text(f"ui.program.{name}", language)
    parser: argparse.ArgumentParser = programs.add_parser(
        name, help=words, description=words
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help=text("ui.program.data", language)
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=language,
        help=text("ui.program.language", language),
    )
    parser.set_defaults(folder=folder)
    return parser


def _add_screen(parser: argparse.ArgumentParser, language: str) -> None:
    parser.add_argument(
        "--port", type=_port, default=0, help=text("ui.program.port", language)
    )
    parser.add_argument(
        "--no-window", action="store_true", help=text("ui.program.no_window", language)
    )


def _port(words: str) -> int:
    number = int(words)
    if not 0 <= number < 1 << 16:
        raise ValueError(words)
    return number


def _post(arguments: argparse.Namespace) -> int:
    from app.post import run

    return run(arguments)


def _hub(arguments: argparse.Namespace) -> int:
    from app.hub import run

    return run(arguments)


def _relay(arguments: argparse.Namespace) -> int:
    from app.relay.program import run

    return run(arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from app.demo import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
