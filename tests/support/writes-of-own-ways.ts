import type { Page } from "@playwright/test";
import { readApp, setUpApp } from "./code-app.ts";
import { addDevice } from "./device.ts";
import { allWays } from "./pages.ts";
import { query } from "./rows.ts";
import { giveEmail } from "./with-mail.ts";
import { noIds, noLink, type Write } from "./write.ts";
import { never, noField, ofOneself, own } from "./writes-of-account.ts";

const write =
  (file: string) =>
  (action: string, more: Omit<Write, "to" | keyof typeof own> & Partial<Write>): Write => ({
    to: `app/account/${file}/actions.ts ${action}`,
    ...own,
    ...more,
  });
const ofPassword = write("password");
const ofPasskeys = write("passkeys");
const ofIdentities = write("identities");
const ofSecondFactor = write("second-factor");

const passwords = ["four unrelated horses", "five unrelated horses"] as const;

const withEmail: Write["prepare"] = (app) => giveEmail(app, "acleda", "own@example.org", { isConfirmed: false });

async function setPassword(page: Page, password: string, current?: string) {
  await page.goto("/account/password");
  if (current) await page.getByLabel("Password until now").fill(current);
  await page.getByLabel("New password").fill(password);
}

const device = (time: number) => `Device ${time}`;
const issuer = (time: number) => `https://issuer-${time}.example.org`;
const scripts = "A device answers to scripts alone.";

/** A second factor stays with its person, who would be asked for it the next time. */
const withoutSecondFactor: Write["prepare"] = (app) =>
  query(app, "with codes as (delete from recovery_codes) delete from totp_secrets");

async function beginApp(page: Page) {
  await page.goto("/account/second-factor");
  await page.getByRole("button", { name: "Set up an app" }).click();
  await page.getByRole("img", { name: /^Picture/ }).waitFor();
}

/** What one signs in with, by oneself. */
export const ownWaysWrites: readonly Write[] = [
  ofPassword("setPasswordAction", {
    prepare: withEmail,
    open: (page, _, time) => setPassword(page, passwords[time] ?? "", passwords[time - 1]),
    button: "Save password",
    tampered: {},
    others: {},
    never: noField,
  }),
  ofPassword("removePasswordAction", {
    prepare: withEmail,
    open: async (page) => {
      await setPassword(page, passwords[0]);
      await page.getByRole("button", { name: "Save password" }).click();
      await page.waitForURL((url) => url.pathname === "/account");
      await page.goto("/account/password");
    },
    button: "Remove the password",
    tampered: {},
    others: {},
    never: noField,
  }),
  ofPasskeys("beginPasskeyAction", {
    variables: allWays,
    script: { callsBefore: 0, because: scripts },
    open: (page) => page.goto("/account/passkeys"),
    button: "Add a passkey",
    tampered: {},
    others: {},
    never: { ...noField, "sent again": "Each time something is begun, which is over after five minutes." },
  }),
  ofPasskeys("addPasskeyAction", {
    variables: allWays,
    script: { callsBefore: 1, because: scripts },
    open: async (page) => {
      await addDevice(page);
      await page.goto("/account/passkeys");
    },
    button: "Add a passkey",
    tampered: {},
    others: {},
    never: noField,
  }),
  ofPasskeys("removePasskeyAction", {
    prepare: (app, time) =>
      query(
        app,
        `insert into passkeys (id, user_id, credential_id, public_key, counter, transports, name, created_at)
         select gen_random_uuid(), m.user_id, gen_random_uuid()::text, '', 0, '{}', $1, now()
         from memberships m join organizations o on o.id = m.organization_id where o.slug in ('acleda', 'undp')`,
        device(time),
      ),
    open: (page) => page.goto("/account/passkeys"),
    button: (time) => `Remove ${device(time)}`,
    tampered: { passkey: noIds },
    others: {
      passkey: {
        sql: `select p.id from passkeys p join memberships m on m.user_id = p.user_id
              join organizations o on o.id = m.organization_id where o.slug = 'undp'`,
      },
    },
    never: { "lower role": never["lower role"], "other organization": ofOneself, "used link": noLink },
    says: /Sign in|This passkey is gone already/,
  }),
  ofIdentities("removeIdentityAction", {
    prepare: (app, time) =>
      query(
        app,
        `insert into linked_identities (id, user_id, issuer, subject, created_at)
         select gen_random_uuid(), m.user_id, $1, gen_random_uuid()::text, now()
         from memberships m join organizations o on o.id = m.organization_id where o.slug in ('acleda', 'undp')
         on conflict do nothing`,
        issuer(time),
      ),
    open: (page) => page.goto("/account/identities"),
    button: (time) => `Remove ${issuer(time)}`,
    tampered: { identity: noIds },
    others: {
      identity: {
        sql: `select l.id from linked_identities l join memberships m on m.user_id = l.user_id
              join organizations o on o.id = m.organization_id where o.slug = 'undp'`,
      },
    },
    never: { "lower role": never["lower role"], "other organization": ofOneself, "used link": noLink },
    says: /Sign in|This is gone already/,
  }),
  ofSecondFactor("beginSecondFactorAction", {
    prepare: withoutSecondFactor,
    open: (page) => page.goto("/account/second-factor"),
    button: "Set up an app",
    tampered: {},
    others: {},
    never: { ...noField, "sent again": "Each time it makes another secret; the one before was never shown to work." },
  }),
  ofSecondFactor("abandonSecondFactorAction", {
    open: beginApp,
    button: "Do not set it up",
    tampered: {},
    others: {},
    never: noField,
  }),
  ofSecondFactor("confirmSecondFactorAction", {
    open: async (page) => {
      await beginApp(page);
      const code = await readApp(page);
      await page.getByLabel("Code", { exact: true }).fill(code(30));
    },
    button: "Set up",
    tampered: {},
    others: {},
    never: noField,
    afterwards: (app) => withoutSecondFactor(app, 0),
  }),
  ofSecondFactor("makeRecoveryCodesAction", {
    open: async (page) => {
      await setUpApp(page);
      await page.goto("/account/second-factor");
    },
    button: "Make new recovery codes",
    tampered: {},
    others: {},
    never: { ...noField, "sent again": "Each time it makes new ones; those before are worth nothing any more." },
    afterwards: (app) => withoutSecondFactor(app, 0),
  }),
  ofSecondFactor("removeSecondFactorAction", {
    open: async (page) => {
      await setUpApp(page);
      await page.goto("/account/second-factor");
    },
    button: "Remove the second factor",
    tampered: {},
    others: {},
    never: noField,
  }),
];
