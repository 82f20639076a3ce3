import type { Page } from "@playwright/test";
import { newConfirmation, newInvitation, newLink } from "./accounts.ts";
import type { App } from "./app.ts";
import { addFile } from "./evidence-files.ts";
import { userOf } from "./limits.ts";
import { beginSecondFactor, freezeYesterday } from "./pages.ts";
import { report } from "./progress-form.ts";
import { query } from "./rows.ts";
import { pdf } from "./sample-files.ts";

/** What an answer is, and so what a browser is told to refuse of it (headers.test.ts). */
export type Kind = "page" | "link" | "card" | "open" | "picture" | "file";

/** What a route answers, and an address of it; `prepare` makes the address where there is none yet, as the steward. */
export type Route = { is: Kind; at: string | ((app: App, steward: Page) => Promise<string>); status?: number | "any" };

const entry = `${report}/recommendations/R1.2`;
const organization = "/organizations/acleda";
const register = `${report}/register`;
const snapshot = (rest: string) => async (app: App, steward: Page) => {
  await freezeYesterday(steward, app);
  return `${report}/snapshots/yesterday${rest}`;
};

const person = (rest: string) => async (app: App) => `${organization}/people/${await userOf(app, "acleda")}${rest}`;
/** A page that asks whether who is signed in has just shown who they are, as if they had so long ago. */
const signedIn = (ago: string, path: string) => async (app: App) => {
  await query(app, "update sessions set shown_at = now() - $1::interval", ago);
  return path;
};

