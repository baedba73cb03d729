"""The product's words as types: one enum for each status or choice, used in code, tables and messages alike."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a candidacy stands."""

    DEBRIEF = "debrief"
    OFFER_CALL = "offer_call"
    REVERSE_INTERVIEW = "reverse_interview"
    AWAITING_ANSWER = "awaiting_answer"
    CLOSED = "closed"


class Answer(StrEnum):
    """How a candidacy ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RESCINDED = "rescinded"
    NO_HIRE = "no_hire"


class Choice(StrEnum):
    """What a hiring manager may decide."""

    HIRE = "hire"
    NO_HIRE = "no_hire"
    NOT_YET = "not_yet"


class Vote(StrEnum):
    """An interviewer's recommendation, strongest first."""

    STRONG_HIRE = "strong_hire"
    HIRE = "hire"
    LEAN_HIRE = "lean_hire"
    LEAN_NO_HIRE = "lean_no_hire"
    NO_HIRE = "no_hire"
    STRONG_NO_HIRE = "strong_no_hire"

    @property
    def words(self) -> str:
        """As it is said and typed."""
        return self.value.replace("_", " ")


class PointKind(StrEnum):
    """What one statement of feedback says."""

    GOOD = "good"
    GROW = "grow"
    NOTE = "note"


class Sharing(StrEnum):
    """Who may hear a point: the candidate, the team alone, or nobody until it is released."""

    SHAREABLE = "shareable"
    TEAM_ONLY = "team_only"
    HELD = "held"


class SeatState(StrEnum):
    """What is known of one interviewer's feedback."""

    WAITING = "waiting"
    TO_SORT = "to_sort"
    IN = "in"


class FeedbackState(StrEnum):
    """How a reply is taken: counted, waiting for its author to sort it, conversation, or taken back.

    Replaced: it was counted until its author put its points into the form, where they live on. Wordless: a file or a
    clip alone, whose author is asked for words.
    """

    COUNTED = "counted"
    TO_SORT = "to_sort"
    TALK = "talk"
    REPLACED = "replaced"
    WORDLESS = "wordless"
    WITHDRAWN = "withdrawn"


class Attachment(StrEnum):
    """What somebody posted besides words, or instead of them."""

    FILE = "file"
    CLIP = "clip"
    FORWARD = "forwarded message"


class Source(StrEnum):
    """How feedback reached the bot."""

    THREAD = "thread"
    DIRECT = "direct"
    FORM = "form"
    ENTERED = "entered"


class Sentiment(StrEnum):
    """How the candidate took the offer call."""

    POSITIVE = "positive"
    MIXED = "mixed"
    NEEDS_TIME = "needs_time"
    NEGATIVE = "negative"


class Signal(StrEnum):
    """What a candidate spoke of in the offer call; never amounts, nothing about their person."""

    WORK = "work"
    TEAM = "team"
    MANAGER = "manager"
    GROWTH = "growth"
    COMPANY = "company"
    WAY_OF_WORKING = "way_of_working"
    PAY = "pay"
    MOVING = "moving"
    OTHER_OFFER = "other_offer"
    DEADLINE = "deadline"


class WhyNotInvited(StrEnum):
    """Why a candidate who was to be hired was not invited to interview the company."""

    BAD_CALL = "bad_call"
    THEIR_WISH = "their_wish"
    ANSWERED_SOONER = "answered_sooner"
    NO_TIME = "no_time"
    OTHER = "other"


class ContactClass(StrEnum):
    """Kinds of people a candidate may ask for."""

    CHIEF_EXECUTIVE = "chief_executive"
    INVESTOR = "investor"
    BOARD_MEMBER = "board_member"
    CURRENT_EMPLOYEE = "current_employee"
    FORMER_EMPLOYEE = "former_employee"
    HIRING_MANAGER = "hiring_manager"
    OTHER = "other"


class PlaceKind(StrEnum):
    """How a meeting is held."""

    OFFICE = "office"
    VIDEO = "video"
    PHONE = "phone"


class RequestState(StrEnum):
    """Where a meeting request stands."""

    OPEN = "open"
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class MeetingState(StrEnum):
    """Where a meeting stands: asked of a contact, agreed, or over."""

    ASKED = "asked"
    AGREED = "agreed"
    HELD = "held"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class QuestionState(StrEnum):
    """What became of a candidate's question."""

    OPEN = "open"
    ANSWERED = "answered"
    CANT_BE_SHARED = "cant_be_shared"


