// 窓口 — small conveniences. Every page works without this file; the words shown come from the page itself.
"use strict";

const words = document.body.dataset;

// Errors first: the summary of a refused form takes the focus.
const focusErrors = (root) => root.querySelector?.("[data-error-summary]")?.focus();

// Letters left: textarea[maxlength] tells how many are used, and says aloud when few are left.
const lengthOf = (text) => [...text].length;

function showCount(area) {
  const counter = document.getElementById(`${area.id}_counter`);
  if (!counter) return;
  const used = lengthOf(area.value);
  const limit = Number(area.getAttribute("maxlength"));
  counter.firstElementChild.textContent = `${used}／${limit}`;
  counter.classList.toggle("counter-full", used >= limit);
  counter.lastElementChild.textContent = limit - used <= 20 ? words.lettersLeft.replace("0", limit - used) : "";
}

function addCounters(root) {
  for (const area of root.querySelectorAll?.("textarea[maxlength][id]") ?? []) {
    if (document.getElementById(`${area.id}_counter`)) continue;
    const counter = document.createElement("p");
    counter.id = `${area.id}_counter`;
    counter.className = "counter";
    counter.append(document.createElement("span"), document.createElement("span"));
    counter.firstElementChild.ariaHidden = "true";
    counter.lastElementChild.className = "visually-hidden";
    counter.lastElementChild.role = "status";
    area.after(counter);
    showCount(area);
  }
}

// Drafts: form[data-draft="URL"] posts itself there a moment after the last key; one post at a time, the last one wins.
const drafts = new WeakMap();
const PAUSE_MS = 1200;
const RESEND_MS = 4000;

function sayDraft(form, key) {
  const place = form.querySelector("[data-draft-status]");
  if (!place) return;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  place.textContent = key === "saved" ? `${place.dataset.saved} ${time}` : place.dataset[key];
}

function draftBody(form) {
  const body = new FormData(form);
  for (const input of form.querySelectorAll("[type=file], [type=password]")) body.delete(input.name);
  return body;
}

async function keepDraft(form, { keepalive = false } = {}) {
  const draft = drafts.get(form);
  clearTimeout(draft.timer);
  if (draft.isSending) return (draft.isWaiting = true);
  Object.assign(draft, { isSending: true, isWaiting: false, isChanged: false });
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: draftBody(form), redirect: "error", keepalive });
    if (!answer.ok) throw new Error(answer.status);
    sayDraft(form, "saved");
  } catch {
    draft.isChanged = true;
    sayDraft(form, "failed");
  }
  draft.isSending = false;
  if (draft.isWaiting && !draft.isSubmitted) keepDraft(form);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[maxlength]")) showCount(event.target);
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  const draft = drafts.get(form) ?? { form };
  drafts.set(form, draft);
  draft.isChanged = true;
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => keepDraft(form), PAUSE_MS);
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const draft = drafts.get(form);
    if (draft?.isChanged && !draft.isSubmitted) keepDraft(form, { keepalive: true });
  }
});

// A form is sent once, however often the button is pressed; coming back by the browser's button frees it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.isSent) return event.preventDefault();
  form.dataset.isSent = "yes";
  setTimeout(() => delete form.dataset.isSent, RESEND_MS);
  const draft = drafts.get(form);
  if (!draft) return;
  clearTimeout(draft.timer);
  draft.isSubmitted = true;
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-is-sent]")) {
    delete form.dataset.isSent;
    if (drafts.has(form)) drafts.get(form).isSubmitted = false;
  }
});

// Keys: "/" goes to the search box, Ctrl+Enter sends the form one is writing in, Escape closes an open menu.
const isTyping = (element) => element.isContentEditable || element.matches("input, textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    const box = document.querySelector("[data-search-box]");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("[data-default]"));
  }
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const printer = event.target.closest("[data-print]");
  if (printer) window.print();
});

// The navigation folds behind a button on narrow screens.
function foldNavigation() {
  const button = document.querySelector(".nav-toggle");
  const navigation = document.getElementById("navigation");
  if (!button || !navigation) return;
  const fold = (isFolded) => {
    navigation.toggleAttribute("data-folded", isFolded);
    button.setAttribute("aria-expanded", String(!isFolded));
  };
  button.hidden = false;
  fold(true);
  button.addEventListener("click", () => fold(!navigation.hasAttribute("data-folded")));
}

// htmx: requests outside a form carry the CSRF token of the page.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

function wake(root) {
  addCounters(root);
  focusErrors(root);
  for (const button of root.querySelectorAll?.("[data-print]") ?? []) button.hidden = false;
}

foldNavigation();
wake(document);
document.addEventListener("htmx:afterSwap", (event) => wake(event.target));
