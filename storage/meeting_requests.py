"""Meeting requests: whom or what the candidate asked for, and when they are free."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import ContactClass, PlaceKind, RequestState
from storage.base import Base, Owned, Utc, owned, word
from storage.database import Transaction


class MeetingRequest(Owned, Base):
    """One wish: a person, a class or an area, or any mix of them."""

    __tablename__ = "meeting_requests"
    __table_args__ = owned(
        CheckConstraint(
            "asked_for_id IS NOT NULL OR named IS NOT NULL OR contact_class IS NOT NULL OR area IS NOT NULL",
            name="asks_for_something",
        ),
        CheckConstraint("minutes BETWEEN 15 AND 120", name="minutes"),
        CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_has_reason"),
        CheckConstraint("(refusal IS NULL) = (refused_by_id IS NULL)", name="refused_by_someone"),
        CheckConstraint("alternative IS NULL OR refusal IS NOT NULL", name="alternative_to_refusal"),
        candidacy_id="candidacies",
        contact_id="contacts",
        asked_for_id="contacts",
        chosen_by_id="people",
        refused_by_id="people",
        entered_by_id="people",
    )

    candidacy_id: Mapped[int]
    contact_id: Mapped[int | None]
    """Whom it goes to: named by the candidate, or chosen by the coordinator."""
    asked_for_id: Mapped[int | None]
    """Whom the candidate named; it stays when the request goes to somebody else."""
    named: Mapped[str | None]
    """A name as the candidate wrote it on their page; the coordinator finds who that is."""
    contact_class: Mapped[ContactClass | None] = mapped_column(word(ContactClass))
    area: Mapped[str | None]
    learn: Mapped[str | None]
    """What the candidate wants to learn, in their words."""
    may_name: Mapped[bool] = mapped_column(default=False)
    """Whether the contact may be told the candidate's name before they say yes."""
    minutes: Mapped[int] = mapped_column(default=30)
    place_kind: Mapped[PlaceKind] = mapped_column(word(PlaceKind), default=PlaceKind.VIDEO)
    state: Mapped[RequestState] = mapped_column(word(RequestState), default=RequestState.OPEN)
    chosen_by_id: Mapped[int | None]
    """Who chose the contact, where it wasn't the candidate."""
    refusal: Mapped[str | None]
    refused_by_id: Mapped[int | None]
    alternative: Mapped[str | None]
    """What was offered instead of what was refused."""
    entered_by_id: Mapped[int | None]
    """Who entered it for the candidate; None where they asked on their own page."""
    entered_at: Mapped[datetime] = mapped_column(Utc)
    returned_at: Mapped[datetime | None] = mapped_column(Utc)
    """When it last came back to the coordinator, after somebody was asked or had agreed."""
    volunteers_asked_at: Mapped[datetime | None] = mapped_column(Utc)
    """When colleagues were asked who could take it."""

    @property
    def open_since(self) -> datetime:
        """Since when it waits for the coordinator, where it does."""
        return self.returned_at or self.entered_at

    def give_back(self, now: datetime) -> None:
        """Let it wait for the coordinator again, from now on."""
        if self.state is not RequestState.OPEN:
            self.state, self.returned_at = RequestState.OPEN, now

    @property
    def is_by_name(self) -> bool:
        """Whether it goes to whom the candidate named."""
        return self.named is not None or (self.asked_for_id is not None and self.asked_for_id == self.contact_id)

    @property
    def can_be_split(self) -> bool:
        """Whether it is about a subject, for nobody in particular, and nobody was asked yet."""
        is_by_name = self.asked_for_id or self.named or self.contact_class is ContactClass.HIRING_MANAGER
        return self.area is not None and not is_by_name and self.state is RequestState.OPEN


class FreeWindow(Owned, Base):
    """A span of time in which the candidate is free, with the zone it was given in."""

    __tablename__ = "free_windows"
    __table_args__ = owned(CheckConstraint("starts_at < ends_at", name="order"), candidacy_id="candidacies")

    candidacy_id: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc)
    zone: Mapped[str]


async def requests_of(tx: Transaction, candidacy_id: int) -> Sequence[MeetingRequest]:
    """Return the candidacy's requests, first asked first."""
    return await requests_of_several(tx, [candidacy_id])


async def requests_of_several(tx: Transaction, candidacy_ids: Collection[int]) -> Sequence[MeetingRequest]:
    """Return the requests of these candidacies, first asked first."""
    query = (
        select(MeetingRequest)
        .where(MeetingRequest.workspace_id == tx.workspace_id, MeetingRequest.candidacy_id.in_(candidacy_ids))
        .order_by(MeetingRequest.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def request(tx: Transaction, request_id: int) -> MeetingRequest:
    """Return one request, as it is now."""
    query = (
        select(MeetingRequest)
        .where(MeetingRequest.workspace_id == tx.workspace_id, MeetingRequest.id == request_id)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one()


async def candidacies_waiting_for(tx: Transaction, contact_id: int) -> Sequence[int]:
    """Return the ids of the candidacies with an open request that goes to this contact."""
    query = (
        select(MeetingRequest.candidacy_id)
        .where(
            MeetingRequest.workspace_id == tx.workspace_id,
            MeetingRequest.contact_id == contact_id,
            MeetingRequest.state == RequestState.OPEN,
        )
        .distinct()
        .order_by(MeetingRequest.candidacy_id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def candidacies_to_propose_for(
    tx: Transaction, contact_id: int | None, *, whoever_it_is: bool = False
) -> Sequence[int]:
    """Return the ids of the candidacies with an open request for anybody that goes to nobody, or to this contact.

    `whoever_it_is`: whoever it goes to. Whom a candidate named or a person chose isn't proposed anew.
    """
    is_concerned = or_(MeetingRequest.contact_id.is_(None), MeetingRequest.contact_id == contact_id)
    query = (
        select(MeetingRequest.candidacy_id)
        .where(
            MeetingRequest.workspace_id == tx.workspace_id,
            MeetingRequest.state == RequestState.OPEN,
            MeetingRequest.asked_for_id.is_(None),
            MeetingRequest.named.is_(None),
            MeetingRequest.chosen_by_id.is_(None),
            *([] if whoever_it_is else [is_concerned]),
        )
        .distinct()
        .order_by(MeetingRequest.candidacy_id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def free_windows(tx: Transaction, candidacy_id: int) -> Sequence[FreeWindow]:
    """Return when the candidate is free, earliest first."""
    return await free_windows_of(tx, [candidacy_id])


async def free_windows_of(tx: Transaction, candidacy_ids: Collection[int]) -> Sequence[FreeWindow]:
    """Return when the candidates of these candidacies are free, earliest first."""
    query = (
        select(FreeWindow)
        .where(FreeWindow.workspace_id == tx.workspace_id, FreeWindow.candidacy_id.in_(candidacy_ids))
        .order_by(FreeWindow.starts_at)
    )
    return (await tx.session.execute(query)).scalars().all()


async def forget_windows(tx: Transaction, candidacy_id: int) -> None:
    """Remove all free times entered for the candidate, to be entered anew."""
    await tx.session.execute(
        delete(FreeWindow).where(FreeWindow.workspace_id == tx.workspace_id, FreeWindow.candidacy_id == candidacy_id)
    )
