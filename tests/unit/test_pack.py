"""Reading pack folders: what belongs together, and what is refused."""

from __future__ import annotations

import os
import re
import struct
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.format import blocks, files, front_matter, images, markdown, sections, yaml_text
from overlay.content.format.pack import Pack, ParsedGuide, read_pack
from overlay.content.format.problem import Problem
from overlay.errors import PackRejectedError
from overlay.guide import GuideRef, Image
from tests.unit.packs import PNG, guide_text, write_pack


def only_problem(pack: Pack) -> Problem:
    assert len(pack.problems) == 1, pack.problems
    return pack.problems[0]


def only_guide(pack: Pack) -> ParsedGuide:
    assert pack.problems == ()
    (guide,) = pack.guides
    return guide


def test_read_pack_gives_guide_rules_and_facts_when_all_is_right(tmp_path: Path) -> None:
    when = 'when:\n  - {app: chrome, title: "Case {case} *"}\n  - app: xterm'
    front = f"id: refund\naudience: [tier1]\nvalid_from: 2026-03-01\n{when}"
    pack = read_pack(
        write_pack(tmp_path, guides={"a/b.md": guide_text("Refund", front=front)}, more="priority: 3\n")
    )
    assert (pack.id, pack.title, pack.version, pack.language, pack.priority) == (
        "demo",
        "The demo pack",
        "1",
        "en",
        3,
    )
    found = only_guide(pack)
    assert (found.guide.ref, found.guide.title, found.guide.lang) == (
        GuideRef("demo", "refund"),
        "Refund",
        "en",
    )
    assert (found.guide.pack_title, found.guide.owner, found.guide.valid_from) == (
        "The demo pack",
        "desk",
        "2026-03-01",
    )
    assert (len(found.rules), found.audience, found.priority, found.source) == (
        2,
        ("tier1",),
        3,
        "guides/a/b.md",
    )
    assert pack.fatal == ()


def test_guide_takes_id_and_title_from_file_and_heading_when_it_names_none(tmp_path: Path) -> None:
    found = only_guide(read_pack(write_pack(tmp_path, guides={"x/Pay Back!.md": "# Pay back\n\n1. Go\n"})))
    assert (found.guide.ref.guide, found.guide.title) == ("pay-back", "Pay back")


def test_guide_priority_stands_above_the_packs_when_it_has_one(tmp_path: Path) -> None:
    guides = {"a.md": guide_text("A", front="priority: 7")}
    assert only_guide(read_pack(write_pack(tmp_path, guides=guides, more="priority: 3\n"))).priority == 7


@pytest.mark.parametrize(
    ("when", "line", "words"),
    [
        ("when:\n  - app: chrome\n    titlee: x", 5, "title"),
        ('when:\n  - app: chrome\n    not: {title: ""}', 5, ""),
        ("when:\n  - title_re: '(('", 4, "RE2"),
    ],
)
def test_rule_mistake_names_file_line_and_cure_when_there_is_one(
    tmp_path: Path, when: str, line: int, words: str
) -> None:
    problem = only_problem(read_pack(write_pack(tmp_path, guides={"a.md": guide_text("A", front=when)})))
    assert (problem.file, problem.line, problem.fatal) == ("guides/a.md", line, True)
    assert words in problem.cure


def test_translation_inherits_everything_but_its_words_when_it_stands_beside(tmp_path: Path) -> None:
    front = "id: refund\nsummary: Pay\nkeywords: [money]\nreview_by: 2027-01-01\nwhen: [{app: chrome}]"
    guides = {
        "r.md": guide_text("Refund", front=front, steps="1. Go\n   - [A](#a)\n\n## A\n1. a"),
        "r.nl.md": guide_text(
            "Terugbetalen", front="keywords: [geld]", steps="1. Ga\n   - [A](#a)\n\n## A {#a}\n1. a"
        ),
    }
    pack = read_pack(write_pack(tmp_path, guides=guides))
    assert pack.problems == ()
    base, dutch = pack.guides
    assert (dutch.guide.ref, dutch.guide.lang, dutch.guide.title) == (base.guide.ref, "nl", "Terugbetalen")
    assert (dutch.guide.summary, dutch.guide.keywords, dutch.guide.review_by) == (
        "Pay",
        ("geld",),
        "2027-01-01",
    )
    assert (len(base.rules), dutch.rules, dutch.guide.digest) == (1, (), base.guide.digest)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("1. Ga", "1 steps, the original has 2"),
        ("1. Ga\n2. Stop\n   > [!CONFIRM]\n   > x", "confirmations"),
        ("1. Ga\n2. Stop\n   - [A](#a)\n\n## A\n1. a", "not in the original"),
        ("1. Ga\n2. Stop\n   ```copy\n   x\n   ```", "copy"),
    ],
)
def test_translation_is_reported_when_its_structure_differs(tmp_path: Path, steps: str, words: str) -> None:
    guides = {"r.md": guide_text("R", steps="1. Go\n2. Stop"), "r.nl.md": guide_text("T", steps=steps)}
    pack = read_pack(write_pack(tmp_path, guides=guides))
    assert any(words in p.what for p in pack.problems), pack.problems
    assert {(p.file, p.fatal) for p in pack.problems} == {("guides/r.nl.md", False)}
    assert len(pack.guides) == 2


