// A browser, and the agent page in it.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { password } from "./server.js";

const pictures = path.join(import.meta.dirname, "screenshots");
const axe = await readFile(path.join(import.meta.dirname, "node_modules/axe-core/axe.js"), "utf8");

let browser;
after(() => browser?.close());

/** patience is how long a condition may take to come true, in ms. */
export const patience = 30_000;

/**
 * open returns a page of a browser profile of its own. What its scripts complain
 * about fails the test, except for requests that fail while the test has the
 * server down (t.down).
 */
export async function open(t, options = {}) {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--ignore-certificate-errors", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
  context.setDefaultTimeout(patience);
  t.after(() => context.close());
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/^Failed to load resource/.test(message.text())) {
      page.complaints.push(message.text());
    }
  });
  return page;
}

/** signIn signs an agent in at the page and waits until the desk is there. */
export async function signIn(page, server, username = "ann") {
  await page.goto(`${server.url}/ccp-v2/?instance=acme`);
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("#status-choice:enabled").waitFor();
}

/** enter signs somebody in at the console. */
export async function enter(page, server, username) {
  await page.goto(`${server.url}/?instance=acme`);
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** fits fails if the page is wider than its window. */
export async function fits(page) {
  const [wide, room, widest] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const out = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth && !element.closest(".scroll"));
    return [scrollWidth, clientWidth, out.map(({ outerHTML }) => outerHTML.slice(0, 100))];
  });
  assert.ok(wide <= room, `the page is ${wide} wide where there is room for ${room}: ${widest.join("\n")}`);
}

/** choose chooses a status at the desk. */
export async function choose(frame, name) {
  await frame.getByLabel("Status", { exact: true }).selectOption(name);
}

/** card finds a contact on the desk, by its title. */
export function card(frame, title) {
  return frame.getByRole("article").filter({ has: frame.getByRole("heading", { name: title, exact: true }) });
}

/** inState waits until the contact is in the state. */
export async function inState(card, state) {
  await card.locator(".state").filter({ hasText: new RegExp(`^${state}$`) }).waitFor();
}

/** press clicks a button of a contact. */
export async function press(card, name) {
  await card.locator(".actions").getByRole("button", { name: new RegExp(`^${name}:`) }).click();
}

/** picture keeps a screenshot. */
export async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** inspect fails if axe finds something serious in the page. */
export async function inspect(page) {
  // The page's own policy forbids to add scripts to it; the inspector's world is another one.
  const { violations } = await page.evaluate(`${axe}; axe.run()`);
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`), []);
}

/** quiet fails if the page's scripts complained about anything. */
export function quiet(page) {
  assert.deepEqual(page.complaints, []);
}
