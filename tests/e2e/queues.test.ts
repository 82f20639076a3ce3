import type { Browser, Page } from "@playwright/test";
import { type OrganizationSlug, signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { recommendation, report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";
import { claim, exit, writeEntries, writeWaiting } from "../support/waiting.ts";

const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
/** What the address points at. */
const targetOf = (page: Page) => page.locator(new URL(page.url()).hash);
/** The claims of the queue itself, in their order. */
const claims = (page: Page) => page.getByRole("main").locator("h1 ~ ol > li");

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("a verifier finds what waits, the longest first, with what shows it, and goes on to the decision", async ({
      page,
      app,
    }) => {
      await writeWaiting(app);
      await signIn(page, app, "ilo");
      await page.getByRole("link", { name: "To verify" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("To verify");
      await expect(page.getByRole("main")).toContainText("2 claims wait for a decision");
      await expect(page.getByRole("main")).toContainText("1 more waits that you may not verify");
      await expect(page.getByRole("main")).toContainText("1 was entered by an organization that you belong to.");

      await expect(claims(page)).toHaveCount(2);
      const first = claims(page).first();
      await expect(first).toContainText("ACLEDA: R3.5 Productivity");
      await expect(first).toContainText("Implemented");
      await expect(first).toContainText("Completed April 2002");
      await expect(first).toContainText("Submitted 42 days ago, longer than 30 days");
      await expect(first.getByRole("link", { name: "Annual report 2002" })).toHaveAttribute(
        "href",
        "https://example.org/annual-report.pdf",
      );
      await expect(claims(page).nth(1)).toContainText("UNDP: R1.4");
      await expect(claims(page).nth(1)).not.toContainText("longer than");

      await expect(region(page, "Returned for more evidence").getByRole("listitem")).toHaveText(
        /ACLEDA: F1 .*It does not name the branches\..*Returned by ILO 6 days ago/,
      );
      await expect(region(page, "Cannot be verified").getByRole("listitem")).toHaveText(/ACLEDA: R2 .*Decided by ILO/);

      await first.getByRole("link", { name: "ACLEDA: R3.5" }).click();
      await expect(page).toHaveURL(`${recommendation("R3.5")}#acleda`);
      await expect(page.locator("#acleda")).toBeVisible();
    });

    test("the steward finds the exits, what is contested, and for whom to enter", async ({ page, app }) => {
      await writeWaiting(app);
      await signIn(page, app, "ilo");
      await page.getByRole("link", { name: "To decide" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("To decide");

      const [asked] = await region(page, "Exits requested").getByRole("listitem").all();
      if (!asked) throw new Error("No exit.");
      await expect(asked).toContainText("ACLEDA: R3.1");
      await expect(asked).toContainText("From not started to not implemented");
      await expect(asked).toContainText("Asked 9 days ago by ACLEDA");
      await expect(asked).toContainText("The context has changed");
      await expect(asked).toContainText("The programme has ended.");

      const contested = region(page, "Contested entries").getByRole("listitem");
      await expect(contested).toHaveCount(1);
      await expect(contested).toContainText("CVAP moved R3.1 from not started to in progress");
      await expect(contested).toContainText("CVAP: No group has ever met.");
      await expect(contested).toContainText("Contested 4 days ago");

      const silent = region(page, "Organizations to enter for").getByRole("table").getByRole("row");
      await expect(silent).toHaveCount(2);
      await expect(silent.nth(1)).toContainText("MIME");
      await expect(silent.nth(1)).toContainText("No account");
      const ended = region(page, "Organizations that have ended").getByRole("listitem");
      await expect(ended).toContainText("ended 2005");
      await expect(ended).toContainText("No successor is named");

      await silent.nth(1).getByRole("link", { name: "See them MIME" }).click();
      await expect(page).toHaveURL(`${report}/recommendations?organization=ministry`);

      await page.goto("/to-decide");
      await contested.getByRole("link", { name: "R3.1" }).click();
      await expect(page).toHaveURL(new RegExp(`${recommendation("R3.1")}\\?entry=.+#entry-`));
      await expect(targetOf(page)).toContainText("A working group has met.");
    });

    test("an organization finds what was entered for it, and what came back", async ({ page, app, browser }) => {
      await writeWaiting(app);
      await signIn(page, app, "veterans");
      await expect(page).toHaveURL("/our-work");
      const main = page.getByRole("main");
      await expect(main.getByRole("heading", { level: 2 })).toHaveText([
        "Entered for you by ILO: confirm or contest",
        "For several at once",
      ]);
      // The contested one is answered.
      await expect(main).toContainText("1 entry that your organization has not answered yet.");
      await main.getByRole("link", { name: "R3.2", exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`${recommendation("R3.2")}\\?entry=.+#entry-`));
      await expect(targetOf(page)).toContainText("Every branch lends to small enterprises.");

      const acleda = await pageOf(browser, app, "acleda", scripts === "on");
      await expect(acleda.getByRole("main").getByRole("heading", { level: 2 })).toHaveText([
        "Returned for more evidence",
        "For several at once",
      ]);
      await expect(acleda.getByRole("main")).toContainText("ILO asks: It does not name the branches.");
    });
  });
}

test("whoever has no such office finds no link to a queue and no page", async ({ page, app, browser }) => {
  const acleda = await pageOf(browser, app, "acleda");
  for (const one of [page, acleda])
    for (const path of ["/to-verify", "/to-decide"]) {
      const answer = await one.goto(`${app.baseURL}${path}`);
      expect(answer?.status(), path).toBe(404);
      await expect(one.getByRole("heading", { level: 1 })).toHaveText("Page not found");
      await expect(one).toHaveTitle("Page not found – Tamdan");
      await expect(one.getByRole("banner").getByRole("link", { name: /^To / })).toHaveCount(0);
    }
});

test("a role that ends takes its queue with it at once", async ({ page, app }) => {
  await signIn(page, app, "ilo");
  await page.goto("/to-decide");
  await query(app, "update memberships set roles = '{verifier}' where 'steward' = any (roles)");
  expect((await page.reload())?.status()).toBe(404);
  expect((await page.goto("/to-verify"))?.status()).toBe(200);
});

test("where nothing waits, it is said what will come and who makes it come", async ({ page, app }) => {
  await signIn(page, app, "ilo");
  await page.goto("/to-verify");
  for (const words of [
    "A claim comes here when an approver reports “implemented” with evidence.",
    "A claim stands here while a verifier has asked for more evidence",
    "A claim comes here when a verifier decides that its evidence is unobtainable.",
  ])
    await expect(page.getByRole("main")).toContainText(words);
  await page.goto("/to-decide");
  for (const words of [
    "A request comes here when an approver reports “no longer applicable” or “not implemented”.",
    "An entry on behalf of an organization comes here when that organization contests it.",
    "Every organization has an account",
    "No organization has ended.",
  ])
    await expect(page.getByRole("main")).toContainText(words);
});

test("reported and verified stand side by side wherever implementation is counted", async ({ page, app }) => {
  await writeWaiting(app);
  const entries = await query(app, "select count(*)::int as n from assignments where implementation = 'implemented'");
  expect(entries).toEqual([{ n: 5 }]);
  await page.goto(report);
  await expect(region(page, "Progress")).toContainText("Of all 37 assignments, accepted or not");
  await expect(region(page, "Progress").getByRole("definition")).toContainText(["0 of 37", "5 of 37", "5 of 37"]);
  const byOrganization = region(page, "By organization").getByRole("listitem");
  await expect(byOrganization.filter({ hasText: "ACLEDA" })).toContainText("0 verified, 3 reported, of 11");
  const row = page.getByRole("row").filter({ hasText: "Implemented, verified" });
  await expect(row).toContainText("0 of 37");

  const accepted = (code: string, organization: OrganizationSlug) => ({
    code,
    organization,
    daysAgo: 1,
    entry: { kind: "response", response: "accepted" },
    state: () => ({ response: "accepted" }),
  });
  await writeEntries(app, [
    accepted("R1.1", "acleda"),
    accepted("R3.5", "acleda"),
    {
      code: "R2",
      organization: "acleda",
      by: "ilo",
      daysAgo: 0.9,
      entry: verifiedEntry,
      state: () => ({ verification: "verified" }),
    },
    { ...accepted("R2", "acleda"), daysAgo: 0.8 },
  ]);
  for (const path of [report, "/organizations/acleda"]) {
    await page.goto(path);
    const pair = page.getByRole("main").locator("dl").first();
    await expect(pair.getByRole("definition"), path).toHaveText(["1 of 3", "2 of 3", "1 of 3"]);
    await expect(pair.getByRole("term"), path).toHaveText([
      "verified by another organization",
      "reported as implemented",
      "the gap: reported, not verified",
    ]);
    await expect(
      page.getByRole("group", {
        name: "Of the 3 assignments that were accepted and still apply: 1 verified, 1 reported only, 1 not reported as implemented",
      }),
      path,
    ).toBeVisible();
    await expect(page.getByRole("main"), path).toContainText(
      "Another organization has verified 1 of them; 1 more is reported as implemented by its own organization only, and 1 is not reported as implemented.",
    );
    await expect(page.getByRole("main"), path).toContainText(
      `This counts 3 of all ${path === report ? 37 : 11} assignments. Left out: ${path === report ? 34 : 8} not answered yet.`,
    );
  }
});

const verifiedEntry = {
  kind: "verification",
  verification: "verified",
  verification_basis: "A visit.",
  justification: "Every branch lends.",
};

test("long words and long lists fit a phone, and the pages of a queue are walked", async ({ page, app }) => {
  const codes = await query<{ code: string; organization: OrganizationSlug }>(
    app,
    `select r.code, o.slug as organization from assignments a join recommendations r on r.id = a.recommendation_id
     join organizations o on o.id = a.organization_id order by r.position, o.slug`,
  );
  const long = "Verkehrsinfrastrukturfinanzierungsgesellschaft".repeat(3);
  await writeEntries(
    app,
    codes.slice(0, 30).map((one, index) => ({
      ...one,
      daysAgo: 60 - index,
      ...claim,
      evidence: [{ ...claim.evidence[0], title: long }],
    })),
  );
  await writeEntries(
    app,
    codes.slice(30).map((one) => ({ ...one, daysAgo: 20, ...exit, entry: { ...exit.entry, justification: long } })),
  );
  await signIn(page, app, "ilo");
  await page.setViewportSize({ width: 320, height: 800 });
  for (const path of ["/to-verify", "/to-decide"]) {
    await page.goto(path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(320);
  }
  await page.goto("/to-verify");
  await expect(claims(page)).toHaveCount(25);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL("/to-verify?page=2");
  await expect(claims(page)).toHaveCount(5);
});

async function pageOf(browser: Browser, app: App, organization: OrganizationSlug, javaScriptEnabled = true) {
  const context = await browser.newContext({ baseURL: app.baseURL, locale: "en-GB", javaScriptEnabled });
  const page = await context.newPage();
  await signIn(page, app, organization);
  return page;
}
