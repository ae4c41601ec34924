from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.context import MAX_TITLE_CHARS, app_name, fold_text, make_context, normalise_title, normalise_url


@pytest.mark.parametrize(
    ("process", "raw", "title"),
    [
        ("chrome", "Case 1042 · Refund - Google Chrome", "Case 1042 · Refund"),
        ("google-chrome-stable", "Case 1042 · Refund – Google Chrome", "Case 1042 · Refund"),  # German Chrome
        ("chrome", "Case 1042 - Google Chrome (Incognito)", "Case 1042"),
        ("chromium", "Case 1042 - Chromium", "Case 1042"),
        ("firefox", "Case 1042 — Mozilla Firefox", "Case 1042"),
        ("firefox-esr", "Case 1042 — Mozilla Firefox Private Browsing", "Case 1042"),
        ("firefox", "Zaak 1042 — Mozilla Firefox (Privénavigatie)", "Zaak 1042"),
        ("firefox", "Fall 1042 — Mozilla Firefox Privater Modus", "Fall 1042"),
        ("msedge.exe", "Case 1042 - Personal - Microsoft\u200b Edge", "Case 1042"),
        ("msedge", "Case 1042 and 1 more page - Work - Microsoft\u200b Edge", "Case 1042"),
        ("msedge", "Case 1042 and 3 more pages - Contoso Ltd - Microsoft\u200b Edge", "Case 1042"),
        ("msedge", "Case 1042 and 3 more pages - Microsoft Edge", "Case 1042"),
        ("msedge", "Fall 1042 und 3 weitere Seiten - Persönlich – Microsoft\u200b Edge", "Fall 1042"),
        ("msedge", "Zaak 1042 en nog 7 andere pagina's - Persoonlijk - Microsoft Edge", "Zaak 1042"),
        ("msedge", "Zaak 1042 en nog 1 andere pagina - Werk - Microsoft Edge", "Zaak 1042"),
        ("msedge", "News - [InPrivate] - Microsoft Edge", "News"),
        ("brave", "Case 1042 - Brave", "Case 1042"),
        ("opera", "Case 1042 - Opera", "Case 1042"),
        ("vivaldi-bin", "Case 1042 - Vivaldi", "Case 1042"),
        ("Safari", "Case 1042", "Case 1042"),
        ("librewolf", "Case 1042 — LibreWolf", "Case 1042"),
        ("chrome", "(3) Inbox - Google Chrome", "Inbox"),
        ("chrome", "(99+) Inbox - Google Chrome", "Inbox"),
        ("chrome", "● (3) Inbox - Google Chrome", "Inbox"),
        ("chrome", "Case 1042 - Google Chrome (Not Responding)", "Case 1042"),
        ("gedit", "*notes.txt", "notes.txt"),
        ("code", "● main.py", "main.py"),
        ("mousepad", "notes.txt *", "notes.txt"),
        (
            "chrome",
            "“Müller’s”\u00a0order — 5\u2011day  rule - Google Chrome",
            '"Müller\'s" order - 5-day rule',
        ),
        ("chrome", "Mu\u0308ller\u202e \u200b\x07\x00Case\ud800 - Google Chrome", "Müller Case"),
        ("chrome", "Google Chrome", "Google Chrome"),  # a browser without a page
        ("chrome", "(3)", "(3)"),
        ("chrome", "", ""),
    ],
)
def test_title_is_what_the_page_says_when_a_program_adds_to_it(process: str, raw: str, title: str) -> None:
    assert make_context(process=process, raw_title=raw).title == title


def test_browser_name_stays_when_the_window_is_not_that_browsers() -> None:
    assert normalise_title("How to use - Google Chrome", ["libreoffice"]) == "How to use - Google Chrome"
    assert (
        normalise_title("Calendar - Mozilla Thunderbird", ["thunderbird"]) == "Calendar - Mozilla Thunderbird"
    )
    assert normalise_title("(2024) Report") == "(2024) Report"


def test_year_in_brackets_is_not_taken_for_a_counter_but_three_digits_are() -> None:
    assert [normalise_title(raw) for raw in ("(2024) Report", "(202) Report")] == ["(2024) Report", "Report"]


