/* The only own script. Behaviour hangs on data-attributes; every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;

  /* Large text: the form works by itself; here it only saves the reload. */
  function toggleSize(form) {
    const large = root.dataset.size !== "large";
    if (large) root.dataset.size = "large"; else delete root.dataset.size;
    const button = form.querySelector("button");
    button.setAttribute("aria-pressed", String(large));
    form.querySelector("input[name=size]").value = large ? "" : "large";
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `size=${large ? "large" : ""};path=/;max-age=31536000;samesite=lax${secure}`;
  }

  /* A second press of a sending button is ignored; the server refuses it anyway. */
  function sendOnce(form, event) {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-disabled", "true");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-toggle-size]")) { event.preventDefault(); toggleSize(form); return; }
    if (form.matches("[data-once]")) sendOnce(form, event);
  });
  /* Coming back with the browser's Back button must not leave a form dead. */
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((b) => b.removeAttribute("aria-disabled"));
    });
  });

  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (phrase) {
      const area = document.getElementById(phrase.dataset.phrase);
      area.value += (area.value ? " " : "") + phrase.textContent.trim();
      area.dispatchEvent(new Event("input"));
      area.focus();
    }
    const copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      const done = document.getElementById(copy.dataset.copyDone);
      navigator.clipboard.writeText(copy.dataset.copy).then(() => { if (done) done.textContent = copy.dataset.copyText; });
    }
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details.usermenu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.usermenu[open]").forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });

  /* Characters are counted as people see them (an emoji is one), as the server does. */
  function countCharacters(area) {
    const out = document.getElementById(area.dataset.count);
    const show = () => { out.textContent = [...area.value.replace(/\r\n/g, "\n")].length; };
    area.addEventListener("input", show);
    show();
  }

  function nameChosenFiles(input) {
    const out = document.getElementById(input.dataset.chosen);
    input.addEventListener("change", () => { out.textContent = [...input.files].map((f) => f.name).join("，"); });
  }

  function enhance(scope) {
    scope.querySelectorAll("textarea[data-count]").forEach(countCharacters);
    scope.querySelectorAll("input[type=file][data-chosen]").forEach(nameChosenFiles);
    const summary = scope.querySelector(".err-sum");
    if (summary) summary.focus();
  }
  document.querySelectorAll(".js-only[hidden]").forEach((el) => el.removeAttribute("hidden"));
  enhance(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) enhance(event.target); });
})();
