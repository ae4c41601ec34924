"""Files that would harm whoever reads them are refused, and the others are imported all the same."""

from __future__ import annotations

import errno
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from overlay.content.importers import Options, run
from overlay.errors import OverlayError
from tests.unit.importers.sources import Import, write
from tests.unit.packs import PNG

TASK = "<task id='t'><title>T</title><taskbody><steps><step><cmd>{}</cmd></step></steps></taskbody></task>"
XI = "xmlns:xi='http://www.w3.org/2001/XInclude'"
GOOD = TASK.format("Do it.")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it was asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()
    thread.join()


def hostile(subset: str, text: str = "&x;", system: str = "") -> str:
    return f"<!DOCTYPE task {system} [{subset}]>" + TASK.format(text)


LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 11))
QUADRATIC = f"<!ENTITY x '{'a' * 60_000}'>"


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("file", hostile("<!ENTITY x SYSTEM 'file:///etc/passwd'>")),
        ("path", hostile("<!ENTITY x SYSTEM '../secret.txt'>")),
        ("parameter", hostile("<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;", "a")),
        ("dtd", "<!DOCTYPE task SYSTEM '/etc/passwd'>" + GOOD),
        ("laughs", hostile(LAUGHS, "&a10;")),
        ("quadratic", hostile(QUADRATIC, "&x;" * 2_000)),
        ("loop", hostile("<!ENTITY x '&y;'><!ENTITY y '&x;'>")),
        ("broken", "<task><title>"),
        ("empty", ""),
    ],
)
@pytest.mark.parametrize("form", ["dita", "docbook"])
def test_document_is_refused_and_the_rest_imported_when_it_is_hostile(
    tmp_path: Path, form: str, name: str, document: str
) -> None:
    if form == "docbook":
        document = document.replace(
            "<task id='t'><title>T</title><taskbody><steps><step><cmd>", "<article><procedure><step><para>"
        )
        document = document.replace(
            "</cmd></step></steps></taskbody></task>", "</para></step></procedure></article>"
        )
    good = (
        GOOD
        if form == "dita"
        else "<article><title>T</title><procedure><step><para>Do it.</para></step></procedure></article>"
    )
    write(tmp_path, {"secret.txt": "SECRET"})
    done = Import(tmp_path, form, {f"{name}.xml": document, "good.xml": good})
    assert [s.source for s in done.report.skipped] == [f"{name}.xml"]
    assert done.texts == ["Do it."]
    assert "SECRET" not in str(done.report.as_data())
    assert "root:" not in str(done.report.as_data())


def test_nothing_is_fetched_when_a_document_names_addresses(
    tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    url, paths = asked
    done = Import(
        tmp_path,
        "dita",
        {
            "dtd.dita": f"<!DOCTYPE task SYSTEM '{url}/task.dtd'>" + GOOD,
            "public.dita": f"<!DOCTYPE task PUBLIC '-//OASIS//DTD DITA Task//EN' '{url}/task.dtd'>" + GOOD,
            "entity.dita": hostile(f"<!ENTITY x SYSTEM '{url}/x'>"),
            "parameter.dita": hostile(f"<!ENTITY % x SYSTEM '{url}/x'> %x;", "a"),
            "image.dita": TASK.format(f"<image href='{url}/a.png'/>See"),
            "conref.dita": TASK.format(f"<ph conref='{url}/x.dita#t/x'>own</ph>"),
        },
    )
    assert paths == []
    assert {s.source for s in done.report.skipped} == {"dtd.dita", "entity.dita", "parameter.dita"}
    assert len(done.guides) == 3


def test_nothing_is_fetched_when_html_or_mallard_name_addresses(
    tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    url, paths = asked
    page = f"<html><head><base href='{url}/'><link rel=stylesheet href='{url}/a.css'></head><body><h1>T</h1><ol><li>"
    page += f"Do<img src='{url}/a.png' alt=it></li></ol><iframe src='{url}/b'></iframe></body></html>"
    assert Import(tmp_path / "html", "html", {"a.html": page}).texts == ["Doit"]
    mallard = f"<page xmlns='http://projectmallard.org/1.0/' {XI} id='a'><title>T</title>"
    mallard += f"<xi:include href='{url}/x.xml'/><steps><item><p>Do it.</p></item></steps></page>"
    done = Import(tmp_path / "mallard", "mallard", {"a.page": mallard})
    assert done.texts == ["Do it."]
    assert "is not included" in done.warned[0][1]
    assert paths == []


def test_file_outside_of_the_source_stays_private_when_content_names_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"secret.png": b"\x89PNG\r\n\x1a\n", "secret.dita": GOOD.replace("Do it.", "<ph id='s'>SECRET</ph>")},
    )
    done = Import(
        tmp_path,
        "dita",
        {
            "a.dita": TASK.format(
                "Do <image href='../secret.png'><alt>alt</alt></image><ph conref='../secret.dita#t/s'>own</ph>"
                "<codeblock><coderef href='../secret.dita'/></codeblock>"
            )
        },
    )
    assert done.texts == ["Do altown"]
    assert not (done.out / "media").exists()
    assert len(done.warned) == 3


def test_link_out_of_the_source_is_skipped_when_it_is_a_symbolic_link(tmp_path: Path) -> None:
    write(tmp_path, {"secret.html": "<ol><li>SECRET</li></ol>", "src/a.html": "<ol><li>Do it.</li></ol>"})
    (tmp_path / "src/b.html").symlink_to(tmp_path / "secret.html")
    report = run("html", tmp_path / "src", tmp_path / "pack")
    assert [(s.source, s.why) for s in report.skipped] == [
        ("b.html", "It is a link that leads out of the folder.")
    ]
    assert [i.source for i in report.imported] == ["a.html"]


