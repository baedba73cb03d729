// Blocks one uses: buttons, menus and fields in messages, forms and on the Home tab.

import { base, deed, hear, here, inTurn, later, piece, redraw, wrong } from "./net.js";

const dialog = document.getElementById("form");
const TYPING_MS = 350;
const touched = new Set();
let opener = null;

const fieldOf = (element) => element.closest("[data-field]");
const viewOf = (element) => element.closest("[data-view-id]");

function valuesOf(field) {
  const values = [];
  for (const each of field.querySelectorAll("input:not([data-suggest]), select, textarea")) {
    if (each.type === "checkbox" || each.type === "radio") {
      if (each.checked) values.push(each.value);
    } else if (each.tagName === "SELECT") {
      values.push(...[...each.selectedOptions].map((option) => option.value));
    } else if (each.type !== "file") {
      values.push(each.value);
    }
  }
  return values;
}

const entryOf = (field) => [field.dataset.blockId, field.dataset.actionId, valuesOf(field)];
const keyOf = (field) => `${field.dataset.blockId} ${field.dataset.actionId}`;

function targetOf(element) {
  const view = viewOf(element);
  if (view) return { view_id: view.dataset.viewId };
  const row = element.closest("li.row");
  return row ? { channel: here, ts: row.dataset.ts } : null;
}

// Forms on the screen

const stateOf = (form) => form && [form.dataset.viewId, form.dataset.hash, ...[...form.querySelectorAll(".field-error, .form-error")].map((each) => each.textContent)].join("\n");
const current = () => dialog.querySelector("form[data-view-id]");

/** Show the form that is open on the server, or none; what was typed since stays where the fields stay. */
export const refreshForms = inTurn(async () => {
  const html = await piece(`${base}/forms`);
  if (html === null) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector("form[data-view-id]");
  const old = current();
  if (!fresh) {
    if (dialog.open) dialog.close();
    dialog.replaceChildren();
    touched.clear();
    // What opened the form may have been drawn again under it.
    if (opener && document.activeElement === document.body) document.querySelector(opener)?.focus();
    return;
  }
  if (old && stateOf(old) === stateOf(fresh)) return;
  const same = old && old.dataset.viewId === fresh.dataset.viewId;
  const kept = same ? [...old.querySelectorAll("[data-field]")].filter((each) => touched.has(keyOf(each))) : [];
  const kepts = kept.map((each) => [keyOf(each), each]);
  const focused = same && dialog.contains(document.activeElement) ? document.activeElement : null;
  const again = focused && (fieldOf(focused) ? keyOf(fieldOf(focused)) : focused.dataset.actionId);
  const caret = focused && "selectionStart" in focused ? focused.selectionStart : null;
  const top = same ? old.querySelector(".blocks").scrollTop : 0;
  dialog.replaceChildren(...holder.content.childNodes);
  if (!same) touched.clear();
  for (const [key, field] of kepts) {
    const now = [...fresh.querySelectorAll("[data-field]")].find((each) => keyOf(each) === key && each.dataset.field === field.dataset.field);
    if (now) keepValues(field, now);
  }
  open(fresh);
  fresh.querySelector(".blocks").scrollTop = top;
  settleFocus(fresh, again, caret, same);
});

function keepValues(old, now) {
  const values = valuesOf(old);
  const controls = now.querySelectorAll("input:not([data-suggest]), select, textarea");
  for (const each of controls) {
    if (each.type === "checkbox" || each.type === "radio") each.checked = values.includes(each.value);
    else if (each.tagName === "SELECT") for (const option of each.options) option.selected = values.includes(option.value);
    else if (each.type !== "file") each.value = values[0] ?? "";
  }
}

function open(form) {
  const title = form.querySelector("h2");
  if (title) dialog.setAttribute("aria-label", title.textContent);
  if (dialog.open) return;
  const action = document.activeElement?.dataset.actionId;
  opener = action ? `[data-action-id="${CSS.escape(action)}"]` : null;
  dialog.showModal();
}

