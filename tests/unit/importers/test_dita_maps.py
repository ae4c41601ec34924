"""DITA beyond one topic: what maps say of topics and keys, and task topics of other kinds."""

from __future__ import annotations

from pathlib import Path

from overlay.guide import Callout
from tests.unit.importers.sources import Import


def task(name: str, cmd: str = "Do") -> str:
    step = f"<step><cmd>{cmd}</cmd></step>"
    return f"<task id='{name}'><title>{name}</title><taskbody><steps>{step}</steps></taskbody></task>"


def ditamap(content: str) -> str:
    return f"<map>{content}</map>"


def key(name: str, text: str) -> str:
    return f"<keydef keys='{name}'><topicmeta><keywords><keyword>{text}</keyword></keywords></topicmeta></keydef>"


def test_map_imports_a_topic_that_it_names_by_its_key(tmp_path: Path) -> None:
    content = (
        "<topicref href='b.dita'/><topicref keyref='first'/><keydef keys='first' href='a.dita'/>"
        "<keydef keys='only' href='c.dita'/>"
    )
    files = {f"{name}.dita": task(name) for name in "abc"} | {"m.ditamap": ditamap(content)}
    done = Import(tmp_path, "dita", files, src="m.ditamap")
    assert [item.source for item in done.report.imported] == ["b.dita", "a.dita"]


def test_map_does_not_import_what_stands_in_a_branch_that_is_a_resource(tmp_path: Path) -> None:
    content = "<topicref href='a.dita'/><topicgroup processing-role='resource-only'><topicref href='b.dita'/></topicgroup>"
    files = {f"{name}.dita": task(name) for name in "ab"} | {"m.ditamap": ditamap(content)}
    done = Import(tmp_path, "dita", files, src="m.ditamap")
    assert [item.source for item in done.report.imported] == ["a.dita"]


def test_key_means_what_the_scope_of_the_topic_says(tmp_path: Path) -> None:
    asks = "Ask <keyword keyref='who'/>, <keyword keyref='a.who'/>, <keyword keyref='both'/>"
    content = key("both", "outer") + "".join(
        f"<topicgroup keyscope='{scope}'>{key('who', text)}{key('both', text)}<topicref href='{scope}.dita'/></topicgroup>"
        for scope, text in (("a", "Ann"), ("b", "Bob"))
    )
    files = {f"{name}.dita": task(name, asks) for name in "ab"} | {"m.ditamap": ditamap(content)}
    done = Import(tmp_path, "dita", files)
    texts = {guide.ref.guide: guide.branches[0].steps[0].text for guide in done.guides}
    assert texts == {"a": "Ask Ann, Ann, outer", "b": "Ask Bob, Ann, outer"}


def test_map_tells_of_what_is_no_dita_and_of_filters_it_does_not_read(tmp_path: Path) -> None:
    content = (
        "<title>T <image href='logo.png'/></title><topicmeta><author href='who.html'>A</author></topicmeta>"
        "\n<topicref href='a.dita'><ditavalref href='new.ditaval'/></topicref>"
        "<topicref href='a.pdf' format='pdf'/>"
    )
    files = {"a.dita": task("a"), "a.pdf": "x", "new.ditaval": "<val/>", "m.ditamap": ditamap(content)}
    done = Import(tmp_path, "dita", files, src="m.ditamap")
    assert done.warned == [(2, "The filters in “new.ditaval” are not read: say with --filter what is kept.")]
    assert [(item.source, item.why) for item in done.report.skipped] == [
        ("a.pdf", "It is not DITA: the map says its format is “pdf”.")
    ]


def test_step_that_only_marks_a_place_in_another_topic_is_no_step(tmp_path: Path) -> None:
    steps = (
        "<step conaction='mark' conref='a.dita#a/s'><cmd/></step><step conaction='pushafter'><cmd>New</cmd></step>"
        "<step><cmd>Own</cmd></step>"
    )
    pushing = f"<task id='p'><title>P</title><taskbody><steps>{steps}</steps></taskbody></task>"
    target = "<task id='a'><title>A</title><taskbody><steps><step id='s'><cmd>Do</cmd></step></steps></taskbody></task>"
    done = Import(tmp_path, "dita", {"a.dita": target, "p.dita": pushing})
    texts = {guide.ref.guide: [step.text for step in guide.branches[0].steps] for guide in done.guides}
    assert texts == {"a": ["Do"], "p": ["New", "Own"]}


def test_each_solution_of_a_trouble_has_its_own_cause(tmp_path: Path) -> None:
    solution = (
        "<troubleSolution><cause><p>{0} is broken</p></cause><remedy><steps><step><cmd>Buy a {0}</cmd></step></steps>"
        "</remedy></troubleSolution>"
    )
    body = "<condition><p>No sound</p></condition>" + solution.format("radio") + solution.format("cable")
    text = f"<troubleshooting id='t'><title>T</title><troublebody>{body}</troublebody></troubleshooting>"
    done = Import(tmp_path, "dita", {"t.dita": text})
    found = {guide.title: str(guide.intro) for guide in done.guides}
    assert "radio is broken" in found["T"]
    assert "cable is broken" in found["T (2)"]
    assert all(not step.blocks for guide in done.guides for step in guide.branches[0].steps)


def test_what_a_machine_task_asks_for_stands_line_by_line(tmp_path: Path) -> None:
    body = (
        "<prelreqs><reqconds><reqcond>Stop it</reqcond></reqconds><supequip><supeqli><supequi>Wrench</supequi></supeqli>"
        "</supequip><safety><safecond>Gloves</safecond></safety></prelreqs><steps><step><cmd>Open</cmd></step></steps>"
    )
    text = f"<task id='m'><title>M</title><taskbody>{body}</taskbody></task>"
    (box,) = Import(tmp_path, "dita", {"m.dita": text}).guide.intro
    assert isinstance(box, Callout)
    assert [f"<li>{line}</li>" in box.html for line in ("Stop it", "Wrench", "Gloves")] == [True] * 3
