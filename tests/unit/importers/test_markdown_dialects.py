"""What Hugo, Jekyll, MkDocs and Docusaurus make of Markdown: each step once and in order, and nothing lost in silence."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from tests.unit.importers.sources import Import
from tests.unit.packs import PNG


def imported(tmp_path: Path, text: str, name: str = "a.md") -> Import:
    return Import(tmp_path, "markdown", {name: text, "shot.png": PNG})


def written(done: Import) -> str:
    """All guides as they stand in the pack, without their front matter."""
    guides = sorted((done.out / "guides").rglob("*.md"), key=lambda path: (len(path.stem), path.stem))
    return "\n".join(path.read_text("utf-8").split("---\n", 2)[2].strip() for path in guides)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{% notice warning "Careful" %}}\nOnce.\n{{% /notice %}}', "> [!WARNING]\n> **Careful**\n>\n> Once."),
        ('{{< alert color="warning" title="Careful" >}}\nOnce.\n{{< /alert >}}', "> [!WARNING]\n> **Careful**\n>\n> Once."),
        ("{% hint style=\"danger\" %}\nOnce.\n{% endhint %}", "> [!WARNING]\n> Once."),
        ('{{< highlight bash >}}\n1. echo\n{{< /highlight >}}', "```bash\n1. echo\n```"),
        ("{% highlight ruby %}\n1. puts\n{% endhighlight %}", "```ruby\n1. puts\n```"),
        ('See [it]({{< ref "other.md" >}}) or {{< relref "more.md" >}}.', "See it or more.md."),
        ('{{< kbd "Ctrl" "S" >}} saves.', "Ctrl+S saves."),
        ('{{< figure src="shot.png" title="A shot" >}}', "![A shot](../media/shot.png)"),
        ('{{< tabs >}}\n{{% tab "Linux" %}}\nRun a.\n{{% /tab %}}\n{{< /tabs >}}', "**Linux:** Run a."),
        ("Attach *it*{:.big}, [that](mailto:a@b.example){:target=\"_blank\"}.", "Attach *it*, [that](mailto:a@b.example)."),
        ('<a href="https://example.org/a?b=1&amp;c=2">There</a>.', "[There](https://example.org/a?b=1&c=2)."),
        ("A <b>bold</b> <kbd>Key</kbd> word</b>.", "A **bold** `Key` word."),
        ("<details><summary>Why</summary>Because.</details>", "Why Because."),
        ('=== "Linux"\n\n    Run a.\n\n=== "Mac"\n\n    Run b.', "**Linux:**\n\nRun a.\n\n**Mac:**\n\nRun b."),
        ('!!! warning "Careful"\n    Once.\n\n??? note\n    Hid',
         "> [!WARNING]\n> **Careful**\n>\n> Once.\n\n> [!NOTE]\n> Hid"),
        ("<Tabs>\n<TabItem value=\"a\" label=\"Linux\">\n\nRun a.\n\n</TabItem>\n</Tabs>", "**Linux:**\n\nRun a."),
    ],
)  # fmt: skip
def test_text_behind_a_step_says_what_its_tool_would_show(tmp_path: Path, source: str, expected: str) -> None:
    done = imported(tmp_path, f"# T\n\n1. Do.\n\n{indent(source, '   ')}\n")
    assert written(done) == f"1. Do.\n\n{indent(expected, '   ')}"
    assert len(done.steps) == 1


def test_code_of_a_shortcode_is_no_procedure(tmp_path: Path) -> None:
    done = imported(
        tmp_path, "# T\n\n1. Do.\n\n{{< highlight sh >}}\n1. echo\n{{< /highlight >}}\n\n2. Done.\n"
    )
    assert done.texts == ["Do.", "Done."]


def test_steps_in_tabs_are_steps_and_say_of_which_tab(tmp_path: Path) -> None:
    mkdocs = '# T\n\n=== "Linux"\n\n    1. a\n    2. b\n\n=== "Mac"\n\n    1. c\n    2. d\n'
    done = imported(tmp_path, mkdocs)
    assert written(done) == "**Linux:**\n\n1. a\n2. b\n**Mac:**\n\n1. c\n2. d"


def test_steps_in_docusaurus_tabs_say_of_which_tab(tmp_path: Path) -> None:
    tabs = '<Tabs>\n<TabItem value="a" label="Agent">\n\n1. a\n\n</TabItem>\n'
    tabs += '<TabItem value="b">\n\n1. b\n\n</TabItem>\n</Tabs>\n'
    done = imported(tmp_path, f"import Tabs from '@theme/Tabs';\n\n# T\n\n{tabs}", "a.mdx")
    assert written(done) == "**Agent:**\n\n1. a\n**b:**\n\n1. b"
    assert done.warned == []


def test_a_list_behind_a_shortcode_is_another_procedure(tmp_path: Path) -> None:
    done = imported(tmp_path, "# T\n\n1. a\n2. b\n\n{{< details >}}\n\n1. c\n2. d\n")
    assert [i.steps for i in done.report.imported] == [2, 2]
    assert done.warned == [(6, "The shortcode “{{< details >}}” is left out.")]


def test_a_box_that_holds_steps_keeps_its_title_and_is_told(tmp_path: Path) -> None:
    done = imported(tmp_path, "# T\n\n1. a\n\n:::danger Take care\n\n1. Never twice.\n\n:::\n")
    assert sorted(g.title for g in done.guides) == ["T", "T: Take care"]
    assert done.warned == [(5, "Numbered steps stand in this box: they are steps, and the box goes.")]


def test_step_headings_keep_their_marks_and_links(tmp_path: Path) -> None:
    done = imported(
        tmp_path, "# T\n\n## Step one: *Open* {#open}\n\n## Step two: [Go](https://example.org)\n"
    )
    assert written(done) == "1. Step one: *Open*\n2. Step two: [Go](https://example.org)"


@pytest.mark.parametrize(
    "comment",
    [
        "{% comment %}\n2. No\n{% endcomment %}",
        "{/* 2. No\n3. No */}",
        "{{/* 2. No */}}",
        "{%- comment -%}2. No{%- endcomment -%}",
    ],
)
def test_steps_in_a_comment_are_no_steps(tmp_path: Path, comment: str) -> None:
    done = imported(tmp_path, f"# T\n\n1. Yes\n\n{comment}\n\n2. Too\n")
    assert [step.text for guide in done.guides for step in guide.branches[0].steps] == ["Yes", "Too"]
    assert "No" not in written(done)


@pytest.mark.parametrize("text", ["`{/* x */}`", "{/* x", "{% comment %} x"])
def test_what_only_looks_like_a_comment_keeps_its_words(tmp_path: Path, text: str) -> None:
    assert "x" in written(imported(tmp_path, f"# T\n\n1. Do {text}\n2. End\n"))


@pytest.mark.parametrize("snippet", ['--8<-- "inc.md"', "<!-- @include: inc.md -->"])
def test_page_that_is_put_in_elsewhere_is_told(tmp_path: Path, snippet: str) -> None:
    done = imported(tmp_path, f"# T\n\n1. Do\n\n{snippet}\n")
    assert (written(done), done.warned) == ("1. Do", [(5, "The page “inc.md” is not put in here.")])


def test_a_shortcode_in_a_code_block_stays(tmp_path: Path) -> None:
    code = "```\n{{< ref x >}} {% include y %} {:.z}\n!!! note\n```"
    done = imported(tmp_path, f"1. Do.\n\n{code}\n")
    assert code in written(done).replace("\n   ", "\n")
    assert done.warned == []


def test_text_with_a_box_in_a_box_keeps_its_lines(tmp_path: Path) -> None:
    text = (
        "# T\n\n1. a\n\n    !!! tip\n        !!! note\n            In.\n\n        Out.\n\n    ![x](no.png)\n"
    )
    done = imported(tmp_path, text)
    assert "> Out." in written(done)
    assert [line for line, _ in done.warned] == [11]


def test_box_that_only_groups_goes_and_its_code_keeps_its_names(tmp_path: Path) -> None:
    group = '::: code-group\n\n```sh [npm]\nnpm i\n```\n\n```js title="a.js"\nx\n```\n\n:::'
    done = imported(tmp_path, f"1. Do.\n\n{indent(group, '   ')}\n")
    expected = "**npm**\n\n```sh\nnpm i\n```\n\n**a.js**\n\n```js\nx\n```"
    assert written(done) == f"1. Do.\n\n{indent(expected, '   ')}"
    assert done.warned == [(3, "The box “code-group” is left out; what stands in it stays.")]


def test_numbered_headings_are_steps_without_their_numbers(tmp_path: Path) -> None:
    done = imported(tmp_path, "# T\n\n## 1. Open it\n\ntext\n\n## 2) *Close* it\n")
    assert written(done) == "1. Open it\n\n   text\n2. *Close* it"


@pytest.mark.parametrize(
    "code",
    [
        "import Tabs from '@theme/Tabs';\nimport {\n  One,\n  Two,\n} from 'x';",
        "export const Mark = ({children}) => {\n  return (\n\n    <b>{children}</b>\n  );\n};",
        "export default function Page() {\n  return null;\n}",
    ],
)
def test_code_of_a_component_is_no_text_when_it_has_several_lines(tmp_path: Path, code: str) -> None:
    done = imported(tmp_path, f"{code}\n\nBefore.\n\n1. Do.\n", "a.mdx")
    assert written(done) == "Before.\n\n1. Do."


def test_sentence_that_starts_with_import_stays_when_it_is_no_code(tmp_path: Path) -> None:
    done = imported(tmp_path, "import the file, and\nexport the list from 'A' to 'Z'.\n\n1. Do.\n")
    assert written(done) == "import the file, and export the list from 'A' to 'Z'.\n\n1. Do."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{< callout type="warning" >}}\nOnce.\n{{< /callout >}}', "> [!WARNING]\n> Once."),
        ('{% include note.html content="Once." %}', "> [!NOTE]\n> Once."),
        ('{% include docs/callout.html type="danger" title="Ja" content="Once." %}', "> [!WARNING]\n> **Ja:** Once."),
        ('{% include image.html file="shot.png" caption="A shot" %}', "![A shot](../media/shot.png)"),
        ('{{< code-toggle file="config" >}}\na = 1\n{{< /code-toggle >}}', "```\na = 1\n```"),
        ("- TOC\n{:toc}\n\nText.", "Text."),
        (":::note\n\n```sh\n:::\n```\n\n:::", "> [!NOTE]\n> ```sh\n> :::\n> ```"),
        ("::::tip\n:::note\nIn.\n:::\nOut.\n::::", "> [!TIP]\n> Out.\n\n> [!NOTE]\n> In."),
        ("Begriff\n: Was er heißt", "- **Begriff**\n\n  Was er heißt"),
        (":warning: Take care.", ":warning: Take care."),
        ("![Plan](https://a.example/p.png)", "[Plan](https://a.example/p.png)"),
    ],
)  # fmt: skip
def test_text_of_a_theme_says_what_a_reader_would_see(tmp_path: Path, source: str, expected: str) -> None:
    done = imported(tmp_path, f"# T\n\n1. Do.\n\n{indent(source, '   ')}\n")
    assert written(done) == f"1. Do.\n\n{indent(expected, '   ', lambda line: line.strip() != '')}"


def test_footnote_stands_where_its_mark_does(tmp_path: Path) -> None:
    done = imported(tmp_path, "1. Call.[^late]\n2. End.\n\n## Next\n\n1. Go.\n\n[^late]: Not *after* six.\n")
    assert written(done) == "1. Call. (Not *after* six.)\n2. End.\n1. Go."


def test_text_of_an_opened_list_stays_when_one_of_its_items_holds_steps(tmp_path: Path) -> None:
    done = imported(tmp_path, "# T\n\n- Use your address.\n- If you need it:\n  1. Ask.\n  2. Wait.\n")
    assert written(done) == "Use your address.\n\nIf you need it:\n\n1. Ask.\n2. Wait."


def test_steps_in_a_folded_box_are_called_as_its_summary(tmp_path: Path) -> None:
    done = imported(
        tmp_path, "# T\n\n1. a\n\n<details>\n<summary>On a <b>Mac</b></summary>\n\n1. b\n\n</details>\n"
    )
    assert sorted(g.title for g in done.guides) == ["T", "T: On a Mac"]


def test_box_is_a_callout_when_the_page_holds_lists_in_html(tmp_path: Path) -> None:
    done = imported(tmp_path, "# T\n\n> [!WARNING]\n> Once.\n\n<ol><li>Do.</li></ol>\n")
    assert written(done) == "> [!WARNING]\n> Once.\n\n1. Do."


def test_page_without_steps_tells_only_of_pages_that_would_stand_in_it(tmp_path: Path) -> None:
    done = imported(tmp_path, "---\nmenu: x\n---\nText {{< youtube abc >}}\n\n{% include steps.md %}\n")
    assert done.warned == [(6, "The template tag “{% include steps.md %}” is left out.")]


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16", "utf-8-sig"])
def test_page_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    done = Import(tmp_path, "markdown", {"a.md": "# T\r\n\r\n1. Größe prüfen – 5 €\r\n".encode(encoding)})
    assert done.texts == ["Größe prüfen – 5 €"]
    assert [line for line, _ in done.warned] == ([3] if encoding == "windows-1252" else [])
