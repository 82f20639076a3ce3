import type { Act, By } from "#lib/limits/limits.ts";
import { subjectOf } from "#lib/limits/subject.ts";
import { newInvitation, signIn } from "../support/accounts.ts";
import { type App, expect } from "../support/app.ts";
import { readApp } from "../support/code-app.ts";
import { exhaust, release, userOf } from "../support/limits.ts";
import { pathIn } from "../support/mailbox.ts";
import { query } from "../support/rows.ts";
import {
  alertOf,
  byMail,
  email,
  enterPassword,
  isSignedIn,
  password,
  setPassword,
  signOut,
  statusOf,
  tryToSetPassword,
  withPassword,
} from "../support/sign-in-forms.ts";
import { giveEmail, test } from "../support/with-mail.ts";

/** All requests of a test come from here. */
const here = "127.0.0.1";
/** Of who is not signed in, by the account that they say is theirs. */
const exhaustFor = (app: App, act: Act, by: By, account: string, left = 0) =>
  exhaust(app, act, by, subjectOf(by, { address: here, account }) ?? "", left);

const counted = (app: App, act: Act) =>
  query(app, "select from rate_limits where key like $1 and points > 0 and expire > $2", `${act} %`, Date.now());

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("wrong passwords stop that account from here, the right one too, and right ones count nothing", async ({
      page,
      app,
    }) => {
      await giveEmail(app, "acleda", email);
      await signIn(page, app, "acleda");
      await setPassword(page);
      await expect(statusOf(page)).toContainText("Your password is set.");
      await signOut(page);
      await enterPassword(page);
      await isSignedIn(page);
      expect(await counted(app, "password")).toEqual([]);
      await signOut(page);
      // But whoever does nothing else fills the access log.
      await exhaustFor(app, "signIn", "pair", email);
      await enterPassword(page);
      await expect(alertOf(page)).toContainText("You have signed in very often in the last hour.");
      await release(app);

      await exhaustFor(app, "password", "pair", email, 1);
      await enterPassword(page, "not the password");
      await expect(alertOf(page)).toContainText("The e-mail or the password is not right.");
      await enterPassword(page);
      await expect(alertOf(page)).toContainText("Try again in 30 minutes, or sign in in another way.");
      await expect(alertOf(page)).toBeFocused();
      await expect(withPassword(page).getByLabel("E-mail")).toHaveValue(email);
      await expect(withPassword(page).getByLabel("Password")).toHaveValue("");
      // Of an address that nobody has, the same is said after as many.
      await exhaustFor(app, "password", "pair", "nobody@example.org");
      await enterPassword(page, password, "nobody@example.org");
      await expect(alertOf(page)).toContainText("Try again in 30 minutes, or sign in in another way.");
      await release(app);
      await enterPassword(page);
      await isSignedIn(page);
    });

    test("links by mail are sent until the mailbox has had enough, and no more", async ({ page, app, mailbox }) => {
      await giveEmail(app, "acleda", email);
      await exhaustFor(app, "mailedLink", "pair", email, 1);
      for (let time = 0; time < 2; time++) {
        await page.goto("/sign-in");
        await byMail(page).getByLabel("E-mail").fill(email);
        await byMail(page).getByRole("button").click();
        if (time === 0) await expect(page).toHaveURL(/\/sign-in\/link-sent$/);
      }
      await expect(alertOf(page)).toContainText("Look into your mail, also where unwanted mail goes");
      await expect(alertOf(page)).toContainText("ask again in 30 minutes");
      await expect(byMail(page).getByLabel("E-mail")).toHaveValue(email);
      await mailbox.lettersTo(email);
      expect(await query(app, "select from one_time_links where purpose = 'email_sign_in'")).toHaveLength(1);
    });

    test("nor are those that confirm an address, whoever's it is", async ({ page, app, mailbox }) => {
      await signIn(page, app, "acleda");
      await exhaustFor(app, "mailedLink", "account", email, 1);
      await page.goto("/account/email");
      await page.getByRole("textbox", { name: "E-mail" }).fill(email);
      await page.getByRole("button", { name: "Save e-mail" }).click();
      await expect(page.getByText(`${email} (not confirmed)`)).toBeVisible();
      await page.getByRole("button", { name: "Send a link to confirm it" }).click();
      await expect(alertOf(page)).toContainText("ask again in 30 minutes");
      await page.goto("/account/email");
      await page.getByRole("textbox", { name: "E-mail" }).fill(email);
      await page.getByRole("button", { name: "Save e-mail" }).click();
      await expect(alertOf(page)).toContainText("ask again in 30 minutes");
      await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue(email);
      await mailbox.lettersTo(email);
      expect(mailbox.letters).toHaveLength(1);
    });

    test("nor are invitations, whoever sends them, and what whoever accepts one says is theirs", async ({
      page,
      app,
      mailbox,
      browser,
    }) => {
      await signIn(page, app, "acleda");
      await exhaustFor(app, "mailedInvitation", "account", email, 1);
      const invite = async (to: string) => {
        await page.goto("/organizations/acleda/people");
        await page.getByLabel("Their e-mail").fill(to);
        await page.getByRole("checkbox", { name: /^Reporter/ }).check();
        await page.getByRole("button", { name: "Make an invitation" }).click();
      };
      await invite(email);
      await expect(page.getByLabel("Link of the invitation")).toBeVisible();
      await invite(email);
      await expect(alertOf(page)).toContainText("Very many invitations were sent to this address in the last hour.");
      await expect(page.getByLabel("Their e-mail")).toHaveValue(email);
      await invite("else@example.org");
      await expect(page.getByLabel("Link of the invitation")).toBeVisible();
      await mailbox.lettersTo("else@example.org");

      const guest = await (await browser.newContext({ baseURL: app.baseURL })).newPage();
      await guest.goto(await newInvitation(app, "acleda"));
      await guest.getByLabel("Your name").fill("Sok Chan");
      await guest.getByLabel("Your e-mail").fill(email);
      await guest.getByRole("button", { name: "Accept the invitation" }).click();
      await expect(guest).toHaveURL(/\/account\?done=joined/);
      await expect(guest.getByRole("button", { name: "Send a link to confirm it" })).toBeVisible();
      // Long enough for what is done once the answer is on its way.
      await guest.waitForTimeout(1_000);
      expect(mailbox.letters.map(({ recipients }) => recipients)).toEqual([[email], ["else@example.org"]]);
    });

    test("what one signs in with is changed so often and no more", async ({ page, app }) => {
      await giveEmail(app, "acleda", email);
      await signIn(page, app, "acleda");
      await exhaust(app, "account", "asker", await userOf(app, "acleda"));
      await tryToSetPassword(page);
      await expect(alertOf(page)).toContainText("Nothing was changed now; try again in 30 minutes.");
      await page.goto("/account/second-factor");
      await page.getByRole("button", { name: "Set up an app" }).click();
      await expect(alertOf(page)).toContainText("Nothing was changed now; try again in 30 minutes.");
      expect(await query(app, "select from passwords union all select from totp_secrets")).toEqual([]);
      await release(app);
      await page.getByRole("button", { name: "Set up an app" }).click();
      await expect(page.locator("main code")).toBeVisible();
    });

    test("a link that confirms an address is not used up by who presses too often", async ({ page, app, mailbox }) => {
      await signIn(page, app, "acleda");
      await page.goto("/account/email");
      await page.getByRole("textbox", { name: "E-mail" }).fill(email);
      await page.getByRole("button", { name: "Save e-mail" }).click();
      const [letter] = await mailbox.lettersTo(email);
      await page.goto(pathIn(letter ?? {}));
      await exhaust(app, "token", "address", here);
      await page.getByRole("button", { name: "Yes, confirm it" }).click();
      await expect(alertOf(page)).toContainText("This one is not used up: press the button again in 30 minutes.");
      await release(app);
      await page.getByRole("button", { name: "Yes, confirm it" }).click();
      await expect(statusOf(page)).toContainText("Your address is confirmed.");
    });
  });
}

