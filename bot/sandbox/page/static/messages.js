// Messages: keeping the lists true, threads, and what one does with a message.

import { base, deed, hear, here, later, piece, send, wrong } from "./net.js";
import { wakeComposer } from "./composer.js";

const list = document.getElementById("messages");
const scroll = document.getElementById("scroll");
const thread = document.getElementById("thread");
const NEAR = 120;
let opener = null;

const threadList = () => thread?.querySelector("ol.rows") || null;
const rootOf = () => threadList()?.dataset.root || "";
const isLow = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

function sink(box) {
  box.scrollTop = box.scrollHeight;
  // Rows outside the window have only an estimated height until they are drawn.
  requestAnimationFrame(() => { box.scrollTop = box.scrollHeight; });
}

function rowsOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.querySelectorAll("li.row")];
}

const seen = new WeakMap();

function put(rows, row) {
  const old = document.getElementById(row.id);
  seen.set(row, row.outerHTML);
  if (old) {
    if (old.querySelector(".editing") || (seen.get(old) || old.outerHTML) === seen.get(row)) return;
    const focused = old.contains(document.activeElement);
    const action = focused && document.activeElement.closest("[data-action-id], [data-react], [data-thread]");
    old.replaceWith(row);
    if (focused) refocus(row, action || null);
    return;
  }
  const after = [...rows.querySelectorAll(":scope > li.row")].find((each) => each.dataset.ts > row.dataset.ts);
  rows.insertBefore(row, after || null);
}

function refocus(row, action) {
  const all = [...row.querySelectorAll("[data-action-id], [data-react], [data-thread]")];
  const same = action && all.find((each) => each.dataset.actionId === action.dataset.actionId
    && each.dataset.react === action.dataset.react && each.dataset.thread === action.dataset.thread);
  const target = same && same.matches("button, a") ? same : row.querySelector(".message");
  if (target === row.querySelector(".message")) target.tabIndex = -1;
  target?.focus({ preventScroll: true });
}

function merge(rows, html, asked) {
  const box = rows.closest(".scroll");
  const wasLow = isLow(box);
  const fresh = rowsOf(html);
  const ids = new Set(fresh.map((each) => each.dataset.ts));
  const old = new Set([...rows.querySelectorAll(":scope > li.row")].map((each) => each.dataset.ts));
  for (const each of [...rows.querySelectorAll(":scope > li.row")]) {
    const gone = asked ? asked.has(each.dataset.ts) : true;
    if (gone && !ids.has(each.dataset.ts)) each.remove();
  }
  for (const each of fresh) put(rows, each);
  if (wasLow) sink(box);
  const news = fresh.filter((each) => !old.has(each.dataset.ts));
  if (news.length && asked) {
    const last = news[news.length - 1];
    hear(`${last.querySelector(".message").getAttribute("aria-label")}: ${last.querySelector(".message-body")?.innerText.slice(0, 300) || ""}`);
  }
}

/** Bring messages up to date: those with a ts in `asked`, or all that are shown. */
export async function refreshMessages(asked = null) {
  if (!list) return;
  const query = new URLSearchParams();
  const oldest = list.querySelector(":scope > li.row")?.dataset.ts;
  const earlier = list.querySelector(".earlier");
  if (earlier && oldest) query.set("since", oldest);
  else query.set("since", "0");
  if (list.dataset.mark) query.set("mark", list.dataset.mark);
  for (const each of asked || []) query.append("ts", each);
  const html = await piece(`${base}/in/${here}/messages?${query}`);
  if (html !== null) merge(list, html, asked);
  markRead();
}

/** Bring the open thread up to date; it closes when its root is gone. */
export async function refreshThread() {
  const root = rootOf();
  if (!root) return;
  const html = await piece(`${base}/in/${here}/thread/${root}`);
  if (html === null) {
    closeThread();
    return;
  }
  const holder = document.createElement("template");
  holder.innerHTML = html;
  if (rootOf() === root) merge(threadList(), holder.content.querySelector("ol.rows").innerHTML, null);
  markRead();
}

/** Tell the server how far the person has read, when they can see it. */
export const markRead = later(() => {
  if (document.hidden || !list) return;
  const tell = (rows, root) => {
    const last = [...rows.querySelectorAll(":scope > li.row")].pop()?.dataset.ts;
    if (last && rows.dataset.told !== last && isLow(rows.closest(".scroll"))) {
      rows.dataset.told = last;
      send(`${base}/read`, { channel: here, ts: last, root });
    }
  };
  tell(list, "");
  if (threadList()) tell(threadList(), rootOf());
}, 150);

async function loadEarlier(button) {
  if (button.disabled) return;
  button.disabled = true;
  const first = list.querySelector(":scope > li.row");
  const html = await piece(`${base}/in/${here}/messages?before=${first.dataset.ts}`);
  if (html === null) {
    button.disabled = false;
    return;
  }
  const height = scroll.scrollHeight;
  const top = scroll.scrollTop;
  button.closest("li").remove();
  list.insertAdjacentHTML("afterbegin", html);
  for (const each of list.querySelectorAll("li.row")) if (!seen.has(each)) seen.set(each, each.outerHTML);
  scroll.scrollTop = top + scroll.scrollHeight - height;
  watchEarlier();
}

