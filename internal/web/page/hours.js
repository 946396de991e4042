// The form of hours of operation.

import { rows } from "./rows.js";

rows(document.getElementById("hours-form"));
