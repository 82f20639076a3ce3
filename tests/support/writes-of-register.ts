import type { Page } from "@playwright/test";
import { report } from "./progress-form.ts";
import { query } from "./rows.ts";
import { elsewhere, noIds, noLink, notSeen, otherReports, type Write } from "./write.ts";

const register = `${report}/register`;
const entry = (code: string) => `${register}/entries/${code}`;
const form = (page: Page, name: string) => page.getByRole("form", { name, exact: true });
const field = (page: Page, name: string, label: string) => form(page, name).getByLabel(label, { exact: true });

/** The first or the second of two, by which time it is. */
const either = (first: string, second: string) => (time: number) => (time === 0 ? first : second);

const steward = { as: "ilo", other: "acleda", lower: ["verifier"], never: { "used link": noLink } } as const;
const ofReport = { report: otherReports };
const ofRow = { report: otherReports, id: noIds };
const ofSeenRow = { ...ofRow, seen: notSeen };
const isOrder = "Where the list was narrowed to; it only leads back there.";

/** Takes back that an entry was published; one for each time. */
const makeDraft =
  (first: string, second: string): Write["prepare"] =>
  (app, time) =>
    query(app, "update recommendations set published_at = null where code = $1", either(first, second)(time));

const write = (action: string, more: Omit<Write, "to" | keyof typeof steward> & Partial<Write>): Write => ({
  to: `app/reports/[report]/register/actions.ts ${action}`,
  ...steward,
  ...more,
});