const watcher = new IntersectionObserver((entries) => {
  for (const each of entries) if (each.isIntersecting) loadEarlier(each.target);
}, { root: scroll, rootMargin: "600px 0px 0px 0px" });

function watchEarlier() {
  watcher.disconnect();
  const button = list.querySelector("[data-earlier]");
  if (button) watcher.observe(button);
}

// Threads

/** Open the thread of a root beside the conversation. */
export async function openThread(root, { push = true, focus = true } = {}) {
  const html = await piece(`${base}/in/${here}/thread/${root}`);
  if (html === null) {
    wrong("This thread is gone.");
    return;
  }
  thread.innerHTML = html;
  for (const each of thread.querySelectorAll("li.row")) seen.set(each, each.outerHTML);
  thread.hidden = false;
  if (push) history.pushState({ root }, "", `${base}/in/${here}?thread=${root}`);
  wakeComposer(thread.querySelector("form.composer"));
  sink(thread.querySelector(".scroll"));
  if (focus) (thread.querySelector("textarea") || thread.querySelector(".plain")).focus();
  markRead();
}

/** Close the thread and go back to where it was opened. */
export function closeThread({ push = true } = {}) {
  if (!thread || thread.hidden) return;
  const root = rootOf();
  thread.hidden = true;
  thread.innerHTML = "";
  if (push) history.pushState({}, "", `${base}/in/${here}`);
  const back = document.contains(opener) ? opener : document.querySelector(`#messages [data-thread="${root}"]`);
  (back || document.querySelector("main textarea"))?.focus({ preventScroll: true });
}

// What one does with a message

async function edit(row) {
  const body = row.querySelector(".message-body");
  const text = await piece(`${base}/in/${here}/source/${row.dataset.ts}`);
  if (text === null || row.querySelector(".editing")) return;
  const box = document.createElement("form");
  box.className = "editing";
  box.innerHTML = '<textarea aria-label="Edit message"></textarea><div class="answers">'
    + '<button type="button" class="button" data-cancel>Cancel</button><button class="button primary">Save</button></div>';
  const area = box.querySelector("textarea");
  area.value = text.replace(/^( *)[•◦] /gm, "$1- ");
  const done = () => {
    box.remove();
    body.hidden = false;
    row.querySelector(".message").tabIndex = -1;
    row.querySelector(".message").focus({ preventScroll: true });
  };
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!area.value.trim()) return;
    const given = await deed("edit", { channel: here, ts: row.dataset.ts, text: area.value });
    if (given.said) wrong(given.said);
    done();
    await (row.closest("#thread") ? refreshThread() : refreshMessages(new Set([row.dataset.ts])));
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      done();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      box.requestSubmit();
    }
  });
  box.querySelector("[data-cancel]").addEventListener("click", done);
  body.hidden = true;
  body.after(box);
  area.focus();
}

function askToDelete(row) {
  const dialog = document.getElementById("sure");
  dialog.onclick = async (event) => {
    const answer = event.target.closest("[data-answer]")?.dataset.answer;
    if (!answer) return;
    dialog.close();
    if (answer !== "confirm") return;
    const given = await deed("delete", { channel: here, ts: row.dataset.ts });
    if (given.said) wrong(given.said);
  };
  dialog.showModal();
}

async function onClick(event) {
  const at = event.target.closest("[data-thread], [data-close-thread], [data-react], [data-edit], [data-delete], [data-shortcut], [data-earlier], [data-join]");
  if (!at || event.ctrlKey || event.metaKey) return;
  const row = at.closest("li.row");
  const where = row && { channel: here, ts: row.dataset.ts };
  at.closest("details[data-menu]")?.removeAttribute("open");
  if (at.dataset.thread) {
    event.preventDefault();
    opener = at;
    await openThread(at.dataset.thread);
  } else if ("closeThread" in at.dataset) {
    event.preventDefault();
    closeThread();
  } else if (at.dataset.react) {
    const given = await deed("react", { ...where, name: at.dataset.react });
    if (given.said) wrong(given.said);
  } else if ("edit" in at.dataset) {
    await edit(row);
  } else if ("delete" in at.dataset) {
    askToDelete(row);
  } else if (at.dataset.shortcut) {
    const given = await deed("shortcut", { ...where, callback_id: at.dataset.shortcut });
    if (given.said) wrong(given.said);
  } else if ("earlier" in at.dataset) {
    await loadEarlier(at);
  } else if ("join" in at.dataset) {
    const given = await deed("join", { channel: here });
    if (given.said) wrong(given.said);
    else location.reload();
  }
}

/** Begin: go to the newest message, or the one the address names, and listen. */
export function startMessages() {
  document.addEventListener("click", onClick);
  if (!list) return;
  for (const each of document.querySelectorAll("li.row")) seen.set(each, each.outerHTML);
  for (const box of document.querySelectorAll("#scroll, #thread .scroll")) sink(box);
  list.querySelector(".new")?.scrollIntoView({ block: "center" });
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  watchEarlier();
  markRead();
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("scroll", markRead, { capture: true, passive: true });
  window.addEventListener("popstate", () => {
    const root = new URLSearchParams(location.search).get("thread");
    if (root) openThread(root, { push: false });
    else closeThread({ push: false });
  });
}
