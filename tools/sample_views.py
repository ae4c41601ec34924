"""The panel's states as values: what `make screenshots`, the image tests and the bench of the panel draw."""

from __future__ import annotations

from msgspec.structs import replace

from overlay.assist.view import (
    Face,
    HeldBy,
    MatchRow,
    Mode,
    PanelView,
    StepState,
    StepView,
    Strip,
    StripKind,
    UsedLately,
)
from overlay.guide import (
    Action,
    ActionKind,
    Block,
    Callout,
    CalloutKind,
    Choice,
    Code,
    Confirm,
    GuideKind,
    GuideRef,
    Image,
    Prose,
    Table,
)
from overlay.match import Reason

REF = GuideRef("demo-service", "refund-order")
WHY = (Reason("app", "chrome"), Reason("title", "Case {case} · Refund*"))
_STEPS = (
    "Open the <strong>Payments</strong> tab.",
    "Check who is calling.",
    "Compare the amount with <strong>Total paid</strong>, then answer the customer.",
    "How did the customer pay?",
    "Add a note to the case.",
    "Close the case.",
)
_CARD_STEPS = (
    *_STEPS[:4],
    "Choose <strong>Refund to card</strong> and check the day it arrives.",
    "Answer the customer.",
    *_STEPS[4:],
)
_CHOICES = (
    Choice("By card", "card", "Visa, Mastercard, Maestro"),
    Choice("iDEAL or bank transfer", "bank", "Goes back to the same IBAN"),
    Choice("On invoice", "invoice", "Not paid yet, or paid late"),
)
_COMPARE: tuple[Block, ...] = (
    Callout(
        CalloutKind.WHY,
        "<p>A refund may never be higher than what was paid. The bank sends back what is over, and that takes ten days.</p>",
    ),
    Confirm("3/c1", "The amount is at most <strong>€\u00a0250</strong>", "The amount is at most € 250"),
    Action(
        "3/a1",
        ActionKind.COPY,
        "We have refunded case 1042. You will see it on your account within 3 working days.",
    ),
)
_WARN: tuple[Block, ...] = (
    Callout(CalloutKind.WARNING, "<p>Never refund to another card than the one that paid.</p>"),
)
_CARD: tuple[Block, ...] = (
    Image("media/refund-to-card.png", "The button Refund to card is below the list of payments", 640, 288),
    Table(
        ("Card", "Arrives in"),
        (("Visa, Mastercard", "3 working days"), ("Maestro", "5 working days"), ("Gift card", "At once")),
    ),
    Callout(CalloutKind.WHY, "<p>The card company books a refund once a day.</p>"),
)


def steps(
    htmls: tuple[str, ...],
    now: int,
    blocks: tuple[Block, ...] = (),
    choices: tuple[Choice, ...] = (),
    note: str = "",
) -> tuple[StepView, ...]:
    """Return the steps of a walk that stands at `now`."""
    found = []
    for i, html in enumerate(htmls):
        state = StepState.DONE if i < now else StepState.NOW if i == now else StepState.NEXT
        text = html.replace("<strong>", "").replace("</strong>", "").replace("\u00ad", "")
        here = i == now
        found.append(
            StepView(
                i,
                state,
                text,
                html,
                str(i + 1),
                blocks if here else (),
                choices if here else (),
                note if here else "",
            )
        )
    return tuple(found)


def _walk(now: int, htmls: tuple[str, ...] = _STEPS, **more: object) -> PanelView:
    kept = {k: more.pop(k) for k in ("blocks", "choices", "note") if k in more}
    base = PanelView(
        mode=Mode.SHOWN,
        face=Face.WALK,
        ref=REF,
        title="Refund an order",
        lang="en",
        pack_title="Customer service",
        owner="Payments team",
        reviewed="2026-03-02",
        app="chrome",
        captures={"case": "1042"},
        why=WHY,
        steps=steps(htmls, now, **kept),  # type: ignore[arg-type]
        now=now,
        matches=_MATCHES,
        guides=38,
        can_back=now > 0,
        walking=now > 0,
    )
    return replace(base, **more)


_MATCHES = (
    MatchRow(REF, "Refund an order", WHY, current=True),
    MatchRow(GuideRef("demo-service", "partial"), "Partial refund", (Reason("title", "*Refund*"),)),
    MatchRow(
        GuideRef("demo-service", "greeting"), "Greeting on the phone", (Reason("title", "Case {case} *"),)
    ),
)
_LATELY = (
    UsedLately(REF, "Refund an order", 2, finished=False),
    UsedLately(GuideRef("demo-service", "change-address"), "Change an address", 4, finished=True),
)


def _rich() -> PanelView:
    blocks: tuple[Block, ...] = (
        Prose(
            "<p>Look in <a href='https://example.com/terms'>the terms</a> for:</p><ul><li>the <strong>date</strong> of the "
            "order</li><li>the reason<ol><li>broken</li><li>late</li></ol></li></ul><blockquote><p>“I want my money "
            "back.”</p></blockquote>"
        ),
        Callout(CalloutKind.TIP, "<p>Press <code>Ctrl+F</code> to find it.</p>"),
        Callout(CalloutKind.NOTE, "<p>Gift cards cannot be refunded.</p>"),
        Code("curl -s https://crm.example/api/cases/1042 \\\n  | jq .total", "sh"),
        Action("5/a1", ActionKind.TYPE, "Grüße – €50 „ok“"),
        Action("5/a2", ActionKind.OPEN, "https://crm.example/refund/1042"),
    )
    return _walk(2, blocks=blocks, strip=None)


