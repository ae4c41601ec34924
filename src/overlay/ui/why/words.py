"""Reasons for a match, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from overlay.match import Match, Reason

translate = QCoreApplication.translate


def reason_words(reason: Reason, captures: Mapping[str, str]) -> tuple[str, str, str]:
    """Return a reason as a sentence, the part of the rule it is about, and what more there is to say."""
    if not reason.ok:
        return _why_not(reason)
    words = {
        "app": translate("Why", "The application is"),
        "title": translate("Why", "The title has the form"),
        "title_re": translate("Why", "The title has the pattern"),
        "url": translate("Why", "The address has the form"),
        "not": translate("Why", "It is not excluded by"),
        "priority": translate("Why", "Its priority is"),
        "recent": translate("Why", "You used it recently"),
    }.get(reason.code, reason.code)
    used = [
        (name, value) for name, value in captures.items() if f"{{{name}}}" in reason.template.replace(" ", "")
    ]
    pairs = "; ".join(translate("Why", "{name} is {value}").format(name=f"{{{n}}}", value=v) for n, v in used)
    hint = (
        translate("Why", "{captures}. It is filled in where the guide says so.").format(captures=pairs)
        if pairs
        else ""
    )
    return words, reason.template, hint


def _why_not(reason: Reason) -> tuple[str, str, str]:
    if reason.code == "not":
        return translate("Why", "It is excluded by"), reason.template, ""
    if reason.code == "app":
        if reason.fault == "unknown":
            return translate("Why", "The application is not known here. It has to be"), reason.template, ""
        words = translate("Why", "It is for other applications. This one is {app}.").format(app=reason.detail)
        return words, reason.template, ""
    address = reason.code == "url"
    if reason.fault == "unknown":
        here = translate("Why", "The address is not known here. It has to have the form")
        return (
            here if address else translate("Why", "The window has no title. It has to have the form"),
            reason.template,
            "",
        )
    if reason.fault == "missing" and reason.detail:
        words = (
            translate("Why", "Missing from the address:")
            if address
            else translate("Why", "Missing from the title:")
        )
        return words, reason.detail, ""
    if reason.fault in {"start", "end", "order"} and reason.detail:
        words = (
            translate("Why", "In a different place in the address:")
            if address
            else translate("Why", "In a different place in the title:")
        )
        return words, reason.detail, ""
    words = (
        translate("Why", "The address does not have the form")
        if address
        else translate("Why", "The title does not have the form")
    )
    return words, reason.template, ""


def first_words(match: Match) -> str:
    """Return how much of a rule fits: what decides which guide comes first."""
    asked = [reason for reason in match.why if reason.code in {"app", "title", "title_re", "url"}]
    letters = sum(sum(c.isalnum() for c in _literal(r.template)) for r in asked if r.code in {"title", "url"})
    if not letters and not any(_literal(r.template).strip() for r in asked):
        return translate("Why", "fits every window")
    conditions = translate(
        "Why", "%n condition(s)", "", len([r for r in match.why if r.code not in {"recent", "priority"}])
    )
    if not letters:
        return conditions
    return translate("Why", "{conditions}, {letters}").format(
        conditions=conditions, letters=translate("Why", "%n letter(s)", "", letters)
    )


def _literal(template: str) -> str:
    out, depth = "", 0
    for char in template:
        depth += (char == "{") - (char == "}")
        if depth == 0 and char not in "*}":
            out += char
    return out
