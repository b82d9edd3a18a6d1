// Keys and small comforts. Every page works without: links and forms do the work.

const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")];
let going = false;

function choose(step) {
  const all = rows();
  if (all.length === 0) {
    document.querySelector(step > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
    return;
  }
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  (next.querySelector("a[href]") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function help() {
  const keys = document.getElementById("keys");
  if (keys?.open) keys.close();
  else keys?.showModal();
}

const acts = {
  j: () => choose(1),
  k: () => choose(-1),
  x: () => document.activeElement?.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("[data-search]")?.focus(),
  a: () => document.querySelector("[data-approve]")?.focus(),
  r: () => document.querySelector("[data-comment]")?.focus(),
  u: () => document.querySelector("a[data-up]")?.click(),
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target)) return;
  if (going) {
    going = false;
    document.querySelector(`nav.side a[data-key="${CSS.escape(event.key)}"]`)?.click();
    event.preventDefault();
    return;
  }
  if (event.key === "g") going = true;
  else if (acts[event.key]) acts[event.key]();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) help();
});

// A box above a list ticks all of it.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  for (const box of document.querySelectorAll("[data-row] input[type=checkbox]")) box.checked = event.target.checked;
});

// A decision is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  // A file that is downloaded leaves the page as it is: the button is needed again.
  if ("download" in form.dataset) setTimeout(() => delete form.dataset.sent, 2000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
