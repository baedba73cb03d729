// Begins everything on the page.

import { base, say, sendForm, wrong } from "./net.js";
import { wakeComposer } from "./composer.js";
import { startForms } from "./forms.js";
import { refreshAll, refreshPanel, startLive } from "./live.js";
import { closeThread, refreshMessages, refreshThread, startMessages } from "./messages.js";

const isPhone = matchMedia("(max-width: 760px)");

function menu(open) {
  document.body.classList.toggle("nav-open", open);
  document.querySelector(".scrim").hidden = !open;
  document.getElementById("content").inert = open && isPhone.matches;
  const to = open ? "#sidebar .close-nav" : ".open-nav";
  document.querySelector(to)?.focus();
}

async function quietly(form) {
  const buttons = [...form.querySelectorAll("button")];
  const given = await sendForm(form);
  if (given.error) wrong(given.said);
  else if (given.said) say(given.said);
  for (const each of buttons) each.disabled = false;
  const panel = form.closest("[data-panel]");
  if (panel) await refreshPanel(panel.dataset.panel);
  else refreshAll();
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("form[data-quiet], [data-panel] form[method=post]")) return;
  event.preventDefault();
  quietly(event.target);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-nav]")) menu(true);
  else if (event.target.closest("[data-close-nav]")) menu(false);
  for (const each of document.querySelectorAll("details[data-menu][open], details.overflow[open]")) {
    if (!each.contains(event.target)) each.open = false;
  }
  const link = event.target.closest("a[href*='.slack.example/archives/']");
  const found = link && /\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?thread_ts=([\d.]+))?/.exec(link.getAttribute("href"));
  if (found) {
    event.preventDefault();
    const root = found[4] ? `?thread=${found[4]}` : "";
    location.assign(`${base}/in/${found[1]}${root}#m-${found[2]}.${found[3]}`);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const unfolded = document.querySelector("details[data-menu][open], details.overflow[open]");
  if (unfolded) {
    unfolded.open = false;
    unfolded.querySelector("summary").focus();
  } else if (document.body.classList.contains("nav-open")) {
    menu(false);
  } else {
    closeThread();
  }
});

document.addEventListener("sent", (event) => {
  if (document.body.dataset.live) return;
  if (event.detail.inThread) refreshThread();
  else refreshMessages();
});

const dock = document.getElementById("dock");
if (dock) {
  const kept = localStorage.getItem("dock");
  dock.open = kept ? kept === "open" : !matchMedia("(max-width: 1050px)").matches;
  dock.addEventListener("toggle", () => localStorage.setItem("dock", dock.open ? "open" : "closed"));
}

for (const each of document.querySelectorAll("form.composer")) wakeComposer(each);
startMessages();
startForms();
startLive();
if (!document.querySelector("dialog[open]") && !isPhone.matches) {
  document.querySelector("#thread textarea, main textarea")?.focus({ preventScroll: true });
}