def test_title_is_cut_and_keeps_no_browser_name_when_it_is_huge() -> None:
    raw = "x" * 1_000_000 + " - Google Chrome"
    assert make_context(process="chrome", raw_title=raw).title == "x" * MAX_TITLE_CHARS


@given(st.text(), st.sampled_from([[], ["chrome"], ["msedge"], ["xterm"]]))
def test_title_holds_nothing_invisible_whatever_comes_in(raw: str, apps: list[str]) -> None:
    title = normalise_title(raw, apps)
    assert len(title) <= MAX_TITLE_CHARS
    assert {unicodedata.category(char) for char in title} & {"Cc", "Cf", "Cs", "Pd", "Zl", "Zp"} <= {"Pd"}
    assert not any(unicodedata.category(char) == "Pd" and char != "-" for char in title)
    assert title == " ".join(title.split(" ")).strip(" ")
    assert "  " not in title


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


@pytest.mark.parametrize(
    ("said", "app", "also"),
    [
        ({"process": "chrome.exe"}, "chrome", "google-chrome"),
        ({"process": r"C:\Program Files\Google\Chrome\chrome.exe"}, "chrome", "chrome"),
        ({"process": "chrome", "wm_class": ("google-chrome", "Google-chrome")}, "chrome", "google-chrome"),
        ({"process": "chromium", "wm_class": ("chromium", "Chromium")}, "chromium", "chromium-browser"),
        ({"process": "firefox-esr", "wm_class": ("Navigator", "firefox-esr")}, "firefox", "firefox-esr"),
        ({"wm_class": ("Navigator", "firefox")}, "firefox", "navigator"),
        ({"process": "librewolf", "wm_class": ("Navigator", "librewolf")}, "librewolf", "navigator"),
        ({"bundle_id": "com.google.Chrome"}, "chrome", "com.google.chrome"),
        ({"process": "microsoft-edge-stable"}, "msedge", "edge"),
        (
            {"process": "soffice.bin", "wm_class": ("libreoffice", "libreoffice-writer")},
            "libreoffice",
            "libreoffice-writer",
        ),
        ({"process": "EXCEL.EXE"}, "excel", "excel"),
        ({"process": "python3", "wm_class": ("app", "Crm-desk")}, "crm-desk", "python3"),
        (
            {"process": "gnome-terminal-", "wm_class": ("gnome-terminal-server", "Gnome-terminal")},
            "gnome-terminal-server",
            "gnome-terminal",
        ),
        ({"process": "mousepad", "wm_class": "Mousepad"}, "mousepad", "mousepad"),
        ({"raw_title": "Case 1 - Google Chrome"}, "chrome", "google-chrome"),
        ({"raw_title": "Case 1"}, "", None),
    ],
)
def test_application_is_known_by_the_name_people_use(
    said: dict[str, str], app: str, also: str | None
) -> None:
    context = make_context(**said)  # type: ignore[arg-type]
    assert context.app == app
    assert also in context.apps if also else context.apps == ()


def test_librewolf_does_not_pass_for_firefox_though_both_say_navigator() -> None:
    assert "firefox" not in make_context(process="librewolf", wm_class=("Navigator", "librewolf")).apps


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("HTTPS://User:secret@CRM.Example:443/Case/7?q=A#f", "https://crm.example/Case/7?q=A#f"),
        ("http://crm.example", "http://crm.example/"),
        ("https://crm.example:8443?x", "https://crm.example:8443/?x"),
        ("crm.example/case/7", "crm.example/case/7"),
        ("https://crm.example/\u200ba\x00b c", "https://crm.example/abc"),
    ],
)
def test_address_is_plain_and_holds_no_password(raw: str, url: str) -> None:
    assert normalise_url(raw) == url


def test_context_shows_nothing_private_in_its_repr() -> None:
    shown = repr(make_context(process="chrome", raw_title="Secret case", url="https://secret.example/"))
    assert "ecret" not in shown


def test_app_name_is_short_whatever_the_platform_says() -> None:
    assert len(app_name("x" * 10_000)) <= 128
    assert app_name("\u200bNotepad.EXE ") == "notepad"
