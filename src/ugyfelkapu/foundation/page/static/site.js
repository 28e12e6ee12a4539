// Small comforts; every page is whole without them.

for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const status = document.getElementById(button.dataset.status);
  const show = (visible) => {
    field.type = visible ? "text" : "password";
    button.textContent = visible ? button.dataset.hideText : button.dataset.showText;
    button.setAttribute("aria-label", visible ? button.dataset.hideLabel : button.dataset.showLabel);
    status.textContent = visible ? button.dataset.shownStatus : button.dataset.hiddenStatus;
  };
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  // A password must never go out as plain text: browsers offer to remember what a text field holds.
  field.form?.addEventListener("submit", () => show(false));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// After a refused form the list of what to correct is read first.
document.querySelector("[data-focus-first]")?.focus();

// An answer to a service goes on by itself (OAuth 2.0 Form Post Response Mode).
document.querySelector("form[data-goes-on]")?.submit();
