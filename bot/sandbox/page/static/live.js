// What changed elsewhere, as it happens.

import { base, here, inTurn, later, piece, redraw } from "./net.js";
import { refreshForms, refreshHome } from "./forms.js";
import { refreshMessages, refreshThread } from "./messages.js";

const HIDDEN_MS = 30000;
let source = null;
let sleeping = null;
let waiting = new Set();

const sidebar = document.getElementById("sidebar");

/** Mark where one is, and count what is unread in the window's title. */
export function markPlace() {
  for (const each of sidebar.querySelectorAll("a.place")) {
    const own = (each.dataset.place && each.dataset.place === here) || each.pathname === location.pathname;
    if (own) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
  const app = sidebar.querySelector(`a.place[href$="/home"]`);
  if (document.querySelector(".tabs") && app) app.setAttribute("aria-current", "page");
  for (const each of sidebar.querySelectorAll("a[data-switch]")) each.search = here ? `?in=${here}` : "";
  const unread = Number(sidebar.querySelector(".places")?.dataset.unread || 0);
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (unread) document.title = `(${unread}) ${document.title}`;
}

const refreshSidebar = later(inTurn(async () => {
  if (redraw(sidebar, await piece(`${base}/sidebar`))) markPlace();
}), 60);

const refreshTraffic = later(inTurn(async () => {
  const traffic = document.getElementById("traffic");
  if (traffic) redraw(traffic, await piece(`${base}/inspector/part`));
}), 250);

const refreshSome = inTurn(async () => {
  const asked = waiting;
  waiting = new Set();
  if (asked.size) await refreshMessages(asked);
});

/** Draw a panel again. */
export async function refreshPanel(name) {
  for (const each of document.querySelectorAll(`[data-panel="${CSS.escape(name)}"]`)) {
    redraw(each, await piece(`${base}/panel/${name}/part?${each.dataset.query || ""}`));
  }
}

/** Bring everything up to date, after changes may have been missed. */
export function refreshAll() {
  refreshMessages();
  refreshThread();
  refreshForms();
  refreshHome();
  refreshSidebar();
  refreshTraffic();
  refreshPanels();
}

/** Draw all panels again a moment after anything happened: what they show may follow from it. */
const refreshPanels = later(inTurn(async () => {
  for (const each of new Set([...document.querySelectorAll("[data-panel]")].map((panel) => panel.dataset.panel))) await refreshPanel(each);
}), 300);

function take(change) {
  if (change.kind !== "read") refreshPanels();
  if (change.kind === "everything") {
    refreshAll();
  } else if (change.kind === "message") {
    refreshSidebar();
    if (change.channel !== here) return;
    waiting.add(change.ts);
    if (change.root) waiting.add(change.root);
    refreshSome();
    const open = document.querySelector("#thread ol.rows")?.dataset.root;
    if (open && [change.root, change.ts].includes(open)) refreshThread();
  } else if (change.kind === "view") {
    refreshForms();
  } else if (change.kind === "home") {
    refreshHome();
  } else if (change.kind === "panel") {
    refreshSidebar();
  } else if (change.kind === "traffic") {
    refreshTraffic();
  } else {
    refreshSidebar();
    if (change.kind === "read" && change.root && change.channel === here) {
      waiting.add(change.root);
      refreshSome();
    }
    if (change.kind === "people") refreshMessages();
  }
}

function listen() {
  if (source) return;
  source = new EventSource(`${base}/live?since=${document.body.dataset.seen}${document.body.dataset.traffic ? "&traffic=1" : ""}`);
  source.onopen = () => {
    document.body.classList.remove("offline");
    document.body.dataset.live = "1";
  };
  source.onmessage = (event) => {
    for (const each of JSON.parse(event.data)) take(each);
  };
  source.onerror = () => {
    document.body.classList.add("offline");
    delete document.body.dataset.live;
    // A browser gives up for good on an answer that is no stream, such as one from a workspace just starting.
    if (source.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(listen, 1000);
    }
  };
}

/** Begin to listen; a window out of sight stops after a while, for browsers allow few connections to one server. */
export function startLive() {
  markPlace();
  listen();
  document.addEventListener("visibilitychange", () => {
    clearTimeout(sleeping);
    if (!document.hidden) {
      listen();
      return;
    }
    sleeping = setTimeout(() => {
      source?.close();
      source = null;
      delete document.body.dataset.live;
    }, HIDDEN_MS);
  });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
