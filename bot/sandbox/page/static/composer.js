// The box to write in: Enter sends, lists continue, commands and names are suggested, drafts are kept.

import { base, here, hear, sendForm, wrong } from "./net.js";

const MOST_HINTS = 8;
const BULLET = /^( *)([-*•]) (.*)$/;

function draftKey(form) {
  return `draft ${base} ${here} ${form.elements.thread_ts?.value || ""}`;
}

function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

function lineAt(area) {
  const before = area.value.slice(0, area.selectionStart);
  const start = before.lastIndexOf("\n") + 1;
  return { start, text: before.slice(start) };
}

function insert(area, text, from = area.selectionStart) {
  area.setRangeText(text, from, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Begin a new line; inside a list it is a new point, an empty point ends the list. */
function newLine(area) {
  const line = lineAt(area);
  const point = BULLET.exec(line.text);
  if (point && !point[3].trim()) insert(area, "", line.start);
  else insert(area, point ? `\n${point[1]}${point[2]} ` : "\n");
}

class Hints {
  constructor(form) {
    this.area = form.elements.text;
    this.box = form.querySelector(".hints");
    this.usage = form.querySelector(".usage");
    this.known = [...document.querySelectorAll("#known > li")];
    this.at = -1;
    this.box.addEventListener("mousedown", (event) => {
      const hint = event.target.closest("li");
      if (!hint) return;
      event.preventDefault();
      this.take(hint);
    });
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** Find what is being typed: a command at the very beginning, or a name after @ or #. */
  look() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const found = /^(\/)([\w-]*)$/.exec(before) || /(?:^|\s)(@)([\w.-]*)$/.exec(before) || /(?:^|\s)(#)([\w-]+)$/.exec(before);
    this.tell(before);
    if (!found) {
      this.close();
      return;
    }
    const [, kind, typed] = found;
    const wanted = typed.toLowerCase();
    const fitting = this.known.filter((each) => each.dataset.kind === kind
      && (each.dataset.insert.toLowerCase().startsWith(kind + wanted)
        || (each.dataset.also || "").toLowerCase().split(" ").some((word) => word.startsWith(wanted))));
    this.typed = kind + typed;
    this.from = before.length - this.typed.length;
    this.show(fitting.slice(0, MOST_HINTS));
  }

  /** Show how a command is used while its words are typed. */
  tell(text) {
    const command = /^(\/[\w-]+)\s/.exec(text)?.[1];
    const known = command && this.known.find((each) => each.dataset.insert.trim() === command && each.dataset.usage);
    this.usage.hidden = !known;
    this.usage.textContent = known ? `${command} ${known.dataset.usage}` : "";
  }

  show(hints) {
    if (!hints.length) {
      this.close();
      return;
    }
    if (!this.isOpen) hear(`${hints.length} suggestions, Tab takes one`);
    this.box.replaceChildren(...hints.map((each, index) => {
      const hint = each.cloneNode(true);
      hint.id = `${this.box.id}-${index}`;
      hint.setAttribute("role", "option");
      return hint;
    }));
    this.box.hidden = false;
    this.move(0);
  }

  move(to) {
    const all = [...this.box.children];
    this.at = (to + all.length) % all.length;
    all.forEach((each, index) => each.setAttribute("aria-selected", String(index === this.at)));
    all[this.at].scrollIntoView({ block: "nearest" });
    this.area.setAttribute("aria-activedescendant", all[this.at].id);
  }

  take(hint = this.box.children[this.at]) {
    insert(this.area, hint.dataset.insert, this.from);
    this.close();
    this.tell(this.area.value);
    this.area.focus();
  }

  close() {
    this.box.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }

  /** Take the keys that are for the suggestions; true when one was. */
  key(event) {
    if (!this.isOpen) return false;
    const chosen = this.box.children[this.at];
    if (event.key === "ArrowDown") this.move(this.at + 1);
    else if (event.key === "ArrowUp") this.move(this.at - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.take();
    else if (event.key === "Enter" && chosen.dataset.insert.trim() !== this.typed) this.take();
    else return false;
    return true;
  }
}

async function submit(form, pressed) {
  const area = form.elements.text;
  const text = area.value;
  if (!text.trim() && pressed?.name !== "clip") return;
  const sending = sendForm(form, pressed);
  area.value = "";
  localStorage.removeItem(draftKey(form));
  area.dispatchEvent(new Event("input"));
  const given = await sending;
  if (given.said) {
    wrong(given.said);
    if (!area.value) area.value = text;
    grow(area);
  } else {
    hear("Sent");
    document.dispatchEvent(new CustomEvent("sent", { detail: { inThread: Boolean(form.elements.thread_ts) } }));
  }
}

/** Bring a box to life. */
export function wakeComposer(form) {
  if (!form || form.dataset.awake) return;
  form.dataset.awake = "1";
  const area = form.elements.text;
  const hints = new Hints(form);
  area.value = localStorage.getItem(draftKey(form)) || area.value;
  grow(area);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hints.close();
    submit(form, event.submitter);
  });
  area.addEventListener("input", () => {
    grow(area);
    hints.look();
    if (area.value) localStorage.setItem(draftKey(form), area.value);
    else localStorage.removeItem(draftKey(form));
    const line = lineAt(area);
    const isNewPoint = /^ *- $/.test(line.text) && area.selectionStart === area.selectionEnd;
    if (isNewPoint) area.setRangeText(line.text.replace("- ", "• "), line.start, area.selectionStart, "end");
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (hints.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      newLine(area);
    } else if (event.key === "Enter" && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "ArrowUp" && !area.value) {
      const mine = [...form.closest("main, aside").querySelectorAll("li.row [data-edit]")].pop();
      if (mine) {
        event.preventDefault();
        mine.click();
      }
    }
  });
  area.addEventListener("blur", () => hints.close());
}
