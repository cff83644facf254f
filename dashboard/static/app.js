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

// A second click does not send a form twice; a form may ask before it leaves.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
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

// What a form was sent back with: the first error has the focus.
document.querySelector("[aria-invalid=true]")?.focus();
