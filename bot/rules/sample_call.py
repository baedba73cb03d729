"""A call that never was, to read a wording on before it is used."""

from dataclasses import replace
from datetime import date

from bot.rules.call_script import InterviewerFeedback, Line, ScriptFacts, SectionKind, compose_script
from bot.rules.invitations import InvitationFacts
from bot.rules.wording import Chapter, Wording

POINT = "…"
"""What stands for somebody's points: they are no part of the wording."""

MOST_INTERVIEWERS = 3

SAMPLE_CALL = ScriptFacts(
    candidate="Ada Lovelace",
    job="Staff Engineer",
    caller="Hana Sato",
    hiring_manager="Hana Sato",
    coordinator="Cora Lind",
    company="Analytical Engines",
    interviewers=(
        InterviewerFeedback("Ann Okafor", role="Principal Engineer", met_on=date(2030, 1, 3)),
        InterviewerFeedback("Hana Sato", met_on=date(2030, 1, 4), is_caller=True),
        InterviewerFeedback("Bo Berg", unnamed=True),
    ),
    mail_address="talent@engines.example",
    figures_by=date(2030, 1, 11),
)
SAMPLE_INVITATION = InvitationFacts(
    candidate="Ada Lovelace",
    job="Staff Engineer",
    caller="Hana Sato",
    coordinator="Cora Lind",
    company="Analytical Engines",
    called_on=date(2030, 1, 7),
    page="https://hiring.engines.example/r/ada",
)
SAMPLE_CONTACT = "Ines Vidal"
SAMPLE_TIME = "Thursday 10 January, 15:00 (London)"
SAMPLE_THANKS = "Your candour about the hard year helped me most. Thank you."

KINDS = {
    Chapter.OPENING: SectionKind.OPENING,
    Chapter.INTERVIEWERS: SectionKind.INTERVIEWER,
    Chapter.QUESTIONS: SectionKind.QUESTIONS,
    Chapter.WAYS_ON: SectionKind.WAYS_ON,
    Chapter.INVITATION: SectionKind.INVITATION,
    Chapter.NEXT: SectionKind.NEXT,
}
"""Which sections of the script a chapter words."""


def worded_lines(chapter: Chapter, wording: Wording, facts: ScriptFacts) -> list[Line]:
    """Return a chapter of the script as this wording has it; of some interviewers, without anybody's own words."""
    interviewers = tuple(
        replace(one, good=(POINT,), grow=(POINT,), own_words=None) for one in facts.interviewers[:MOST_INTERVIEWERS]
    )
    bare = replace(facts, interviewers=interviewers, opening_words=None, invitation_words=None, wording=wording)
    return [line for one in compose_script(bare).sections if one.kind is KINDS[chapter] for line in one.lines]
