// A page about one thing that goes on: what is in #live is asked for anew after
// commits, and its clocks run.

import "./rows.js"; // buttons that ask first
import { clock } from "./text.js";

const live = document.getElementById("live");

async function renew() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const made = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("live");
  if (!made) {
    location.reload(); // the thing is gone, or the session is over
    return;
  }
  tick(made);
  if (!made.isEqualNode(live)) {
    const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    live.replaceChildren(...made.childNodes);
    if (focused) {
      [...live.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
    }
  }
}

function tick(root) {
  for (const time of root.querySelectorAll("time[data-since]")) {
    time.textContent = clock(Date.now() - time.dataset.since);
  }
}

if (live) {
  tick(live);
  setInterval(tick, 1000, live);
  const news = new EventSource("/console/news");
  let open = false;
  news.addEventListener("open", () => {
    if (open) {
      renew().catch(() => {}); // after a break
    }
    open = true;
  });
  news.addEventListener("message", () => renew().catch(() => {}));
}