def test_file_is_a_guide_of_its_own_when_its_last_word_is_no_language_of_the_pack(tmp_path: Path) -> None:
    guides = {"v1.io.md": guide_text("IO"), "v1.nl.md": guide_text("NL"), "v1.md": guide_text("V")}
    pack = read_pack(write_pack(tmp_path, guides=guides, more="languages: [en, nl]\n"))
    assert sorted((g.guide.ref.guide, g.guide.lang) for g in pack.guides) == [
        ("v1", "en"),
        ("v1", "nl"),
        ("v1.io", "en"),
    ]


def test_digest_changes_when_a_snippet_does(tmp_path: Path) -> None:
    def digest(folder: Path, fee: str) -> str:
        write_pack(folder, guides={"a.md": guide_text("A", steps="1. {{> fee}}")})
        (folder / "snippets.yaml").write_text(f"fee: '{fee}'\n")
        return only_guide(read_pack(folder)).guide.digest

    assert digest(tmp_path / "1", "5") == digest(tmp_path / "2", "5") != digest(tmp_path / "3", "6")


def test_placeholder_is_reported_when_it_looks_like_a_misspelt_capture(tmp_path: Path) -> None:
    guide = guide_text(
        "A", front='when: [{title: "Case {case} *"}]', steps="1. {{case}}\n2. {{cases}} {{unrelated}}"
    )
    problem = only_problem(read_pack(write_pack(tmp_path, guides={"a.md": guide})))
    assert (problem.line, problem.fatal, "{{case}}" in problem.cure) == (6, False, True)


def test_guides_are_refused_when_two_have_one_id(tmp_path: Path) -> None:
    pack = read_pack(write_pack(tmp_path, guides={"a/x.md": guide_text("A"), "b/x.md": guide_text("B")}))
    assert (only_problem(pack).file, only_problem(pack).fatal, len(pack.guides)) == ("guides/b/x.md", True, 1)


def test_dates_are_refused_when_the_end_is_before_the_start(tmp_path: Path) -> None:
    guide = guide_text("A", front="valid_from: 2026-03-02\nvalid_until: 2026-03-01")
    assert only_problem(read_pack(write_pack(tmp_path, guides={"a.md": guide}))).line == 4


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"1. a\n2. \xff\n", 2, "UTF-8"),
        (b"1. a\n\x00\n", 2, "NUL"),
        (b"a" * (10 * 1024 * 1024), 0, "larger"),
    ],
    ids=["no utf-8", "nul", "10 MB"],
)
def test_guide_is_refused_when_it_is_no_text(tmp_path: Path, data: bytes, line: int, words: str) -> None:
    write_pack(tmp_path)
    (tmp_path / "guides" / "bad.md").write_bytes(data)
    pack = read_pack(tmp_path)
    problem = only_problem(pack)
    assert (problem.file, problem.line, problem.fatal) == ("guides/bad.md", line, True)
    assert words in str(problem)
    assert len(pack.guides) == 1  # the others are read all the same


def test_guide_is_read_when_it_comes_from_windows(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "guides" / "refund.md").write_bytes(
        "\ufeff---\r\ntitle: Grüße\r\n---\r\n1. a\r\n2. b\r\n".encode()
    )
    guide = only_guide(read_pack(tmp_path)).guide
    assert (guide.title, [s.text for s in guide.branches[0].steps]) == ("Grüße", ["a", "b"])


