"""What a workspace looks like in the end, in a form that two runs of one story can be compared by."""

import re
from collections import Counter

from bot.demo.cast import Cast
from bot.sandbox.ids import JSON
from bot.sandbox.line import Meddler
from bot.sandbox.seen import SeenMessage

DAYS = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(s|nes|rs|ur)?(day)?\b")
"""Between two tellings of one story there may be a midnight."""

GONE = re.compile(r"\n• [\w ]+: deleted")
"""What is said of a reply that is gone; one that went while the bot was down was never there for it."""

Look = Counter[tuple[str | None, bool, str]]
"""How often each message stands: conversation, whether in a thread, everything there is to read, and reactions."""


async def conversations(control: Meddler, cast: Cast) -> Look:
    """Return all that people can see, ids and times left out of the words."""
    names: dict[str, str] = {await who.direct_channel(): who.handle for who, _ in cast.zones()} | {
        cast.channel: "debriefs"
    }
    return Counter((names[each["channel"]], _is_reply(each), _plain(each)) for each in await control.everything())


async def tokens(control: Meddler) -> Counter[str]:
    """Return how many messages carry each delivery's token."""
    payloads = [(each.get("metadata") or {}).get("event_payload", {}) for each in await control.everything()]
    return Counter(str(payload["token"]) for payload in payloads if "token" in payload)


def _is_reply(message: JSON) -> bool:
    return message.get("thread_ts") not in {None, message["ts"]}


def _plain(message: JSON) -> str:
    words = GONE.sub("", SeenMessage(message).words)
    without_ids = re.sub(r"(<[#@]|/archives/|cid=)[A-Z0-9]+", r"\1", words)
    without_times = re.sub(r"[0-9]+", "#", DAYS.sub("day", without_ids))
    return without_times + "".join(f" :{each['name']}:" for each in message.get("reactions", ()))
