// The little that pages do by themselves; everything works without it.
"use strict";

const menu = document.querySelector("[data-menu]");
const button = document.querySelector("[data-menu-button]");

function openMenu(open) {
  button.setAttribute("aria-expanded", String(open));
  menu.classList.toggle("is-open", open);
}

if (menu && button) {
  button.addEventListener("click", () => {
    openMenu(button.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("is-open")) {
      openMenu(false);
      button.focus();
    }
  });
}

// Files too heavy for the server are refused before they leave, so that nothing typed is lost.
function isTooHeavy(form) {
  const limit = Number(form.dataset.uploadMb) * 1024 * 1024;
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);
  return limit > 0 && files.reduce((sum, file) => sum + file.size, 0) > limit;
}

// A second click does not send a form twice; a form may ask before it leaves.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (isTooHeavy(form)) {
    event.preventDefault();
    window.alert(`Ces fichiers dépassent ${form.dataset.uploadMb} Mo en tout : allégez-les ou envoyez-les en plusieurs fois.`);
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  }
});

// htmx sends the page's token with every changing request.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=_csrf_token]");
  if (token) {
    event.detail.headers["X-CSRF-Token"] = token.value;
  }
});

// A file dropped anywhere in its frame, as if it had been chosen there.
function takeFiles(input, dropped) {
  const kept = new DataTransfer();
  for (const file of input.multiple ? [...input.files, ...dropped] : [...dropped].slice(0, 1)) {
    kept.items.add(file);
  }
  input.files = kept.files;
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    takeFiles(input, event.dataTransfer.files);
  });
}

// What a form was sent back with: the first error has the focus.
document.querySelector("[aria-invalid=true]")?.focus();
