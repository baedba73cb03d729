// Offers the browser's time zone for the field, with a button; nothing is filled in by itself, and nothing is sent.
"use strict";
(() => {
  const field = document.getElementById("zone");
  const guess = document.getElementById("zone-guess");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!field || !guess || !zone || field.value === zone) {
    return;
  }
  guess.querySelector("span").textContent = `Your browser says ${zone}.`;
  const button = guess.querySelector("button");
  button.textContent = "Use it";
  button.addEventListener("click", () => {
    field.value = zone;
    guess.hidden = true;
    field.focus();
  });
  guess.hidden = false;
})();
