// Everything here works without script too; this only saves steps.
(() => {
  "use strict";

  // What the page does where it takes a moment. It is said when it begins, so that it is read out.
  const wait = document.querySelector("[data-wait]");
  const show = (on) => {
    if (wait) wait.textContent = on ? wait.dataset.wait : "";
  };

  // A link in a mail may carry a short message behind its "#m=": move it into the form, out of
  // the address bar and the history, and send it. Programs on its way may have escaped some of its
  // letters, or added to its end.
  const link = document.querySelector("[data-link]");
  // One whose "#" was escaped leads to a page that isn't there.
  const path = location.pathname.match(/^\/%(?:25)*23(m(?:=|%(?:25)*3d).*)$/i);
  if (path) {
    location.replace(`/#${path[1]}`);
    return;
  }
  const fragment = location.hash
    .replace(/%(25)+/g, "%")
    .replace(/%(2[bdf]|5f|3d)/gi, (code) => decodeURIComponent(code))
    .replace(/%0[ad]|%20|\s/gi, "");
  if (link && fragment.startsWith("#m=")) {
    // Of quoted-printable, the sign of a line's end and the escape of "=" may have stayed. Every
    // message begins with these letters.
    const rest = fragment.slice(3).replace(/^=?3D(?=UFNM)/, "").replace(/=(?=[\w+/-])/g, "");
    const letters = rest.match(/^[\w+/-]*/)[0];
    const text = letters.replace(/-/g, "+").replace(/_/g, "/");
    history.replaceState(null, "", location.pathname);
    if (text) {
      link.elements.sealed.value = text + "=".repeat((4 - (text.length % 4)) % 4);
      show(true);
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
      show(true);
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
      show(false);
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
  const clock = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const day = { year: "numeric", month: "long", day: "numeric" };
  for (const time of document.querySelectorAll("[data-time]")) {
    const local = new Date(time.dateTime);
    if (!isNaN(local)) {
      const form = time.dataset.time === "long" ? { ...day, ...clock } : clock;
      time.textContent = local.toLocaleString(document.documentElement.lang, form);
    }
  }
})();
