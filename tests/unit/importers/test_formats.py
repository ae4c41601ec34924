"""What each format says reaches the guide; what cannot is a warning with its line, or a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from overlay.content.importers import Filter, Options, run
from overlay.context import make_context
from overlay.guide import MAIN, Action, ActionKind, Callout, CalloutKind, Code, Image, Prose, Step, Table
from overlay.rules.rule import match_rule
from tests.unit.importers.sources import Import, write
from tests.unit.packs import PNG

DITA = (
    '<!DOCTYPE task PUBLIC "-//OASIS//DTD DITA Task//EN" "task.dtd">'
    '<task id="t" xml:lang="nl"><title>Refund</title><shortdesc>Pay back.</shortdesc>'
    "<prolog><metadata><keywords><keyword>money</keyword><indexterm>pay<indexterm>back</indexterm>"
    "</indexterm>"
    "</keywords></metadata></prolog><taskbody>{}</taskbody></task>"
)


def dita(tmp_path: Path, body: str, options: Options | None = None, **more: str) -> Import:
    return Import(
        tmp_path,
        "dita",
        {"t.dita": DITA.format(body), **{k.replace("_", "."): v for k, v in more.items()}},
        options,
    )


def html_of(step: Step) -> list[str]:
    return [block.html for block in step.blocks if isinstance(block, Prose | Callout)]


# --- DITA ------------------------------------------------------------------------------------------------------------


def test_dita_task_keeps_all_its_parts(tmp_path: Path) -> None:
    done = dita(
        tmp_path,
        "<prereq>Have the case.</prereq><context><p>Now.</p></context><steps><stepsection>First</stepsection>"
        "<step importance='optional'><cmd>Open <uicontrol>Payments</uicontrol>.</cmd><info>Wait.</info>"
        "<substeps><substep><cmd>a</cmd></substep><substep><cmd>b</cmd></substep></substeps>"
        "<stepxmp>Like this.</stepxmp><stepresult>It opens.</stepresult></step>"
        "<step><cmd>Choose</cmd><choices><choice>card</choice><choice>bank</choice></choices></step>"
        "<step><cmd>Compare</cmd><choicetable><chhead><choptionhd>When</choptionhd>"
        "<chdeschd>Do</chdeschd></chhead>"
        "<chrow><choption>late</choption><chdesc>wait</chdesc></chrow></choicetable>"
        "<note type='caution'>Never twice.</note></step></steps><result>Paid.</result>",
    )
    guide, (first, second, third) = done.guide, done.steps
    assert (guide.title, guide.lang, guide.summary) == ("Refund", "nl", "Pay back.")
    assert guide.keywords == ("money", "pay, back")
    assert [type(b) for b in guide.intro] == [Callout, Prose, Prose]
    assert first.html == "Optioneel: Open <strong>Payments</strong>."
    assert html_of(first) == [
        "<p>Wait.</p>",
        "<ol>\n<li>a</li>\n<li>b</li>\n</ol>",
        "<p>Like this.</p>",
        "It opens.",
    ]
    assert html_of(second) == ["<ul>\n<li>card</li>\n<li>bank</li>\n</ul>"]
    assert Table(("When", "Do"), (("late", "wait"),), ("left", "left")) in third.blocks
    assert Callout(CalloutKind.WARNING, "Never twice.") in third.blocks
    assert html_of(third)[-1] == "<p>Paid.</p>"
    assert done.report.imported[0].substeps == 2


def test_dita_reference_is_put_in_when_a_map_or_file_has_it(tmp_path: Path) -> None:
    done = dita(
        tmp_path,
        "<steps><step conref='shared.dita#s/one'/><step>"
        "<cmd>Call <keyword keyref='who'/> at <xref keyref='site'/></cmd></step>"
        "<step><cmd><ph conkeyref='parts/word'/> <xref href='#./last'/>, <keyword keyref='nobody'/>"
        "</cmd></step>"
        "<step id='last'><cmd>End</cmd></step></steps>",
        shared_dita="<task id='s'><title>S</title><taskbody><steps><step id='one'><cmd>Shared <ph id='word'>word</ph></cmd>"
        "</step></steps></taskbody></task>",
        keys_ditamap="<map><keydef keys='who'><topicmeta><keywords><keyword>Anna</keyword></keywords></topicmeta></keydef>"
        "<keydef keys='parts' href='shared.dita'/>"
        "<keydef keys='site' href='https://a.example/' scope='external'><topicmeta>"
        "<linktext>the site</linktext></topicmeta>"
        "</keydef></map>",
    )
    (guide,) = [g for g in done.guides if g.title == "Refund"]
    steps = guide.branches[0].steps
    assert [s.text for s in steps] == ["Shared word", "Call Anna at the site", "word 4,", "End"]
    assert '<a href="https://a.example/">the site</a>' in steps[1].html
    assert [what for _, what in done.warned if "nobody" in what]


def test_dita_content_goes_when_the_filter_leaves_it_out(tmp_path: Path) -> None:
    body = (
        "<steps><step audience='expert'><cmd>Expert</cmd></step><step audience='novice expert'>"
        "<cmd>Both</cmd></step>"
        "<step><cmd>All <ph props='audience(expert)'>x</ph></cmd></step></steps>"
    )
    options = Options(filters=(Filter("audience", frozenset({"novice"})),))
    assert dita(tmp_path, body, options).texts == ["Both", "All"]


def test_dita_specialisation_is_understood_by_its_class(tmp_path: Path) -> None:
    task = (
        "<check class='- topic/topic task/task acme/check ' id='c'><name class='- topic/title '>Check</name>"
        "<body class='- topic/body task/taskbody acme/b '><todo class='- topic/ol task/steps acme/todo '>"
        "<one class='- topic/li task/step acme/one '>"
        "<do class='- topic/ph task/cmd acme/do '>Do it.</do></one>"
        "</todo></body></check>"
    )
    done = Import(tmp_path, "dita", {"c.dita": task})
    assert (done.guide.title, done.texts) == ("Check", ["Do it."])


def test_dita_map_imports_its_topics_in_its_order(tmp_path: Path) -> None:
    files = {
        f"{name}.dita": f"<task id='{name}'><title>{name}</title><taskbody><steps><step><cmd>Do</cmd>"
        f"</step></steps></taskbody></task>"
        for name in ("a", "b", "c")
    }
    files["m.ditamap"] = (
        "<map xml:lang='de'><topicref href='b.dita'/><topicref href='a.dita' platform='mac'/></map>"
    )
    done = Import(tmp_path, "dita", files, Options(platforms=("linux",)), src="m.ditamap")
    assert [(i.source, i.guide) for i in done.report.imported] == [("b.dita", "b")]
    assert done.guide.lang == "de"


def test_dita_concept_is_skipped_with_the_reason(tmp_path: Path) -> None:
    concept = "<concept id='c'><title>C</title><conbody><p>x</p></conbody></concept>"
    done = Import(
        tmp_path,
        "dita",
        {"c.dita": concept, "t.dita": DITA.format("<steps><step><cmd>Do</cmd></step></steps>")},
    )
    assert done.why == "It holds no steps: it is a concept."


# --- Mallard ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platforms", "texts"),
    [
        ((), ["not a", "or", "other"]),
        (("a",), ["a", "or", "first"]),
        (("a", "b"), ["a", "or", "both", "first"]),
    ],
)
def test_mallard_condition_holds_as_its_standard_says(
    tmp_path: Path, platforms: tuple[str, ...], texts: list[str]
) -> None:
    page = (
        "<page xmlns='http://projectmallard.org/1.0/' xmlns:if='http://projectmallard.org/if/1.0/' id='p'>"
        "<title>P</title><steps>"
        "<item if:test='platform:a'><p>a</p></item><item if:test='!platform:a'><p>not a</p></item>"
        "<item if:test='platform:a, !platform:a'><p>or</p></item>"
        "<item if:test='platform:a platform:b'><p>both</p></item>"
        "<if:choose><if:when test='platform:a'><item><p>first</p></item></if:when>"
        "<if:else><item><p>other</p></item></if:else></if:choose></steps></page>"
    )
    assert Import(tmp_path, "mallard", {"p.page": page}, Options(platforms=platforms)).texts == texts


def test_mallard_translations_stand_beside_their_original(tmp_path: Path) -> None:
    page = (
        "<page xmlns='http://projectmallard.org/1.0/' id='p'{}><title>{}</title><steps><item>"
        "<p>{}</p></item></steps></page>"
    )
    done = Import(
        tmp_path,
        "mallard",
        {
            "C/gedit/p.page": page.format("", "Open", "Do"),
            "nl/gedit/p.page": page.format(" xml:lang='nl'", "Openen", "Doe"),
            "pt_BR/gedit/p.page": page.format(" xml:lang='pt_BR'", "Abrir", "Faz"),
        },
    )
    assert sorted(p.relative_to(done.out).as_posix() for p in done.out.rglob("*.md")) == [
        "guides/gedit/p.md", "guides/gedit/p.nl.md", "guides/gedit/p.pt-BR.md",
    ]  # fmt: skip
    assert {g.lang: g.title for g in done.guides} == {"en": "Open", "nl": "Openen", "pt-BR": "Abrir"}
    assert done.pack.guides[0].rules[0].where.apps
    assert done.pack.language == "en"


# --- DocBook ---------------------------------------------------------------------------------------------------------


def test_docbook_entities_come_from_the_manuals_own_folder(tmp_path: Path) -> None:
    done = Import(
        tmp_path,
        "docbook",
        {
            "en/index.docbook": "<!DOCTYPE book PUBLIC '-//KDE//DTD DocBook XML V4.5-Based Variant V1.1//EN'"
            " '../dtd/kde.dtd' ["
            "<!ENTITY app 'Kate'><!ENTITY part SYSTEM 'part.docbook'>]><book>"
            "<title>B&mdash;k</title>&part;</book>",
            "en/part.docbook": "<chapter id='open'><title>Open</title><procedure><step>"
            "<para>Start &app;&company;</para>"
            "<substeps><step><para>x</para></step></substeps></step></procedure></chapter>",
            "dtd/kde.dtd": "<!ENTITY company ' by Northwind'><!ENTITY mdash '&#8212;'>",
        },
    )
    assert done.texts == ["Start Kate by Northwind"]
    assert done.guide.ref.guide == "index-open"
    assert done.report.skipped == []


def test_docbook_ordered_list_is_a_procedure_when_it_is_outermost(tmp_path: Path) -> None:
    article = (
        "<article xmlns='http://docbook.org/ns/docbook' xml:lang='de'><title>A</title>"
        "<section xml:id='s'><title>S</title>"
        "<para>Intro<orderedlist><listitem><para>one</para><orderedlist><listitem><para>in</para>"
        "</listitem></orderedlist>"
        "</listitem></orderedlist></para><para>Between</para><orderedlist continuation='continues'><listitem>"
        "<para><menuchoice><guimenu>File</guimenu><guimenuitem>Open</guimenuitem></menuchoice>"
        "</para></listitem>"
        "</orderedlist></section></article>"
    )
    done = Import(tmp_path, "docbook", {"a.xml": article})
    assert done.texts == ["one", "File > Open"]
    assert html_of(done.steps[0])[-1] == "<p>Between</p>"
    assert done.guide.lang == "de"


# --- HTML ------------------------------------------------------------------------------------------------------------

SWITCH = (
    "<h1>T</h1><ol><li>Press <span class=switchinline><span class=MAC hidden>Cmd</span>"
    "<span id=d hidden>Ctrl</span></span></li>"
    "<li class=windows>Reboot</li></ol>"
)


@pytest.mark.parametrize(
    ("platforms", "texts"),
    [((), ["Press Ctrl", "Reboot"]), (("macOS",), ["Press Cmd"]), (("windows",), ["Press Ctrl", "Reboot"])],
)
def test_html_alternative_is_that_of_the_platform(
    tmp_path: Path, platforms: tuple[str, ...], texts: list[str]
) -> None:
    assert Import(tmp_path, "html", {"a.html": SWITCH}, Options(platforms=platforms)).texts == texts


def test_html_list_goes_on_when_start_says_so_and_ends_at_a_heading(tmp_path: Path) -> None:
    done = Import(
        tmp_path,
        "html",
        {
            "a.html": "<html lang=de><h1>A</h1><p>Intro</p><ol><li>one</li></ol><p>note</p>"
            "<ol start=2><li>two</li></ol>"
            "<h2 id=b>B</h2><ul><li>Do either:<ol><li>x</li></ol></li></ul></html>"
        },
    )
    second, first = done.guides
    assert [s.text for s in first.branches[0].steps] == ["one", "two"]
    assert html_of(first.branches[0].steps[0]) == ["<p>note</p>"]
    assert (second.title, second.ref.guide, second.lang) == ("A: B", "a-b", "de")
    assert html_of_intro(second.intro) == ["<p>Do either:</p>"]


def html_of_intro(blocks: tuple[object, ...]) -> list[str]:
    return [b.html for b in blocks if isinstance(b, Prose)]


def test_html_frame_stays_behind_and_docbook_boxes_are_callouts(tmp_path: Path) -> None:
    page = (
        "<body><div class=navheader><ol><li>Home</li></ol></div><h1>T</h1><ol><li><p>Do</p>"
        "<div class=warning>"
        "<table summary=Warning><tr><td rowspan=2><img alt='[Warning]' src='w.png'></td>"
        "<th>Warning</th></tr><tr><td><p>Hot</p>"
        "</td></tr></table></div></li></ol><nav><ol><li>Next</li></ol></nav></body>"
    )
    done = Import(tmp_path, "html", {"a.html": page})
    assert done.texts == ["Do"]
    (callout,) = [b for b in done.steps[0].blocks if isinstance(b, Callout)]
    assert callout.kind is CalloutKind.WARNING
    assert "Hot" in callout.html


def test_html_is_read_in_its_encoding(tmp_path: Path) -> None:
    done = Import(
        tmp_path,
        "html",
        {
            "utf8.html": "<ol><li>Grüße</li></ol>",
            "latin.html": "<meta charset=iso-8859-1><ol><li>Grüße</li></ol>".encode("latin-1"),
            "bare.html": "<ol><li>Grüße</li></ol>".encode("latin-1"),
        },
    )
    assert [g.branches[0].steps[0].text for g in done.guides] == ["Grüße"] * 3


# --- Markdown --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    ["---\ntitle: T\ntags: [a, b]\ndescription: S\n---\n", '+++\ntitle = "T"\ntags = ["a", "b"]\ndescription = "S"\n+++\n',
     '{\n"title": "T", "tags": ["a", "b"], "description": "S"\n}\n'],
)  # fmt: skip
def test_markdown_front_matter_is_read_whatever_tool_wrote_it(tmp_path: Path, head: str) -> None:
    guide = Import(tmp_path, "markdown", {"a.md": f"{head}# T\n\n1. Do\n"}).guide
    assert (guide.title, guide.keywords, guide.summary) == ("T", ("a", "b"), "S")


@pytest.mark.parametrize("word", ["Step", "Stap", "Schritt"])
def test_markdown_headings_are_steps_when_they_say_so(tmp_path: Path, word: str) -> None:
    text = (
        f"# T\n\nIntro\n\n## {word} 1: Open\n\nText\n\n1. inner\n\n### Detail\n\nmore\n\n"
        f"## {word} 2\n\nend\n\n## After\n\nlast\n"
    )
    done = Import(tmp_path, "markdown", {"a.md": text})
    assert done.texts == [f"{word} 1: Open", f"{word} 2"]
    assert html_of(done.steps[0]) == [
        "<p>Text</p>", "<ol>\n<li>inner</li>\n</ol>", "<p><strong>Detail</strong></p>", "<p>more</p>",
    ]  # fmt: skip
    assert html_of(done.steps[1]) == ["<p>end</p>", "<p><strong>After</strong></p>", "<p>last</p>"]


@pytest.mark.parametrize(
    "box",
    [":::warning[Hot]\n\nText\n\n:::", "> [!CAUTION]\n> **Hot**\n>\n> Text", '!!! warning "Hot"\n    Text',
     "{{< warning >}}\n\n**Hot**\n\nText\n\n{{< /warning >}}", "{% warning %}\n\n**Hot**\n\nText\n\n{% endwarning %}"],
)  # fmt: skip
def test_markdown_box_is_a_callout_whatever_tool_wrote_it(tmp_path: Path, box: str) -> None:
    indented = "\n".join(f"   {line}" if line else "" for line in box.split("\n"))
    done = Import(tmp_path, "markdown", {"a.md": f"# T\n\n1. Do\n\n{indented}\n"})
    (callout,) = done.steps[0].blocks
    assert isinstance(callout, Callout)
    assert callout.kind is CalloutKind.WARNING
    assert "Hot" in callout.html
    assert "Text" in callout.html


def test_markdown_boxes_to_tick_are_the_steps_where_nothing_is_numbered(tmp_path: Path) -> None:
    text = "# Leave\n\n- [ ] Lock **it**\n- [x] Remove keys\n  - [ ] from here\n  - [X] from there\n\n* [link]\n* [ ] b\n"
    steps = Import(tmp_path, "markdown", {"a.md": text}).guide.branches[0].steps
    assert [step.text for step in steps] == ["Lock it", "Remove keys"]
    assert [check.text for check in steps[1].confirms] == ["from here", "from there"]


def test_markdown_boxes_to_tick_are_checks_of_a_step_where_steps_are_numbered(tmp_path: Path) -> None:
    text = "# T\n\n- [ ] Have it\n\n1. Look\n   - [ ] at this\n   - [ ] at that\n2. [ ] Go\n"
    guide = Import(tmp_path, "markdown", {"a.md": text}).guide
    steps = guide.branches[0].steps
    assert [step.text for step in steps] == ["Look", "Go"]
    assert [check.text for check in steps[0].confirms] == ["at this", "at that"]
    assert not steps[1].confirms


def test_markdown_image_comes_along_and_what_cannot_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "---\ntitle: T\nlayout: page\n---\n\n"
        "1. See ![The *button*](img/b%20c.png) and [more](other.md)\n2. {{% include x %}}Go\n"
    )
    done = Import(tmp_path, "markdown", {"docs/a.md": text, "docs/img/b c.png": PNG})
    (image,) = [b for b in done.steps[0].blocks if isinstance(b, Image)]
    assert (image.src, image.alt) == ("media/docs/img/b-c.png", "The button")
    assert (done.out / image.src).read_bytes() == PNG
    assert [line for line, _ in done.warned] == [1, 6, 7]
    assert done.texts == ["See and more", "Go"]


def test_markdown_action_of_another_tool_is_only_read(tmp_path: Path) -> None:
    done = Import(tmp_path, "markdown", {"a.md": "1. Do\n   ```type\n   rm -rf\n   ```\n"})
    assert done.steps[0].blocks == (Code("rm -rf"),)


# --- tldr, decision trees --------------------------------------------------------------------------------------------


def test_tldr_command_is_copied_as_it_stands(tmp_path: Path) -> None:
    page = (
        "# tar\n\n> Archive.\n> More information: <https://a.example>.\n\n- Create `x`:\n\n"
        "`tar cf {{a.tar}} \\{\\{x\\}\\} | sh`\n"
    )
    done = Import(
        tmp_path,
        "tldr",
        {"pages/common/tar.md": page, "pages.nl/common/tar.md": page.replace("Create", "Maak")},
    )
    english, dutch = done.guides
    assert english.branches[0].steps[0].blocks == (
        Action("1/a1", ActionKind.COPY, "tar cf {{a.tar}} {{x}} | sh"),
    )
    assert (english.lang, dutch.lang, dutch.branches[0].steps[0].text) == ("en", "nl", "Maak x:")
    assert (english.ref.guide, english.summary) == ("common-tar", "Archive.")


def test_decision_tree_answers_lead_where_their_conditions_say(tmp_path: Path) -> None:
    tree = """{"title": "T", "start": "who?", "nodes": {
      "who?": {"type": "radio", "title": "Who?", "body": "", "options": [
          {"value": "me", "label": "Me"}, {"value": "you", "label": "You"}, {"value": "they", "label": "They"}],
        "next": [{"when": ["when \\"me\\""], "to": "a"}, {"when": ["if calc.rich?", "when \\"you\\""], "to": "b"},
                 {"when": ["else"], "to": "a"}]},
      "a": {"type": "outcome", "title": "", "body": "Pay <%= sum %>.\\n\\n##Later\\n- [x](https://a.example)"},
      "b": {"type": "outcome", "title": "B", "body": ""}}}"""
    done = Import(tmp_path, "smart-answers", {"t.json": tree})
    guide = done.guide
    found = [(c.text, c.goto, c.hint) for c in guide.branches[0].steps[0].choices]
    assert found == [("Me", "a", ""), ("You", "b", "if calc.rich?"), ("You", "a", "else"), ("They", "a", "")]
    assert [b.id for b in guide.branches] == ["", "a", "b"]
    assert guide.branches[1].steps[0].text == "a"
    assert html_of(guide.branches[1].steps[0])[0] == "<p>Pay <code>&lt;%= sum %&gt;</code>.</p>"
    assert [line for line, _ in done.warned] == [6]


# --- languages, ids, reruns ------------------------------------------------------------------------------------------


def test_language_is_asked_of_folders_only_when_they_hold_translations(tmp_path: Path) -> None:
    page = "<ol><li>Do</li></ol>"
    departments = Import(tmp_path / "a", "html", {"hr/leave.html": page, "it/laptop.html": page})
    assert {g.lang for g in departments.guides} == {"en"}
    files = {"nl/a.html": page, "de/a.html": page}
    assert {g.lang for g in Import(tmp_path / "b", "html", files).guides} == {"nl", "de"}
    one = Import(tmp_path / "c", "html", files, Options(lang="nl"))
    assert one.guide.lang == "nl"
    assert [s.source for s in one.report.skipped] == ["de"]


def test_names_are_safe_and_apart_when_sources_differ_in_signs_only(tmp_path: Path) -> None:
    files = {f"{name}.md": "# t\n\n- Do:\n\n`a`" for name in ("a.b", "a-b", "A_B", "con", "日本", "ü" * 90)}
    done = Import(tmp_path, "tldr", files)
    assert len({g.ref.guide for g in done.guides}) == len(files)
    assert len({str(p).lower() for p in done.out.rglob("*.md")}) == len(files)


def test_pack_is_the_same_when_imported_again(tmp_path: Path) -> None:
    files = {"a.html": "<h1>A</h1><ol><li>x</li></ol>", "b/c.html": "<h1>C</h1><ol><li>y</li></ol>"}
    packs = [Import(tmp_path / name, "html", files).out for name in ("1", "2")]
    contents = [{p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()} for out in packs]
    assert contents[0] == contents[1]


def test_nothing_is_left_behind_when_nothing_was_imported(tmp_path: Path) -> None:
    write(tmp_path / "src", {"a.html": "<p>no steps</p>"})
    done = Import(tmp_path, "html", {})
    assert done.why == "It holds no numbered list."
    assert sorted(p.name for p in tmp_path.iterdir()) == ["src"]


@pytest.mark.parametrize(
    ("form", "page", "app", "title"),
    [
        ("html", "help/text/scalc/01/a.html", "soffice", "Sums - LibreOffice Calc"),
        ("html", "gimp/2.0/help/en/a.html", "gimp", "Untitled"),
        ("mallard", "help/C/gnome-terminal/a.page", "gnome-terminal", "x"),
    ],
)
def test_help_of_a_known_application_applies_to_its_windows(
    tmp_path: Path, form: str, page: str, app: str, title: str
) -> None:
    texts = {
        "html": "<ol><li>Do</li></ol>",
        "mallard": "<page xmlns='http://projectmallard.org/1.0/'><steps><item><p>Do</p></item></steps></page>",
    }
    folder, _, name = page.rpartition("/")
    done = Import(tmp_path, form, {page: texts[form]}, src=folder)
    context = make_context(process=app, raw_title=title)
    (parsed,) = done.pack.guides
    assert any(match_rule(rule, context) is not None for rule in parsed.rules), name


def test_title_that_is_asked_for_holds_within_a_known_application(tmp_path: Path) -> None:
    page = "<page xmlns='http://projectmallard.org/1.0/'><steps><item><p>Do</p></item></steps></page>"
    done = Import(
        tmp_path,
        "mallard",
        {"C/gedit/a.page": page},
        Options(titles=("Case {case} *", "Order *")),
        src="C/gedit",
    )
    rules = done.pack.guides[0].rules
    fits = [(app, title) for app in ("gedit", "chrome") for title in ("Case 7 open", "Notes")
            if any(match_rule(rule, make_context(process=app, raw_title=title)) for rule in rules)]  # fmt: skip
    assert fits == [("gedit", "Case 7 open")]


# --- what would go without a word ------------------------------------------------------------------------------------


def test_dita_tells_of_topics_that_are_not_there_and_keeps_the_name_of_a_note(tmp_path: Path) -> None:
    note = "<step><cmd>Do</cmd><note type='other' othertype='Hint'>n</note></step>"
    ditamap = "<map>\n<topicref href='t.dita'/>\n<topicref href='gone.dita'/><topicref href='https://x.example/'/></map>"
    done = dita(tmp_path, f"<steps>{note}</steps>", m_ditamap=ditamap)
    assert "Hint" in next(b.html for b in done.steps[0].blocks if isinstance(b, Callout))
    assert done.warned == [(3, "“gone.dita” is not in the imported folder.")]


def test_docbook_abstract_is_the_summary(tmp_path: Path) -> None:
    text = (
        "<article><info><title>T</title><abstract><para>In <emphasis>short</emphasis>.</para></abstract></info>"
        "<procedure><step><para>Do</para></step></procedure></article>"
    )
    done = Import(tmp_path, "docbook", {"a.xml": text})
    assert (done.guide.title, done.guide.summary) == ("T", "In short.")


def test_mallard_link_to_a_page_that_is_not_there_keeps_its_name(tmp_path: Path) -> None:
    page = (
        "<page xmlns='http://projectmallard.org/1.0/' id='a'><title>T</title>\n"
        "<steps><item><p>See <link xref='gone'/>.</p></item></steps></page>"
    )
    done = Import(tmp_path, "mallard", {"a.page": page})
    assert done.texts == ["See gone."]
    assert done.warned[0] == (2, "A link without text leads to no page; its name stands there.")


def test_html_footer_and_site_header_are_no_procedures(tmp_path: Path) -> None:
    page = (
        "<header><ol><li>Home</li></ol></header><header><h1>T</h1></header><ol><li>Do</li></ol>"
        "<blockquote>Q<footer>By me</footer></blockquote><footer><ol><li>Imprint</li></ol></footer>"
    )
    done = Import(tmp_path, "html", {"a.html": page})
    assert (done.guide.title, done.texts) == ("T", ["Do"])
    assert "By me" in str(done.steps[0].blocks)


def test_html_box_that_holds_steps_is_told(tmp_path: Path) -> None:
    page = "<h1>T</h1>\n<div class='warning'><p>Careful</p><ol><li>Do</li></ol></div>"
    done = Import(tmp_path, "html", {"a.html": page})
    assert done.texts == ["Do"]
    assert done.warned == [(2, "Numbered steps stand in this box: they are steps, and the box goes.")]


def test_tldr_line_with_two_commands_is_told(tmp_path: Path) -> None:
    done = Import(tmp_path, "tldr", {"c.md": "# c\n\n> About.\n\n- Both:\n\n`a` and `b`\n"})
    assert done.texts == ["Both:"]
    assert [line for line, _ in done.warned] == [7]


KDE = """<!DOCTYPE book PUBLIC "-//KDE//DTD DocBook XML V4.5-Based Variant V1.1//EN" "dtd/kdedbx45.dtd" [
<!ENTITY % German "INCLUDE">
<!ENTITY more SYSTEM "more.docbook">
]>
<book lang="&language;"><bookinfo><title>B</title><keywordset><keyword>KDE</keyword></keywordset></bookinfo>
<chapter id="c"><title>&kmymoney; benutzen</title>
<procedure><step><para>&Ctrl;, dann &HTML; &unknown;</para></step>&more;</procedure></chapter></book>"""


def test_docbook_of_kde_is_read_without_its_document_type(tmp_path: Path) -> None:
    more = "<step><para>Mit der &LMB; klicken.</para></step>"
    done = Import(tmp_path, "docbook", {"index.docbook": KDE, "more.docbook": more})
    assert (done.guide.title, done.guide.lang) == ("KMyMoney benutzen", "de")
    assert done.texts == ["Strg, dann HTML &unknown;", "Mit der linke Maustaste klicken."]
    assert done.guide.keywords == ("KDE",)
    assert done.warned == [(7, "&unknown; is not declared here; it stays as it is written.")]


@pytest.mark.parametrize("doctype", ["", "<!DOCTYPE article>", "<!DOCTYPE article [<!ENTITY mine 'x'>]>"])
def test_docbook_entity_stays_as_it_is_written_when_nothing_declares_it(tmp_path: Path, doctype: str) -> None:
    step = "<step><para>a &ours; b&mdash;c</para></step>"
    text = f"{doctype}<article lang='&l;'><title>T</title><procedure>{step}</procedure></article>"
    done = Import(tmp_path, "docbook", {"a.xml": text})
    assert done.texts == ["a &ours; b—c"]
    assert done.warned == [(1, "&ours; is not declared here; it stays as it is written.")]


def test_image_of_a_translation_is_that_of_its_original_when_nobody_made_it_anew(tmp_path: Path) -> None:
    page = "<ol><li>a <img src='img/shot.png' alt='x'></li></ol>"
    done = Import(tmp_path, "html", {"en/a.html": page, "nl/a.html": page, "en/img/shot.png": PNG})
    assert all("media/en/img/shot.png" in p.read_text("utf-8") for p in (done.out / "guides").rglob("*.md"))
    assert done.warned == []


@pytest.mark.parametrize(
    ("files", "languages"),
    [
        (["ch01.de.md", "ch02.de.md"], {"de"}),
        (["ch01.de.md", "ch01.en.md"], {"de", "en"}),
        (["doc/html/nl/a.md", "doc/html/nl/b.md"], {"nl"}),
        (["it/a.md", "hr/b.md"], {"en"}),
        (["v1.de.md", "readme.md"], {"en"}),
    ],
)
def test_language_is_what_names_say(tmp_path: Path, files: list[str], languages: set[str]) -> None:
    done = Import(tmp_path, "markdown", {name: f"# {name}\n\n1. a\n" for name in files})
    assert {g.lang for g in done.guides} == languages


def test_page_is_imported_once_when_a_link_leads_to_it(tmp_path: Path) -> None:
    source = write(tmp_path / "src", {"real.md": "# T\n\n1. a\n", "deep/b.md": "# B\n\n1. b\n"})
    (source / "index.md").symlink_to("real.md")
    (source / "again").symlink_to("deep")
    report = run("markdown", source, tmp_path / "pack")
    assert [i.source for i in report.imported] == ["deep/b.md", "real.md"]
    assert sorted((s.source, s.why) for s in report.skipped) == [
        ("again", "It is a link to a folder; these are not followed."),
        ("index.md", "It is a link to real.md, which is read by itself."),
    ]


def test_decision_tree_says_in_any_form_where_answers_lead(tmp_path: Path) -> None:
    nodes = {
        "a": {"title": "A", "options": [{"label": "x", "next": "b"}, {"label": "y"}], "next": [{"to": "c"}]},
        "b": {"title": "B", "options": ["on", "up"], "next": "c"},
        "c": {"title": "C", "next": {"to": "d"}},
        "d": {"title": "D"},
    }
    tree = {"title": "T", "start": "a", "nodes": nodes}
    done = Import(tmp_path, "smart-answers", {"t.json": json.dumps(tree)})
    asked = {b.id: [(c.text, c.goto) for c in b.steps[0].choices] for b in done.guide.branches}
    assert asked == {
        MAIN: [("x", "b"), ("y", "c")],
        "b": [("on", "c"), ("up", "c")],
        "c": [("D", "d")],
        "d": [],
    }
    assert done.warned == []


def test_decision_tree_keeps_its_hints_and_boxes_and_tells_what_it_leaves(tmp_path: Path) -> None:
    node = {
        "title": "A",
        "hint": "First look.",
        "body": "x\n  %Take care%\n^Good to know^\ns1. one\ns2. two",
        "post_body": "After.",
        "error_message": "No.",
        "options": [{"label": "Yes", "hint_text": "mostly"}],
        "next": [{"to": "b"}],
    }
    tree = {"title": "T", "start": "a", "nodes": {"a": node, "b": {"title": "B"}}}
    done = Import(tmp_path, "smart-answers", {"t.json": json.dumps(tree)})
    (step,) = done.steps
    assert html_of(step) == [
        "<p>First look.</p>", "<p>x</p>", "Take care", "Good to know",
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>", "<p>After.</p>",
    ]  # fmt: skip
    assert [c.kind for c in step.blocks if isinstance(c, Callout)] == [CalloutKind.WARNING, CalloutKind.NOTE]
    assert [choice.hint for choice in step.choices] == ["mostly"]
    assert done.warned == [(1, "“a” has texts that are left out: error_message.")]


def test_decision_tree_that_leads_back_to_its_start_is_walked_back_to_it(tmp_path: Path) -> None:
    first = {"title": "Broken?", "options": ["yes"], "next": [{"to": "b"}]}
    again = {
        "title": "Tried?",
        "options": ["no", "yes"],
        "next": [{"when": ['response == "no"'], "to": "a"}, {"to": "c"}],
    }
    tree = {"title": "T", "start": "a", "nodes": {"a": first, "b": again, "c": {"title": "End", "body": "x"}}}
    done = Import(tmp_path, "smart-answers", {"t.json": json.dumps(tree, indent=1)})
    (step,) = done.guide.branches[1].steps
    assert [(choice.text, choice.goto) for choice in step.choices] == [("no", MAIN), ("yes", "c")]
    assert done.warned == []


def test_image_is_copied_only_when_a_guide_shows_it(tmp_path: Path) -> None:
    text = "# T\n\n1. a ![x](shown.png)\n"
    long = "# L\n\n![y](other.png)\n\n" + "1. a\n" * 3000
    done = Import(tmp_path, "markdown", {"a.md": text, "b.md": long, "shown.png": PNG, "other.png": PNG})
    assert [p.name for p in (done.out / "media").iterdir()] == ["shown.png"]


def test_html_leaves_out_related_topics_and_says_so(tmp_path: Path) -> None:
    related = "<div class='relatedtopics'><p>Related</p><p><a href='b.html'>B</a></p></div>"
    done = Import(tmp_path, "html", {"a.html": f"<ol><li>Do.</li></ol>\n{related}"})
    assert html_of(done.steps[0]) == []
    assert done.warned == [(2, "The related topics are left out: guides do not link to each other.")]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='note'><table summary='Note'><tr><td><img src='n.png'></td><th>Anmerkung</th></tr>{}</table></div>",
        "<div class='note'><h3 class='title'>Opmerking</h3><p>Once.</p></div>",
        "<div class='admonition note'><p class='admonition-title'>Note</p><p>Once.</p></div>",
    ],
)
def test_html_box_says_once_that_it_is_a_note(tmp_path: Path, box: str) -> None:
    box = box.format("<tr><td><p>Once.</p></td></tr>")
    done = Import(tmp_path, "html", {"a.html": f"<ol><li><p>Do.</p>{box}</li></ol>"})
    assert html_of(done.steps[0]) == ["Once."]


def test_html_tells_of_steps_for_another_system_that_are_left_out(tmp_path: Path) -> None:
    switch = "<span class='switch'><div class='MAC'><ol><li>m</li></ol></div>\n<div><ol><li>d</li></ol></div></span>"
    done = Import(tmp_path, "html", {"a.html": switch})
    assert done.texts == ["d"]
    assert done.warned == [(1, "The steps for MAC are left out; choose with --platform.")]


@pytest.mark.parametrize(
    ("steps", "lang"),
    [
        (
            "Öffnen Sie das Formular und wählen Sie die Art.\n1. Prüfen Sie, ob der Betrag für den Kunden ist",
            "de",
        ),
        (
            "Open het formulier van de klant.\n1. Kijk of het bedrag voor deze klant is, en niet voor een ander",
            "nl",
        ),
        ("Ouvrez le formulaire de la page.\n1. Allez en bas de la page de garde du document", "en"),
        ("Open it.\n1. Save", "en"),
    ],
)
def test_language_is_that_of_the_text_when_nothing_else_says(tmp_path: Path, steps: str, lang: str) -> None:
    done = Import(tmp_path, "markdown", {"a.md": f"# T\n\n1. {steps}\n"})
    assert done.guide.lang == lang


def test_language_of_an_unclear_page_is_that_of_the_pages_before(tmp_path: Path) -> None:
    dutch = "# T\n\n1. Open het formulier van de klant\n2. Kijk of het bedrag voor deze klant is, niet voor een ander\n"
    done = Import(tmp_path, "markdown", {"a.md": dutch, "b.md": "# Kort\n\n1. Klaar\n"})
    assert {guide.lang for guide in done.guides} == {"nl"}


def test_docbook_of_a_variant_is_read_without_its_document_type(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE article PUBLIC "-//Acme//DTD DocBook V4.5-Based Variant V1.0//EN" "https://acme.example/d.dtd">'
    text = f"{doctype}<article><title>T</title><procedure><step><para>a&nbsp;&mdash; b</para></step></procedure></article>"
    assert Import(tmp_path, "docbook", {"a.xml": text}).texts == ["a — b"]
