// Everything here works without script too; this only saves steps.
(() => {
  "use strict";

  // A link in a mail may carry a short message behind its "#m=": move it into the form, out of
  // the address bar and the history, and send it.
  const link = document.querySelector("[data-link]");
  if (link && location.hash.startsWith("#m=")) {
    const text = location.hash.slice(3).replace(/-/g, "+").replace(/_/g, "/");
    history.replaceState(null, "", location.pathname);
    if (/^[A-Za-z0-9+/]+$/.test(text)) {
      link.elements.sealed.value = text + "=".repeat((4 - (text.length % 4)) % 4);
      document.querySelector("[data-wait]")?.removeAttribute("hidden");
      link.submit();
      return;
    }
  }

  // The chosen or dropped file is sent at once.
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const input = drop.elements.file;
    const send = () => {
      if (!input.files.length) return;
      drop.querySelector("[data-wait]").hidden = false;
      drop.querySelector("button").disabled = true;
      drop.submit();
    };
    input.addEventListener("change", send);
    const over = (on) => (event) => {
      event.preventDefault();
      drop.classList.toggle("over", on);
    };
    addEventListener("dragover", over(true));
    addEventListener("dragleave", over(false));
    addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        send();
      }
    });
    // Back from another page: the form is as new.
    addEventListener("pageshow", () => {
      drop.querySelector("[data-wait]").hidden = true;
      drop.querySelector("button").disabled = false;
    });
  }

  // One press sends one request, and another code can be asked for when it may be.
  for (const form of document.querySelectorAll("[data-once]")) {
    const button = form.querySelector("button");
    const label = button.textContent;
    const opens = Date.now() + 1000 * (form.dataset.pause || 0);
    // The pause is that of the address on the page: one that was mistyped needs none.
    const address = form.elements.address;
    let timer;
    const show = () => {
      clearTimeout(timer);
      const other = address && address.value.trim() !== address.defaultValue;
      const left = other ? 0 : Math.ceil((opens - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? `${label} (${left} s)` : label;
      if (left > 0) timer = setTimeout(show, 250);
    };
    address?.addEventListener("input", show);
    form.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }));
    addEventListener("pageshow", show);
  }

  // Times in the visitor's own zone, which is named: the mail with the code has UTC.
  for (const time of document.querySelectorAll("[data-time]")) {
    const local = new Date(time.dateTime);
    if (!isNaN(local)) {
      const form = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
      time.textContent = local.toLocaleTimeString([], form);
    }
  }
})();
