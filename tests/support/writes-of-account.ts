import { newMember } from "./accounts.ts";
import { allWays } from "./pages.ts";
import { query } from "./rows.ts";
import { giveEmail } from "./with-mail.ts";
import { noIds, noLink, type Write } from "./write.ts";

export const ofOneself = "Everybody does it to what is their own.";

/** What everybody who is signed in does with their own account; whoever is not is led to sign in. */
export const own = { as: "acleda", other: "undp", lower: [], says: /Sign in/ } as const;
export const never = { "other organization": ofOneself, "lower role": ofOneself, "used link": noLink };
export const noField = { ...never, "tampered field": "It has no hidden field.", "row of others": "It names no row." };

const write = (action: string, more: Omit<Write, "to" | keyof typeof own> & Partial<Write>): Write => ({
  to: `app/account/actions.ts ${action}`,
  ...own,
  ...more,
});

const browser = (time: number) => `Browser ${time}`;

/** One's own account: its address, its sessions, what is stored, and its end. */
export const accountWrites: readonly Write[] = [
  write("changeEmailAction", {
    open: async (page, _, time) => {
      await page.goto("/account/email");
      await page.getByLabel("E-mail", { exact: true }).fill(`sok.${time}@example.org`);
    },
    button: "Save e-mail",
    tampered: {},
    others: {},
    never: noField,
  }),
  write("changeNameAction", {
    open: async (page, _, time) => {
      await page.goto("/account/name");
      await page.getByLabel("Name", { exact: true }).fill(`Sok ${time}`);
    },
    button: "Save name",
    tampered: {},
    others: {},
    never: noField,
  }),
  write("endSessionAction", {
    prepare: (app, time) =>
      query(
        app,
        `insert into sessions (id, token_hash, user_id, organization_id, way, expires_at, user_agent)
         select gen_random_uuid(), $1, m.user_id, m.organization_id, 'link', now() + interval '1 day', $1
         from memberships m join organizations o on o.id = m.organization_id where o.slug = 'acleda'`,
        browser(time),
      ),
    open: (page) => page.goto("/account"),
    button: (time) => `End the session of ${browser(time)}`,
    tampered: { session: noIds },
    others: {
      session: {
        sql: "select s.id from sessions s join organizations o on o.id = s.organization_id where o.slug = 'undp'",
      },
    },
    never: { "lower role": ofOneself, "used link": noLink },
    // One that is not theirs, or has ended already, makes no difference, and they are not told that it is there.
    says: /Sign in|Your account/,
    unkept: { "other organization": "Nobody is refused: a session that is not theirs is to them as none." },
  }),
  write("endEverywhereAction", {
    open: (page) => page.goto("/account"),
    button: "Sign out everywhere",
    tampered: {},
    others: {},
    never: noField,
  }),
  write("removeOwnAccountAction", {
    // Each time somebody else of ACLEDA is its first account, and somebody stays who is an approver.
    prepare: async (app, time) => {
      if (time > 0) return;
      const next = await newMember(app, "acleda", "Next approver", "{approver}");
      await newMember(app, "acleda", "Last approver", "{approver}");
      await query(app, "update memberships set created_at = '2001-01-01' where user_id = $1", next);
    },
    open: (page) => page.goto("/account/remove"),
    button: "Remove my account for good",
    tampered: {},
    others: {},
    never: noField,
  }),
  write("sendConfirmationAction", {
    variables: allWays,
    prepare: (app) => giveEmail(app, "acleda", "sok@example.org", { isConfirmed: false }),
    open: (page) => page.goto("/account"),
    button: "Send a link to confirm it",
    tampered: {},
    others: {},
    never: { ...noField, "sent again": "Each time another link is sent, as often as one may ask for it." },
  }),
  {
    ...own,
    to: "POST /account/data",
    open: (page) => page.goto("/account"),
    button: "Download my data",
    tampered: {},
    others: {},
    never: { ...noField, "sent again": "Each time it is given out, and recorded, once more." },
    says: /You are not signed in any more, so nothing was prepared/,
  },
  {
    ...own,
    to: "POST /access/export",
    lower: ["reporter", "verifier"],
    open: (page) => page.goto("/access"),
    button: "Download as CSV table",
    tampered: {},
    others: {},
    never: {
      "other organization": "Whoever manages people gets what is of theirs.",
      "tampered field": "It has no hidden field.",
      "row of others": "It names no row.",
      "used link": noLink,
      "sent again": "Each time it is given out, and recorded, once more.",
    },
    unkept: { "lower role": "Nothing is there for them, as on the page." },
    says: /Not found/,
  },
];
