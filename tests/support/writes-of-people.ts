import type { Page } from "@playwright/test";
import { newInvitation, newMember } from "./accounts.ts";
import type { App } from "./app.ts";
import { query } from "./rows.ts";
import { noIds, noLink, otherOrganizations, type Write } from "./write.ts";

const people = "/organizations/acleda/people";
const noPage = /There is nothing at this address/;

/** What an approver does with the people of their organization: nobody else sees the page. */
const managing = {
  as: "acleda",
  other: "undp",
  lower: ["reporter", "verifier", "steward"],
  says: /Nothing was changed|This form was sent before|Somebody else has changed these roles/,
  saysToOthers: noPage,
  never: { "used link": noLink },
} as const;

const write = (action: string, more: Omit<Write, "to" | keyof typeof managing> & Partial<Write>): Write => ({
  to: `app/organizations/[organization]/people/actions.ts ${action}`,
  ...managing,
  ...more,
});

/** Whom it is about, each time somebody else. */
const colleague = (time: number) => `Colleague ${time}`;

/** Somebody to do it to, and where. */
const withColleague = (rest = "") => {
  let place = "";
  return {
    prepare: async (app: App, time: number) => {
      place = `${people}/${await newMember(app, "acleda", colleague(time))}${rest}`;
    },
    goto: (page: Page) => page.goto(place),
  };
};
const [changed, ended, reset, removed] = [withColleague(), withColleague(), withColleague(), withColleague("/remove")];

/** Who does not belong to ACLEDA. */
const strangers = {
  sql: `select m.user_id as id from memberships m join organizations o on o.id = m.organization_id
        where o.slug in ('undp', 'ilo')`,
};

const accept: Pick<Write, "to" | "tampered" | "others" | "link"> = {
  to: "app/invitations/[token]/actions.ts acceptInvitationAction",
  tampered: { token: ["1 or true", "A".repeat(43)] },
  others: {},
  link: "invitations",
};
const over = /This invitation (is not known here|has been accepted already|was withdrawn|has expired)/;
const whoeverHasIt = "Whoever has the link is let in, as whom they are signed in.";
const byToken = "It names no row, but by its token.";

/** Inviting, coming in, and what becomes of those who have. */
export const peopleWrites: readonly Write[] = [
  write("inviteAction", {
    prepare: (app) => newInvitation(app, "undp"),
    open: async (page, _, time) => {
      await page.goto(people);
      await page.getByLabel("Their e-mail").fill(`sok.${time}@example.org`);
      await page.getByRole("checkbox", { name: /^Reporter/ }).check();
    },
    within: "Invite somebody",
    button: "Make an invitation",
    // Any other id is as good as the one that the page made up.
    tampered: { organization: otherOrganizations, id: ["", "1 or true"] },
    others: { id: { sql: "select id from invitations" } },
  }),
  write("withdrawAction", {
    prepare: async (app) => [await newInvitation(app, "acleda"), await newInvitation(app, "undp")],
    open: (page) => page.goto(people),
    button: "Withdraw the invitation for Whoever has the link",
    tampered: { organization: otherOrganizations, invitation: noIds },
    others: {
      invitation: {
        sql: "select i.id from invitations i join organizations o on o.id = i.organization_id where o.slug = 'undp'",
      },
    },
  }),
  write("changeRolesAction", {
    prepare: changed.prepare,
    open: async (page) => {
      await changed.goto(page);
      await page.getByRole("checkbox", { name: /^Approver/ }).check();
    },
    within: "Change roles",
    button: "Save roles",
    tampered: { organization: otherOrganizations, person: noIds, seen: ["", "approver", "steward"] },
    others: { person: strangers },
  }),
  write("endMembershipAction", {
    prepare: ended.prepare,
    open: ended.goto,
    button: (time) => `End the membership of ${colleague(time)}`,
    tampered: { organization: otherOrganizations, person: noIds },
    others: { person: strangers },
  }),
  write("removePersonAction", {
    as: "ilo",
    other: "acleda",
    lower: ["reporter", "approver", "verifier"],
    prepare: async (app, time) => {
      await removed.prepare(app, time);
      await newMember(app, "other-bank", `Stranger ${time}`);
    },
    open: removed.goto,
    button: (time) => `Remove the account of ${colleague(time)} for good`,
    tampered: { organization: "It only leads back to the people of that organization.", person: noIds },
    others: {
      person: {
        sql: `select m.user_id as id from memberships m join organizations o on o.id = m.organization_id
              where o.slug = 'other-bank'`,
      },
    },
    says: /Nothing was removed/,
  }),
  write("resetSecondFactorAction", {
    as: "ilo",
    other: "acleda",
    lower: ["reporter", "approver", "verifier"],
    prepare: async (app, time) => {
      await reset.prepare(app, time);
      await newMember(app, "other-bank", `Stranger ${time}`);
      await query(
        app,
        `insert into totp_secrets (user_id, secret, created_at, confirmed_at)
         select id, '', now(), now() from users where name in ($1, $2) on conflict do nothing`,
        colleague(time),
        `Stranger ${time}`,
      );
    },
    open: reset.goto,
    button: (time) => `Remove the second factor of ${colleague(time)}`,
    tampered: { organization: "It only leads back to the people of that organization.", person: noIds },
    others: {
      person: {
        sql: `select m.user_id as id from memberships m join organizations o on o.id = m.organization_id
              where o.slug = 'other-bank'`,
      },
    },
  }),
  write("demandSecondFactorAction", {
    as: "ilo",
    other: "acleda",
    lower: ["reporter", "approver", "verifier"],
    open: (page) => page.goto(people),
    // The first time it is required, the second time not any more.
    button: (time) => ["Require a second factor", "Do not require it any more"][time] ?? "",
    tampered: {
      organization: ["other-bank", "nowhere", "' or true"],
      required: "It says which of the two; anything but yes requires nothing, as the other button does.",
    },
    others: {},
    never: { "row of others": "It names no row but an organization.", "used link": noLink },
  }),
  {
    ...accept,
    form: "with a new account",
    as: "nobody",
    other: "undp",
    lower: [],
    open: async (page, app, time) => {
      await page.goto(await newInvitation(app, "acleda"));
      await page.getByLabel("Your name").fill("Sok Chan");
      await page.getByLabel("Your e-mail").fill(`sok.${time}@example.org`);
    },
    button: "Accept the invitation",
    never: {
      "signed out": "Whoever is invited is not signed in yet.",
      "forged cookie": "It asks for no session.",
      "revoked session": "It asks for no session.",
      "ended membership": "Whoever is invited belongs to nothing yet; whoever invited ends with their invitations.",
      "other organization": whoeverHasIt,
      "lower role": whoeverHasIt,
      "row of others": byToken,
    },
    says: over,
  },
  {
    ...accept,
    form: "as who is signed in",
    as: "undp",
    other: "ministry",
    lower: [],
    open: async (page, app, time) => page.goto(await newInvitation(app, time === 0 ? "acleda" : "veterans")),
    button: "Accept as First approver",
    never: { "other organization": whoeverHasIt, "lower role": whoeverHasIt, "row of others": byToken },
    // Who is not signed in any more is asked for a name, as for a new account.
    says: new RegExp(`${over.source}|The invitation is still open`),
  },
];
