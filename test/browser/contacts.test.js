// The search for contacts.

import { test } from "node:test";
import { card, choose, enter, fits, inspect, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

test("a supervisor finds contacts, and reads why they went where they went", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { managers: ["max"], concurrency: 1 });
  const desk = await open(t);
  await signIn(desk, server);
  await choose(desk, "Available");
  await centre.task("Contract of Mrs Brown");
  await press(card(desk, "Contract of Mrs Brown"), "Accept");
  await press(card(desk, "Contract of Mrs Brown"), "End task");
  await press(card(desk, "Contract of Mrs Brown"), "Clear");
  await choose(desk, "Lunch");
  const page = await open(t, { viewport: { width: 1280, height: 800 } });
  await enter(page, server, "max");
  await page.locator("#agents").getByRole("button", { name: /^Status of Ann Lee: Lunch/ }).waitFor(); // the server has it
  const waits = await centre.task("Order of Mr Green");
  await page.getByRole("link", { name: "Contacts" }).click();
  const found = page.locator("#found");
  await found.getByRole("link", { name: "Contract of Mrs Brown" }).waitFor();
  await found.getByRole("link", { name: "Order of Mr Green" }).waitFor();
  await inspect(page);
  await picture(page, "contacts");
  await page.getByLabel("State").selectOption("waiting");
  await page.getByLabel("Queue").selectOption("Sales");
  await page.getByRole("button", { name: "Search" }).click();
  await found.getByRole("link", { name: "Contract of Mrs Brown" }).waitFor({ state: "detached" });
  await found.getByRole("link", { name: "Order of Mr Green" }).waitFor();
  await page.getByRole("link", { name: "Clear" }).click();
  await page.getByLabel("Name or address").fill("brown");
  await page.keyboard.press("Enter");
  await found.getByRole("link", { name: "Order of Mr Green" }).waitFor({ state: "detached" });
  await found.getByRole("link", { name: "Contract of Mrs Brown" }).click();
  await page.getByText("Ann Lee was the only agent who could take it.").waitFor();
  await page.getByRole("link", { name: "Contacts" }).click();
  await page.getByLabel("Contact id").fill(waits);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Order of Mr Green" }).waitFor();
  await page.getByText("is in status Lunch, which gets no contacts (R1.1a)").first().waitFor();
  await choose(desk, "Available"); // the page follows
  await page.getByText("Rings at Ann Lee, offer 1").waitFor();
  quiet(page);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [400, 1280]) {
    test(`the search, ${colorScheme} and ${width} wide`, async (t) => {
      const server = await Server.start(t);
      const centre = await Centre.create(server, { managers: ["max"] });
      await centre.task("Send the contract to Mrs Averylongname-Withoutspaces-Thatgoeson");
      const page = await open(t, { colorScheme, viewport: { width, height: 900 } });
      await enter(page, server, "max");
      await page.getByRole("link", { name: "Contacts" }).click();
      await page.locator("#found").getByRole("link", { name: /^Send the contract/ }).waitFor();
      await fits(page);
      await inspect(page);
      await picture(page, `contacts-${width}-${colorScheme}`);
      quiet(page);
    });
  }
}
