import type { App } from "./app.ts";
import { test as base } from "./app.ts";
import { openMailbox } from "./mailbox.ts";
import { query } from "./rows.ts";

/** `test` with a mailbox that the server sends to. */
export const test = base.extend<{ mailbox: Awaited<ReturnType<typeof openMailbox>> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  mailbox: async ({}, use) => {
    const mailbox = await openMailbox();
    await use(mailbox);
    await mailbox.stop();
  },
  variables: async ({ mailbox }, use) => use(mailbox.variables),
});

/** The first account of an organization gets an address, and has confirmed it or not. */
export async function giveEmail(
  app: App,
  organization: string,
  email: string,
  { isConfirmed = true } = {},
): Promise<void> {
  await query(
    app,
    `update users set email = $2, email_set_at = now(), email_verified_at = case when $3 then now() end where id = (
       select m.user_id from memberships m join organizations o on o.id = m.organization_id where o.slug = $1 order by m.created_at limit 1)`,
    organization,
    email,
    isConfirmed,
  );
}
