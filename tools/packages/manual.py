"""The manual page of `overlay`, made from its parser, so that it cannot say anything the program does not."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator

from tools.packages.product import LICENCE, epoch_s, version

_FILES = (
    ("/etc/overlay/policy.toml", "what the organisation sets and locks"),
    ("~/.config/overlay-assistant/settings.toml", "the user's settings"),
    ("~/.local/share/overlay-assistant/", "the user's guides, walks and notes"),
    ("/etc/xdg/autostart/overlay-assistant.desktop", "starts the assistant with the session"),
)
_EXITS = (
    ("0", "done"),
    ("1", "the thing asked about is not so: no match, or a check failed"),
    ("2", "the call or its input is wrong"),
    ("3", "try again later: a source cannot be reached"),
)


def page(parser: argparse.ArgumentParser) -> str:
    """Return the page (man macros, ASCII) for `parser` and all its verbs."""
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch_s()))
    lines = [
        f'.TH OVERLAY 1 "{day}" "overlay {version()}" "User commands"',
        ".SH NAME",
        r"overlay \- the right steps for what you are doing, one key away",
        ".SH SYNOPSIS",
        r"\fBoverlay\fR [\fIVERB\fR [\fIARGUMENT\fR ...]]",
        ".br",
        r"\fBoverlay\-desktop\fR [\fB\-\-at\-login\fR [\fB\-\-home=\fIDIR\fR]]",
        ".SH DESCRIPTION",
        _text(parser.description or ""),
        ".PP",
        "Answers are on standard output, with \\fB\\-\\-json\\fR as JSON; what is told about progress is on standard error.",
        ".PP",
        r"\fBoverlay\-desktop\fR starts the assistant, or has the running one show itself. With \fB\-\-at\-login\fR,",
        "as the entry for the start at login passes it, a running one is left alone, and none is started where the setting",
        r"start.at_login is \(lqnever\(rq.",
        ".SH VERBS",
    ]
    for path, verb in _verbs(parser, ()):
        lines += [f".SS overlay {_text(' '.join(path))}", _text(_sentence(verb.description))]
        for action in verb._actions:
            lines += _argument(action)
    lines += [".SH EXIT STATUS", *_table(_EXITS), ".SH FILES", *_table(_FILES)]
    lines += [
        ".SH ENVIRONMENT",
        *_table(
            [("OVERLAY_HOME", "a folder that holds every file the program writes, instead of the above")]
        ),
        ".SH COPYRIGHT",
        f"{LICENCE}. The licences of what ships with it are in THIRD\\-PARTY\\-LICENSES.txt beside the program.",
    ]
    return "\n".join(lines) + "\n"


def _verbs(
    parser: argparse.ArgumentParser, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Yield every verb that does something: those that only hold others, and those in no list of help, are left out."""
    families = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for family in families:
        listed = {shown.dest for shown in family._choices_actions}
        for name, verb in ((name, verb) for name, verb in family.choices.items() if name in listed):
            yield from _verbs(verb, (*path, name))
    if not families:
        yield path, parser


def _argument(action: argparse.Action) -> list[str]:
    if isinstance(action, (argparse._HelpAction, argparse._SubParsersAction)):
        return []
    if action.option_strings:
        names = ", ".join(rf"\fB{_text(name)}\fR" for name in action.option_strings)
        value = "" if action.nargs == 0 else rf" \fI{_text(_value(action))}\fR"
        head = names + value
    else:
        head = rf"\fI{_text(_value(action))}\fR"
    told = action.help if action.help and action.help != argparse.SUPPRESS else ""
    if action.help == argparse.SUPPRESS or not (told or action.option_strings):
        return []
    return [".TP", head, _text(_sentence(told % {"default": action.default, "prog": "overlay"}))]


def _value(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    return "|".join(map(str, action.choices)) if action.choices else action.dest.upper()


def _sentence(text: str | None) -> str:
    text = " ".join((text or "").split())
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [line for name, told in rows for line in (".TP", rf"\fB{_text(name)}\fR", _text(_sentence(told)))]


def _text(text: str) -> str:
    """Return `text` as roff that is printed as it is."""
    plain = text.replace("\\", r"\e").replace("-", r"\-")
    plain = "".join(c if c.isascii() else rf"\[u{ord(c):04X}]" for c in plain)
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain
