"""What people do with forms: fill in, submit, close, and what the app's answer does to them."""

from typing import Any, Literal

from bot.sandbox.changes import Change
from bot.sandbox.delivery import Answer, Delivery
from bot.sandbox.forms import Field, complaints, fields
from bot.sandbox.ids import JSON, Refused, SlackError
from bot.sandbox.methods.views import DEPTH, checked_view, new_view, replace
from bot.sandbox.people import Person
from bot.sandbox.pressing import Pressing, acknowledgement, common
from bot.sandbox.surfaces import View
from bot.sandbox.workspace import Workspace

Values = dict[str, Any]


class Submitting:
    """People's work on open forms; each method gives an acknowledgement as JSON."""

    def __init__(self, workspace: Workspace, delivery: Delivery, pressing: Pressing) -> None:
        """Work on one workspace and ask its app."""
        self._workspace, self._delivery, self._pressing = workspace, delivery, pressing

    async def fill(self, person: str, view_id: str, values: Values) -> JSON:
        """Enter values by action id, block id or label; the app hears of those it asked to hear of."""
        who, view = self._open(person, view_id)
        last: JSON = acknowledgement(Answer(0, 0))
        for name, value in values.items():
            field = _field(view, name)
            if field.dispatches:
                target = {"view_id": view.id}
                last = await self._pressing.press(who.id, target, field.action_id, value, field.block_id)
            else:
                self._enter(view, field, value)
        return last

    async def submit(self, person: str, view_id: str, values: Values | None = None) -> JSON:
        """Fill in and press the submit button; `errors` by block id say what was refused, `error` what went wrong."""
        who, view = self._open(person, view_id)
        if view.given.get("submit") is None:
            raise Refused("no_submit_button", view.id)
        for name, value in (values or {}).items():
            self._enter(view, _field(view, name), value)
        missing = complaints(view.given["blocks"], view.typed)
        if missing:
            return acknowledgement(Answer(0, 0)) | {"error": "not_submitted", "errors": missing}
        payload = self._payload("view_submission", who, view) | {"response_urls": []}
        answer = await self._delivery.ask("interactive", payload)
        given = acknowledgement(answer)
        if answer.failure is None:
            given |= self._obey(who, view, answer.body)
            self._workspace.changes.tell(Change("view", person=who.id))
        return given

    async def close(self, person: str, view_id: str, *, everything: bool = False) -> JSON:
        """Press Cancel, or with `everything` the x that closes all forms."""
        who, view = self._open(person, view_id)
        stack = self._workspace.stacks[who.id]
        cleared = everything or bool(view.given.get("clear_on_close"))
        told = stack[0] if cleared else view
        self._workspace.stacks[who.id] = [] if cleared else stack[: stack.index(view)]
        self._workspace.changes.tell(Change("view", person=who.id))
        if not told.given.get("notify_on_close"):
            return acknowledgement(Answer(0, 0))
        payload = self._payload("view_closed", who, told) | {"is_cleared": cleared}
        return acknowledgement(await self._delivery.ask("interactive", payload))

    def _open(self, person: str, view_id: str) -> tuple[Person, View]:
        """Find a person's open form."""
        who = self._workspace.person(person)
        for each in self._workspace.stacks.get(who.id, []):
            if each.id == view_id:
                return who, each
        raise Refused("view_not_open", view_id)

    def _enter(self, view: View, field: Field, value: Any) -> None:  # noqa: ANN401  # depends on the field
        entered = self._pressing.filling.enter(field, value)
        view.typed = view.typed | {field.block_id: view.typed[field.block_id] | {field.action_id: entered}}

    def _payload(self, kind: Literal["view_submission", "view_closed"], who: Person, view: View) -> JSON:
        payload = {"type": kind, "view": view.as_slack()} | common(self._workspace, who)
        if kind == "view_closed":
            return payload
        return payload | {"trigger_id": self._workspace.new_trigger(who.id, view.id)}

    def _obey(self, who: Person, view: View, body: object) -> JSON:
        """Do with the form what the app answered; gives what the person sees go wrong."""
        stack = self._workspace.stacks.get(who.id, [])
        if not isinstance(body, dict) or not body.get("response_action"):
            if view in stack:
                del stack[stack.index(view) :]
            return {}
        action = body["response_action"]
        try:
            if action == "errors":
                return _field_errors(view, body.get("errors"))
            if action == "clear":
                self._workspace.stacks[who.id] = []
            elif action == "update":
                replace(view, checked_view(self._workspace, body.get("view"), "modal", view))
            elif action == "push":
                self._push(stack, who, body)
            else:
                return {"error": "invalid_response_action"}
        except SlackError as error:
            return {"error": error.error, "errors": {"view": str(error.extra.get("errors", ""))}}
        return {}

    def _push(self, stack: list[View], who: Person, body: JSON) -> None:
        if len(stack) >= DEPTH:
            raise SlackError("push_limit_reached")
        given = checked_view(self._workspace, body.get("view"), "modal")
        stack.append(new_view(self._workspace, who.id, "modal", given, over=stack[-1] if stack else None))


def _field(view: View, name: str) -> Field:
    """Find the field somebody means."""
    for each in fields(view.given["blocks"]):
        if each.goes_by(name):
            return each
    known = [each.action_id for each in fields(view.given["blocks"])]
    raise Refused("no_such_field", f"{name} is none of {known}")


def _field_errors(view: View, errors: object) -> JSON:
    """Show the app's errors; Slack takes them only for input blocks that are there."""
    inputs = {each["block_id"] for each in view.given["blocks"] if each["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return {"error": "invalid_errors", "errors": errors if isinstance(errors, dict) else {}}
    return {"error": "not_submitted", "errors": errors}
