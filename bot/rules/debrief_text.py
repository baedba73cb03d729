"""Read what somebody typed behind /debrief, as far as it can be read; the form shows it for correction."""

import re
from dataclasses import dataclass

from bot.rules.text import unescape


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the form can be filled with; empty where nothing was understood.

    `user_ids`: the people mentioned for the panel, in order, each once. `hiring_manager_id`: who was mentioned behind
    "hm:" or "hiring manager:". `unknown`: what was typed behind an @ and is no person to Slack: names, and groups.
    """

    candidate: str = ""
    job: str = ""
    user_ids: tuple[str, ...] = ()
    hiring_manager_id: str | None = None
    unknown: tuple[str, ...] = ()


_MENTION = r"<@(?P<id>[A-Z0-9]+)(?:\|[^>]*)?>"
_MANAGER = re.compile(rf"\b(?:hm|hiring\s+manager)\s*[:=-]?\s*{_MENTION}", re.IGNORECASE)
_USER = re.compile(_MENTION)
_ADDRESS = re.compile(r"<(?:mailto:|tel:|https?:)[^>|]*(?:\|[^>]*)?>|<[#!][^>]*>|\b[^\s@<>]+@[^\s@<>]+\.\w+\b")
_GROUP = re.compile(r"<!subteam\^[A-Z0-9]+(?:\|@?(?P<name>[^>]*))?>")
_AT_NAME = re.compile(r"(?<!\S)@([\w.-]+)")
_PEOPLE = re.compile(
    r"\b(?:panel|interviewers?|interviewed by|hm|hiring\s+manager|with)\s*[:=]?\s*(?=$|[,;])"
    r"|\b(?:panel|interviewers?|hm)\s*[:=]",
    re.IGNORECASE,
)
_CANDIDATE_LABEL = re.compile(r"^\s*(?:candidate|name|for)\s*[:=]\s*", re.IGNORECASE)
_JOB_LABEL = re.compile(r"(?:^|[\s,;])(?:job|role|position|title)\s*[:=]\s*", re.IGNORECASE)
_QUOTES = '"“”„«»'
_QUOTED = re.compile(rf"[{_QUOTES}]\s*([^{_QUOTES}]+?)\s*[{_QUOTES}]")
_SEPARATOR = re.compile(r"\s*[,;|·\n]\s*|\s+[-–—]+\s+|\s+(?:for|as)\s+(?:the\s+|an?\s+)?|\s+/\s+", re.IGNORECASE)
_SIGNS = " \t\n,;:|·-–—/&+"
_EDGES = _SIGNS + _QUOTES + "'‘’<>"
_LEVELS = "senior|junior|staff|principal|lead|chief|head|vice|associate|entry|mid|intern|working"
_TRADES = (
    "software|backend|frontend|full[- ]?stack|data|product|project|platform|machine|mobile|ios|android|devops|site"
    "|cloud|security|qa|test|ux|ui|design|designer|engineer|engineering|developer|manager|director|analyst|scientist"
    "|architect|recruiter|account|sales|marketing|customer|office|people|finance|operations|support|consultant"
    "|researcher|writer|cto|ceo|cfo|coo|vp|entwickler(?:in)?|ingenieur(?:in)?|leiter(?:in)?"
)
_JOB_WORD = re.compile(rf"(?<=\S)\s+(?=(?:{_LEVELS}|{_TRADES})\b)", re.IGNORECASE)


def read_debrief(text: str) -> Prefill:
    """Read candidate, job and people from the command's text as Slack sends it; never refuses anything."""
    manager = _MANAGER.search(text)
    rest = _MANAGER.sub(" ", text)
    people = tuple(dict.fromkeys(found["id"] for found in _USER.finditer(rest)))
    words = unescape(_ADDRESS.sub(" ", _USER.sub(" ", rest)))
    groups = [f"@{unescape(found['name'])}" if found["name"] else "a group" for found in _GROUP.finditer(rest)]
    unknown = tuple(dict.fromkeys([*groups, *(f"@{name}" for name in _AT_NAME.findall(words))]))
    words = _PEOPLE.sub(" ", _AT_NAME.sub(" ", words).rstrip(_SIGNS))
    candidate, job = _split(words)
    return Prefill(_clean(candidate), _clean(job), people, manager["id"] if manager else None, unknown)


def _split(words: str) -> tuple[str, str]:
    """Tell the candidate from the job: by quotes, a label, a comma or dash, or the first word that names a trade."""
    quoted = _QUOTED.findall(words)
    if len(quoted) > 1:
        return quoted[0], quoted[1]
    plain = _CANDIDATE_LABEL.sub("", words.strip(_EDGES))
    for pattern in (_JOB_LABEL, _SEPARATOR, _JOB_WORD):
        parts = [part for part in pattern.split(plain, maxsplit=1) if part.strip(_EDGES)]
        if len(parts) > 1:
            return parts[0], parts[1]
    return plain, ""


def _clean(words: str) -> str:
    """Tidy spaces and what is left of quotes and separators at both ends."""
    return " ".join(words.split()).strip(_EDGES)
