import type { Page } from "@playwright/test";
import { newInvitation, type OrganizationSlug, signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { firstSteps, historyOf, recommendation, saveAndSee } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

const people = (organization: OrganizationSlug) => `/organizations/${organization}/people`;
const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");

/** Invites by the form of an organization's page of people, and answers with the link. */
async function invite(page: Page, organization: OrganizationSlug, roles: RegExp[], email = ""): Promise<string> {
  await page.goto(people(organization));
  await page.getByLabel("Their e-mail").fill(email);
  for (const name of roles) await page.getByRole("checkbox", { name }).check();
  await page.getByRole("button", { name: "Make an invitation" }).click();
  const link = page.getByLabel("Link of the invitation");
  await expect(link).toBeVisible();
  return link.inputValue();
}

async function openPerson(page: Page, organization: OrganizationSlug, name: string) {
  await page.goto(people(organization));
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
}

const kindsOf = async (app: App) =>
  (await query<{ kind: string }>(app, "select kind from access_entries order by id")).map(({ kind }) => kind);

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("somebody is invited, comes in, logs progress, gets another role and is ended", async ({
      page,
      app,
      browser,
    }) => {
      test.slow();
      await signIn(page, app, "acleda");
      await page.goto("/organizations/acleda");
      await page.getByRole("link", { name: "People of ACLEDA" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("People of ACLEDA");
      await expect(page.getByText("No invitation is open.")).toBeVisible();

      // Nothing chosen, and no address: both are told, and what was typed is there.
      await page.getByLabel("Their e-mail").fill("sok chan");
      await page.getByRole("button", { name: "Make an invitation" }).click();
      await expect(alertOf(page)).toContainText("2 things have to be mended. Nothing was changed.");
      await expect(alertOf(page)).toContainText("Choose at least one role.");
      await expect(page.getByLabel("Their e-mail")).toHaveValue("sok chan");

      const link = await invite(page, "acleda", [/^Reporter/]);
      expect(link).toMatch(new RegExp(`^${app.baseURL}/invitations/[\\w-]{43}$`));
      await expect(page.getByRole("row", { name: /Whoever has the link.*Reporter.*First approver/ })).toBeVisible();

      const context = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" });
      const guest = await context.newPage();
      await guest.goto(link);
      await expect(guest.getByRole("heading", { level: 1 })).toHaveText("Invitation to ACLEDA");
      await expect(guest.getByText(/^First approver invites you to act for Association of Cambodian/)).toBeVisible();
      await guest.getByLabel("Your name").fill("Sok Chan");
      await guest.getByRole("button", { name: "Accept the invitation" }).click();
      await expect(alertOf(guest)).toContainText("One thing has to be mended. The invitation is still open.");
      await expect(guest.getByLabel("Your name")).toHaveValue("Sok Chan");
      await guest.getByLabel("Your e-mail").fill("Sok.Chan@example.org");
      await guest.getByRole("button", { name: "Accept the invitation" }).click();
      await expect(guest.getByRole("status")).toContainText("choose here how you sign in the next time");
      await expect(guest.getByRole("banner")).toContainText("Sok Chan for ACLEDA");

      // A reporter logs progress, and does not see who else belongs to the organization.
      await guest.goto(recommendation("R1.2"));
      await saveAndSee(guest, firstSteps);
      await expect(historyOf(guest).first()).toContainText("by Sok Chan for ACLEDA");
      expect((await guest.goto(people("acleda")))?.status()).toBe(404);

      await page.goto(people("acleda"));
      await expect(page.getByRole("row", { name: /Sok Chan sok\.chan@example\.org Reporter/ })).toContainText(
        "by invitation",
      );
      await expect(page.getByText("No invitation is open.")).toBeVisible();
      await openPerson(page, "acleda", "Sok Chan");
      await page.getByRole("checkbox", { name: /^Approver/ }).check();
      await page.getByRole("button", { name: "Save roles" }).click();
      await expect(page.getByRole("status").filter({ hasText: "The roles are saved." })).toBeVisible();
      await expect(page.getByRole("row", { name: /Sok Chan.*Reporter, Approver/ })).toBeVisible();

      // It holds for the next page that they open.
      expect((await guest.goto(people("acleda")))?.status()).toBe(200);

      await openPerson(page, "acleda", "Sok Chan");
      await page.getByRole("button", { name: "End the membership of Sok Chan" }).click();
      await expect(page.getByRole("status").filter({ hasText: "The membership has ended" })).toBeVisible();
      await expect(page.getByRole("row", { name: /Sok Chan/ })).toHaveCount(0);
      await guest.goto("/our-work");
      await expect(guest).toHaveURL(/\/sign-in$/);
      await guest.goto(recommendation("R1.2"));
      await expect(guest.getByRole("main").locator("form")).toHaveCount(0);
      await expect(historyOf(guest).first()).toContainText("by Sok Chan for ACLEDA");
      await guest.goto(link);
      await expect(alertOf(guest)).toContainText("This invitation has been accepted already.");

      expect((await kindsOf(app)).filter((kind) => kind !== "signed_in")).toEqual([
        ...["invited", "invitation_accepted", "membership_changed", "membership_ended"],
      ]);
    });

    test("an invitation is withdrawn, and the last approver stays", async ({ page, app, browser }) => {
      await signIn(page, app, "acleda");
      const link = await invite(page, "acleda", [/^Approver/], "sok@example.org");
      await page.goto(people("acleda"));
      await page.getByRole("button", { name: "Withdraw the invitation for sok@example.org" }).click();
      await expect(page.getByRole("status").filter({ hasText: "The invitation is withdrawn" })).toBeVisible();
      await expect(page.getByText("No invitation is open.")).toBeVisible();
      const guest = await (await browser.newContext()).newPage();
      await guest.goto(link);
      await expect(alertOf(guest)).toContainText("This invitation was withdrawn.");

      await openPerson(page, "acleda", "First approver");
      await page.getByRole("checkbox", { name: /^Approver/ }).uncheck();
      await page.getByRole("checkbox", { name: /^Reporter/ }).check();
      await page.getByRole("button", { name: "Save roles" }).click();
      await expect(alertOf(page)).toContainText("This would leave the organization without an approver.");
      await expect(page.getByRole("checkbox", { name: /^Reporter/ })).toBeChecked();
      await page.getByRole("button", { name: /^End the membership/ }).click();
      await expect(alertOf(page).last()).toContainText("This would leave the organization without an approver.");
      await page.goto(people("acleda"));
      await expect(page.getByRole("row", { name: /First approver.*Approver/ })).toBeVisible();
    });

    test("whoever is signed in accepts with their account, and acts for both", async ({ page, app }) => {
      await signIn(page, app, "undp");
      await page.goto(await newInvitation(app, "acleda"));
      await expect(page.getByText("You are signed in as First approver for UNDP.")).toBeVisible();
      await page.getByRole("button", { name: "Accept as First approver" }).click();
      await expect(page.getByRole("banner")).toContainText("First approver for ACLEDA");
      await expect(page.getByLabel("Act for").getByRole("option")).toHaveText(["UNDP", "ACLEDA"]);
      await page.goto(await newInvitation(app, "acleda"));
      await expect(page.getByText("who belongs to ACLEDA already")).toBeVisible();
      await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
    });
  });
}