/** Every route of the build. */
export const routes: Record<string, Route> = {
  "/": { is: "page", at: "/", status: 307 },
  // Built ahead, and so without a nonce; nothing leads there. Where it is needed Next draws it anew.
  "/_global-error": { is: "page", at: "/_global-error", status: "any" },
  "/_not-found": { is: "page", at: "/nowhere", status: 404 },
  "/access": { is: "page", at: "/access" },
  "/access/export": { is: "file", at: "/access/export", status: 405 },
  "/account": { is: "page", at: "/account" },
  "/account/confirm": { is: "page", at: signedIn("1 hour", "/account/confirm") },
  "/account/data": { is: "file", at: "/account/data", status: 405 },
  "/account/email": { is: "page", at: signedIn("0 hours", "/account/email") },
  "/account/identities": { is: "page", at: signedIn("0 hours", "/account/identities") },
  "/account/name": { is: "page", at: signedIn("0 hours", "/account/name") },
  "/account/passkeys": { is: "page", at: signedIn("0 hours", "/account/passkeys") },
  "/account/password": { is: "page", at: signedIn("0 hours", "/account/password") },
  "/account/remove": { is: "page", at: signedIn("0 hours", "/account/remove") },
  "/account/removed": { is: "page", at: "/account/removed" },
  "/account/second-factor": {
    is: "page",
    at: async (app, steward) => {
      const path = await signedIn("0 hours", "/account/second-factor")(app);
      await steward.goto(path);
      await steward.getByRole("button", { name: "Set up an app" }).click();
      await steward.getByRole("img", { name: /^Picture/ }).waitFor();
      return path;
    },
  },
  "/api/v1/[[...unknown]]": { is: "open", at: "/api/v1/unknown", status: 404 },
  "/api/v1/openapi.json": { is: "open", at: "/api/v1/openapi.json" },
  "/api/v1/reports/[report]/changes": { is: "open", at: `/api/v1${report}/changes` },
  "/api/v1/reports/[report]/recommendations": { is: "open", at: `/api/v1${report}/recommendations` },
  "/api/v1/reports/[report]/summary": { is: "open", at: `/api/v1${report}/summary` },
  "/api/v1/reports/[report]/updates": { is: "open", at: `/api/v1${report}/updates` },
  "/confirm-email/[token]": { is: "link", at: (app) => newConfirmation(app, "acleda") },
  "/embed/reports/[report]": { is: "card", at: `/embed${report}` },
  "/evidence/[id]": { is: "file", at: (app) => addFile(app, { content: pdf() }) },
  "/healthz": { is: "page", at: "/healthz" },
  "/icon.svg": { is: "file", at: "/icon.svg" },
  "/invitations/[token]": { is: "link", at: (app) => newInvitation(app, "acleda") },
  "/organizations": { is: "page", at: "/organizations" },
  "/organizations/[organization]": { is: "page", at: organization },
  "/organizations/[organization]/feed.atom": { is: "open", at: `${organization}/feed.atom` },
  "/organizations/[organization]/people": { is: "page", at: `${organization}/people` },
  "/organizations/[organization]/people/[person]": { is: "page", at: person("") },
  "/organizations/[organization]/people/[person]/remove": { is: "page", at: person("/remove") },
  "/organizations/[organization]/preview.png": { is: "picture", at: `${organization}/preview.png` },
  "/organizations/[organization]/targets.ics": { is: "open", at: `${organization}/targets.ics` },
  "/our-work": { is: "page", at: "/our-work" },
  "/our-work/entries": { is: "page", at: "/our-work/entries", status: 405 },
  "/preview.png": { is: "picture", at: "/preview.png" },
  "/readyz": { is: "page", at: "/readyz" },
  "/reports/[report]": { is: "page", at: report },
  "/reports/[report]/changes": { is: "page", at: `${report}/changes` },
  "/reports/[report]/export/[file]": { is: "file", at: `${report}/export/csv` },
  "/reports/[report]/feed.atom": { is: "open", at: `${report}/feed.atom` },
  "/reports/[report]/preview.png": { is: "picture", at: `${report}/preview.png` },
  "/reports/[report]/print": { is: "page", at: `${report}/print` },
  "/reports/[report]/print/margins.css": { is: "file", at: `${report}/print/margins.css` },
  "/reports/[report]/recommendations": { is: "page", at: `${report}/recommendations` },
  "/reports/[report]/recommendations/[code]": { is: "page", at: entry },
  "/reports/[report]/recommendations/[code]/entries": { is: "page", at: `${entry}/entries`, status: 405 },
  "/reports/[report]/recommendations/[code]/feed.atom": { is: "open", at: `${entry}/feed.atom` },
  "/reports/[report]/recommendations/[code]/preview.png": { is: "picture", at: `${entry}/preview.png` },
  "/reports/[report]/register": { is: "page", at: register },
  "/reports/[report]/register/changes": { is: "page", at: `${register}/changes` },
  "/reports/[report]/register/entries/[code]": { is: "page", at: `${register}/entries/R1.2` },
  "/reports/[report]/register/new": { is: "page", at: `${register}/new` },
  "/reports/[report]/register/new-organization": { is: "page", at: `${register}/new-organization` },
  "/reports/[report]/register/organizations": { is: "page", at: `${register}/organizations` },
  "/reports/[report]/register/organizations/[organization]": { is: "page", at: `${register}${organization}` },
  "/reports/[report]/register/themes": { is: "page", at: `${register}/themes` },
  "/reports/[report]/snapshots": { is: "page", at: `${report}/snapshots` },
  "/reports/[report]/snapshots/[snapshot]": { is: "page", at: snapshot("") },
  "/reports/[report]/snapshots/[snapshot]/files/[format]": { is: "open", at: snapshot("/files/csv") },
  "/reports/[report]/snapshots/[snapshot]/preview.png": { is: "picture", at: snapshot("/preview.png") },
  "/reports/[report]/snapshots/[snapshot]/recommendations": { is: "page", at: snapshot("/recommendations") },
  "/reports/[report]/snapshots/compare": { is: "page", at: `${report}/snapshots/compare?one=now` },
  "/reports/[report]/targets.ics": { is: "open", at: `${report}/targets.ics` },
  "/reports/[report]/themes/[theme]": { is: "page", at: `${report}/themes/finance` },
  "/reports/[report]/themes/[theme]/preview.png": { is: "picture", at: `${report}/themes/finance/preview.png` },
  "/sign-in": { is: "page", at: "/sign-in" },
  "/sign-in/[token]": { is: "link", at: (app) => newLink(app, "undp") },
  "/sign-in/identity": { is: "link", at: "/sign-in/identity", status: 307 },
  "/sign-in/identity/callback": { is: "link", at: "/sign-in/identity/callback?code=1&state=2", status: 307 },
  "/sign-in/link-sent": { is: "link", at: "/sign-in/link-sent" },
  "/sign-in/second-factor": {
    is: "link",
    at: async (app, steward) => {
      await beginSecondFactor(steward, app);
      return "/sign-in/second-factor";
    },
  },
  "/to-decide": { is: "page", at: "/to-decide" },
  "/to-verify": { is: "page", at: "/to-verify" },
};

/** What to add where a route is missing here. */
export function wordMissing(missing: readonly string[]): string {
  return missing
    .map((route) => `${route} is new: add it to tests/support/routes.ts, with what it is and an address that shows it.`)
    .join("\n");
}
