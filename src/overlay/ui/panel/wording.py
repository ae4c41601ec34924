"""Every word of the panel that belongs to the interface rather than the content, translated."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import escape

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from overlay.assist.view import Face, HeldBy, PanelView, Strip, StripKind, UsedLately
from overlay.guide import ActionKind, CalloutKind
from overlay.match import Reason

translate = QCoreApplication.translate
_PIECES = re.compile(r"\{[^}]*\}|\*")
_EDGES = " \t-–—·|:,;()[]/"
_APP_NAMES = {"msedge": "Edge", "xterm": "XTerm", "libreoffice": "LibreOffice", "soffice": "LibreOffice"}


def app_name(app: str) -> str:
    """Return the name people use for an application ("chrome" → "Chrome")."""
    return _APP_NAMES.get(app, app[:1].upper() + app[1:])


def day(iso: str) -> str:
    """Return a date in the interface's language, short and without a weekday ("2 Mar 2026"); what is no date stays."""
    when = QDate.fromString(iso[:10], "yyyy-MM-dd")
    if not when.isValid():
        return iso
    locale = QLocale()
    form = locale.dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "").replace("MMMM", "MMM")
    return locale.toString(when, form.strip(" ,."))


def since(iso: str, today: date) -> str:
    """Return a day as people say it: the weekday within the last week, else the date."""
    when = QDate.fromString(iso[:10], "yyyy-MM-dd")
    if when.isValid() and timedelta(0) <= today - date(when.year(), when.month(), when.day()) < timedelta(
        days=7
    ):
        return QLocale().dayName(when.dayOfWeek())
    return day(iso)


def step_of(view: PanelView, *, short: bool = False) -> str:
    """Return "Step 3 of 6", or "3 of 6" where there is less room."""
    total = len(view.steps)
    if view.face is Face.FINISHED:
        return translate("Panel", "{n} of {total}").format(n=total, total=total)
    text = translate("Panel", "{n} of {total}") if short else translate("Panel", "Step {n} of {total}")
    return text.format(n=view.now + 1, total=total)


def match_count(view: PanelView) -> str:
    """Return which of the guides that fit is shown: "1 of 3"; how many fit when it is none of them: "3"."""
    at = next((i for i, m in enumerate(view.matches, 1) if m.current), 0)
    if not at:
        return str(len(view.matches))
    return translate("Panel", "{n} of {total}").format(n=at, total=len(view.matches))


def step_count(count: int) -> str:
    """Return "6 steps"."""
    return translate("Panel", "%n step(s)", "", count)


def steps_done(count: int) -> str:
    """Return "4 steps done"."""
    return translate("Panel", "%n step(s) done", "", count)


def in_app(app: str) -> str:
    """Return "in Chrome"."""
    return translate("Panel", "in {app}").format(app=app_name(app)) if app else ""


def captured(view: PanelView) -> tuple[str, str]:
    """Return the word before the captured value, and the value: ("Case", "1042"). Empty when nothing was captured."""
    for name, value in view.captures.items():
        for reason in view.why:
            before, found, _ = reason.template.partition("{" + name + "}")
            if found:
                label = _PIECES.split(before)[-1].strip(_EDGES)
                return label or name[:1].upper() + name[1:], value
        return name[:1].upper() + name[1:], value
    return "", ""


def why_line(reasons: tuple[Reason, ...]) -> str:
    """Return in a few words why a guide fits: "Case and Refund in the title"."""
    for code in ("title", "url", "title_re"):
        found = next((r for r in reasons if r.code == code and r.ok), None)
        if found is None:
            continue
        if code == "title_re":
            return translate("Panel", "The title fits its pattern")
        words = [w for part in _PIECES.split(found.template) if (w := part.strip(_EDGES))]
        if not words:
            return translate("Panel", "Fits every title")
        listed = QLocale().createSeparatedList(words[:3])
        if code == "url":
            return translate("Panel", "{words} in the address").format(words=listed)
        return translate("Panel", "{words} in the title").format(words=listed)
    app = next((r for r in reasons if r.code == "app" and r.ok), None)
    return translate("Panel", "Fits every window of this application") if app else ""


def held(view: PanelView) -> str:
    """Return why Next is held, as the label of the button."""
    count = len(view.steps[view.now].choices) if view.steps else 0
    match view.held:
        case HeldBy.CONFIRM:
            return translate("Panel", "Tick the box first")
        case HeldBy.OTHER_CASE:
            return translate("Panel", "Other case in front")
        case HeldBy.CHOICE if count == 1:
            return translate("Panel", "Choose 1")
        case HeldBy.CHOICE if count == 2:
            return translate("Panel", "Choose 1 or 2")
        case HeldBy.CHOICE if count == 3:
            return translate("Panel", "Choose 1, 2 or 3")
    return translate("Panel", "Choose 1 to {n}").format(n=count)


def callout(kind: CalloutKind) -> str:
    """Return the word above a callout."""
    match kind:
        case CalloutKind.WHY:
            return translate("Panel", "Why")
        case CalloutKind.TIP:
            return translate("Panel", "Tip")
        case CalloutKind.NOTE:
            return translate("Panel", "Note")
        case CalloutKind.WARNING:
            return translate("Panel", "Warning")


def action(kind: ActionKind, *, done: bool) -> str:
    """Return what stands on the button of an action, before it and (`done`) just after it was run."""
    match kind:
        case ActionKind.COPY:
            return translate("Panel", "Copied") if done else translate("Panel", "Copy")
        case ActionKind.TYPE:
            return translate("Panel", "Typed") if done else translate("Panel", "Type it for me")
        case ActionKind.OPEN:
            return translate("Panel", "Opened") if done else translate("Panel", "Open")