def test_image_has_its_size_when_the_pack_holds_it(tmp_path: Path) -> None:
    guide = guide_text("A", steps="1. Go\n\n   ![A dot](../../media/My%20dot.png)")
    pack = read_pack(
        write_pack(tmp_path, guides={"x/a.md": guide}, media={"My dot.png": PNG, "unused.png": PNG})
    )
    step = only_guide(pack).guide.branches[0].steps[0]
    assert step.blocks == (Image("media/My dot.png", "A dot", 1, 1),)
    assert [(m.src, m.mime, m.read()) for m in pack.media] == [("media/My dot.png", "image/png", PNG)]


@pytest.mark.parametrize(
    "src",
    [
        "https://evil.example/a.png", "//evil.example/a.png", "data:image/png;base64,AAAA", "file:///etc/passwd",
        "..\\..\\a.png", "\\\\evil\\share\\a.png", "../../../../etc/passwd", "../../outside.png", "C:/a.png",
        "../media/none.png", "../media/a.svg", "../media/fake.png", "../pack.yaml", "../media/%2e%2e/%2e%2e/outside.png",
        "../media/DOT.png",
    ],
)  # fmt: skip
def test_image_is_left_out_when_the_pack_may_not_show_it(tmp_path: Path, src: str) -> None:
    media = {"a.svg": b"<svg/>", "fake.png": b"<html>", "dot.png": PNG}
    folder = write_pack(
        tmp_path / "pack", guides={"a.md": guide_text("A", steps=f"1. Go ![x]({src})")}, media=media
    )
    (tmp_path / "outside.png").write_bytes(PNG)
    pack = read_pack(folder)
    assert not only_problem(pack).fatal
    assert (only_problem(pack).line, pack.media) == (4, ())
    assert pack.guides[0].guide.branches[0].steps[0].blocks == ()


def test_image_is_left_out_when_it_would_fill_the_memory(tmp_path: Path) -> None:
    bomb = PNG[:16] + struct.pack(">II", 100_000, 100_000) + PNG[24:]
    guide = guide_text("A", steps="1. Go ![x](../media/bomb.png)")
    pack = read_pack(write_pack(tmp_path, guides={"a.md": guide}, media={"bomb.png": bomb}))
    assert "pixels" in only_problem(pack).what


