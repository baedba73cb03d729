"""auth.*, apps.* and users.*: who the bot is and who everybody else is."""

from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.methods.context import Context, Method
from bot.sandbox.rates import TIER_3, TIER_4
from bot.sandbox.socket_mode import socket_path


def _auth_test(context: Context, _: JSON) -> JSON:
    workspace = context.workspace
    return {
        "url": f"https://{workspace.domain}.slack.example/",
        "team": "Acme",
        "user": workspace.people[workspace.bot_user_id].handle,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot["id"],
        "is_enterprise_install": False,
    }


def _connections_open(context: Context, _: JSON) -> JSON:
    ticket = context.delivery.sockets.new_ticket()
    return {"url": context.origin.replace("http://", "ws://") + socket_path(ticket)}


def _info(context: Context, args: JSON) -> JSON:
    context.need("users:read")
    asked = context.someone(args.get("user"))
    with_email = "users:read.email" in context.workspace.manifest.scopes
    if with_email and asked.email:
        context.need("users:read.email")
    return {"user": asked.as_slack(with_email=with_email)}


def _lookup(context: Context, args: JSON) -> JSON:
    context.need("users:read.email")
    wanted = context.my(args, "email").lower()
    for each in context.workspace.people.values():
        if each.email.lower() == wanted and not (each.deactivated or each.foreign or each.bot):
            return {"user": each.as_slack(with_email=True)}
    raise SlackError("users_not_found")


METHODS = [
    Method("auth.test", _auth_test),
    Method("apps.connections.open", _connections_open, app_level=True),
    Method("users.info", _info, TIER_4),
    Method("users.lookupByEmail", _lookup, TIER_3),
]
