"""Private links: the mail that brings a fresh one, and the word while a page shows nothing."""

from bot.messages.mails import Letter


def fresh_link_mail(candidate: str, page: str, coordinator: str) -> Letter:
    """Bring the link that was asked for; say what it replaces, and what to do if nobody asked."""
    return Letter(
        "Your private page: a fresh link",
        f"""Hello {candidate},

here is a fresh link to your private page:

{page}

Links in earlier mails don't open it any more. It is yours alone, so please don't pass it on.

If you didn't ask for this, somebody else typed your address. They saw nothing, and there is nothing for you to do.
Questions? Just reply.

{coordinator}
""",
        is_automatic=True,
    )


def fresh_answer_link_mail(receiver: str | None, page: str, coordinator: str) -> Letter:
    """Bring a contact, or with None their delegate, the link that was asked for."""
    return Letter(
        "Your page about a conversation: a fresh link",
        f"""Hello{f" {receiver}" if receiver else ""},

here is a fresh link to the page on which you answer, take another time, or give one back:

{page}

It is yours alone, so please don't pass it on.

If you didn't ask for this, somebody else typed your address. They saw nothing, and there is nothing for you to do.
Questions? Just reply.

{coordinator}
""",
        is_automatic=True,
    )


def page_rests(coordinator: str, address: str | None) -> str:
    """Refer to a person, and tell nothing: what happened is for them to say."""
    write = f" You can also write to {address}." if address else ""
    return (
        f"There is nothing to see or do here just now. {coordinator} or a colleague will be in touch with you.{write}"
    )