test("wrong codes stop an account everywhere, and say so where the code is typed; a right one counts nothing", async ({
  page,
  app,
}) => {
  await giveEmail(app, "acleda", email);
  await signIn(page, app, "acleda");
  await setPassword(page);
  await page.goto("/account/second-factor");
  await page.getByRole("button", { name: "Set up an app" }).click();
  const codeIn = await readApp(page);
  await page.getByLabel("Code", { exact: true }).fill(codeIn(0));
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(statusOf(page)).toBeVisible();
  await signOut(page);

  await enterPassword(page);
  const enter = async (code: string) => {
    await page.getByLabel("Code", { exact: true }).fill(code);
    await page.getByRole("button", { name: "Go on" }).click();
  };
  // Counted by the account itself: who has come so far knows the password.
  await exhaustFor(app, "secondFactor", "account", await userOf(app, "acleda"), 1);
  await enter("000000");
  await expect(alertOf(page)).toContainText("This code is not right, or was used already.");
  await enter(codeIn(30));
  await expect(alertOf(page)).toContainText("Try again in 30 minutes, or sign in with a passkey.");
  await release(app);
  await enter(codeIn(30));
  await isSignedIn(page);
  expect(await counted(app, "secondFactor")).toEqual([]);
});

test.describe("with a device", () => {
  test.use({ variables: { SITE_NAME: "localhost" } });

  test("passkeys are asked for so often from one network, and the page says when again", async ({ page, app }) => {
    await page.goto("/sign-in");
    await exhaust(app, "passkey", "address", here);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(alertOf(page)).toContainText("Passkeys were asked for from your network more often than people do.");
    expect(await query(app, "select from challenges")).toEqual([]);
    await signIn(page, app, "acleda");
    await page.goto("/account/passkeys");
    await exhaust(app, "account", "asker", await userOf(app, "acleda"));
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await expect(alertOf(page)).toContainText("Nothing was changed now; try again in 30 minutes.");
  });
});