def copied_instead() -> str:
    """Return what stands on the button of a text that was copied because nothing here can type it."""
    return translate("Panel", "Copied: paste it")


def cannot_type() -> str:
    """Return why a text that a guide wants typed is offered for copying."""
    return translate(
        "Panel", "Nothing can type into other windows on this desktop. Copy the text and paste it."
    )


def foreign(lang: str) -> str:
    """Return the mark of a guide in another language than the interface's ("EN"); empty when it is the same."""
    spoken = QLocale().name().partition("_")[0]
    own = "en" if spoken == "C" else spoken
    return lang[:2].upper() if lang and lang[:2] != own else ""


def why_said(view: PanelView) -> str:
    """Return in a line why the guide is here, with the value it was found for; empty when it was picked by name."""
    label, value = captured(view)
    case = f"{label} {value}".strip()
    parts = (case, why_line(view.why), in_app(view.app)) if view.why else (case,)
    return ", ".join(part for part in parts if part)


def about(view: PanelView) -> str:
    """Return where a guide comes from and why it is here, a line each, for the tooltip of the header."""
    origin = " · ".join(dict.fromkeys(part for part in (view.pack_title, colophon(view)) if part))
    why = " ".join(part for part in (why_line(view.why), in_app(view.app)) if part) if view.why else ""
    return "\n".join(part for part in (view.title, origin, why) if part)


def colophon(view: PanelView) -> str:
    """Return who owns the guide and when it was reviewed; the last line of the body."""
    reviewed = translate("Panel", "reviewed {date}").format(date=day(view.reviewed)) if view.reviewed else ""
    return " · ".join(part for part in (view.owner or view.pack_title, reviewed) if part)


def lately(used: UsedLately) -> str:
    """Return where a walk used lately stands."""
    if used.finished:
        return translate("Panel", "Finished")
    return translate("Panel", "Step {n}").format(n=used.position + 1)


def strip_html(strip: Strip, today: date) -> str:
    """Return the strip's words as safe HTML: what happened in bold, then what still works or what to do."""
    detail = escape(strip.detail, quote=False)
    match strip.kind:
        case StripKind.ERROR:
            return refused(strip.detail)
        case StripKind.OTHER_CASE if not detail:
            return translate("Panel", "<b>Another case is in front.</b> These steps are for a different one.")
        case StripKind.OTHER_CASE:
            text = translate("Panel", "<b>Case {case} is in front.</b> These steps are for a different case.")
            return text.format(case=detail)
        case StripKind.CHANGED:
            return translate("Panel", "<b>This guide has changed</b> since you began. You see the new text.")
        case StripKind.NOTICE:
            return translate("Panel", "<b>Still in effect:</b> {title}").format(title=detail)
        case StripKind.OFFLINE:
            text = translate(
                "Panel",
                "<b>No new guides since {day}.</b> The source does not answer. What you see still works.",
            )
            return text.format(day=escape(since(strip.detail, today)))
        case StripKind.WITHDRAWN | StripKind.OVER | StripKind.STALE:
            return _doubtful(strip)
        case StripKind.SYNCING:
            return translate("Panel", "Getting new guides. You can go on.")


def _doubtful(strip: Strip) -> str:
    """Return why a guide is not to be relied on, and whom to ask where it names one."""
    match strip.kind, bool(strip.owner):
        case StripKind.WITHDRAWN, True:
            text = translate(
                "Panel", "<b>This guide was withdrawn.</b> Ask {owner} before you go on with it."
            )
        case StripKind.WITHDRAWN, False:
            text = translate(
                "Panel", "<b>This guide was withdrawn.</b> Ask your team before you go on with it."
            )
        case StripKind.OVER, True:
            text = translate(
                "Panel", "<b>This guide was valid until {date}.</b> Ask {owner} before you go on with it."
            )
        case StripKind.OVER, False:
            text = translate(
                "Panel", "<b>This guide was valid until {date}.</b> Ask your team before you go on with it."
            )
        case _, True:
            text = translate("Panel", "Review was due on <b>{date}</b>. Ask {owner} if in doubt.")
        case _:
            text = translate("Panel", "Review was due on <b>{date}</b>.")
    when = escape(day(strip.detail)) if strip.detail else ""
    return text.format(date=when, owner=escape(strip.owner, quote=False))


def refused(code: str) -> str:
    """Return why an action was not done, as safe HTML."""
    match code:
        case "window":
            return translate(
                "Panel",
                "<b>Nothing was done.</b> Another window is in front. Go back to the one you began in.",
            )
        case "case":
            return translate(
                "Panel",
                "<b>Nothing was done.</b> Another case is in front. Go back to the one you began with.",
            )
        case "modifiers":
            return translate("Panel", "<b>Nothing was typed.</b> Let go of all keys, then try again.")
        case "link":
            return translate(
                "Panel", "<b>Nothing was opened.</b> Only web and e-mail addresses can be opened."
            )
        case "rights":
            return translate(
                "Panel",
                "<b>Nothing was typed.</b> Windows lets no other program type into one that runs as administrator. "
                "Copy the text.",
            )
        case "typing":
            return translate("Panel", "<b>Nothing was typed.</b> Click in the field first, or copy the text.")
    return translate("Panel", "<b>That did not work.</b> Nothing was changed.")