def long_walk(count: int = 60, images: int = 5) -> PanelView:
    """Return a guide of `count` steps in its middle, the current one with `images` pictures."""
    htmls = tuple(
        f"Do thing number <strong>{i + 1}</strong> of this long guide and check it" for i in range(count)
    )
    blocks = tuple(Image(f"media/step-{i}.png", f"Picture {i + 1}", 640, 288) for i in range(images))
    return _walk(count // 2, htmls, blocks=blocks, title="A very long guide")


_GERMAN = (
    "Kundenidentität prüfen.",
    "Vergleichen Sie den <strong>Rechnungs\u00adgesamt\u00adbetrag</strong> mit dem Zahlungs\u00adeingang.",
    "Zahlungsmethode auswählen.",
    "Rückerstattungs\u00adbestätigung an Kundin oder Kunden senden.",
    "Vorgang abschließen.",
)
_ARABIC = (
    "افتح علامة التبويب Payments.",
    "تحقق من المتصل.",
    "قارن المبلغ مع <strong>المبلغ المدفوع</strong>.",
    "أضف ملاحظة إلى الحالة.",
    "أغلق الحالة.",
)


def _notice() -> PanelView:
    return PanelView(
        mode=Mode.SHOWN,
        face=Face.NOTICE,
        kind=GuideKind.NOTICE,
        ref=GuideRef("demo-service", "payments-down"),
        title="Payments are down",
        app="chrome",
        intro=(
            Callout(CalloutKind.WARNING, "<p>Do not start a refund until this notice is gone.</p>"),
            Prose("<p>Say: we see the problem and are working on it. Your money is safe.</p>"),
            Action("n/a1", ActionKind.COPY, "We cannot see payments at the moment. Your money is safe."),
        ),
        guides=38,
    )


VIEWS: dict[str, PanelView] = {
    "walk": _walk(2, blocks=_COMPARE, ticked=frozenset({"3/c1"})),
    "walk-held": _walk(2, blocks=_COMPARE, held=HeldBy.CONFIRM),
    "walk-hold-shown": _walk(2, blocks=_COMPARE, held=HeldBy.CONFIRM, hold_shown=True, why_open=False),
    "copied": _walk(2, blocks=_COMPARE, ticked=frozenset({"3/c1"}), done_action="3/a1"),
    "choice": _walk(3, blocks=_WARN, choices=_CHOICES, held=HeldBy.CHOICE),
    "image-table": _walk(4, _CARD_STEPS, blocks=_CARD, branch="By card", why_open=False),
    "rich": _rich(),
    "first": _walk(0),
    "intro": _walk(
        0, intro=(Prose("<p>Only for orders paid in the shop, at most <strong>90 days</strong> ago.</p>"),)
    ),
    "last": _walk(5),
    "list": _walk(0, list_open=True),
    "stale": _walk(
        1,
        (
            "Find the customer.",
            "Ask for the <strong>new address</strong> and the date it starts.",
            "Change it in <strong>Details</strong>.",
        ),
        title="Change an address",
        note="Ask for the date first, they forget it.",
        strip=Strip(StripKind.STALE, "2026-03-01", owner="Records"),
        matches=(),
    ),
    "syncing": _walk(0, strip=Strip(StripKind.SYNCING, done=14, total=52), matches=()),
    "offline": _walk(0, strip=Strip(StripKind.OFFLINE, "2026-11-16"), matches=()),
    "other-case": _walk(
        2,
        blocks=_COMPARE,
        ticked=frozenset({"3/c1"}),
        held=HeldBy.OTHER_CASE,
        actions_on=False,
        can_back=False,
        strip=Strip(StripKind.OTHER_CASE, "1043"),
    ),
    "withdrawn": _walk(2, blocks=_COMPARE, strip=Strip(StripKind.WITHDRAWN, owner="Payments team")),
    "over": _walk(2, blocks=_COMPARE, strip=Strip(StripKind.OVER, "2026-11-15", owner="Payments team")),
    "changed": _walk(2, blocks=_COMPARE, strip=Strip(StripKind.CHANGED)),
    "refused": _walk(2, blocks=_COMPARE, strip=Strip(StripKind.ERROR, "window")),
    "notice-strip": _walk(2, blocks=_COMPARE, strip=Strip(StripKind.NOTICE, "Payments are down")),
    "finished": replace(_walk(5), face=Face.FINISHED, can_back=True, walking=False),
    "no-match": PanelView(mode=Mode.SHOWN, face=Face.NO_MATCH, app="outlook", guides=38, used_lately=_LATELY),
    "no-content": PanelView(mode=Mode.SHOWN, face=Face.NO_CONTENT),
    "error": PanelView(mode=Mode.SHOWN, face=Face.ERROR, problem="E-204"),
    "notice": _notice(),
    "long": long_walk(),
    "german": _walk(
        1,
        _GERMAN,
        lang="de",
        title="Rückerstattungs\u00adanforderung bearbeiten",
        blocks=(
            Callout(
                CalloutKind.WHY,
                "<p>Die Geldwäsche\u00adprävention verlangt eine Zahlungs\u00adweg\u00adübereinstimmung.</p>",
            ),
            Confirm("2/c1", "Der Rückerstattungs\u00adbetrag ist höchstens <strong>250\u00a0€</strong>", "…"),
        ),
        held=HeldBy.CONFIRM,
        matches=_MATCHES[:2],
    ),
    "arabic": _walk(
        2,
        _ARABIC,
        lang="ar",
        title="استرداد مبلغ طلب",
        blocks=(
            Callout(CalloutKind.WHY, "<p>لا يجوز أن يزيد المبلغ المسترد على ما دفعه العميل.</p>"),
            Confirm("3/c1", "المبلغ لا يتجاوز <strong>€ 250</strong>", "…"),
        ),
        choices=(Choice("بالبطاقة", "card"), Choice("بالفاتورة", "invoice")),
        ticked=frozenset({"3/c1"}),
    ),
}
