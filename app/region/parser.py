"""The words on the command line for what a region's offline files can do."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.i18n import LANGUAGES, text

if TYPE_CHECKING:
    Programs = argparse._SubParsersAction[argparse.ArgumentParser]

_HUB: Final = "hub"
_POST: Final = "post"


def add_region(programs: Programs, language: str) -> None:
    """Add `noodpost region` and its commands."""
    words = text("ui.program.region", language)
    region = programs.add_parser("region", help=words, description=words)
    commands = region.add_subparsers(dest="command", required=True)
    show = _command(commands, "show", language, _HUB)
    show.add_argument("file", type=Path, help=text("ui.region.help.file", language))
    _add_new_hub(_command(commands, "new-hub", language, _HUB), language)
    renew = _command(commands, "renew-hub", language, _HUB)
    _add_file(renew, "ca", language)
    _add_database(renew, language, os.environ.get("NOODPOST_DATABASE_URL", ""))
    post = _command(commands, "open-post", language, _POST)
    _add_file(post, "escrow", language)
    for each in (renew, post):
        _add_exercise(each, language)


def add_hub_commands(hub: argparse.ArgumentParser, language: str) -> None:
    """Add `noodpost hub recover`, `backup` and `restore`."""
    commands = hub.add_subparsers(dest="command")
    _add_recover(commands, language)
    for name, option, named in (
        ("backup", "--to", "to"),
        ("restore", "--from", "backup"),
    ):
        words = text(f"ui.region.help.{name}", language)
        one = commands.add_parser(name, help=words, description=words)
        _add_common(one, language, argparse.SUPPRESS)
        one.add_argument(
            option,
            dest=named,
            type=Path,
            required=True,
            metavar="FILE",
            help=text(f"ui.region.help.{name}_file", language),
        )
        _add_database(one, language, argparse.SUPPRESS)
        one.set_defaults(run=_run)


def _add_recover(commands: Programs, language: str) -> None:
    words = text("ui.region.help.recover", language)
    recover = commands.add_parser("recover", help=words, description=words)
    _add_common(recover, language, argparse.SUPPRESS)
    recover.add_argument(
        "--inbox",
        type=Path,
        required=True,
        metavar="FILE",
        help=text("ui.region.help.inbox", language),
    )
    _add_file(recover, "escrow", language)
    _add_database(recover, language, argparse.SUPPRESS)
    recover.add_argument(
        "--exercise",
        action="store_true",
        default=argparse.SUPPRESS,
        help=text("ui.region.help.exercise", language),
    )
    recover.set_defaults(run=_run)


def _add_new_hub(parser: argparse.ArgumentParser, language: str) -> None:
    for which in ("ca", "escrow"):
        _add_file(parser, which, language)
    for name in ("name", "operator"):
        parser.add_argument(
            f"--{name}", required=True, help=text(f"ui.region.help.{name}", language)
        )
    _add_database(parser, language, os.environ.get("NOODPOST_DATABASE_URL", ""))
    _add_exercise(parser, language)


def _command(
    commands: Programs, name: str, language: str, folder: str
) -> argparse.ArgumentParser:
    words = text(f"ui.region.help.{name.replace('-', '_')}", language)
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=words, description=words
    )
    _add_common(parser, language, None)
    parser.set_defaults(folder=folder, run=_run, language=language)
    return parser


def _add_common(
    parser: argparse.ArgumentParser, language: str, default: str | None
) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=default,
        help=text("ui.program.data", language),
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=text("ui.program.language", language),
    )


def _add_file(parser: argparse.ArgumentParser, which: str, language: str) -> None:
    parser.add_argument(
        f"--{which}",
        type=Path,
        required=True,
        metavar="FILE",
        help=text(f"ui.region.help.{which}", language),
    )


def _add_database(parser: argparse.ArgumentParser, language: str, default: str) -> None:
    parser.add_argument(
        "--database-url",
        default=default,
        metavar="URL",
        help=text("ui.program.database_url", language),
    )


def _add_exercise(parser: argparse.ArgumentParser, language: str) -> None:
    parser.add_argument(
        "--exercise",
        action="store_true",
        help=text("ui.region.help.exercise", language),
    )


def _run(arguments: argparse.Namespace) -> int:
    from app.region.commands import run

    return run(arguments)
