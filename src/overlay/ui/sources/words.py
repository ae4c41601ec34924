"""The texts about a source: its state, and why something was not done."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from overlay.ui.panel.wording import since
from overlay.ui.sources.port import FollowedSource

translate = QCoreApplication.translate

SILENT = frozenset({"unreachable", "slow", "missing"})
# Whoever has to do something about it is somebody else; what is installed goes on working.
_GRAVE = frozenset({"login", "certificate", "clock"})


def icon(source: FollowedSource) -> tuple[str, str]:
    """Return the icon for how a source is, and its colour."""
    if not source.code:
        return ("circle-check", "text_3") if source.tried else ("refresh-cw", "text_3")
    if source.code in SILENT:
        return "cloud-off", "warn_icon"
    return ("circle-alert", "error_icon") if source.code in _GRAVE else ("triangle-alert", "warn_icon")


def state(source: FollowedSource) -> str:
    """Return how a source is, in a sentence or three."""
    if not source.tried:
        return translate("Sources", "Not checked yet.")
    if not source.code:
        words = translate("Sources", "Checked {when}: you have its newest guides. Signed until {until}.")
        return words.format(when=moment(source.read_s), until=date_of(source.valid_until_s))
    stays = translate("Sources", "The guides you have keep working.")
    return f"{_wrong(source)} {stays}"


def _wrong(source: FollowedSource) -> str:
    if source.code in SILENT:
        today = datetime.now(UTC).astimezone().date()
        words = translate("Sources", "No answer since {day}. It is tried again automatically.")
        return words.format(day=since(source.silent_since, today))
    return {
        "login": translate("Sources", "It needs a login, or a different one from the one stored."),
        "certificate": translate(
            "Sources", "This computer does not trust its certificate. Ask your IT team."
        ),
        "clock": translate("Sources", "The clock of this computer seems wrong. Check its date and time."),
        "expired": translate("Sources", "Its signatures have expired. Its publisher has to renew them."),
    }.get(
        source.code,
        translate(
            "Sources", "Something it sent does not match its signature and was refused. Tell its publisher."
        ),
    )


def refusal(code: str) -> str:
    """Return why what was asked for a source was not done."""
    return {
        "name": translate(
            "Sources", "That name cannot be used or is taken. Choose another: a–z, 0–9 and dashes."
        ),
        "address": translate(
            "Sources", "That is not the address of a source. It must begin with https:// or file://."
        ),
        "file": translate("Sources", "That file cannot be read. Give the root file, or its fingerprint."),
        "fingerprint": translate(
            "Sources",
            "The source has a different fingerprint. Ask whoever gave it to you; do not trust the source yet.",
        ),
        "login": translate(
            "Sources",
            "The source needs a login first. Add it by its root file instead of the fingerprint, then log in.",
        ),
        "certificate": translate(
            "Sources", "This computer does not trust its certificate. Ask your IT team."
        ),
        "clock": translate("Sources", "The clock of this computer seems wrong. Check its date and time."),
        "unreachable": translate("Sources", "That address does not answer. Check it, and the network."),
        "slow": translate("Sources", "That address does not answer. Check it, and the network."),
        "missing": translate("Sources", "There is no source at that address."),
        "signature": translate("Sources", "That file is not signed the way the root of a source must be."),
        "malformed": translate("Sources", "That file is not the root of a source."),
        "keyring": translate(
            "Sources", "This computer has no keyring that could keep a password. Ask your IT team."
        ),
    }.get(code, translate("Sources", "That did not work. Nothing was changed."))


def moment(when_s: float) -> str:
    """Return a moment, short; nothing is known of 0."""
    when = QDateTime.fromSecsSinceEpoch(int(when_s))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat) if when_s else "–"


def date_of(when_s: float) -> str:
    """Return the day of a moment, short; nothing is known of 0."""
    day = QDateTime.fromSecsSinceEpoch(int(when_s)).date()
    return QLocale().toString(day, QLocale.FormatType.ShortFormat) if when_s else "–"
