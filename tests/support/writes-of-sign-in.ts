import type { Page } from "@playwright/test";
import { newConfirmation, newLink, signIn } from "./accounts.ts";
import type { App } from "./app.ts";
import { setUpApp } from "./code-app.ts";
import { addDevice, addPasskey } from "./device.ts";
import { allWays } from "./pages.ts";
import { query } from "./rows.ts";
import { giveEmail } from "./with-mail.ts";
import { noLink, type Write } from "./write.ts";

const email = "sok@example.org";
const password = "four unrelated horses";
const noSession = "It asks for no session.";
const next = "Where one goes on; what leads elsewhere leads to one's work (tests/e2e/identity.test.ts).";

/** Whoever sends one of these shows with it who they are. */
const entering = {
  as: "nobody",
  other: "undp",
  lower: [],
  others: {},
} as const;
const never = {
  "signed out": "Whoever signs in is not signed in yet.",
  "forged cookie": noSession,
  "revoked session": noSession,
  "other organization": "It says itself whom it signs in.",
  "lower role": "It signs in people of any role.",
  "row of others": "It names no row.",
  "used link": noLink,
};
const noField = { ...never, "tampered field": "It has no hidden field." };
const scripts = "A device answers to scripts alone.";

async function signOut(page: Page) {
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
}

/** Half of a sign-in, by a link and before the code of the app. */
async function openSecondFactor(page: Page, app: App) {
  await signIn(page, app, "acleda");
  const set = await setUpApp(page);
  await signOut(page);
  await page.goto(await newLink(app, "acleda"));
  await page.getByRole("button", { name: "Sign in as ACLEDA" }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in/second-factor");
  return set;
}

const secondFactor: Omit<Write, "form" | "open" | "button"> = {
  ...entering,
  to: "app/sign-in/second-factor/actions.ts showSecondFactorAction",
  tampered: { next },
  never: {
    "forged cookie": noSession,
    "revoked session": noSession,
    "ended membership": "The code is used up then, and lets nobody in: tests/integration/second-factors.test.ts.",
    "other organization": "It is told by what was begun in this browser, whose sign-in it is.",
    "lower role": never["lower role"],
    "tampered field": next,
    "row of others": never["row of others"],
    "used link": noLink,
  },
  says: /Signing in took too long, or was not begun in this browser/,
  // Nobody signs in by a link alone who has one.
  afterwards: (app) => query(app, "with codes as (delete from recovery_codes) delete from totp_secrets"),
};

/** Every way to sign in but the link of the terminal, and what belongs to it. */
export const signInWrites: readonly Write[] = [
  {
    ...entering,
    to: "components/accounts/actions.ts signInWithPasswordAction",
    prepare: async (app) => {
      await giveEmail(app, "acleda", email);
      await query(app, "delete from passwords");
    },
    open: async (page, app) => {
      await signIn(page, app, "acleda");
      await page.goto("/account/password");
      await page.getByLabel("New password").fill(password);
      await page.getByRole("button", { name: "Save password" }).click();
      await page.waitForURL((url) => url.pathname === "/account");
      await signOut(page);
      await page.goto("/sign-in");
      const form = page.getByRole("form", { name: "With a password" });
      await form.getByLabel("E-mail").fill(email);
      await form.getByLabel("Password").fill(password);
    },
    within: "With a password",
    button: "Sign in",
    tampered: { next },
    never: { ...never, "tampered field": next, "sent again": "A password signs in each time." },
    says: /The e-mail or the password is not right/,
  },
  {
    ...entering,
    to: "components/accounts/actions.ts sendLinkAction",
    variables: allWays,
    later: "The link, so that its time tells nothing.",
    prepare: (app) => giveEmail(app, "acleda", email),
    open: async (page) => {
      await page.goto("/sign-in");
      await page.getByRole("form", { name: "With a link by mail" }).getByLabel("E-mail").fill(email);
    },
    within: "With a link by mail",
    button: "Send me a link",
    tampered: {},
    never: { ...noField, "sent again": "Each time another link is sent, as often as one may ask for it." },
    // Whether a link was sent is told nobody.
    says: /If an account here has confirmed this address/,
  },
  {
    ...entering,
    to: "components/accounts/actions.ts beginPasskeySignInAction",
    variables: allWays,
    script: { callsBefore: 0, because: scripts },
    open: (page) => page.goto("/sign-in"),
    button: "Sign in with a passkey",
    tampered: {},
    never: {
      ...noField,
      "ended membership": "It tells everybody the same.",
      "sent again": "Each time something is begun, which is over after five minutes.",
    },
  },
  {
    ...entering,
    to: "components/accounts/actions.ts showPasskeyAction",
    variables: allWays,
    script: { callsBefore: 1, because: scripts },
    open: async (page, app) => {
      await addDevice(page);
      await signIn(page, app, "acleda");
      await addPasskey(page, "My laptop");
      await signOut(page);
      await page.goto("/sign-in");
    },
    button: "Sign in with a passkey",
    tampered: {},
    never: {
      ...noField,
      "ended membership": "What was begun is over then, and lets nobody in: tests/integration/passkeys.test.ts.",
    },
  },
  {
    ...secondFactor,
    form: "a code of the app",
    open: async (page, app) => {
      const { code } = await openSecondFactor(page, app);
      // The one of now was used to set it up.
      await page.getByLabel("Code", { exact: true }).fill(code(30));
    },
    button: "Go on",
  },
  {
    ...secondFactor,
    form: "a recovery code",
    open: async (page, app) => {
      const { recoveryCodes } = await openSecondFactor(page, app);
      await page.getByText("I do not have my app here").click();
      await page.getByLabel("Recovery code").fill(recoveryCodes[0] ?? "");
    },
    button: "Use this code",
  },
  {
    ...entering,
    to: "app/confirm-email/[token]/actions.ts confirmEmailAction",
    open: async (page, app) => page.goto(await newConfirmation(app, "acleda")),
    button: "Yes, confirm it",
    tampered: { token: ["1 or true", "A".repeat(43)] },
    link: "one_time_links",
    never: {
      ...never,
      "signed out": "Whoever reads the mail is not always signed in.",
      "other organization": "It says itself whose address it confirms.",
      "lower role": "It confirms addresses of people of any role.",
      "row of others": "It names no row, but by its token.",
      "used link": undefined,
    },
    says: /This link (is not known here|has been used already|has expired)|The account of this link has ended/,
  },
];
