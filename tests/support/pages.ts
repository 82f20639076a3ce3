import type { Page } from "@playwright/test";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { newConfirmation, newInvitation, newLink, type OrganizationSlug, signIn } from "./accounts.ts";
import { type App, expect } from "./app.ts";
import { backdate, daysAgo } from "./past.ts";
import { recommendation, report, save, saveAndSee } from "./progress-form.ts";
import { query } from "./rows.ts";
import { addSecondReport, removeSecondReport } from "./second-report.ts";
import { writeWaiting } from "./waiting.ts";
import { giveEmail } from "./with-mail.ts";

/** A page in a state that is worth looking at. Who is not named looks at it as the public. */
export type ShownPage = {
  name: string;
  /** The route in the build that draws it. */
  route: string;
  as?: Extract<OrganizationSlug, "acleda" | "ilo" | "veterans">;
  open: (page: Page, app: App) => Promise<unknown>;
};

const at = (path: string) => (page: Page) => page.goto(path);
const place = recommendation("R1.2");

/** What a server is told that has every way to sign in. Nothing answers there. */
export const allWays = {
  ...{ SITE_NAME: "localhost", SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "tamdan@example.org" },
  ...{
    OIDC_ISSUER: "http://127.0.0.1:1",
    OIDC_CLIENT_ID: "tamdan",
    OIDC_CLIENT_SECRET: "secret",
    OIDC_NAME: "Keycloak",
  },
};

