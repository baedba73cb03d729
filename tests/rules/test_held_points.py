"""Which statements are held, and which pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.held_points import RULES, SPEAKS_OF, HoldReason, reason_to_hold

HELD = {
    HoldReason.PROTECTED_GROUND: (
        "You seem too old for a team like ours.",
        "Sharp, although rather young for the job.",
        "At your age it will be hard to learn Rust.",
        "You are in your late fifties, so I worry about energy.",
        "We want a digital native.",
        "Your accent made you hard to follow.",
        "A heavy accent on the phone.",
        "As a woman you would have a hard time with that customer.",
        "She is a devout Muslim, so Fridays may be hard.",
        "The headscarf might irritate customers.",
        "Needs visa sponsorship.",
        "A great diversity hire.",
        "Very good English for a Polish person; for a German it would be normal.",
        "Zu alt für das Team.",
        "I think he is gay.",
        "You came across as bossy.",
    ),
    HoldReason.HEALTH: (
        "Your stutter got in the way.",
        "I believe you are on the spectrum.",
        "The burnout two years ago worries me.",
        "You were sick on the day, it showed.",
        "How would the wheelchair work in our office?",
        "You mentioned ADHD.",
        "Long gaps for health reasons.",
        "Wirkte krank.",
    ),
    HoldReason.FAMILY: (
        "Your kids might need you in the afternoons.",
        "Are you pregnant?",
        "With two small children travelling will be hard.",
        "Recently married, may move.",
        "Parental leave next spring would be a problem.",
        "Her husband works for a competitor.",
        "A single mother, impressive.",
        "You may want to start a family soon.",
    ),
    HoldReason.OTHER_CANDIDATES: (
        "The other candidate was quicker.",
        "Best candidate so far.",
        "You did better than anyone we interviewed.",
        "Weaker than the person we saw yesterday, the runner-up.",
        "Of all the candidates you asked the best questions.",
        "Compared to the candidate from last week you were calm.",
    ),
    HoldReason.PAY: (
        "Your salary expectation is high.",
        "You ask for 95,000 EUR.",
        "At €90k you are over budget.",
        "You are underpaid where you are.",
        "Too expensive for the level.",
        "Wants 120k base.",
        "Gehaltsvorstellung passt nicht.",
    ),
}

FREE = (
    "You explained the trade-off between latency and cost very clearly.",
    "Structure your answers: start with the result.",
    "You kept an old system alive for years, that takes patience.",
    "You modernised a twenty year codebase.",
    "The design was mature for a first draft.",
    "You handled the disagreement about ageing caches calmly.",
    "You asked about our customers before you proposed anything.",
    "Pay attention to the question before you answer.",
    "It would pay off to write the test first.",
    "You gave credit to your colleagues.",
    "You balanced cost and quality well.",
    "You paid close attention to detail.",
    "Your parent process spawns children without waiting for them.",
    "The child class overrides too much.",
    "You found a healthy balance between speed and care.",
    "The health check endpoint was a good idea.",
    "You were blind to the second requirement at first.",
    "Race conditions: you spotted the one in the queue.",
    "You know the Black formatter and its limits.",
    "You compared two white papers fairly.",
    "Your native apps experience shows.",
    "You engaged with the interviewers from the first minute.",
    "A single page would have been enough for the summary.",
    "You have strong partners in sales, you said, and it shows.",
    "You used union types well.",
    "The transaction boundaries were clear.",
    "You translate business needs into code.",
    "You were straight to the point.",
    "Your test cases were close to complete.",
    "You ran out of time on the second exercise.",
    "You are fluent in SQL.",
    "Your French office project was a fine example.",
    "You led the German team through a hard year.",
    "You would grow from estimating aloud.",
    "You considered other options before deciding.",
    "You listed candidate keys and chose the right one.",
    "You treated the candidate set of solutions systematically.",
    "You made 3 suggestions I hadn't thought of.",
    "You could be bolder with your opinion.",
    "You spoke fast; a pause now and then would help.",
    "You support your family of products over years.",
    "You are good at earning trust.",
    "The task was ill-defined, and you said so.",
    "Have a plan B for the demo.",
    "You made the fat client lean.",
    "An attractive proposal for the second phase.",
    "You picked the first candidate key without asking why.",
    "Diagnosed the memory leak within minutes.",
    "A depressing bug, and you stayed cheerful.",
    "You made a bad cache key work with a second lookup.",
)


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in HELD.items() for text in texts])
def test_held(reason: HoldReason, text: str) -> None:
    """What touches a person's grounds, health, family, rivals or pay is held, with the reason."""
    assert reason_to_hold(text) is reason


@pytest.mark.parametrize("text", FREE)
def test_free(text: str) -> None:
    """What speaks of the work passes, even where a word looks alike."""
    assert reason_to_hold(text) is None


def test_every_reason_has_rules_and_words() -> None:
    """Each reason can be found, and said."""
    assert set(RULES) == set(SPEAKS_OF) == set(HoldReason)


@given(st.sampled_from([text for texts in HELD.values() for text in texts]))
def test_case_and_quotes_change_nothing(text: str) -> None:
    """Capitals, curly apostrophes and line breaks hide nothing."""
    assert reason_to_hold(text) is reason_to_hold(text.upper().replace(" ", "\n").replace("'", "’"))