@given(
    st.binary(max_size=64),
    st.sampled_from([b"", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n", b"GIF89a"]),
)
def test_image_header_has_a_size_or_is_none_when_it_is_anything(data: bytes, start: bytes) -> None:
    facts = images.read_header(start + data)
    assert facts is None or (facts.width > 0 and facts.height > 0)


def test_image_header_gives_the_size_when_it_is_a_jpeg() -> None:
    exif = b"\xff\xe1" + struct.pack(">H", 10) + b"\xff\xc0" + b"\0" * 6
    frame = b"\xff\xff\xc2" + struct.pack(">HBHH", 17, 8, 480, 640)
    assert images.read_header(b"\xff\xd8" + exif + frame) == images.ImageFacts("image/jpeg", 640, 480)


@given(st.text(alphabet="./\\a:%C#?\0 ", max_size=20))
def test_image_path_never_leaves_the_pack(src: str) -> None:
    path = images.path_in_pack(src, "guides/x/a.md")
    assert path is None or (not path.startswith("/") and ".." not in path.split("/"))


def test_link_is_refused_when_it_stands_in_a_pack(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    (tmp_path / "secret.md").write_text(guide_text("Secret"))
    (folder / "guides" / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "media").symlink_to(tmp_path)
    pack = read_pack(folder)
    assert [(p.file, p.fatal) for p in pack.problems] == [("guides/link.md", True), ("media", True)]
    assert all("link" in p.what for p in pack.problems)
    assert len(pack.guides) == 1


def test_pipe_is_refused_when_it_stands_in_a_pack(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    os.mkfifo(folder / "guides" / "pipe.md")
    assert only_problem(read_pack(folder)).fatal


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Refund.md", "refund.md"),
        (unicodedata.normalize("NFC", "é.md"), unicodedata.normalize("NFD", "é.md")),
    ],
)
def test_files_are_refused_when_some_systems_cannot_tell_their_names_apart(
    tmp_path: Path, one: str, two: str
) -> None:
    pack = read_pack(write_pack(tmp_path, guides={one: guide_text("A"), two: guide_text("B")}))
    assert only_problem(pack).fatal


@pytest.mark.parametrize(
    "name", ["con.md", "a:b.md", "a?.md", "x/NUL/a.md", "trail./a.md", "a" * 240 + ".md"]
)
def test_file_is_refused_when_windows_cannot_hold_its_name(tmp_path: Path, name: str) -> None:
    pack = read_pack(write_pack(tmp_path, guides={name: guide_text("A"), "good.md": guide_text("B")}))
    assert only_problem(pack).fatal
    assert len(pack.guides) == 1


def test_hidden_and_other_files_are_passed_over(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    for name in (".git/HEAD", "guides/.a.md", "guides/notes.txt", "README.md", "LICENSE"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    only_guide(read_pack(folder))


def test_pack_is_refused_when_it_has_no_guides(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("id: a\nversion: 1\n")
    assert only_problem(read_pack(tmp_path)).fatal


@pytest.mark.parametrize(
    "text", [None, "", "id: a\n", "id: A B\nversion: 1\n", "id: [a]\nversion: 1\n", "\x00", "- a\n"]
)
def test_read_pack_raises_when_it_is_no_pack(tmp_path: Path, text: str | None) -> None:
    folder = write_pack(tmp_path)
    if text is None:
        (folder / "pack.yaml").unlink()
    else:
        (folder / "pack.yaml").write_text(text)
    with pytest.raises(PackRejectedError, match=r"pack\.yaml"):
        read_pack(folder)


def test_read_pack_raises_when_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError, match="not a folder"):
        read_pack(tmp_path / "none")


@given(st.binary(max_size=200))
def test_read_pack_says_what_is_wrong_when_a_guide_is_anything(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = write_pack(tmp_path_factory.mktemp("pack"))
    (folder / "guides" / "any.md").write_bytes(b"---\ntitle: x\n---\n" + data)
    pack = read_pack(folder)
    assert len(pack.guides) == 2 or pack.fatal


DOC = Path(__file__).parents[2] / "docs" / "guide-format.md"


def test_examples_of_the_document_are_right(tmp_path: Path) -> None:
    text = DOC.read_text("utf-8")
    examples = re.findall(r"^````markdown\n(---\n.*?)^````$", text, re.MULTILINE | re.DOTALL)
    yaml = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    guides = {f"{n}.md": example for n, example in enumerate(examples)}
    folder = write_pack(tmp_path, guides=guides, media={"refund-to-card.png": PNG})
    (folder / "pack.yaml").write_text(yaml[0], "utf-8")
    (folder / "snippets.yaml").write_text(yaml[1], "utf-8")
    pack = read_pack(folder)
    assert pack.problems == ()
    assert len(pack.guides) == len(examples) == 5
    assert [m.src for m in pack.media] == ["media/refund-to-card.png"]


def test_document_names_every_key_and_limit() -> None:
    text = DOC.read_text("utf-8")
    for key in (*front_matter.KEYS, *front_matter.PACK_KEYS):
        assert f"| `{key}` |" in text, key
    limits = text.partition("## Limits")[2]
    for number in (
        f"{markdown.MAX_GUIDE_CHARS // 1024} KiB",
        f"{markdown.MAX_LINES:,} lines",
        f"{sections.MAX_STEPS} steps",
        f"{markdown.MAX_PARAGRAPH_CHARS // 1024} KiB",
        f"{front_matter.MAX_FRONT_MATTER_CHARS // 1024} KiB, {yaml_text.MAX_DEPTH} levels",
        f"{markdown.MAX_QUOTES} levels",
        f"{markdown.MAX_COLUMNS} columns",
        f"{markdown.MAX_CELLS:,} cells",
        f"{blocks.MAX_ACTION_CHARS:,} characters",
        f"| {markdown.MAX_BRACKETS:,} |",
        f"{files.MAX_TEXT_BYTES // 1024:,} KiB",
        f"{images.MAX_IMAGE_BYTES // 1024**2} MiB, {images.MAX_IMAGE_PIXELS // 10**6} million",
        f"{files.MAX_FILES:,} files",
        f"{files.MAX_PATH_CHARS} characters",
    ):
        assert number in limits, number