function settleFocus(form, again, caret, same) {
  const invalid = form.querySelector("[aria-invalid='true'], .invalid input, .invalid select, .invalid textarea");
  if (invalid && form.querySelector(".field-error")) {
    invalid.focus();
    hear(form.querySelector(".field-error").textContent);
    return;
  }
  const all = [...form.querySelectorAll("[data-field], [data-action-id]")];
  const field = again && all.find((each) => (each.dataset.field ? keyOf(each) : each.dataset.actionId) === again);
  const control = field && (field.matches("button, a") ? field : field.querySelector("input, select, textarea"));
  const first = form.querySelector("[autofocus]") || form.querySelector(".blocks :is(input, select, textarea):not(:disabled)") || form.querySelector("footer .primary, footer .button");
  const target = same ? control : first;
  target?.focus({ preventScroll: same });
  if (caret !== null && target && target.setSelectionRange && /text|search|url|tel|textarea/.test(target.type)) target.setSelectionRange(caret, caret);
}

function formWrong(text) {
  const form = current();
  if (!form) {
    wrong(text);
    return;
  }
  form.querySelector(".form-wrong")?.remove();
  const line = document.createElement("p");
  line.className = "form-wrong";
  line.setAttribute("role", "alert");
  line.textContent = text;
  form.querySelector(".blocks").before(line);
}

async function submit(form, button) {
  form.querySelector(".form-wrong")?.remove();
  busy(button, true);
  pending.clear();
  const fields = [...form.querySelectorAll("[data-field]")].filter((each) => each.dataset.field !== "file_input").map(entryOf);
  const given = await deed("submit", { view_id: form.dataset.viewId, fields });
  busy(button, false);
  if (given.said) formWrong(given.said);
  await refreshForms();
}

async function close(form, everything) {
  await flush();
  const given = await deed("close", { view_id: form.dataset.viewId, everything });
  if (given.said && given.error !== "view_not_open") wrong(given.said);
  await refreshForms();
}

// Entering

const pending = new Map();

const keepPending = later(() => flush(), TYPING_MS);

/** Tell the server what was typed but not told yet, so that a press or a reload knows it. */
async function flush() {
  const byView = new Map();
  for (const field of pending.values()) {
    const view = document.contains(field) && viewOf(field);
    if (view) byView.set(view.dataset.viewId, [...(byView.get(view.dataset.viewId) || []), entryOf(field)]);
  }
  pending.clear();
  for (const [viewId, fields] of byView) await deed("fill", { view_id: viewId, fields });
}

async function enter(field) {
  touched.add(keyOf(field));
  if (field.dataset.confirm && field.dataset.dispatches && !await confirmed(field.dataset.confirm)) return;
  pending.delete(keyOf(field));
  await flush();
  const [block_id, action_id, values] = entryOf(field);
  const view = viewOf(field);
  const inForm = view && view.matches("form");
  const given = inForm
    ? await deed("fill", { view_id: view.dataset.viewId, fields: [[block_id, action_id, values]] })
    : await deed("press", { target: targetOf(field), action_id, block_id, field: field.dataset.field, values });
  if (given.said) trouble(field, given.said);
}

function onInput(event) {
  const field = event.target.closest && fieldOf(event.target);
  if (!field || event.target.matches("[data-suggest]")) return;
  touched.add(keyOf(field));
  const when = field.dataset.dispatches || "";
  const inForm = viewOf(field)?.matches("form");
  if (inForm && (!when || when.includes("typing"))) {
    pending.set(keyOf(field), field);
    keepPending();
  } else if (when.includes("typing")) typed(field);
}

const typed = later((field) => enter(field), TYPING_MS);

function onChange(event) {
  const field = event.target.closest && fieldOf(event.target);
  if (!field || event.target.matches("[data-suggest]")) return;
  const most = Number(field.dataset.most);
  if (most && valuesOf(field).length > most) {
    event.target.checked = false;
    hear(`At most ${most} can be chosen.`);
    wrong(`At most ${most} can be chosen.`);
    return;
  }
  const when = field.dataset.dispatches;
  const inForm = viewOf(field)?.matches("form");
  if (when === "change" || (!when && inForm) || (when === undefined && !inForm)) enter(field);
}

