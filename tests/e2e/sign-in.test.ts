import { newInvitation, signIn } from "../support/accounts.ts";
import { expect } from "../support/app.ts";
import { readApp } from "../support/code-app.ts";
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
  withPassword,
} from "../support/sign-in-forms.ts";
import { giveEmail, test } from "../support/with-mail.ts";

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("a password is set, refused, changed and removed", async ({ page, app, mailbox }) => {
      await giveEmail(app, "acleda", email);
      await signIn(page, app, "acleda");
      await page.goto("/account/password");
      await page.getByLabel("New password").fill("qwertyqwerty");
      await page.getByRole("button", { name: "Save password" }).click();
      await expect(alertOf(page)).toContainText("This password is on lists that others try.");
      expect(await page.content()).not.toContain("qwertyqwerty");
      await setPassword(page);
      const [notice] = await mailbox.lettersTo(email);
      expect(notice?.text).toContain("a password was set for your account");

      await signOut(page);
      await enterPassword(page, "zebra crossings");
      await expect(alertOf(page)).toContainText("The e-mail or the password is not right.");
      await expect(withPassword(page).getByLabel("E-mail")).toHaveValue(email);
      await expect(withPassword(page).getByLabel("Password")).toHaveValue("");
      expect(await page.content()).not.toContain("zebra");
      await enterPassword(page, password, ` ${email.toUpperCase()} `);
      await expect(page).toHaveURL(/\/our-work$/);
      await isSignedIn(page);

      await page.goto("/account/password");
      await page.getByLabel("New password").fill("five unrelated horses");
      await page.getByRole("button", { name: "Save password" }).click();
      await expect(alertOf(page)).toContainText("Password until now: enter it.");
      await page.getByLabel("New password").fill("five unrelated horses");
      await page.getByLabel("Password until now").fill(password);
      await page.getByRole("button", { name: "Save password" }).click();
      await expect(statusOf(page)).toContainText("Your password is set.");
      await page.goto("/account/password");
      await page.getByRole("button", { name: "Remove the password" }).click();
      await expect(statusOf(page)).toContainText("Your password is removed.");
      await signOut(page);
      await enterPassword(page, "five unrelated horses");
      await expect(alertOf(page)).toContainText("The e-mail or the password is not right.");
    });

    test("a link by mail signs in; whoever asks is told the same, whatever the address", async ({
      page,
      app,
      mailbox,
    }) => {
      await giveEmail(app, "acleda", email);
      await page.goto("/sign-in");
      await byMail(page).getByLabel("E-mail").fill("sok");
      await byMail(page).getByRole("button").click();
      await expect(alertOf(page)).toContainText("This is no e-mail address.");
      const told: string[] = [];
      for (const address of ["nobody@example.org", email]) {
        await page.goto("/sign-in");
        await byMail(page).getByLabel("E-mail").fill(address);
        await byMail(page).getByRole("button").click();
        await expect(page).toHaveURL(/\/sign-in\/link-sent$/);
        told.push((await page.getByRole("main").textContent()) ?? "");
      }
      expect(told[0]).toBe(told[1]);
      expect(told[0]).toContain("Look into your mail");
      const [letter] = await mailbox.lettersTo(email);
      expect(mailbox.letters).toHaveLength(1);
      await page.goto(pathIn(letter ?? {}));
      await page.getByRole("button", { name: "Sign in as ACLEDA" }).click();
      await expect(page).toHaveURL(/\/our-work$/);
      await page.goto(pathIn(letter ?? {}));
      await expect(alertOf(page)).toContainText("This link has been used already.");
    });

    test("an address is confirmed by the link that is sent to it", async ({ page, app, mailbox }) => {
      await giveEmail(app, "acleda", "old@example.org");
      await signIn(page, app, "acleda");
      await page.goto("/account/email");
      await page.getByRole("textbox", { name: "E-mail" }).fill(email);
      await page.getByRole("button", { name: "Save e-mail" }).click();
      await expect(page.getByText(`${email} (not confirmed)`)).toBeVisible();
      const [notice] = await mailbox.lettersTo("old@example.org");
      expect(notice?.text).toContain("the address of your account was changed");
      await mailbox.lettersTo(email);
      await page.getByRole("button", { name: "Send a link to confirm it" }).click();
      await expect(statusOf(page)).toContainText("A link is on its way to your address.");
      const [, letter] = await mailbox.lettersTo(email, 2);
      await page.goto(pathIn(letter ?? {}));
      await page.getByRole("button", { name: "Yes, confirm it" }).click();
      await expect(statusOf(page)).toContainText("Your address is confirmed.");
      await page.goto("/account");
      await expect(page.getByText(`${email} (not confirmed)`)).toHaveCount(0);
    });

    test("a second factor is set up with an app, asked for, and recovered from without it", async ({
      page,
      app,
      mailbox,
    }) => {
      await giveEmail(app, "acleda", email);
      await signIn(page, app, "acleda");
      await setPassword(page);
      await page.goto("/account/second-factor");
      await page.getByRole("button", { name: "Set up an app" }).click();
      await expect(page.getByRole("img", { name: /^Picture for the app/ })).toBeVisible();
      const code = await readApp(page);
      await page.getByLabel("Code", { exact: true }).fill("000000");
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(alertOf(page)).toContainText("This code is not right.");
      await page.getByLabel("Code", { exact: true }).fill(code());
      await page.getByRole("button", { name: "Set up" }).click();
      const recoveryCodes = statusOf(page).getByRole("listitem");
      await expect(recoveryCodes).toHaveCount(10);
      const [kept = ""] = await recoveryCodes.allInnerTexts();
      await page.goto("/account/second-factor");
      await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
      expect(await page.content()).not.toContain(kept);

      await signOut(page);
      await enterPassword(page);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("One step more");
      await page.goto("/our-work");
      await expect(page).toHaveURL(/\/sign-in$/);
      await page.goto("/sign-in/second-factor");
      await page.getByLabel("Code", { exact: true }).fill("000000");
      await page.getByRole("button", { name: "Go on" }).click();
      await expect(alertOf(page)).toContainText("This code is not right, or was used already.");
      // The one of now was used to set it up.
      await page.getByLabel("Code", { exact: true }).fill(code(30));
      await page.getByRole("button", { name: "Go on" }).click();
      await isSignedIn(page);
      // What was half done is over.
      await page.goto("/sign-in/second-factor");
      await expect(alertOf(page)).toContainText("Begin again.");

      await signOut(page);
      await enterPassword(page);
      await page.getByText("I do not have my app here").click();
      await page.getByLabel("Recovery code").fill(kept);
      await page.getByRole("button", { name: "Use this code" }).click();
      await isSignedIn(page);
      await expect
        .poll(async () => (await mailbox.lettersTo(email)).map(({ text }) => text).join(""))
        .toContain("somebody signed in to your account with a recovery code");
      await page.goto("/account/second-factor");
      await expect(page.getByText("9 recovery codes are left.")).toBeVisible();
      await page.getByRole("button", { name: "Make new recovery codes" }).click();
      await expect(statusOf(page).getByRole("listitem")).toHaveCount(10);
      await page.getByRole("button", { name: "Remove the second factor" }).click();
      await expect(statusOf(page)).toContainText("The second factor is removed.");
      await signOut(page);
      await enterPassword(page);
      await isSignedIn(page);
    });

    test("five wrong codes begin a sign-in anew", async ({ page, app }) => {
      await giveEmail(app, "acleda", email);
      await signIn(page, app, "acleda");
      await setPassword(page);
      await page.goto("/account/second-factor");
      await page.getByRole("button", { name: "Set up an app" }).click();
      const code = await readApp(page);
      await page.getByLabel("Code", { exact: true }).fill(code());
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(statusOf(page)).toBeVisible();
      await signOut(page);
      await enterPassword(page);
      for (const wrong of ["000000", "111111", "222222", "333333", "444444"]) {
        await page.getByLabel("Code", { exact: true }).fill(wrong);
        await page.getByRole("button", { name: "Go on" }).click();
        await expect(alertOf(page)).toBeVisible();
      }
      await expect(alertOf(page)).toContainText("Five codes were not right.");
      await expect(page).toHaveURL(/\/sign-in\?problem=second-factor-too-many$/);
    });

    test("whoever owes a second factor sets one up before anything else", async ({ page, app, browser }) => {
      const steward = await (await browser.newContext({ baseURL: app.baseURL })).newPage();
      await signIn(steward, app, "ilo");
      await signIn(page, app, "acleda");
      await steward.goto("/organizations/acleda/people");
      await steward.getByRole("button", { name: "Require a second factor" }).click();
      await expect(statusOf(steward)).toContainText("A second factor is required from now on.");

      for (const path of ["/our-work", "/account"]) {
        await page.goto(path);
        await expect(page).toHaveURL(/\/account\/second-factor$/);
      }
      await expect(page.getByRole("main")).toContainText("ACLEDA asks its people for a second factor.");
      // Until then they are the public, also to what takes a form.
      await page.goto("/organizations/acleda/people");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
      await page.getByRole("banner").getByRole("link", { name: "Set up a second factor" }).click();
      await page.getByRole("button", { name: "Set up an app" }).click();
      const code = await readApp(page);
      await page.getByLabel("Code", { exact: true }).fill(code());
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(statusOf(page).getByRole("listitem")).toHaveCount(10);
      await page.goto("/our-work");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Our work");
      await page.goto("/account/second-factor");
      await page.getByRole("button", { name: "Remove the second factor" }).click();
      await expect(alertOf(page)).toContainText("One of your organizations asks for a second factor, so it stays.");

      // Another app takes the place of this one, without a moment in which there is none.
      await page.getByRole("button", { name: "Use another app" }).click();
      const other = await readApp(page);
      expect(other()).not.toBe(code());
      await page.getByLabel("Code", { exact: true }).fill("000000");
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(alertOf(page)).toContainText("This code is not right.");
      await page.getByLabel("Code", { exact: true }).fill(other());
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(statusOf(page).getByRole("listitem")).toHaveCount(10);
      await expect(page.getByRole("button", { name: "Use another app" })).toBeVisible();

      await steward.getByRole("button", { name: "Do not require it any more" }).click();
      await expect(statusOf(steward)).toContainText("A second factor is not required any more.");
      await steward.close();
    });

    test("whoever is new chooses how to sign in, and shows again who they are before changing it", async ({
      page,
      app,
      mailbox,
    }) => {
      await page.goto(await newInvitation(app, "acleda"));
      await page.getByLabel("Your name").fill("Sok Chan");
      await page.getByLabel("Your e-mail").fill(email);
      await page.getByRole("button", { name: "Accept the invitation" }).click();
      await expect(statusOf(page)).toContainText("choose here how you sign in the next time");
      await expect(page.getByRole("main")).toContainText("You have no way of your own to sign in");
      const [letter] = await mailbox.lettersTo(email);
      expect(letter?.subject).toContain("Confirm your address");
      await page.getByRole("link", { name: "Password: Set one" }).click();
      await setPassword(page);
      await query(app, "update sessions set shown_at = shown_at - interval '15 minutes'");
      await page.goto("/account/password");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Show that it is you");
      await withPassword(page).getByLabel("E-mail").fill(email);
      await withPassword(page).getByLabel("Password").fill(password);
      await withPassword(page).getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/account\/password$/);
      await expect(page.getByLabel("Password until now")).toBeVisible();
      // The session of before has ended.
      expect(await query(app, "select from sessions where ended_at is null")).toHaveLength(1);
    });
  });
}

