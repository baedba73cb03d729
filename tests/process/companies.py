"""A whole company at work: a local workspace, many people, and an outbox that really sends; time passes by timers."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.connecting import meet_workspace
from bot.delivery.cards import RENDERERS
from bot.delivery.claims import claim_due, write_outcome
from bot.delivery.mail import Mailer
from bot.delivery.slack import SlackSender
from bot.process.timers import LATEST, TIMERS
from bot.process.undelivered import show_failure
from bot.rules.words import ContactClass, Standing, TimerState, Transport
from bot.sandbox.delivery import Delivery as Events
from bot.sandbox.ids import SlackError
from bot.sandbox.manifest import Manifest, Used
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.context import Context
from bot.sandbox.people import Person as SlackUser
from bot.sandbox.posting import Posting
from bot.sandbox.rates import Rates
from bot.sandbox.traffic import Traffic
from bot.sandbox.workspace import Workspace
from bot.settings import MailFolder
from storage.candidacies import lock
from storage.contacts import Contact
from storage.database import Database, Transaction
from storage.people import Person, Profile, by_slack_ids, remember
from storage.timers import Timer, claim_timer, waiting_timers
from tests.quick import quick
from tests.world import MANIFEST

BERLIN, LONDON, NEW_YORK = "Europe/Berlin", "Europe/London", "America/New_York"
SUNDAY = datetime(2030, 1, 6, 23, 0, tzinfo=UTC)
"""Midnight before Monday in Berlin."""

MANAGERS = ("hana", "hugo", "hope", "hans", "hila", "henk", "hedy", "hal")
INTERVIEWERS = ("ann", "bo", "cy", "dan", "eli", "fay", "gil", "ivy", "jo", "kai", "lea", "max")
OTHERS = ("nia", "oda", "pip", "quin")
"""Colleagues who are in the directory, and on no panel."""
WHERE = {"eve": NEW_YORK, "cy": LONDON, "fay": LONDON, "kai": NEW_YORK, "hope": LONDON, "hal": NEW_YORK}
STANDINGS = {"tala": Standing.ADMIN}
PEOPLE = ("cora", "tala", "eve", "dora", *MANAGERS, *INTERVIEWERS, *OTHERS)

OUTSIDE: dict[str, ContactClass] = {
    "ines": ContactClass.INVESTOR,
    "ivo": ContactClass.INVESTOR,
    "ida": ContactClass.INVESTOR,
    "bea": ContactClass.BOARD_MEMBER,
    "ben": ContactClass.BOARD_MEMBER,
    "fred": ContactClass.FORMER_EMPLOYEE,
    "flo": ContactClass.FORMER_EMPLOYEE,
    "olaf": ContactClass.OTHER,
}
"""Contacts by mail."""


AT_ONCE = 200
"""How many deliveries are claimed together: a week is long."""


class Wireless(AsyncWebClient):
    """A client whose calls the local workspace answers without a wire in between, checked as ever."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace; it tells nobody what happens in it."""
        super().__init__(workspace.bot_token)
        events = Events(workspace, Traffic(), (), 0)
        events.faults.silent = True
        self._context = Context(workspace, Posting(workspace, events), events, Rates(on=False), "")
        self.calls: Counter[tuple[str, str]] = Counter()
        """How often each method was called, by channel."""

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:  # noqa: ANN401  # as slack_sdk has it
        """Answer one call."""
        args = {**(options.get("params") or {}), **(options.get("data") or {}), **(options.get("json") or {})}
        args = {name: value for name, value in args.items() if value is not None}
        try:
            answer = {"ok": True, **METHODS[api_method].run(self._context, args)}
        except SlackError as error:
            answer = {"ok": False, "error": error.error, **error.extra}
            raise SlackApiError(error.error, answer) from error  # type: ignore[no-untyped-call]  # slack_sdk has no types
        self.calls[api_method, str(args.get("channel", ""))] += 1
        return AsyncSlackResponse(
            client=self, http_verb="POST", api_url="", req_args={}, data=answer, headers={}, status_code=200
        )


