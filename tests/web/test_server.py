"""The bot's own port."""

import socket

from bot.web.server import listen


def test_an_answer_is_sent_at_once() -> None:
    """However small its parts are; kept back for the client's acknowledgement, each would come 40 ms later."""
    with listen("127.0.0.1", 0) as place, socket.create_connection(place.getsockname()):
        connection, _ = place.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
