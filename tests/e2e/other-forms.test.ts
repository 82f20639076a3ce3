import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { fillForm, openForm, sendForm } from "../support/entry-forms.ts";
import { field, fill, firstSteps, formOf, historyOf, recommendation, saveButton } from "../support/progress-form.ts";
import { countEntries, query } from "../support/rows.ts";

const place = recommendation("R1.2");

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("a target date is set, and moved only with a reason; a key action is added, changed and done; the last entry is corrected", async ({
      page,
      app,
    }) => {
      await signIn(page, app, "acleda");
      await page.goto(place);
      const target = await openForm(page, "Set a target date");
      await fillForm(target, { "Target date": "2090" });
      await sendForm(page, target, "Save target date");

      const moved = await openForm(page, "Move the target date");
      await fillForm(moved, { "Target date": "2091-06" });
      await moved.getByRole("button", { name: "Save target date" }).click();
      await expect(moved.getByRole("alert")).toBeFocused();
      await expect(moved.getByRole("alert").getByRole("link")).toHaveText([
        "Choose the reason for moving the target date.",
      ]);
      await expect(moved.getByLabel("Target date")).toHaveValue("2091-06");
      await fillForm(moved, { "Reason for the move": "Funding" });
      await sendForm(page, moved, "Save target date");

      const correction = await openForm(page, "Correct the last entry");
      await expect(correction.getByLabel("Target date")).toHaveValue("2091-06");
      await expect(correction.getByLabel("Reason for the move").locator("option:checked")).toHaveText("Funding");
      await fillForm(correction, { "Target date": "2091-07", "What was wrong with the entry?": "The month." });
      await sendForm(page, correction, "Save correction");

      const action = await openForm(page, "Add a key action");
      await fillForm(action, { "What will be done?": "Train the branches.", "Responsible unit": "Training" });
      await action.getByRole("button", { name: "Add action" }).click();
      await expect(action.getByRole("alert").getByRole("link")).toHaveText([
        "Enter a target date, or say why there is none.",
      ]);
      await fillForm(action, { "Target date": "2085" });
      await sendForm(page, action, "Add action");
      const change = await openForm(page, "Change it");
      await expect(change.getByLabel("What will be done?")).toHaveValue("Train the branches.");
      await fillForm(change, { "Responsible unit": "Human resources" });
      await fillForm(change, { "Target date": "2086", "Reason for the move": "Staffing" });
      await sendForm(page, change, "Save action");
      const done = await openForm(page, "Mark as done");
      await sendForm(page, done, "Mark as done");

      expect(
        await query(
          app,
          "select kind::text, target_on::text, delay_reason::text, action_state::text from updates order by sequence",
        ),
      ).toEqual([
        { kind: "target", target_on: "2090-12-31", delay_reason: null, action_state: null },
        { kind: "target", target_on: "2091-06-30", delay_reason: "funding", action_state: null },
        { kind: "correction", target_on: "2091-07-31", delay_reason: "funding", action_state: null },
        { kind: "action", target_on: "2085-12-31", delay_reason: null, action_state: "planned" },
        { kind: "action", target_on: "2086-12-31", delay_reason: "staffing", action_state: "planned" },
        { kind: "action", target_on: "2086-12-31", delay_reason: null, action_state: "done" },
      ]);
      expect(
        await query(app, "select target_changes, original_target_on::text from assignments where log_length > 0"),
      ).toEqual([{ target_changes: 1, original_target_on: "2090-12-31" }]);
      await expect(historyOf(page)).toHaveCount(6);
    });
  });
}

test("a note of ten megabytes is refused and given back whole", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  await page.goto(place);
  // Sent past the browser, which takes minutes to draw so long a line.
  const fields = await formOf(page).evaluate((form: HTMLFormElement) =>
    Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string")),
  );
  const note = "ក".repeat(3_500_000);
  const multipart = { ...(fields as Record<string, string>), status: "in_progress", note, occurredOn: "2001-03" };
  const answer = await page.request.post(`${place}/entries`, {
    multipart,
    headers: { origin: app.baseURL },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
  const shown = await (await page.request.get(answer.headers().location ?? "")).text();
  expect(shown).toContain("Shorten what has happened to 5,000 characters or fewer");
  expect(shown.includes(`>${note}</textarea>`)).toBe(true);
  expect(await countEntries(app)).toBe(0);
});

test("an upload that is stopped or breaks off says so, keeps all that was typed and chosen, and can be sent again", async ({
  page,
  app,
}) => {
  await signIn(page, app, "acleda");
  await page.goto(place);
  await fill(page, { ...firstSteps, evidenceTitle: "Annual report" });
  const pdf = Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(4_000_000, 32), Buffer.from("%%EOF\n")]);
  const file = formOf(page).getByLabel("File", { exact: true });
  await file.setInputFiles({ name: "annual-report.pdf", mimeType: "application/pdf", buffer: pdf });
  const alert = formOf(page).getByRole("alert");

  await page.route(`**${place}/entries`, (route) => route.abort());
  await saveButton(page).click();
  await expect(alert).toContainText("The form did not arrive, or no answer came back.");
  await expect(alert).toBeFocused();
  await page.unroute(`**${place}/entries`);

  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const speed = (bytes: number) =>
    client.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytes,
    });
  await speed(400_000);
  await saveButton(page)
    .or(formOf(page).getByRole("button", { name: "Saving…" }))
    .click();
  await expect(formOf(page).getByRole("progressbar", { name: "Upload" })).toBeVisible();
  await expect(formOf(page).getByRole("status")).toContainText(/\d+ % sent/);
  await formOf(page).getByRole("button", { name: "Stop the upload" }).click();
  await expect(alert).toContainText("You stopped the upload. Nothing was saved, and nothing you typed is lost.");
  await expect(alert).toBeFocused();
  expect(await countEntries(app)).toBe(0);

  await speed(-1);
  await expect(field(page, "note")).toHaveValue(firstSteps.note);
  await saveButton(page).click();
  await expect(historyOf(page)).toContainText(firstSteps.note);
  expect(await query(app, "select file_name, size from evidence")).toEqual([
    { file_name: "annual-report.pdf", size: pdf.length },
  ]);
});