@dataclass
class Company:
    """The workspace in Slack and in the tables; `now` is business time."""

    slack: Workspace
    database: Database
    client: Wireless
    mails: Path
    channel: str
    workspace_id: int
    now: datetime = SUNDAY - timedelta(days=4)
    people: dict[str, Person] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    """Contacts' ids, by the name they go by here."""

    def act(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction."""
        return self.database.transaction(self.workspace_id)

    def look(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a reading."""
        return self.database.reading(self.workspace_id)

    async def pass_time(self, until: datetime) -> None:
        """Let business time reach an instant, running each timer when it is due."""
        while (due := await self._due(until)) is not None:
            self.now = max(self.now, due.due_at)
            async with self.act() as tx:
                if due.candidacy_id is not None:
                    await lock(tx, due.candidacy_id)
                claimed = await claim_timer(tx, due.id)
                latest = LATEST.get(due.kind)
                if claimed is None or (latest is not None and tx.now - due.due_at > latest):
                    continue
                await TIMERS[claimed.kind](tx, claimed)
                if claimed.state is TimerState.WAITING and claimed.due_at <= tx.now:
                    claimed.state = TimerState.DONE
        self.now = max(self.now, until)

    async def send(self) -> None:
        """Send all that is owed; a card that changed several times since the last time is drawn once."""
        slack, mail = SlackSender(self.database, self.client, RENDERERS), Mailer(MailFolder(self.mails))
        ways = {Transport.SLACK: slack.send, Transport.MAIL: mail.send}
        while True:
            async with self.act() as tx:
                claims = await claim_due(tx, AT_ONCE, timedelta())
            if not claims:
                return
            outcomes = await asyncio.gather(*(ways[one.row.transport](one) for one in claims))
            async with self.act() as tx:
                for claim, outcome in zip(claims, outcomes, strict=True):
                    await write_outcome(tx, claim, outcome, show_failure)

    async def _due(self, until: datetime) -> Timer | None:
        async with self.look() as tx:
            return next(iter(await waiting_timers(tx, until)), None)

    def everybody(self, names: Sequence[str]) -> list[Person]:
        """Return these people."""
        return [self.people[name] for name in names]


@asynccontextmanager
async def company_in(url: str, mails: Path) -> AsyncIterator[Company]:
    """Set the company up, with everybody in Slack and in the directory, and begin to send."""
    database, slack = Database(url), Workspace(Manifest.read(MANIFEST), Used())
    members = {
        name: slack.add_person(
            name, f"{name.title()} {name[0].upper()}.", f"{name}@acme.example", WHERE.get(name, BERLIN)
        )
        for name in PEOPLE
    }
    channel = slack.add_channel("debriefs", "private", members["cora"].id)
    channel.members |= {slack.bot_user_id, *(one.id for one in members.values())}
    client = Wireless(slack)
    team = await meet_workspace(
        database, client, mail_from="hiring@acme.example", public_url="https://hiring.acme.example"
    )
    company = Company(slack, database, client, mails, channel.id, team.id)
    database.now = lambda: company.now
    with quick():
        async with company.act() as tx:
            await remember(tx, [_profile(one) for one in members.values()])
            known = await by_slack_ids(tx, [one.id for one in members.values()])
            company.people = {name: known[one.id] for name, one in members.items()}
            await _list_contacts(tx, company)
        yield company
    await database.close()


def _profile(one: SlackUser) -> Profile:
    title = "Chief Executive" if one.handle == "eve" else None
    return Profile(one.id, one.name, one.email, one.tz, title, STANDINGS.get(one.handle, Standing.MEMBER))


async def _list_contacts(tx: Transaction, company: Company) -> None:
    """Put everybody a candidate may ask for in the directory: twelve colleagues, the chief executive, nine outside."""
    people = company.people
    kinds = dict.fromkeys(MANAGERS, ContactClass.HIRING_MANAGER) | dict.fromkeys(
        (*INTERVIEWERS[:4], *OTHERS), ContactClass.CURRENT_EMPLOYEE
    )
    facts = {"workspace_id": tx.workspace_id, "listed_at": tx.now}
    rows = {
        name: Contact(
            **facts,
            person_id=people[name].id,
            name=people[name].name,
            contact_class=kind,
            zone=people[name].zone,
            areas=["on-call"] if kind is ContactClass.CURRENT_EMPLOYEE else [],
            place=f"https://meet.example/{name}",
        )
        for name, kind in {**kinds, "eve": ContactClass.CHIEF_EXECUTIVE}.items()
    }
    rows["eve"].delegate_id = people["dora"].id
    consent = {"consented_at": tx.now - timedelta(days=30), "consent_expires_at": tx.now + timedelta(days=300)}
    for name, kind in OUTSIDE.items():
        yes = consent if name not in {"ida", "flo"} else {}
        rows[name] = Contact(
            **facts,
            **yes,
            email=f"{name}@fund.example",
            name=name.title(),
            contact_class=kind,
            zone=LONDON,
            place=f"https://meet.example/{name}",
            known_by_id=people["tala"].id if name == "ida" else None,
        )
    tx.session.add_all(rows.values())
    await tx.session.flush()
    company.contacts = {name: row.id for name, row in rows.items()}
