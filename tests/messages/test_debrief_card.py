"""The debrief's card on a phone, and with a panel of thirty."""

from datetime import UTC, datetime
from re import sub
from textwrap import wrap

from bot.messages.debriefs import debrief_card, debrief_opened
from bot.messages.decision_forms import Contactable, decide_form
from bot.rules.debriefs import Debrief, PanelSeat, Who
from bot.rules.words import SeatState, Stage, Vote
from bot.sandbox.limits import check_blocks, check_view
from bot.sandbox.seen import Shown

A_LINE = 52
"""Characters of a line on a phone, about."""


def debrief(names: list[str]) -> Debrief:
    """Return a debrief with this panel, every second one in."""
    hana = Who(1, "UHANA", "Hana Hart", "Europe/Berlin")
    panel = tuple(_seat(number, name) for number, name in enumerate(names, 2))
    return Debrief(
        candidacy_id=1,
        candidate="Ada Lovelace",
        job="Staff Engineer",
        openings=1,
        stage=Stage.DEBRIEF,
        answer=None,
        opener=hana,
        hiring_manager=hana,
        caller=hana,
        coordinator=Who(99, "UCORA", "Cora Cole", "Europe/Berlin"),
        channel="C1",
        due_at=datetime(2030, 1, 8, 11, tzinfo=UTC),
        seats=panel,
        decision=None,
        decisions=(),
        decisions_made=0,
        invited=None,
        is_blind=False,
        revealed_at=None,
        revealed_by=None,
    )


def _seat(number: int, name: str) -> PanelSeat:
    return PanelSeat(
        id=number,
        who=Who(number, f"U{number}", name, "Europe/Berlin"),
        state=SeatState.IN if number % 2 else SeatState.WAITING,
        vote=Vote.HIRE if number % 2 else None,
        interview_on=None,
        reminders=0,
        is_excused=False,
        is_after_reveal=False,
        has_declined=False,
        is_gone=False,
    )


def test_the_card_of_five_is_short_enough_for_a_phone() -> None:
    """A dozen lines, the button included."""
    shown = Shown(
        {"blocks": debrief_card(debrief(["Ann Archer", "Bo Berg", "Cy Castle", "Tala Torres", "Mel"])).blocks}
    )
    choices = {choice for each in shown.pressables for choice in each.choices}  # in a menu that is closed
    seen = sub(r"<!date[^|]*[|]([^>]*?)( UTC)?>", r"\1", shown.words).replace("*", "").splitlines()
    lines = [piece for line in seen if line not in choices for piece in wrap(line, A_LINE)]
    assert len(lines) <= 12, lines


def test_thirty_interviewers_are_all_named_within_the_limits() -> None:
    """However long their names, nobody is cut from card, first note or form."""
    names = [f"{number} {'Maximiliana ' * 8}" for number in range(30)]
    thirty = debrief(names)
    known = Contactable(None, None, None, None)
    for message in (debrief_card(thirty), debrief_opened(thirty, 1)):
        assert check_blocks(message.blocks, "message") == []
        assert all(f"{number} Maximiliana" in Shown({"blocks": message.blocks}).words for number in range(30))
    form = decide_form(thirty, 1, known, [])
    assert check_view(form, "modal") == []
    assert all(f"{number} Maximiliana" in Shown(form).words for number in range(30))
