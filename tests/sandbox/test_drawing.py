"""Texts are drawn as Slack draws them."""

from datetime import UTC, datetime

import pytest

from bot.sandbox.drawing import draw_blocks, draw_mrkdwn, format_date
from tests.sandbox.drawings import NAMES, NOW, UNIX, group, points, read, rich

MARKED = {
    "*b*": "<strong>b</strong>",
    "a *b c* d": "a <strong>b c</strong> d",
    "*a _b ~c~_*": "<strong>a <em>b <s>c</s></em></strong>",
    "2*3*4 and a_b_c": "2*3*4 and a_b_c",
    "* b *": "* b *",
    "*a\nb*": "*a<br>b*",
    "*snake_case* _2*3_": "<strong>snake_case</strong> <em>2*3</em>",
    "`a *b* <c`": "<code>a *b* &lt;c</code>",
    "```a\n*b*```": "<pre><code>a\n*b*</code></pre>",
    "before\n```x```\nafter": "before<pre><code>x</code></pre>after",
    "```lone": "```lone",
    "&gt; one\n&gt; two\nthree": "<blockquote>one<br>two</blockquote>three",
    "&gt;&gt;&gt; one\ntwo": "<blockquote>one<br>two</blockquote>",
    "• one\n• two": "• one<br>• two",
    "&amp;lt; &lt;b&gt;": "&amp;lt; &lt;b&gt;",
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    ":nope: 10:30:15": ":nope: 10:30:15",
    "a <b": "a &lt;b",
}


@pytest.mark.parametrize(("text", "html"), MARKED.items())
def test_marks(text: str, html: str) -> None:
    """Styles, code, quotations and lists look as Slack's do; what is no mark stays as typed."""
    assert draw_mrkdwn(text, NAMES, "UTC", verbatim=True) == html


def test_mentions() -> None:
    """Ids become names; the reader's own mention stands out, unknown ones keep what is known."""
    page = read("<@U1> <@U2|x> <@U9|zed> <@U9> <#C1> <#C9|gone> <#C9> <!here> <!subteam^S1> <!subteam^S9|@nine>")
    assert page.text == "@Ann @Bo <b> @zed @U9 #town #gone a private channel @here @panel @nine"
    assert page.find("span", data_user="U1").attributes["class"] == "mention mine"
    assert page.find("a", data_channel="C1").attributes["href"] == "/channel/C1"


def test_links() -> None:
    """Links show their words, and open outside."""
    page = read("<https://a.example/?a=1&amp;b=2|here> <mailto:ann@a.example|ann@a.example> <https://b.example>")
    assert page.text == "here ann@a.example https://b.example"
    first = page.find("a")
    assert (first.attributes["href"], first.attributes["rel"]) == (
        "https://a.example/?a=1&b=2",
        "noopener noreferrer nofollow",
    )


def test_verbatim_finds_nothing_by_itself() -> None:
    """Bare links, addresses and names become links only where the text is not verbatim."""
    text = "see https://a.example/x?y=1, or ann@a.example, or @ann in #town, @channel @nobody"
    assert not read(text, verbatim=True).all("a")
    found = [each.text for each in read(text).nodes]
    assert found == ["https://a.example/x?y=1", "ann@a.example", "@Ann", "#town", "@channel"]
    assert [each.text for each in read(text, link_names=False).nodes] == found[:2]


def test_emoji() -> None:
    """Short names become emoji with a name to read out, in skin tones too; unknown ones stay."""
    page = read(":tada: :+1::skin-tone-2: :flag-de: :white_check_mark: :no_such_thing:")
    assert [each.attributes["aria-label"] for each in page.all("span")] == [
        "tada",
        "+1",
        "flag-de",
        "white check mark",
    ]
    html = draw_mrkdwn(":tada: :+1::skin-tone-2: :flag-de: :heart:", NAMES, "UTC")
    assert [each in html for each in ("🎉", "👍🏻", "🇩🇪", "❤️")] == [True] * 4
    assert page.text.endswith(" :no_such_thing:")