/** What the steward does with a register. */
export const registerWrites: readonly Write[] = [
  write("saveEntryAction", {
    form: "an entry that there is",
    open: async (page, _, time) => {
      await page.goto(entry("R1.2"));
      await field(page, "The entry", "Title").fill(`Another title ${time}`);
    },
    within: "The entry",
    button: "Save",
    tampered: ofSeenRow,
    others: { id: elsewhere.recommendation, parent: elsewhere.recommendation, themes: elsewhere.theme },
  }),
  write("saveEntryAction", {
    form: "a new entry",
    open: async (page, _, time) => {
      await page.goto(`${register}/new?from=R1.2`);
      await field(page, "The entry", "Code").fill(`N${time}`);
      await field(page, "The entry", "Title").fill("A new entry");
      await field(page, "The entry", "Statement").fill("Somebody should do something.");
    },
    within: "The entry",
    button: "Save and publish",
    tampered: { ...ofReport, after: "Where in the order it stands; what is no sibling puts it last." },
    others: {
      after: "Where in the order it stands; what is no sibling puts it last.",
      parent: elsewhere.recommendation,
      themes: elsewhere.theme,
    },
  }),
  write("publishAction", {
    prepare: makeDraft("F3", "F4"),
    open: (page) => page.goto(register),
    button: (time) => `Publish ${either("F3", "F4")(time)}`,
    tampered: { ...ofRow, list: isOrder },
    others: { id: elsewhere.recommendation },
  }),
  write("withdrawEntryAction", {
    open: async (page, _, time) => {
      await page.goto(entry(either("F3", "F4")(time)));
      await field(page, "Withdraw this entry", "Reason").fill("It stands twice.");
    },
    within: "Withdraw this entry",
    button: "Withdraw this entry",
    tampered: ofRow,
    others: { id: elsewhere.recommendation },
  }),
  write("deleteEntryAction", {
    prepare: makeDraft("F3", "F4"),
    open: (page, _, time) => page.goto(entry(either("F3", "F4")(time))),
    button: "Delete draft",
    tampered: ofRow,
    others: { id: elsewhere.recommendation },
  }),
  write("moveEntryAction", {
    open: async (page, _, time) => {
      await page.goto(entry("R1.2"));
      await field(page, "Order of R1.2", "New place").fill(either("3", "1")(time));
    },
    within: "Order of R1.2",
    button: "Move",
    tampered: ofRow,
    others: { id: elsewhere.recommendation },
  }),
  write("assignAction", {
    open: async (page, _, time) => {
      await page.goto(entry("R1.2"));
      const name = "Assign an organization";
      await field(page, name, "Organization").selectOption(either("MIME", "CVAP")(time));
      await field(page, name, "Role").selectOption("Support");
      await field(page, name, "Basis").selectOption({ index: 1 });
    },
    within: "Assign an organization",
    button: "Assign",
    tampered: ofRow,
    others: { id: elsewhere.recommendation, organization: elsewhere.organization },
  }),
  write("changeAssignmentAction", {
    open: async (page, _, time) => {
      await page.goto(entry("R1.2"));
      await field(page, "Change role and basis of UNDP", "Role").selectOption(time === 0 ? "lead" : "support");
      await field(page, "Change role and basis of UNDP", "Basis").selectOption(time === 0 ? "stated" : "proposed");
    },
    button: "Save role and basis of UNDP",
    tampered: ofSeenRow,
    others: { id: elsewhere.assignment },
  }),
  write("withdrawAssignmentAction", {
    open: async (page, _, time) => {
      const organization = either("UNDP", "ACLEDA")(time);
      await page.goto(entry("R1.2"));
      await field(page, `Withdraw ${organization}`, "Reason to withdraw it").fill("It has no part in it.");
    },
    button: (time) => `Withdraw ${either("UNDP", "ACLEDA")(time)}`,
    tampered: ofRow,
    others: { id: elsewhere.assignment },
  }),
  write("deleteAssignmentAction", {
    prepare: makeDraft("R1.2", "R1.2"),
    open: (page) => page.goto(entry("R1.2")),
    button: (time) => `Remove ${either("UNDP", "ACLEDA")(time)}`,
    tampered: ofRow,
    others: { id: elsewhere.assignment },
  }),
  write("saveOrganizationAction", {
    form: "an organization that there is",
    open: async (page, _, time) => {
      await page.goto(`${register}/organizations/veterans`);
      await field(page, "The organization", "Its part in this report").fill(`Another part ${time}`);
    },
    button: "Save organization",
    tampered: ofSeenRow,
    others: { id: elsewhere.organization, successor: "Any organization may be the successor of one that has ended." },
  }),
  write("saveOrganizationAction", {
    form: "a new organization",
    open: async (page, _, time) => {
      await page.goto(`${register}/new-organization`);
      await field(page, "The organization", "Name").fill(`A new bank ${time}`);
      await field(page, "The organization", "Acronym").fill(`NB${time}`);
      await field(page, "The organization", "Kind").selectOption({ index: 1 });
    },
    button: "Save organization",
    tampered: ofReport,
    others: { successor: "Any organization may be the successor of one that has ended." },
    never: { ...steward.never, "row of others": "It names no row that belongs to somebody." },
  }),
  write("addParticipantAction", {
    open: async (page, _, time) => {
      await page.goto(`${register}/organizations`);
      const option = either("Another bank (AB)", "Another steward (AS)")(time);
      await field(page, "Add to this report", "Organization").selectOption(option);
    },
    button: "Add to this report",
    tampered: ofReport,
    others: { organization: { sql: "select id from users union select id from recommendations" } },
  }),
  write("removeParticipantAction", {
    prepare: (app, time) =>
      query(
        app,
        `insert into participations (report_id, organization_id, function, position)
         select r.id, o.id, 'stakeholder', 100 from reports r, organizations o
         where r.slug = 'cmb-97-021' and o.slug = $1`,
        either("other-bank", "other-steward")(time),
      ),
    open: (page, _, time) => page.goto(`${register}/organizations/${either("other-bank", "other-steward")(time)}`),
    button: "Remove from this report",
    tampered: ofRow,
    others: {
      id: {
        sql: `select id from organizations o where slug like 'other-%' and not exists (
          select from participations p join reports r on r.id = p.report_id
          where p.organization_id = o.id and r.slug = 'cmb-97-021')`,
      },
    },
  }),
  write("saveThemeAction", {
    form: "a theme that there is",
    open: async (page, _, time) => {
      const theme = either("Finance", "Markets")(time);
      await page.goto(`${register}/themes`);
      await field(page, `Name of ${theme}`, "Name").fill(`${theme} and more`);
    },
    button: (time) => `Save name: ${either("Finance", "Markets")(time)}`,
    tampered: ofSeenRow,
    others: { id: elsewhere.theme },
  }),
  write("saveThemeAction", {
    form: "a new theme",
    open: async (page, _, time) => {
      await page.goto(`${register}/themes`);
      await field(page, "Add a theme", "Name").fill(`A new theme ${time}`);
    },
    button: "Add a theme",
    tampered: ofReport,
    others: {},
    never: { ...steward.never, "row of others": "It names no row but the report." },
  }),
  write("moveThemeAction", {
    open: (page) => page.goto(`${register}/themes`),
    button: (time) => `Move Finance ${either("down", "up")(time)}`,
    tampered: ofRow,
    others: { id: elsewhere.theme },
    never: { ...steward.never, "sent again": "It moves by one place more, as pressing it twice is meant to." },
  }),
  write("deleteThemeAction", {
    prepare: (app, time) =>
      query(
        app,
        `insert into themes (id, report_id, slug, name, position)
         select gen_random_uuid(), id, $1, $2, 1000 from reports where slug = 'cmb-97-021'`,
        `unused-${time}`,
        `Unused ${time}`,
      ),
    open: (page) => page.goto(`${register}/themes`),
    button: (time) => `Delete Unused ${time}`,
    tampered: ofRow,
    others: { id: elsewhere.theme },
  }),
];