class Standing(StrEnum):
    """What a person is to the workspace; only members and administrators may use the bot.

    Outside: somebody without Slack who interviewed; others enter their feedback, and the bot writes to them nowhere.
    """

    MEMBER = "member"
    ADMIN = "admin"
    GUEST = "guest"
    FOREIGN = "foreign"
    DEACTIVATED = "deactivated"
    BOT = "bot"
    OUTSIDE = "outside"

    @property
    def is_member(self) -> bool:
        """Whether it is a full member of the workspace, an administrator or not."""
        return self in {Standing.MEMBER, Standing.ADMIN}

    @property
    def is_gone(self) -> bool:
        """Whether a full member is none any more: deactivated, a guest now, or of another workspace."""
        return not self.is_member and self is not Standing.OUTSIDE


class Role(StrEnum):
    """What a person is to a candidacy; DESIGN.md §10's columns."""

    HEAD_OF_TALENT = "T"
    OPENER = "O"
    HIRING_MANAGER = "H"
    COORDINATOR = "C"
    SEAT = "S"
    CONTACT = "K"
    MEMBER = "M"


class TimerKind(StrEnum):
    """What happens later; a timer of each kind runs the use case of the same name in bot/process/timers.py."""

    FEEDBACK_REMINDER = "feedback_reminder"
    DECISION_REMINDER = "decision_reminder"
    TELL_CANDIDATE = "tell_candidate"
    CALL_REMINDER = "call_reminder"
    CLEARANCE_REMINDER = "clearance_reminder"
    FOLLOW_UP = "follow_up"
    SCRIPT_CHANGES = "script_changes"
    LATE_FEEDBACK = "late_feedback"
    SEND_INVITATION = "send_invitation"
    REQUESTS_FOLLOW_UP = "requests_follow_up"
    APPROVALS_WAITING = "approvals_waiting"
    CONTACT_REPLY = "contact_reply"
    NEXT_BEST = "next_best"
    EVENING_NOTE = "evening_note"
    MEETING_ENDED = "meeting_ended"
    ALL_ANSWERED = "all_answered"
    SETTLED_ON_PAGE = "settled_on_page"
    UNTOLD_END = "untold_end"
    REMOVE_FEEDBACK = "remove_feedback"
    WAITING_FOR_YOU = "waiting_for_you"
    KEEP_HOUSE = "keep_house"


class TimerState(StrEnum):
    """Where a timer stands."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"
    FAILED = "failed"


class Transport(StrEnum):
    """How a delivery leaves."""

    SLACK = "slack"
    MAIL = "mail"


class DeliveryState(StrEnum):
    """Where a delivery stands; unknown: sent perhaps, to be looked up before it is sent again."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Lapse(StrEnum):
    """What takes back something owed that was not sent yet: nothing; its decision's reversal; that, and the end."""

    NEVER = "never"
    WITH_DECISION = "with_decision"
    AT_END = "at_end"


class WordsPlace(StrEnum):
    """Where in the call script somebody put words of their own: at the opening, an interviewer or the invitation."""

    OPENING = "opening"
    INTERVIEWER = "interviewer"
    INVITATION = "invitation"


class ChannelTrouble(StrEnum):
    """Why a channel can't hold debriefs any more."""

    LEFT = "left"
    ARCHIVED = "archived"
    SHARED = "shared"
    FORBIDDEN = "forbidden"


class Surface(StrEnum):
    """The messages that are drawn from the tables and edited in place; each has a renderer in bot/delivery/cards."""

    DEBRIEF_CARD = "debrief_card"
    FEEDBACK_ASKED = "feedback_asked"
    FEEDBACK_REMINDER = "feedback_reminder"
    FEEDBACK_RECEIPT = "feedback_receipt"
    DECISION_PROMPT = "decision_prompt"
    CALL_SCRIPT = "call_script"
    CLEARANCE = "clearance"
    INVITATION = "invitation"
    COORDINATOR_CARD = "coordinator_card"
    VOLUNTEERS_WANTED = "volunteers_wanted"
    CONTACT_BRIEF = "contact_brief"
    TIMES_AGAIN = "times_again"
    INTRODUCTION = "introduction"
    QUESTIONS_CARD = "questions_card"
    QUESTION_TASK = "question_task"
    HELD_POINTS = "held_points"
    REMAINS = "remains"
    REACTION = "reaction"
    HOME = "home"
