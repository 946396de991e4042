// The form of a routing profile: its rows, and what it means in words while it is
// being filled in.

import { element, fill } from "./dom.js";
import { ask } from "./protocol.js";
import { rows } from "./rows.js";

const form = document.getElementById("profile");
let asked = 0;

async function preview() {
  asked += 1;
  const mine = asked;
  const { said } = await ask("/console/routing-profiles/preview", {
    method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)),
  });
  if (mine === asked) { // nothing was changed meanwhile
    fill(document.getElementById("said"), said.map((text) => element("li", text)));
  }
}

const changed = () => preview().catch(() => {}); // the next change asks again
form.addEventListener("input", changed);
rows(form, changed);
