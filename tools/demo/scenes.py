"""The scenes of the played demo, in order. Each brings about where it starts, and checks what it claims."""

from __future__ import annotations

from collections.abc import Callable

from tools.demo.stage import Stage

REFUND = "refund-order"
GREETING = "Dear customer,"
GERMAN = "Grüße – €50 „ok“"
PROMPT = "support-shell (live) $ "

Scene = Callable[[Stage], None]


def nothing_pops_up(stage: Stage) -> None:
    """The assistant starts, and nothing pops up."""
    stage.start(language="en", theme="light")
    stage.check(stage.desk.active() == stage.work.window, "the browser still has the keyboard")
    stage.sees(mode="hidden")
    stage.picture("inbox")
    stage.go("case-1042.html", "the agent opens case 1042, a refund")
    stage.sees(mode="hidden", guide=REFUND)
    stage.picture("pill")


def one_key(stage: Stage) -> None:
    """One key, and the steps for this case are there."""
    stage.press("toggle", "show the panel")
    stage.sees(mode="shown", guide=REFUND, step=1, held="")
    stage.picture("guide")
    stage.check(stage.desk.active() == stage.work.window, "the browser still has the keyboard")
    stage.work.to_message()
    stage.type("I am looking at your payment now. ", "the panel is there, and not one letter is lost")
    stage.picture("typing", anew=False)


def a_tick_holds(stage: Stage) -> None:
    """A check holds the walk until it is ticked."""
    stage.press("next", "one step on")
    stage.sees(step=2, held="confirm")
    stage.press("next", "one step on, although the check is open")
    stage.sees(step=2, held="confirm")
    stage.picture("held")
    stage.press("accept", "tick it")
    stage.sees(step=2, held="")
    stage.picture("ticked")
    stage.press("next", "one step on")
    stage.sees(step=3, held="confirm")
    stage.picture("why")


def ready_text(stage: Stage) -> None:
    """Ready text goes into the form, with the case's number in it."""
    stage.press("accept", "tick the check")
    stage.sees(step=3, held="")
    stage.press("accept", "copy the text of the step")
    stage.desk.wait_until(lambda: "case 1042" in stage.clipboard.text(), "the text on the clipboard")
    stage.picture("copied")
    stage.say("press", "Ctrl+V — paste into the message, in the browser as always")
    text = stage.work.pasted()
    stage.check("We are refunding case 1042" in text, "the message holds the text for case 1042")
    stage.check("I am looking at your payment now. " in text, "and every letter typed before")
    stage.picture("pasted")


def a_question(stage: Stage) -> None:
    """A question: its answer decides the steps."""
    stage.press("next", "one step on")
    stage.sees(step=4, held="choice")
    stage.press("next", "down to the second answer")
    stage.picture("choice")
    stage.press("accept", "take it")
    seen = stage.sees(step=5)
    stage.check(seen["branch"] == second_answer(stage, "en"), "the steps of the second answer are there")
    stage.picture("branch")


def other_case(stage: Stage) -> None:
    """Another customer's case comes to the front: this one's steps wait."""
    stage.go("case-1043.html", "the agent opens case 1043, another refund")
    seen = stage.sees(held="other_case", step=5)
    stage.check(not seen["actions_on"], "no text of case 1042 can get into case 1043")
    stage.picture("other-case")
    stage.press("accept", "go to the steps of case 1043")
    stage.sees(step=1, held="")
    stage.picture("case-1043")
    stage.go("case-1042.html", "back to case 1042")
    stage.sees(step=5, held="confirm")
    stage.check(True, "each case has its own place in the guide")
    stage.picture("back-in-1042")


def survives(stage: Stage) -> None:
    """The assistant is killed, and the walk is where it was."""
    stage.say("kill", "the assistant, in mid-walk (SIGKILL)")
    stage.kill()
    stage.start(language="en", theme="light")
    stage.press("toggle", "show the panel")
    stage.sees(mode="shown", guide=REFUND, step=5)
    stage.picture("after-a-crash", anew=False)  # as before, and that is the point


def finish(stage: Stage) -> None:
    """On to the end."""
    stage.press("accept", "tick the check")
    stage.sees(step=5, held="")
    for step in (6, 7, 8):
        stage.press("next", "one step on")
        stage.sees(step=step)
    stage.press("next", "done")
    stage.sees(face="finished")
    stage.picture("finished")


def search(stage: Stage) -> None:
    """Search takes the keyboard only while it is open."""
    stage.press("search", "open the search")
    stage.desk.wait_until(lambda: stage.desk.active() != stage.work.window, "the search has the keyboard")
    stage.picture("search-empty")
    stage.type("identity", "look for a guide")
    stage.picture("search")
    stage.say("press", "Escape — close it")
    stage.desk.press("Escape")
    stage.desk.wait_until(
        lambda: stage.desk.active() == stage.work.window, "the browser has the keyboard back"
    )
    stage.check(True, "the browser has the keyboard back")
    stage.press("search", "once more")
    stage.desk.wait_until(lambda: stage.desk.active() != stage.work.window, "the search has the keyboard")
    stage.type("identity\n", "and Return: take the first guide")
    stage.sees(mode="shown", guide="check-identity", step=1)
    stage.desk.wait_until(
        lambda: stage.desk.active() == stage.work.window, "the browser has the keyboard back"
    )
    stage.picture("found")


