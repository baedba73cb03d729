// Asking the server, and telling the person.

export const base = document.body.dataset.base;
export const here = document.body.dataset.channel || "";

let silence;

/** Say something for a few seconds; screen readers hear it too. */
export function say(text, id = "said") {
  const place = document.getElementById(id);
  place.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { place.textContent = ""; }, id === "wrong" ? 9000 : 4000);
}

/** Say what went wrong. */
export function wrong(text) {
  say(text, "wrong");
}

/** Let screen readers hear something that is on the screen anyway. */
export function hear(text) {
  document.getElementById("heard").textContent = text;
}

async function answered(address, options) {
  try {
    const response = await fetch(address, options);
    const type = response.headers.get("content-type") || "";
    return type.includes("json") ? await response.json() : { error: "unreadable", said: `That did not work (${response.status}).` };
  } catch {
    return { error: "offline", said: "The workspace does not answer. Is it still running?" };
  }
}

/** Do a deed as the person of this window; gives the acknowledgement, `said` when something went wrong. */
export function deed(verb, args) {
  return send(`${base}/do/${verb}`, args);
}

/** Post JSON. */
export function send(address, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const text = JSON.stringify(body);
  // What is small outlives the page, so that a reload in the middle of typing loses nothing; browsers refuse more.
  return answered(address, { method: "POST", headers, body: text, keepalive: text.length < 20000 });
}

/** Post a form as it stands. */
export function sendForm(form, pressed) {
  const body = new URLSearchParams(new FormData(form, pressed));
  return answered(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
}

/** Fetch a piece of HTML; null when it is gone or the server does not answer. */
export async function piece(address) {
  try {
    const response = await fetch(address);
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/** Run a function once, a little after its last call. */
export function later(run, milliseconds) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), milliseconds);
  };
}

/** Run one at a time: a call during a run makes one more run after it. */
export function inTurn(run) {
  let running = null;
  let again = false;
  return async function turn() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await run();
      } while (again);
    })();
    try {
      await running;
    } finally {
      running = null;
    }
    return undefined;
  };
}

function nameOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const known = ["data-action-id", "data-value", "data-react", "data-thread", "name", "href", "value"];
  const found = known.filter((each) => element.hasAttribute(each));
  if (!found.length) return element.tagName === "SUMMARY" ? "summary" : null;
  return element.tagName + found.map((each) => `[${each}="${CSS.escape(element.getAttribute(each))}"]`).join("");
}

const drawn = new WeakMap();

/** Put other HTML into an element, keeping focus, scroll positions, what is typed and what is unfolded; false when nothing changed. */
export function redraw(element, html) {
  if (html === null || drawn.get(element) === html) return false;
  const focused = element.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const open = [...element.querySelectorAll("details[data-keep][open]")].map((each) => each.dataset.keep);
  const typed = [...element.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea")]
    .filter((each) => each.name && each.form && each.value !== each.defaultValue)
    .map((each) => [`form[action="${CSS.escape(each.form.getAttribute("action"))}"] [name="${CSS.escape(each.name)}"]`, each.value]);
  const top = element.scrollTop;
  element.innerHTML = html;
  for (const [name, value] of typed) {
    const field = element.querySelector(name);
    if (field) field.value = value;
  }
  drawn.set(element, html);
  for (const each of element.querySelectorAll("details[data-keep]")) each.open = open.includes(each.dataset.keep);
  element.scrollTop = top;
  if (focused) element.querySelector(focused)?.focus({ preventScroll: true });
  return true;
}
