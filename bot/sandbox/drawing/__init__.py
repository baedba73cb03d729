"""Everything an app sends to Slack, drawn as safe and accessible HTML.

Pure: values in, markup out. What a person or an app wrote is escaped in one place (`tags.py`); nothing carries a style
or a script, so that a page may forbid both. Presses and entries are told by data attributes:

- buttons, and the choices of a menu behind three dots: data-kind, data-block-id, data-action-id, data-value, and
  data-confirm with the id of the <dialog> to show first (its buttons say data-answer "confirm" or "deny");
- elements that hold a value: a wrapper with data-field, data-block-id, data-action-id, data-dispatches where the app
  hears of each entry, data-most for the most choices, around native controls; `entered` reads their values;
- forms: <form data-view-id data-hash>, data-close "this" or "all".
"""

from bot.sandbox.drawing.dates import draw_date, format_date
from bot.sandbox.drawing.emoji import draw_emoji, with_emoji
from bot.sandbox.drawing.messages import draw_blocks, draw_message, draw_mrkdwn
from bot.sandbox.drawing.names import Names, Place, names_of
from bot.sandbox.drawing.values import entered
from bot.sandbox.drawing.views import draw_view

__all__ = [
    "Names",
    "Place",
    "draw_blocks",
    "draw_date",
    "draw_emoji",
    "draw_message",
    "draw_mrkdwn",
    "draw_view",
    "entered",
    "format_date",
    "names_of",
    "with_emoji",
]