def fold(stage: Stage) -> None:
    """The panel folds to the pill, and unfolds."""
    stage.say("run", "overlay fold — any window manager or script can do this")
    stage.overlay("fold")
    stage.sees(mode="folded")
    stage.picture("folded")
    stage.overlay("fold")
    stage.sees(mode="shown")
    stage.overlay("hide")
    stage.sees(mode="hidden")


def notice(stage: Stage) -> None:
    """News everybody must know stands above the guides."""
    stage.go("status.html", "the agent opens the status page")
    stage.press("toggle", "show the panel")
    stage.sees(mode="shown", face="notice")
    stage.picture("notice")
    stage.press("toggle", "hide it")
    stage.sees(mode="hidden")


def terminal(stage: Stage) -> None:
    """The same in a terminal: the step types the command."""
    typed = stage.desk.home / "typed.txt"
    script = f"while printf '{PROMPT}' && IFS= read -r line; do printf '%s\\n' \"$line\" >>'{typed}'; done"
    font = ("-fa", "DejaVu Sans Mono", "-fs", "11")
    shell = stage.program(
        *("xterm", "-u8", *font, "-T", "support-shell (live)", "-e", "sh", "-c", script),
        title="support-shell (live)",
        place=(20, 60, 780, 420),
    )
    window = stage.desk.active()
    stage.press("toggle", "show the panel")
    stage.sees(mode="shown", guide="reset-password", step=1)
    stage.press("next", "one step on")
    stage.sees(step=2)
    stage.press("accept", "tick the check")
    stage.sees(step=2, held="")
    stage.have_typed("the command")
    stage.type("sofie@mail.example\n", "the agent puts in the address")
    line = "account find --email=sofie@mail.example\n"
    stage.desk.wait_until(lambda: typed.is_file() and typed.read_text() == line, f"the shell got {line!r}")
    stage.check(stage.desk.active() == window, "the terminal had the keyboard all the time")
    stage.picture("terminal")
    stage.press("toggle", "hide it")
    stage.sees(mode="hidden")
    stage.desk.end(shell)


def reply(stage: Stage) -> None:
    """In an editor the step types whole sentences, in any alphabet."""
    file = stage.desk.home / "reply-1042.txt"
    file.touch()
    editor = stage.program(
        "mousepad", "--disable-server", str(file), title=file.name, place=(20, 60, 780, 420)
    )
    stage.press("toggle", "show the panel")
    stage.sees(mode="shown", guide="reply-by-email", step=1)
    stage.have_typed("the greeting")
    stage.type("\n\nYour lamp is on its way.\n\n", "the agent writes on")
    for step in (2, 3, 4, 5):
        stage.press("next", "one step on")
        stage.sees(step=step)
    stage.have_typed("the German note")
    stage.picture("typed")
    stage.say("press", "Ctrl+S — save")
    stage.desk.press("Ctrl+s")
    wanted = f"{GREETING}\n\nYour lamp is on its way.\n\n{GERMAN}"
    stage.desk.wait_until(
        lambda: file.read_text(encoding="utf-8").strip() == wanted, f"the file holds {wanted!r}"
    )
    stage.check(True, f"the file holds every character, {GERMAN} too")
    stage.press("toggle", "hide it")
    stage.sees(mode="hidden")
    stage.desk.end(editor)


def german(stage: Stage) -> None:
    """In German, and dark."""
    in_language(stage, "de", "dark")


def dutch(stage: Stage) -> None:
    """In Dutch."""
    in_language(stage, "nl", "light")


def in_language(stage: Stage, language: str, theme: str) -> None:
    """Walk case 1043 up to its question in `language`."""
    stage.say("set", f'language = "{language}", theme = "{theme}"')
    stage.start(language=language, theme=theme)
    stage.go("case-1043.html", "case 1043")
    stage.press("toggle", "show the panel")
    seen = stage.sees(mode="shown", guide=REFUND)
    if seen["step"] == 1:
        for step in (2, 3):
            stage.press("next", "one step on")
            stage.sees(step=step, held="confirm")
            stage.press("accept", "tick the check")
            stage.sees(step=step, held="")
        stage.press("next", "one step on")
        stage.sees(step=4, held="choice")
    stage.picture(f"choice-{language}")
    stage.press("next", "down to the second answer")
    stage.press("accept", "take it")
    seen = stage.sees(step=5)
    branch = second_answer(stage, language)
    stage.check(seen["branch"] == branch, f"the guide is in the agent's language: {branch}")
    stage.picture(f"branch-{language}")
    stage.press("back", "and back to the question")
    stage.sees(step=4)
    stage.press("toggle", "hide it")
    stage.sees(mode="hidden")


def second_answer(stage: Stage, language: str) -> str:
    """Return the second answer to the refund guide's question, which is also the name of its branch."""
    guide = stage.overlay("guide", REFUND, "--lang", language)
    asks = next(step for step in guide["steps"] if step["choices"])
    return str(asks["choices"][1]["text"])


SCENES: tuple[Scene, ...] = (
    nothing_pops_up,
    one_key,
    a_tick_holds,
    ready_text,
    a_question,
    other_case,
    survives,
    finish,
    search,
    fold,
    notice,
    terminal,
    reply,
    german,
    dutch,
)