test("the steward sees to the people of every organization, and gives roles that approvers do not", async ({
  page,
  app,
  browser,
}) => {
  await signIn(page, app, "ilo");
  const link = await invite(page, "acleda", [/^Verifier/, /^Reporter/], "dara@example.org");
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link);
  await expect(guest.getByText("Your account gets the address dara@example.org.")).toBeVisible();
  await guest.getByLabel("Your name").fill("Dara");
  await guest.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(guest.getByRole("banner")).toContainText("Dara for ACLEDA");

  const context = await browser.newContext({ baseURL: app.baseURL });
  const approver = await context.newPage();
  await signIn(approver, app, "acleda");
  await openPerson(approver, "acleda", "Dara");
  await expect(approver.getByText("Also has a role that only the steward gives and takes: Verifier.")).toBeVisible();
  await expect(approver.getByRole("checkbox")).toHaveCount(2);
  await approver.getByRole("button", { name: "End the membership of Dara" }).click();
  await expect(alertOf(approver)).toContainText("verifiers and stewards are made, and ended, by the steward");
  for (const path of [people("ilo"), people("undp"), "/organizations/nowhere/people", `${people("acleda")}/none`])
    expect([path, (await approver.goto(path))?.status()]).toEqual([path, 404]);

  // The last approver is the steward's to end, and the last steward nobody's.
  await openPerson(page, "acleda", "First approver");
  await page.getByRole("button", { name: "End the membership of First approver" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The membership has ended" })).toBeVisible();
  await approver.goto("/account");
  await expect(approver).toHaveURL(/\/sign-in$/);
  await openPerson(page, "ilo", "First steward");
  await page.getByRole("button", { name: "End the membership of First steward" }).click();
  await expect(alertOf(page)).toContainText("This would leave the organization without a steward.");
});

test("a form with other hidden fields, of another organization, of nobody or sent twice does nothing", async ({
  page,
  app,
  browser,
}) => {
  const open = async (organization?: OrganizationSlug) => {
    const context = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: false });
    const own = await context.newPage();
    if (organization) await signIn(own, app, organization);
    return own;
  };
  const [approver, undp, nobody] = [await open("acleda"), await open("undp"), await open()];
  const count = async () =>
    (await query<{ count: number }>(app, "select count(*)::int as count from invitations"))[0]?.count;

  /** What the form would send, as it is on the page of ACLEDA's approver. */
  const sent = async (button: string, typed: Record<string, string>) => {
    const form = approver
      .getByRole("main")
      .locator("form")
      .filter({ has: approver.getByRole("button", { name: button }) });
    const fields = await form.evaluate((element: HTMLFormElement) =>
      Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)])),
    );
    return { ...fields, ...typed };
  };
  const post = async (as: Page, path: string, multipart: Record<string, string>, origin = app.baseURL) => {
    const answer = await as.context().request.post(`${app.baseURL}${path}`, {
      ...{ multipart, headers: { origin }, maxRedirects: 0 },
    });
    return { status: answer.status(), text: await answer.text() };
  };

  await approver.goto(people("acleda"));
  const invitation = await sent("Make an invitation", { roles: "reporter", email: "" });
  const notYours = "Only an approver of this organization, or the steward of its report, can do this.";
  for (const [who, as, changed, words] of [
    ["UNDP for ACLEDA", undp, invitation, undefined],
    ["nobody", nobody, invitation, undefined],
    ["ACLEDA for UNDP", approver, { ...invitation, organization: "undp" }, notYours],
    ["nowhere", approver, { ...invitation, organization: "nowhere" }, "This is no longer there"],
    ["a role that is not theirs", approver, { ...invitation, roles: "steward" }, "You may not give or take"],
    ["no id", approver, { ...invitation, id: "1 or true" }, "This is no longer there"],
  ] as const) {
    const { text } = await post(as, people("acleda"), changed);
    if (words) expect(text, who).toContain(words);
    expect(text, who).not.toContain("/invitations/");
    expect(await count(), who).toBe(0);
  }
  expect((await post(approver, people("acleda"), invitation, "https://example.org")).status).toBeGreaterThanOrEqual(
    400,
  );
  expect(await count()).toBe(0);
  // As it was, it was no other fault that kept the others out; sent again it makes no second one.
  expect((await post(approver, people("acleda"), invitation)).text).toContain("/invitations/");
  expect((await post(approver, people("acleda"), invitation)).text).toContain("This form was sent before");
  expect(await count()).toBe(1);

  // Of another organization's people and invitations.
  await newInvitation(app, "undp");
  const [theirs] = await query<{ id: string; person: string }>(
    app,
    `select i.id, i.invited_by_id as person from invitations i join organizations o on o.id = i.organization_id where o.slug = 'undp'`,
  );
  await approver.goto(people("acleda"));
  const withdrawal = await sent("Withdraw", { invitation: theirs?.id ?? "" });
  expect((await post(approver, people("acleda"), withdrawal)).text).toContain("This is no longer there");
  expect(await query(app, "select from invitations where withdrawn_at is not null")).toHaveLength(0);
  await openPerson(approver, "acleda", "First approver");
  const path = new URL(approver.url()).pathname;
  for (const [button, typed] of [
    ["Save roles", { roles: "reporter", person: theirs?.person ?? "" }],
    ["End the membership", { person: theirs?.person ?? "" }],
  ] as const) {
    const fields = await sent(button, typed);
    expect((await post(approver, path, fields)).text).toContain("This is no longer there");
    expect((await post(approver, path, { ...fields, organization: "undp" })).text).toContain(notYours);
  }
  expect(await query(app, "select from memberships where ended_at is not null or changed_at is not null")).toHaveLength(
    0,
  );
  expect(page.url()).toBe("about:blank");
});
