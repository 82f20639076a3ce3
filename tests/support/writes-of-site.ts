import { newLink } from "./accounts.ts";
import { backdate, daysAgo } from "./past.ts";
import { report } from "./progress-form.ts";
import { query } from "./rows.ts";
import { noLink, otherReports, type Write } from "./write.ts";

const signIn = "app/sign-in/[token]/actions.ts";
const site = "components/site/actions.ts";
const changes = "app/reports/[report]/changes/actions.ts";
const snapshots = "app/reports/[report]/snapshots/actions.ts";

const ownSession = "It ends the session that its own cookie names, whoever's that is.";
const ownVisit = "Everybody who is signed in notes for themselves what they have read.";
const ownMembership = "Everybody chooses among the organizations that they belong to themselves.";

/** Who sends one of these is led on, and sees there how things stand. */
const anything = /^/;

/** Signing in and out, and what belongs to no register and no log. */
export const siteWrites: readonly Write[] = [
  {
    to: `${signIn} signInAction`,
    as: "nobody",
    other: "undp",
    lower: [],
    open: async (page, app) => page.goto(await newLink(app, "acleda")),
    button: "Sign in as ACLEDA",
    tampered: { token: ["1 or true", "A".repeat(43)] },
    others: {},
    link: "one_time_links",
    never: {
      "signed out": "Whoever has a link is not signed in yet.",
      "forged cookie": "It asks for no session.",
      "revoked session": "It asks for no session.",
      "other organization": "A link says itself whom it signs in.",
      "lower role": "A link signs in people of any role.",
      "row of others": "It names no row, but by its token.",
    },
    says: /This link (is not known here|has been used already|has expired)|The account of this link has ended/,
  },
  {
    to: `${site} signOutAction`,
    as: "acleda",
    other: "undp",
    lower: [],
    open: (page) => page.goto("/organizations"),
    button: "Sign out",
    tampered: {},
    others: {},
    never: {
      "other organization": ownSession,
      "lower role": ownSession,
      "tampered field": "It has no field.",
      "row of others": "It has no field.",
      "used link": noLink,
    },
    says: anything,
  },
  {
    to: `${site} switchOrganizationAction`,
    as: "acleda",
    other: "undp",
    lower: [],
    prepare: (app, time) =>
      query(
        app,
        `insert into memberships (user_id, organization_id, roles)
         select m.user_id, (select id from organizations where slug = $1), '{reporter}'
         from memberships m join organizations o on o.id = m.organization_id where o.slug = 'acleda'`,
        ["undp", "ministry"][time],
      ),
    open: async (page, _, time) => {
      await page.goto("/organizations");
      await page.getByLabel("Act for").selectOption(["UNDP", "MIME"][time] ?? "");
    },
    button: "Switch organization",
    tampered: {},
    others: { organizationId: { sql: "select id from organizations where slug in ('veterans', 'ilo')" } },
    never: {
      "other organization": ownMembership,
      "lower role": ownMembership,
      "tampered field": "It has no hidden field.",
      "used link": noLink,
    },
    says: anything,
  },
  {
    to: `${changes} markReadAction`,
    as: "acleda",
    other: "undp",
    lower: [],
    open: (page) => page.goto(`${report}/changes`),
    button: "I have read this",
    tampered: { report: ["none", "' or true"], shownAt: ["", "soon"] },
    others: {},
    never: {
      "other organization": ownVisit,
      "lower role": ownVisit,
      "row of others": "It names no row but a report, which is everybody's to read.",
      "used link": noLink,
    },
    says: anything,
  },
  {
    to: `${snapshots} freezeAction`,
    as: "ilo",
    other: "acleda",
    lower: ["verifier"],
    prepare: backdate,
    open: async (page, _, time) => {
      await page.goto(`${report}/snapshots`);
      await page.getByLabel("Title").fill(`Snapshot ${time}`);
      await page.getByLabel("As of the end of").fill(daysAgo(time + 1));
    },
    button: "Freeze this day",
    tampered: { report: otherReports },
    others: {},
    never: { "row of others": "It names no row but the report.", "used link": noLink },
    says: /Nothing was frozen/,
  },
];
