"""views.*: forms and the Home tab."""

import time
from typing import Literal

from bot.sandbox.changes import Change
from bot.sandbox.defaults import completed, with_defaults
from bot.sandbox.forms import initial_values
from bot.sandbox.ids import JSON, SlackError, new_id
from bot.sandbox.limits import check_view, refuse_blocks
from bot.sandbox.methods.context import Context, Method
from bot.sandbox.rates import TIER_4
from bot.sandbox.surfaces import Trigger, View
from bot.sandbox.workspace import Workspace

DEPTH = 3


def checked_view(
    workspace: Workspace, given: object, kind: Literal["modal", "home"], owner: View | None = None
) -> JSON:
    """Refuse a bad view; give a good one with the ids Slack fills in; `owner` keeps its own external id."""
    if not isinstance(given, dict):
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
    refuse_blocks(check_view(given, kind), "invalid_arguments")
    taken = workspace.view(str(given.get("external_id") or ""))
    if taken is not None and taken is not owner:
        raise SlackError("duplicate_external_id")
    blocks = [completed(each) for each in given["blocks"]]
    return {key: with_defaults(value) if isinstance(value, dict) else value for key, value in given.items()} | {
        "blocks": blocks
    }


def new_view(
    workspace: Workspace, owner: str, kind: Literal["modal", "home"], given: JSON, over: View | None = None
) -> View:
    """Make a view; `over` is the form it is pushed onto."""
    view_id = new_id("V")
    root = over.root_id if over else view_id
    previous = over.id if over else None
    view = View(view_id, owner, workspace.team_id, kind, given, workspace.bot, root, previous)
    view.typed = initial_values(given["blocks"], {})
    return view


def replace(view: View, given: JSON) -> None:
    """Show something else in an open view; what was typed stays where block and action ids stay."""
    view.typed = initial_values(given["blocks"], view.typed)
    view.given = given
    view.touch()


def _trigger(context: Context, args: JSON) -> Trigger:
    """Take a trigger; it is used up by being taken."""
    trigger = context.workspace.triggers.get(str(args.get("trigger_id") or args.get("interactivity_pointer")))
    if trigger is None:
        raise SlackError("invalid_trigger_id" if args.get("trigger_id") else "invalid_arguments")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if time.monotonic() > trigger.expires:
        raise SlackError("expired_trigger_id")
    return trigger


def _open(context: Context, args: JSON) -> JSON:
    workspace, trigger = context.workspace, _trigger(context, args)
    given = checked_view(workspace, args.get("view"), "modal")
    trigger.used = True
    view = new_view(workspace, trigger.user, "modal", given)
    workspace.stacks[trigger.user] = [view]
    workspace.changes.tell(Change("view", person=trigger.user))
    return {"view": view.as_slack()}


def _push(context: Context, args: JSON) -> JSON:
    workspace, trigger = context.workspace, _trigger(context, args)
    stack = workspace.stacks.get(trigger.user, [])
    if trigger.view_id is None or trigger.view_id not in [each.id for each in stack]:
        raise SlackError("not_found")
    if len(stack) >= DEPTH:
        raise SlackError("push_limit_reached")
    given = checked_view(workspace, args.get("view"), "modal")
    trigger.used = True
    view = new_view(workspace, trigger.user, "modal", given, over=stack[-1])
    stack.append(view)
    workspace.changes.tell(Change("view", person=trigger.user))
    return {"view": view.as_slack()}


def _update(context: Context, args: JSON) -> JSON:
    workspace = context.workspace
    view = workspace.view(str(args.get("view_id") or args.get("external_id") or ""))
    if view is None or view.kind != "modal":
        raise SlackError("not_found")
    given = checked_view(workspace, args.get("view"), "modal", view)
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")
    replace(view, given)
    workspace.changes.tell(Change("view", person=view.owner))
    return {"view": view.as_slack()}


def _publish(context: Context, args: JSON) -> JSON:
    workspace = context.workspace
    if not workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    person = context.someone(args.get("user_id"))
    home = workspace.homes.get(person.id)
    given = checked_view(workspace, args.get("view"), "home", home)
    if home is None:
        home = workspace.homes[person.id] = new_view(workspace, person.id, "home", given)
    else:
        if args.get("hash") and args["hash"] != home.hash:
            raise SlackError("hash_conflict")
        replace(home, given)
    workspace.changes.tell(Change("home", person=person.id))
    return {"view": home.as_slack()}


METHODS = [
    Method("views.open", _open, TIER_4),
    Method("views.push", _push, TIER_4),
    Method("views.update", _update, TIER_4),
    Method("views.publish", _publish, TIER_4),
]
