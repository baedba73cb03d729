"""People's words on the way in: Slack's three escapes undone, once."""


def unescape(text: str) -> str:
    """Undo Slack's escaping of `&`, `<` and `>`; nothing else is decoded."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