@pytest.mark.parametrize(
    ("form", "suffix", "text"),
    [
        ("html", "html", "<ol>" + "<li><ol>" * 3_000 + "x"),
        ("html", "html", "<ol><li>" + "<b>" * 20_000 + "x"),
        ("markdown", "md", "1. " + "> " * 5_000 + "x"),
        ("markdown", "md", "1. " + "[" * 50_000),
        ("markdown", "md", "1. x\n" + "".join(f"{'   ' * n}1. x\n" for n in range(1, 300))),
        ("tldr", "md", "# t\n\n- " + "x" * 300_000 + "\n\n`a`"),
        ("smart-answers", "json", "[" * 100_000),
        ("mallard", "page", "<page xmlns='http://projectmallard.org/1.0/'>" + "<section>" * 10_000),
    ],
)
def test_pack_is_whole_when_one_file_is_absurd(tmp_path: Path, form: str, suffix: str, text: str) -> None:
    good = {
        "html": "<ol><li>Do it.</li></ol>", "markdown": "# T\n\n1. Do it.", "tldr": "# t\n\n- Do it.\n\n`a`",
        "smart-answers": '{"start": "a", "nodes": {"a": {"type": "outcome", "title": "Do it."}}}',
        "mallard": "<page xmlns='http://projectmallard.org/1.0/'><title>T</title>"
        "<steps><item><p>Do it.</p></item></steps></page>",
    }[form]  # fmt: skip
    done = Import(tmp_path, form, {f"absurd.{suffix}": text, f"good.{suffix}": good})
    assert "Do it." in [
        step.text for guide in done.guides for branch in guide.branches for step in branch.steps
    ]
    told = {s.source for s in done.report.skipped} | {i.source for i in done.report.imported}
    assert told == {f"absurd.{suffix}", f"good.{suffix}"}


@pytest.mark.parametrize(
    "text",
    [
        "---\na: " + "[" * 30_000 + "\n---\n1. a\n",
        "---\na:\n  " + "- " * 20_000 + "x\n---\n1. a\n",
        ":::note\n" * 20_000 + "1. a\n",
        "1. a\n\n" + f"|{'a|' * 2_000}\n" + f"|{'-|' * 2_000}\n" + f"|{'b|' * 2_000}\n" * 100,
        "1. a[^1]\n\n" + "".join(f"[^{n}]: {f'[^{n + 1}]' * 10}\n\n" for n in range(1, 12)) + "[^12]: x\n",
    ],
    ids=["brackets", "dashes", "boxes", "table", "footnotes"],
)
def test_page_that_is_nested_without_end_ends_no_import(tmp_path: Path, text: str) -> None:
    done = Import(tmp_path, "markdown", {"bad.md": text, "good.md": "# G\n\n1. a\n"})
    assert "G" in [guide.title for guide in done.guides]


def test_code_of_a_component_that_does_not_end_is_told(tmp_path: Path) -> None:
    done = Import(tmp_path, "markdown", {"a.mdx": "1. a\n\nexport const x = '{';\n\n1. b\n"})
    assert done.warned == [(6, "The code from line 3 on does not end; nothing behind it is read.")]


def test_what_is_no_file_is_skipped_with_the_reason(tmp_path: Path) -> None:
    source = write(tmp_path / "src", {"a.md": "1. a\n", "dir.md/b.md": "1. b\n"})
    (source / "nowhere.md").symlink_to("gone.md")
    report = run("markdown", source, tmp_path / "pack")
    assert [(s.source, s.why) for s in report.skipped] == [("nowhere.md", "It is a link that leads nowhere.")]
    assert [i.source for i in report.imported] == ["a.md", "dir.md/b.md"]


ROWS = f"<tr>{'<td rowspan=900 colspan=50>x</td>' * 50}</tr>" * 100


@pytest.mark.parametrize(
    "text",
    ["<ol><li>a</li></ol>" * 2_000, f"<ol><li><table>{ROWS}</table></li></ol>"],
    ids=["lists", "cells"],
)
def test_html_that_is_large_beyond_reason_takes_no_time_without_end(tmp_path: Path, text: str) -> None:
    good = "<html><title>G</title><ol><li>a</li></ol></html>"
    done = Import(tmp_path, "html", {"bad.html": f"<html><title>B</title>{text}</html>", "good.html": good})
    assert "G" in [guide.title for guide in done.guides]


def test_html_is_read_as_utf_16_when_its_mark_says_so(tmp_path: Path) -> None:
    page = "<html><body><ol><li>Größe</li></ol></body></html>".encode("utf-16")
    assert Import(tmp_path, "html", {"a.html": page}).texts == ["Größe"]


@pytest.mark.parametrize("what", ["guide", "image"])
def test_import_ends_with_the_reason_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    source = write(tmp_path / "src", {"a.md": "1. a ![x](x.png)\n", "x.png": PNG})
    if what == "guide":
        monkeypatch.setattr(Path, "write_bytes", full)
    else:
        monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OverlayError, match=r"cannot be written \(No space left on device\)"):
        run("markdown", source, tmp_path / "pack")
    assert [p.name for p in tmp_path.iterdir()] == ["src"]


def test_pack_in_its_source_is_not_imported_again(tmp_path: Path) -> None:
    source = write(tmp_path / "src", {"a.md": "1. a\n"})
    for _ in range(2):
        report = run("markdown", source, source / "pack", Options(replace=True))
        assert [i.source for i in report.imported] == ["a.md"]
