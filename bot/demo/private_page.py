"""People of the story at their private pages: the link in their mail, opened and used as a browser would."""

import re
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import default
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import aiohttp

_LINK = re.compile(r"http://[^\s]+/[rm]/[\w-]{20,}")  # /r/fresh is nobody's own
_HIDDEN = re.compile(r'<input type="hidden" name="(form|proof)" value="([0-9a-f]+)">')
_MOVES = re.compile(r'href="([^"]+/another-time)">[^<]*<span class=.unseen.>: ([^<]*)<')
_UNSEEN = re.compile(r"<head>.*?</head>|<span class=.unseen.>.*?</span>", re.DOTALL)
_END = re.compile(r"</(?:p|li|h[1-3]|blockquote|a)>")
_TAG = re.compile(r"<[^>]*>")


class NoPage(Exception):
    """The private page did not do what the story asks; the text says what came instead."""


def link_for(address: str, mails: Path) -> str:
    """Return the newest link that was mailed to an address."""
    newest = sorted(mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in newest:
        mail = message_from_bytes(path.read_bytes(), policy=default)
        body = mail.get_body(("plain",))
        found = _LINK.search(str(body.get_content())) if body and mail["To"] == address else None
        if found:
            return found[0]
    raise NoPage(f"no mail to {address} has a link")


async def look(address: str) -> str:
    """Open a page and return its words."""
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return _words(await answer.text())


async def times_on(address: str) -> list[str]:
    """Return what a form sends for each of the times it offers."""
    async with aiohttp.ClientSession() as session, session.get(address) as shown:
        return re.findall(r'name="choice" type="radio" value="([0-9]+)"', await shown.text())


async def another_time(address: str, who: str) -> str:
    """Return the address of the form by which a candidate gives back the time agreed with somebody."""
    async with aiohttp.ClientSession() as session, session.get(address) as shown:
        page = unescape(await shown.text())
    for found in _MOVES.finditer(page):
        if found[2].startswith(who):
            return urljoin(address, str(found[1]))
    raise NoPage(f"no time with {who} can be given back")


async def send(address: str, fields: Mapping[str, str]) -> str:
    """Open a form, fill it in and send it; returns the words of the page that says it is saved."""
    async with aiohttp.ClientSession() as session:
        async with session.get(address) as shown:
            hidden = dict(_HIDDEN.findall(await shown.text()))
        async with session.post(address, data={**hidden, **fields}) as answer:
            words = _words(await answer.text())
    if "saved=" not in str(answer.url):
        raise NoPage(words)
    return words


def _words(page: str) -> str:
    text = _TAG.sub("", _END.sub("\n", _UNSEEN.sub("", page)))
    lines = (" ".join(line.split()) for line in unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
