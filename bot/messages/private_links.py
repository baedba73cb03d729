"""The mail that brings a candidate a fresh link to their private page."""

from bot.messages.calendar import Letter


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
    )
