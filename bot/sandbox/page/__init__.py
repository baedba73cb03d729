"""The workspace as a page in a browser: look as any person, write, press, fill in, and watch the traffic."""

from bot.sandbox.page.page import Page
from bot.sandbox.page.panels import Asked, Panel

__all__ = ["Asked", "Page", "Panel"]
