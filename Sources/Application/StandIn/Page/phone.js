// Makes the phone live: new bubbles come by server-sent events, forms are sent without leaving the page, the clock runs.
// Without this file every form still works: the server answers with the page again.
(() => {
  "use strict";
  const log = document.getElementById("log");
  if (!log) return;
  const status = document.getElementById("status");
  const composer = document.getElementById("composer");
  const field = document.getElementById("text");
  const trouble = document.getElementById("trouble");

  const atBottom = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const toBottom = () => { log.scrollTop = log.scrollHeight; };
  const say = (words) => { trouble.textContent = words; trouble.hidden = words === ""; };

  // Takes over the server's own rendering: unchanged bubbles stay, so focus and an open list survive.
  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const stick = atBottom();
    const items = [...fresh.getElementById("log").children];
    const wanted = new Set(items.map((item) => item.id));
    [...log.children].forEach((item) => { if (!wanted.has(item.id)) item.remove(); });
    items.forEach((item, index) => {
      const standing = document.getElementById(item.id);
      if (!standing) {
        log.insertBefore(document.adoptNode(item), log.children[index] || null);
      } else if (standing.dataset.revision !== item.dataset.revision && !standing.querySelector("details[open]")) {
        const focused = standing.contains(document.activeElement) ? document.activeElement.value : null;
        const adopted = document.adoptNode(item);
        standing.replaceWith(adopted);
        if (focused !== null) {
          const again = [...adopted.querySelectorAll("button")].find((button) => button.value === focused);
          if (again) again.focus();
        }
      }
    });
    status.textContent = fresh.getElementById("status").textContent;
    if (stick) toBottom();
  };

  let busy = false;
  let again = false;
  const refresh = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      do {
        again = false;
        const answer = await fetch(location.href, { cache: "no-store" });
        if (answer.ok) show(await answer.text());
      } while (again);
    } catch (error) {
      // The stream reconnects by itself and asks again.
    } finally {
      busy = false;
    }
  };

  const post = async (form, submitter) => {
    const body = new URLSearchParams(new FormData(form, submitter));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, redirect: "follow" });
    const html = await answer.text();
    if (answer.ok) {
      say("");
      show(html);
    } else {
      say(new DOMParser().parseFromString(html, "text/html").body.textContent.trim());
    }
    return answer.ok;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-live")) return;
    event.preventDefault();
    const menu = form.closest("details.menu");
    if (menu) menu.open = false;
    const isText = form === composer;
    if (isText && field.value.trim() === "") return;
    try {
      const sent = post(form, event.submitter);
      if (isText) { field.value = ""; field.focus(); }
      await sent;
      toBottom();
      if (form.hasAttribute("data-clock")) location.reload();
    } catch (error) {
      say(document.body.dataset.offline);
    }
  });

  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      composer.requestSubmit();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[open]").forEach((details) => {
      details.open = false;
      details.querySelector("summary").focus();
    });
  });

  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches || !menu.matches("details.menu") || !menu.open) return;
    const row = menu.querySelector("button");
    if (row) row.focus();
  }, true);

  // The salon's clock goes on from what the server said, in its own zone.
  const clock = document.getElementById("clock");
  if (clock) {
    const offset = Number(clock.dataset.milliseconds) - Date.now();
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
    setInterval(() => { clock.textContent = format.format(new Date(Date.now() + offset)); }, 1000);
  }

  const events = new EventSource(document.body.dataset.events || log.dataset.events);
  events.onmessage = refresh;
  events.onopen = refresh;
  toBottom();
  if (matchMedia("(min-width: 1080px)").matches) document.querySelector("details.side").open = true;
  if (matchMedia("(hover: hover)").matches) field.focus();
})();
