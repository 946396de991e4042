// The page of a user: what goes on, and forms with rows.

import "./live.js";
import { rows } from "./rows.js";

const form = document.getElementById("proficiency-form");
if (form) {
  rows(form);
}
