import { newLink, signIn } from "../support/accounts.ts";
import { expect } from "../support/app.ts";
import { setUpApp } from "../support/code-app.ts";
import { query } from "../support/rows.ts";
import { giveEmail, test } from "../support/with-mail.ts";

const email = "sok@example.org";

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("the steward takes a lost second factor, its person is told and signs in without; the log says who did it", async ({
      page: steward,
      app,
      mailbox,
      browser,
    }) => {
      await giveEmail(app, "acleda", email);
      const person = await (await browser.newContext({ baseURL: app.baseURL })).newPage();
      await signIn(person, app, "acleda");
      await setUpApp(person);

      await signIn(steward, app, "ilo");
      await steward.goto("/organizations/acleda/people");
      await steward.getByRole("link", { name: "First approver" }).click();
      const button = steward.getByRole("button", { name: "Remove the second factor of First approver" });
      await query(app, "update sessions set shown_at = shown_at - interval '15 minutes'");
      await button.click();
      const alert = steward.getByRole("main").getByRole("alert");
      await expect(alert).toContainText("You signed in more than 15 minutes ago.");
      await expect(alert.getByRole("link", { name: "Sign in once more" })).toHaveAttribute("href", "/account/confirm");
      await query(app, "update sessions set shown_at = now()");
      await button.click();
      await expect(steward.getByRole("main").getByRole("status")).toContainText("The second factor is removed");
      await expect
        .poll(async () => (await mailbox.lettersTo(email)).map(({ text }) => text).join(""))
        .toContain("a steward removed the second factor of your account");

      await person.goto("/our-work");
      await expect(person).toHaveURL(/\/sign-in$/);
      await person.goto(await newLink(app, "acleda"));
      await person.getByRole("button", { name: "Sign in as ACLEDA" }).click();
      await expect(person.getByRole("banner")).toContainText("for ACLEDA");
      await person.context().close();

      await steward.goto("/access?kind=second_factor_removed");
      await expect(steward.getByRole("main")).toContainText("Removed the second factor of First approver");
      await steward.goto("/organizations/acleda/people");
      await steward.getByRole("link", { name: "First approver" }).click();
      await button.click();
      await expect(alert).toContainText("This person has no app that is asked for its codes, and no passkey.");
    });
  });
}