function onKey(event) {
  if (event.key !== "Enter" || event.isComposing) return;
  const field = event.target.closest && fieldOf(event.target);
  if (!field || event.target.tagName !== "INPUT") return;
  if ((field.dataset.dispatches || "").includes("enter")) {
    event.preventDefault();
    enter(field);
  } else if (event.target.matches("[data-suggest]")) {
    event.preventDefault();
  }
}

// Choices the app suggests

const suggest = later(async (search) => {
  const field = fieldOf(search);
  const view = viewOf(field);
  if (!view || search.value.length < Number(search.dataset.least)) return;
  const given = await deed("suggest", { view_id: view.dataset.viewId, action_id: field.dataset.actionId, typed: search.value });
  if (given.said) {
    wrong(given.said);
    return;
  }
  const select = field.querySelector("select");
  const kept = [...select.selectedOptions].filter((each) => each.value);
  const known = new Set(kept.map((each) => each.value));
  const fresh = given.given.map((each) => [each.text.text, JSON.stringify(each)]).filter(([, value]) => !known.has(value));
  const nothing = select.multiple ? [] : [new Option("Nothing chosen", "")];
  select.replaceChildren(...nothing, ...kept, ...fresh.map(([text, value]) => new Option(text, value)));
  select.size = Math.min(6, Math.max(2, select.options.length));
  hear(`${fresh.length} choices`);
}, 250);

// Pressing

function confirmed(id) {
  const asking = document.getElementById(id);
  if (!asking) return Promise.resolve(true);
  return new Promise((resolve) => {
    let answer = false;
    asking.onclick = (event) => {
      const given = event.target.closest("[data-answer]")?.dataset.answer;
      if (!given) return;
      event.stopPropagation();
      answer = given === "confirm";
      asking.close();
    };
    asking.onclose = () => resolve(answer);
    asking.showModal();
  });
}

function busy(button, on) {
  if (!button) return;
  button.toggleAttribute("aria-busy", on);
  if (on) button.setAttribute("aria-busy", "true");
}

function trouble(element, text) {
  const row = element.closest("li.row .content");
  if (viewOf(element)?.matches("form")) {
    formWrong(text);
  } else if (row) {
    row.querySelector(".press-error")?.remove();
    const line = document.createElement("p");
    line.className = "press-error";
    line.setAttribute("role", "alert");
    line.textContent = text;
    row.append(line);
  } else {
    wrong(text);
  }
}

async function press(button) {
  if (button.getAttribute("aria-busy")) return;
  if (button.dataset.confirm && !await confirmed(button.dataset.confirm)) return;
  const target = targetOf(button);
  if (!target) return;
  busy(button, true);
  await flush();
  const { actionId, blockId, value } = button.dataset;
  const given = await deed("press", { target, action_id: actionId, block_id: blockId, value: value ?? null });
  busy(button, false);
  button.closest("details.overflow")?.removeAttribute("open");
  if (given.said) trouble(button, given.said);
  else button.closest("li.row")?.querySelector(".press-error")?.remove();
}

function onClick(event) {
  if (event.target.closest("dialog.confirm")) return;
  const button = event.target.closest("[data-kind]");
  if (button && button.dataset.actionId) {
    press(button);
    return;
  }
  const closing = event.target.closest("[data-close]");
  if (closing && dialog.contains(closing)) close(current(), closing.dataset.close === "all");
}

/** Begin: show what is open, and listen. */
export function startForms() {
  const form = current();
  if (form) {
    open(form);
    settleFocus(form, null, null, false);
  }
  document.addEventListener("click", onClick);
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-suggest]")) suggest(event.target);
    else onInput(event);
  });
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKey);
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target, event.submitter || event.target.querySelector("footer [type=submit]"));
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    if (current()) close(current(), false);
  });
  window.addEventListener("pagehide", () => flush());
}

/** Bring the Home tab up to date. */
export const refreshHome = inTurn(async () => {
  const home = document.getElementById("home");
  if (home) redraw(home, await piece(`${base}/home/part`));
});