/** Every page of the product, in each state that looks different. The pages of ACLEDA come after those of the public, for they log in passing; then those of ILO and CVAP. */
export const pages: ShownPage[] = [
  { name: "progress", route: "/reports/[report]", open: at(report) },
  { name: "progress as of a past day", route: "/reports/[report]", open: at(`${report}?asOf=2020-02-29`) },
  { name: "progress as of no day", route: "/reports/[report]", open: at(`${report}?asOf=2020-02-30`) },
  { name: "what has changed", route: "/reports/[report]/changes", open: at(`${report}/changes`) },
  { name: "snapshots, none yet", route: "/reports/[report]/snapshots", open: at(`${report}/snapshots`) },
  {
    name: "comparison of nothing",
    route: "/reports/[report]/snapshots/compare",
    open: at(`${report}/snapshots/compare?one=now`),
  },
  { name: "list", route: "/reports/[report]/recommendations", open: at(`${report}/recommendations`) },
  {
    name: "list with filters",
    route: "/reports/[report]/recommendations",
    open: at(`${report}/recommendations?status=not_started&organization=acleda&kind=recommendation&sort=latest`),
  },
  {
    name: "empty list",
    route: "/reports/[report]/recommendations",
    open: at(`${report}/recommendations?status=implemented&words=nothing`),
  },
  ...[
    ["list of assignments", "unit=assignment"],
    ["list of what a number counts", "counted=open&sort=target"],
    ["list grouped by status", "group=status&sort=title&order=desc"],
    ["list of assignments grouped by theme", "unit=assignment&group=theme&columns=organization,status"],
    ["list with all columns", "columns=kind,priority,theme,organization,status,latest"],
    ["list by words", "words=%22small+enterprises%22+branch"],
    ["empty list of assignments", "counted=overdue_over_180&role=lead&priority=high"],
  ].map(([name = "", address]) => ({
    name,
    route: "/reports/[report]/recommendations",
    open: at(`${report}/recommendations?${address}`),
  })),
  { name: "recommendation", route: "/reports/[report]/recommendations/[code]", open: at(place) },
  {
    name: "recommendation by parts",
    route: "/reports/[report]/recommendations/[code]",
    open: at(recommendation("R1")),
  },
  { name: "incomplete text", route: "/reports/[report]/recommendations/[code]", open: at(recommendation("R3.3")) },
  {
    name: "recommendation as of a past day",
    route: "/reports/[report]/recommendations/[code]",
    open: openAsOfYesterday(place),
  },
  {
    name: "list as of a past day",
    route: "/reports/[report]/recommendations",
    open: openAsOfYesterday(`${report}/recommendations`),
  },
  {
    name: "organization as of a past day",
    route: "/organizations/[organization]",
    open: openAsOfYesterday("/organizations/acleda"),
  },
  { name: "whole report for paper", route: "/reports/[report]/print", open: at(`${report}/print`) },
  { name: "theme", route: "/reports/[report]/themes/[theme]", open: at(`${report}/themes/finance`) },
  { name: "organizations", route: "/organizations", open: at("/organizations") },
  {
    name: "organization",
    route: "/organizations/[organization]",
    open: async (page) => {
      await page.goto("/organizations/acleda");
      await page.locator("summary").first().click();
    },
  },
  { name: "steward", route: "/organizations/[organization]", open: at("/organizations/ilo") },
  { name: "how to sign in", route: "/sign-in", open: at("/sign-in") },
  { name: "sign-in that failed", route: "/sign-in", open: at("/sign-in?problem=identity-unknown") },
  {
    name: "wrong password",
    route: "/sign-in",
    open: async (page) => {
      await page.goto("/sign-in");
      await page.getByRole("form", { name: "With a password" }).getByRole("button").click();
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  { name: "link by mail", route: "/sign-in/link-sent", open: at("/sign-in/link-sent") },
  {
    name: "second factor",
    route: "/sign-in/second-factor",
    open: async (page, app) => {
      await beginSecondFactor(page, app);
      await page.goto("/sign-in/second-factor");
      await page.locator("summary").click();
      await page.getByRole("button", { name: "Go on" }).click();
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  {
    name: "address to confirm",
    route: "/confirm-email/[token]",
    open: async (page, app) => page.goto(await newConfirmation(app, "undp")),
  },
  { name: "unknown address to confirm", route: "/confirm-email/[token]", open: at("/confirm-email/none") },
  {
    name: "sign-in link",
    route: "/sign-in/[token]",
    open: async (page, app) => page.goto(await newLink(app, "undp")),
  },
  {
    name: "used sign-in link",
    route: "/sign-in/[token]",
    open: async (page, app) => {
      const link = await newLink(app, "undp");
      await query(app, "update one_time_links set used_at = now()");
      await page.goto(link);
    },
  },
  ...[
    ["", "", "register"],
    ["", "?state=draft", "register without entries"],
    ["/new", "?from=R3.5", "new entry"],
    ["/entries/[code]", "R1.2", "edited entry"],
    ["/organizations", "", "organizations of the register"],
    ["/organizations/[organization]", "veterans", "edited organization"],
    ["/new-organization", "", "new organization"],
    ["/themes", "", "themes of the register"],
    ["/changes", "", "changes of the register"],
  ].map(([route = "", rest = "", name = ""]) => ({
    name,
    route: `/reports/[report]/register${route}`,
    as: "ilo" as const,
    open: at(`${report}/register${rest.startsWith("?") ? route : route.replace(/\[.*/, "")}${rest}`),
  })),
  {
    name: "refused entry",
    route: "/reports/[report]/register/new",
    as: "ilo",
    open: async (page) => {
      await page.goto(`${report}/register/new`);
      await page.getByRole("button", { name: "Save and publish" }).click();
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  ...[
    ["", "", "snapshots"],
    ["/[snapshot]", "/yesterday", "snapshot"],
    ["/[snapshot]/recommendations", "/yesterday/recommendations", "recommendations of a snapshot"],
    ["/compare", "/compare?one=yesterday&other=now", "snapshot and now"],
  ].map(([route = "", path = "", name = ""]) => ({
    name,
    route: `/reports/[report]/snapshots${route}`,
    as: "ilo" as const,
    open: async (page: Page, app: App) => {
      await freezeYesterday(page, app);
      await page.goto(`${report}/snapshots${path}`);
    },
  })),
  { name: "not found", route: "/_not-found", open: at("/nowhere") },
  {
    name: "progress with its tables open",
    route: "/reports/[report]",
    as: "acleda",
    open: async (page) => {
      await page.goto(report);
      // From the end: what comes after the last that was opened is what the keyboard reaches next.
      for (const summary of (await page.locator("summary").all()).toReversed()) await summary.click();
    },
  },
  { name: "our work", route: "/our-work", as: "acleda", open: at("/our-work") },
  {
    name: "our work with some that were not saved",
    route: "/our-work",
    as: "acleda",
    open: async (page) => {
      await page.goto("/our-work");
      for (const box of await page.getByRole("checkbox", { name: /^Choose (R1\.1|R2) / }).all()) await box.check();
      await page.getByRole("radio", { name: /^One target date/ }).check();
      await page.getByRole("textbox", { name: "Target date" }).fill("2031");
      await page.getByRole("button", { name: "Save for the chosen" }).click();
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  { name: "people", route: "/organizations/[organization]/people", as: "ilo", open: openInvited },
  {
    name: "refused invitation",
    route: "/organizations/[organization]/people",
    as: "ilo",
    open: async (page) => {
      await page.goto("/organizations/ilo/people");
      await page.getByRole("button", { name: "Make an invitation" }).click();
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  {
    name: "person",
    route: "/organizations/[organization]/people/[person]",
    as: "ilo",
    open: async (page) => {
      await page.goto("/organizations/acleda/people");
      await page.goto((await page.getByRole("link", { name: "First approver" }).getAttribute("href")) ?? "");
    },
  },
  {
    name: "invitation",
    route: "/invitations/[token]",
    open: async (page, app) => page.goto(await newInvitation(app, "acleda")),
  },
  {
    name: "invitation of somebody who is signed in",
    route: "/invitations/[token]",
    as: "veterans",
    open: async (page, app) => page.goto(await newInvitation(app, "acleda")),
  },
  { name: "unknown invitation", route: "/invitations/[token]", open: at("/invitations/none") },
  { name: "account", route: "/account", as: "acleda", open: at("/account") },
  { name: "name", route: "/account/name", as: "acleda", open: at("/account/name") },
  { name: "e-mail", route: "/account/email", as: "acleda", open: at("/account/email") },
  { name: "password without an e-mail", route: "/account/password", as: "acleda", open: at("/account/password") },
  {
    name: "refused password",
    route: "/account/password",
    as: "acleda",
    open: async (page, app) => {
      await giveEmail(app, "acleda", "own@example.org", { isConfirmed: false });
      await page.goto("/account/password");
      await page.getByLabel("New password").fill("short");
      await page.getByRole("button", { name: "Save password" }).click();
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  { name: "single sign-on", route: "/account/identities", as: "acleda", open: openIdentities },
  { name: "passkeys", route: "/account/passkeys", as: "acleda", open: openPasskeys },
  { name: "no second factor", route: "/account/second-factor", as: "acleda", open: at("/account/second-factor") },
  {
    name: "second factor that is set up",
    route: "/account/second-factor",
    as: "acleda",
    open: async (page) => {
      await page.goto("/account/second-factor");
      const begin = page.getByRole("button", { name: "Set up an app" });
      if (await begin.isVisible()) await begin.click();
      await expect(page.getByRole("img", { name: /^Picture/ })).toBeVisible();
    },
  },
  {
    name: "second factor that is set",
    route: "/account/second-factor",
    as: "acleda",
    open: async (page, app) => {
      // Of a session in which the app was shown: without it, it would be asked for first.
      await query(app, "update totp_secrets set confirmed_at = now()");
      await query(app, "update sessions set second_factor = 'totp'");
      await page.goto("/account/second-factor");
      await page.getByRole("button", { name: "Make new recovery codes" }).click();
      await expect(page.getByRole("main").getByRole("status")).toBeFocused();
      await query(app, "update sessions set second_factor = null");
      await query(app, "update totp_secrets set confirmed_at = null");
    },
  },
  {
    name: "second factor that is owed",
    route: "/account/second-factor",
    as: "acleda",
    open: async (page, app) => {
      await query(
        app,
        `insert into second_factor_demands (organization_id, set_at, set_by_id)
         select m.organization_id, now(), m.user_id from memberships m join organizations o on o.id = m.organization_id
         where o.slug = 'acleda' limit 1`,
      );
      // Who has a passkey would be asked for that.
      await query(app, "delete from passkeys");
      await page.goto("/our-work");
      await page.waitForURL((url) => url.pathname === "/account/second-factor");
      await expect(page.getByRole("main")).toContainText("ACLEDA asks its people");
      await query(app, "delete from second_factor_demands");
    },
  },
  {
    name: "who signed in a while ago",
    route: "/account/confirm",
    as: "acleda",
    open: async (page, app) => {
      await query(
        app,
        `update sessions s set shown_at = s.shown_at - interval '1 hour' from organizations o
         where o.id = s.organization_id and o.slug = 'acleda'`,
      );
      await page.goto("/account/email");
      await page.waitForURL((url) => url.pathname === "/account/confirm");
    },
  },
  { name: "removed account", route: "/account/removed", open: at("/account/removed") },
  {
    name: "removing oneself",
    route: "/account/remove",
    as: "ilo",
    open: async (page) => {
      await page.goto("/account/remove");
      await page.getByRole("button", { name: "Remove my account for good" }).click();
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  {
    name: "removing somebody",
    route: "/organizations/[organization]/people/[person]/remove",
    as: "ilo",
    open: async (page) => {
      await page.goto("/organizations/undp/people");
      await page.getByRole("link", { name: "First approver" }).click();
      await page.getByRole("link", { name: /^Remove the account of/ }).click();
      // The next page comes without a load: its address may be there before it.
      await expect(page.getByRole("heading", { level: 1, name: /^Remove the account of/ })).toBeVisible();
    },
  },
  { name: "access log", route: "/access", as: "ilo", open: openAccessLog },
  { name: "access log of one organization", route: "/access", as: "acleda", open: at("/access?kind=signed_in") },
  { name: "access log without entries", route: "/access", as: "acleda", open: at("/access?kind=passkey_removed") },
  {
    name: "sign-in link after too many",
    route: "/sign-in/[token]",
    open: async (page, app) => page.goto(`${await newLink(app, "undp")}?again=12`),
  },
  { name: "signed in already", route: "/sign-in", as: "acleda", open: at("/sign-in") },
  { name: "form", route: "/reports/[report]/recommendations/[code]", as: "acleda", open: at(place) },
  {
    name: "all forms of an organization",
    route: "/reports/[report]/recommendations/[code]",
    as: "acleda",
    open: async (page) => {
      await page.goto(recommendation("R1.1"));
      for (const summary of await page.locator("main details.no-print > summary").all()) await summary.click();
    },
  },
  {
    name: "verification",
    route: "/reports/[report]/recommendations/[code]",
    as: "ilo",
    open: at(recommendation("R1.1")),
  },
  {
    name: "requested exit",
    route: "/reports/[report]/recommendations/[code]",
    as: "ilo",
    open: at(recommendation("R3.3")),
  },
  {
    name: "on behalf",
    route: "/reports/[report]/recommendations/[code]",
    as: "ilo",
    open: async (page) => {
      await page.goto(place);
      await page.getByText("Enter on behalf of ACLEDA").click();
    },
  },
  {
    name: "refused form",
    route: "/reports/[report]/recommendations/[code]",
    as: "acleda",
    open: async (page) => {
      await page.goto(place);
      await save(page, { status: "Implemented differently", occurredOn: "soon" });
      await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
    },
  },
  {
    name: "saved",
    route: "/reports/[report]/recommendations/[code]",
    as: "acleda",
    open: async (page) => {
      await page.goto(recommendation("R1.3"));
      await saveAndSee(page, {
        status: "No change of status, only a note",
        note: "We met.",
        occurredOn: "2001",
        evidenceTitle: "Minutes",
        evidenceUrl: "https://example.org/minutes.pdf",
      });
    },
  },
  { name: "list of reports", route: "/", as: "acleda", open: withTwoReports("/") },
  {
    name: "list of reports as of a past day",
    route: "/",
    as: "acleda",
    open: withTwoReports("/?asOf=2020-02-29"),
  },
  {
    name: "organization in two reports",
    route: "/organizations/[organization]",
    as: "acleda",
    open: withTwoReports("/organizations/acleda"),
  },
  {
    name: "to verify",
    route: "/to-verify",
    as: "ilo",
    open: at("/to-verify"),
  },
  { name: "to decide", route: "/to-decide", as: "ilo", open: at("/to-decide") },
  {
    name: "our work with what was entered on behalf",
    route: "/our-work",
    as: "veterans",
    open: at("/our-work"),
  },
];

/** With an entry of every kind, and older ones behind them. */
async function openAccessLog(page: Page, app: App) {
  await query(
    app,
    `insert into access_entries (recorded_at, kind, actor_id, about_id, organization_id, address, details)
     select now() - n * interval '1 minute', (enum_range(null::access_kind))[1 + n % 24], m.user_id,
       case when n % 2 = 0 then m.user_id end, m.organization_id,
       case when n % 3 = 0 then '2001:db8:1234:5678:9abc:def0:1234:5678' else '192.0.2.7' end,
       '{"way":"password","roles":["reporter"],"was":["reporter"],"is":["reporter","approver"],"act":"entry","browser":"Firefox on Windows"}'
     from generate_series(0, 95) n, (select * from memberships order by created_at limit 1) m`,
  );
  await page.goto("/access");
}

/** With an invitation that was made just now, and all roles to choose from below it. */
async function openInvited(page: Page) {
  await page.goto("/organizations/ilo/people");
  await page.getByLabel("Their e-mail").fill("a.name.that.is.rather.long@an-organization.example.org");
  await page.getByRole("checkbox", { name: /^Reporter/ }).check();
  await page.getByRole("button", { name: "Make an invitation" }).click();
  await expect(page.getByLabel("Link of the invitation")).toBeVisible();
}

/** Half of a sign-in, in this browser. */
export async function beginSecondFactor(page: Page, app: App) {
  const token = newToken();
  await query(
    app,
    `insert into challenges (id, token_hash, purpose, user_id, content, created_at, expires_at)
     select gen_random_uuid(), $1, 'second_factor', m.user_id,
       jsonb_build_object('way', 'password', 'organizationId', m.organization_id, 'tries', 0), now(), now() + interval '10 minutes'
     from memberships m order by m.created_at limit 1`,
    hashToken(token),
  );
  await page.context().addCookies([{ name: "tamdan.second_factor", value: token, url: app.baseURL }]);
}

async function openIdentities(page: Page, app: App) {
  await query(
    app,
    `insert into linked_identities (id, user_id, issuer, subject, created_at)
     select gen_random_uuid(), m.user_id, 'https://an.issuer.with-a-rather-long.example.org/tenant', gen_random_uuid()::text, now()
     from memberships m join organizations o on o.id = m.organization_id where o.slug = 'acleda'`,
  );
  await page.goto("/account/identities");
}

async function openPasskeys(page: Page, app: App) {
  await query(
    app,
    `insert into passkeys (id, user_id, credential_id, public_key, counter, transports, name, created_at)
     select gen_random_uuid(), m.user_id, gen_random_uuid()::text, '', 0, '{}', 'Firefox on Windows', now()
     from memberships m join organizations o on o.id = m.organization_id where o.slug = 'acleda'`,
  );
  await page.goto("/account/passkeys");
}

/** Gives the report some history: something in each status that is drawn in its own way, and in each queue. */
export async function logSomething(page: Page, app: App): Promise<void> {
  await writeWaiting(app);
  await signIn(page, app, "acleda");
  const evidence = { evidenceTitle: "Annual report", evidenceUrl: "https://example.org/report.pdf" };
  const day = { occurredOn: "2002-05", note: "The first branch lends." };
  await page.goto(place);
  await saveAndSee(page, { status: "Partially implemented", ...day, whatRemains: "The other branches.", ...evidence });
  await page.goto(recommendation("R1.1"));
  await saveAndSee(page, { status: "Implemented", ...day, completedOn: "2002", howIntentMet: "In full.", ...evidence });
  await page.goto(recommendation("R3.3"));
  await saveAndSee(page, {
    status: "Not implemented",
    ...day,
    exitReason: "Another reason",
    justification: "There is no money.",
  });
}

/** A page as it is with two reports; those after it are of one again. */
function withTwoReports(path: string) {
  return async (page: Page, app: App) => {
    await addSecondReport(app);
    await page.goto(path);
    await removeSecondReport(app);
  };
}

/** As the steward, once. */
export async function freezeYesterday(page: Page, app: App) {
  await backdate(app);
  await page.goto(`${report}/snapshots`);
  const title = page.getByRole("link", { name: "Yesterday" });
  if ((await title.count()) > 0) return;
  await page.getByLabel("Title").fill("Yesterday");
  await page.getByLabel("As of the end of").fill(daysAgo(1));
  await page.getByRole("button", { name: "Freeze this day" }).click();
  await page.waitForURL((url) => url.pathname === `${report}/snapshots/yesterday`);
}

function openAsOfYesterday(path: string) {
  return async (page: Page, app: App) => {
    await backdate(app);
    await page.goto(`${path}?asOf=${daysAgo(1)}`);
  };
}
