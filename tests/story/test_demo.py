"""`reverse-interview demo` as a newcomer runs it: complete, in time, and deaf to whatever is set around it."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from bot.demo import tell
from bot.demo.stage import Stage, WentWrong
from bot.demo.story import set_up
from bot.demo.transcript import Transcript

ROOT = Path(__file__).parents[2]

GUARD = """
import os, sys
from tests.loopback import NotLoopbackError, refuse_other_hosts

def abort(event, args):
    try:
        refuse_other_hosts(event, args)
    except NotLoopbackError as error:
        os.write(2, f"{error}\\n".encode())
        os._exit(99)

sys.addaudithook(abort)
"""
"""A sitecustomize.py that ends the process when it reaches for another machine, whatever would catch an exception."""

POISON = {
    "SLACK_BOT_TOKEN": "xoxb-poison",
    "SLACK_APP_TOKEN": "xapp-poison",
    "SLACK_SIGNING_SECRET": "poison",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "poison",
    "SLACK_API_URL": "http://192.0.2.1",
    "DATABASE_URL": "garbage",
    "SMTP_URL": "smtp://192.0.2.1",
    "MAIL_FROM": "nobody",
    "PORT": "no number",
    "PUBLIC_URL": "http://192.0.2.1",
    **{
        name: "http://127.0.0.1:9"
        for proxy in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "WS_PROXY")
        for name in (proxy, proxy.lower())
    },
}


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that may reach only this machine."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    return {"PATH": os.environ["PATH"], "PYTHONPATH": f"{guard}{os.pathsep}{ROOT}"}


async def run(*command: str, cwd: Path, env: dict[str, str]) -> tuple[int | None, str, str]:
    """Run a command for at most three minutes; returns its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(*command, cwd=cwd, env=env, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(180):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, out.decode(), err.decode()


async def test_the_guard_ends_what_reaches_for_another_machine(guarded: dict[str, str], tmp_path: Path) -> None:
    """Even where the exception would be swallowed."""
    reach = (
        "import contextlib, socket\nwith contextlib.suppress(Exception): socket.create_connection(('192.0.2.1', 80))"
    )
    code, _, err = await run(sys.executable, "-c", reach, cwd=tmp_path, env=guarded)
    assert (code, "192.0.2.1" in err) == (99, True)


@pytest.mark.long
async def test_the_demo_plays_whole_in_a_poisoned_environment(guarded: dict[str, str], tmp_path: Path) -> None:
    """It reads neither environment nor `.env`, reaches only this machine, leaves nothing behind, and ends with 0."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in POISON.items()))
    command = str(Path(sys.executable).parent / "reverse-interview")
    code, out, err = await run(command, "demo", cwd=folder, env=guarded | POISON)
    assert (code, err) == (0, ""), out[-2000:] + err
    assert [path.name for path in folder.iterdir()] == [".env"]
    assert "accepted: 1 of 2" in out.splitlines()[-1]
    assert "Mel Moss can't make it; Cy Castle, next on your list, is asked now" in out
    entries = [line.rpartition(" · ") for line in out.splitlines() if "SUMMARY:Conversation with Eve Ellis" in line]
    versions = [(head.split("METHOD:")[1].split()[0], end) for head, _, end in entries]
    assert versions == [("REQUEST", "SEQUENCE:0"), ("CANCEL", "SEQUENCE:1"), ("REQUEST", "SEQUENCE:2")]
    words = " ".join(line.removeprefix("    │ ") for line in out.splitlines())
    script = words.partition("Hana Hart sees in direct messages: Call Ada Lovelace")[2].partition("[Log the call]")[0]
    for said in (
        "You drew the failure cases before anyone asked, and named what each would cost.",
        "You said “I don't know yet”, and came back with the answer.",
        "Bring the quiet people in earlier: two of us had a view you never heard.",
        "You explained consensus to me so that I could have built it.",
        "What I'd have liked to hear is an estimate before the design.",
        "You asked what the service is for before you asked what it runs on.",
        "Write the tests you described to me; you had run out of time before the first one.",
        "How do you feel about it, and about joining us?",
        "Now it is your turn: we would like you to interview us.",
        "Please don't resign from your job before you have it in writing",
    ):
        assert said in script, said
    assert "1 point is held back" in script
    for inside in ("notice period", "higher salary"):
        assert inside not in script


async def test_a_step_that_fails_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 1, and what came before was told."""

    async def persuade(stage: Stage) -> None:
        """Ask for the impossible."""
        raise WentWrong(f"{stage.cast.eve.name} said no")

    assert await tell(tmp_path, Transcript(), [set_up, persuade]) == 1
    told = capsys.readouterr()
    assert "━━ 1. The head of talent sets the workspace up" in told.out
    assert "stopped at the step “persuade”: WentWrong: Eve Ellis said no" in told.err