AT = datetime(2030, 5, 9, 14, 5, 7, tzinfo=UTC)
DATES = {
    "{date_num}": "2030-05-09",
    "{date}": "May 9th",
    "{date_short}": "May 9",
    "{date_long}": "Thursday, May 9th",
    "{date_long_full}": "Thursday, May 9th, 2030",
    "{date_pretty} at {time}": "Tomorrow at 2:05 PM",
    "on {date_short_pretty}": "on tomorrow",
    "{date_long_pretty}": "Tomorrow",
    "{time}": "2:05 PM",
    "{time_secs}": "2:05:07 PM",
    "{ago}": "In 1 day",
    "{date_slash} {other}": "05/09/2030 {other}",
}


@pytest.mark.parametrize(("pattern", "words"), DATES.items())
def test_dates(pattern: str, words: str) -> None:
    """Every token is filled as Slack fills it."""
    assert format_date(AT, pattern, NOW) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2030, 5, 9, 15, 5, 7, tzinfo=UTC), "Today, 1 hour ago"),
        (datetime(2030, 5, 10, 0, 0, tzinfo=UTC), "Yesterday, 9 hours ago"),
        (datetime(2030, 5, 9, 14, 5, 30, tzinfo=UTC), "Today, just now"),
        (datetime(2030, 8, 9, tzinfo=UTC), "May 9th, 3 months ago"),
        (datetime(2032, 5, 9, tzinfo=UTC), "May 9th, 2030, 2 years ago"),
    ],
)
def test_dates_seen_later(now: datetime, words: str) -> None:
    """The year appears when the date is half a year away."""
    assert format_date(AT, "{date_pretty}, {ago}", now) == words


def test_dates_are_in_the_readers_zone() -> None:
    """A date is told in the viewer's zone, to machines in UTC, and falls back when it is none."""
    page = read(f"<!date^{UNIX}^{{date_num}} {{time}}^https://a.example|then> <!date^x^{{date}}|soon>")
    assert page.text == "2030-05-09 2:30 PM soon"
    assert page.find("time").attributes["datetime"] == "2030-05-09T12:30:00Z"
    assert page.find("a").attributes["href"] == "https://a.example"
    assert read(f"<!date^{UNIX * 10**9}^{{date}}|soon>").text == "soon"


# Rich text


def test_lists_nest_and_go_on() -> None:
    """Deeper lists stand under their point; numbers go on after them."""
    html = draw_blocks(
        [
            {
                "type": "rich_text",
                "elements": [
                    points("ordered", 0, "a", "b"),
                    points("bullet", 1, "x"),
                    points("ordered", 0, "c", offset=2),
                    points("ordered", 0, "k", offset=9),
                    points("bullet", 2, "far", border=1),
                ],
            }
        ],
        NAMES,
        "UTC",
    )
    assert (
        '<ol class="level-0"><li>a</li><li>b<ul class="level-1"><li>x</li></ul></li><li>c</li></ol>'
        '<ol class="level-0" start="10"><li>k<ul class="level-2 skip-1 bordered"><li>far</li></ul></li></ol>'
    ) in html


def test_every_element_of_rich_text() -> None:
    """Whatever stands in a line is drawn, styles on top of each other."""
    page = rich(
        group("section", {"type": "text", "text": "a\nb", "style": {"bold": True, "italic": True, "code": True}}),
        group("section", {"type": "link", "url": "https://a.example"}, {"type": "link", "url": "x:y", "text": "bad"}),
        group("section", {"type": "user", "user_id": "U1"}, {"type": "channel", "channel_id": "C1"}),
        group("section", {"type": "usergroup", "usergroup_id": "S1"}, {"type": "broadcast", "range": "here"}),
        group("section", {"type": "emoji", "name": "tada"}, {"type": "emoji", "name": "zz", "unicode": "1f44d-1f3fd"}),
        group("section", {"type": "date", "timestamp": UNIX, "format": "{time}", "fallback": "then"}),
        group("section", {"type": "color", "value": "#F405B3"}, {"type": "team", "team_id": "T1"}),
        group("quote", "q1\nq2"),
        group("preformatted", "p <1>\n", {"type": "link", "url": "https://c.example"}),
    )
    assert page.text == (
        "a\nbhttps://a.examplebad@Ann#town@panel@here:tada::zz:2:30 PM#F405B3T1q1\nq2p <1>\nhttps://c.example"
    )
    assert page.find("strong").text == page.find("em").text == "a\nb"
    assert page.find("blockquote").text == "q1\nq2"
    assert page.find("rect").attributes["fill"] == "#F405B3"