test("fields tell a password manager what they are, and take what is pasted", async ({ page, app, context }) => {
  await giveEmail(app, "acleda", email);
  await page.goto("/sign-in");
  const field = (name: string) => withPassword(page).getByLabel(name);
  await expect(field("E-mail")).toHaveAttribute("autocomplete", "username");
  await expect(field("Password")).toHaveAttribute("autocomplete", "current-password");
  await expect(field("Password")).toHaveAttribute("type", "password");
  await expect(field("Password")).not.toHaveAttribute("maxlength");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), password);
  await field("Password").focus();
  await page.keyboard.press("ControlOrMeta+v");
  await expect(field("Password")).toHaveValue(password);
  await signIn(page, app, "acleda");
  await page.goto("/account/password");
  await expect(page.getByLabel("New password")).toHaveAttribute("autocomplete", "new-password");
  await expect(page.getByLabel("New password")).toHaveAttribute("type", "password");
});

test.describe("what is sent without a page", () => {
  test.use({ javaScriptEnabled: false });

  test("whether an address has an account is told by no answer: the same status, headers and words", async ({
    page,
    app,
    mailbox,
  }) => {
    await giveEmail(app, "acleda", email);
    await signIn(page, app, "acleda");
    await setPassword(page);
    await mailbox.lettersTo(email);
    await signOut(page);
    await page.goto("/sign-in");
    const ask = async (form: typeof withPassword, address: string) => {
      const fields = await form(page).evaluate((one: HTMLFormElement) =>
        Object.fromEntries([...new FormData(one)].map(([name, value]) => [name, String(value)])),
      );
      const typed = { ...fields, email: address, ...("password" in fields && { password: "not the password" }) };
      const sent = { multipart: typed, headers: { origin: app.baseURL }, maxRedirects: 0 };
      const answer = await page.request.post("/sign-in", sent);
      const { date: _, ...headers } = answer.headers();
      return {
        status: answer.status(),
        names: Object.keys(headers),
        location: headers.location,
        nonce: /'nonce-([^']+)'/.exec(headers["content-security-policy"] ?? "")?.[1] ?? "no nonce",
        text: await answer.text(),
      };
    };
    for (const [form, status, words] of [
      [withPassword, 200, "The e-mail or the password is not right."],
      [byMail, 303, ""],
    ] as const) {
      const known = await ask(form, email);
      const unknown = await ask(form, "bopha@example.org");
      expect(known.status).toBe(status);
      expect(known.text).toContain(words);
      // The length of what was typed stands in the page, and the nonce of each answer, and nothing else that differs.
      const plain = ({ nonce, text, ...rest }: typeof known, address: string) => ({
        ...rest,
        text: text
          .replaceAll(address, "")
          .replaceAll(nonce, "")
          .replace(/\b[0-9a-f]{2,}:/g, ""),
      });
      expect(plain(unknown, "bopha@example.org")).toEqual(plain(known, email));
    }
    expect((await mailbox.lettersTo(email, 2)).at(-1)?.subject).toContain("Sign in to");
  });
});
