import { fillForm, openForm } from "./entry-forms.ts";
import { recommendation } from "./progress-form.ts";
import { claim, exit, steps, writeEntries } from "./waiting.ts";
import { elsewhere, noIds, noLink, noRow, notSeen, type Write } from "./write.ts";

/** Assignments that this form is not of: of another report, and of another organization here. */
const assignments = {
  sql: `${elsewhere.assignment.sql} union
        select a.id from assignments a join recommendations r on r.id = a.recommendation_id
        join organizations o on o.id = a.organization_id where o.slug = 'ministry' and r.code = 'R2'`,
};

/** Entries of another assignment. */
const entries = {
  sql: `select u.id from updates u join assignments a on a.id = u.assignment_id
        join recommendations r on r.id = a.recommendation_id where r.code = 'R1.4'`,
};

/** Kinds of entry that nobody may make of any of these forms. */
const otherKinds = ["reopening", "correction"];

type EntryWrite = Omit<Write, "to" | "tampered" | "others" | "never"> & Partial<Pick<Write, "tampered" | "others">>;

const write = ({ tampered, others, ...more }: EntryWrite): Write => ({
  to: "POST /reports/[report]/recommendations/[code]/entries",
  tampered: {
    assignmentId: noIds,
    submissionId: ["", "'; drop table updates"],
    seen: notSeen,
    kind: otherKinds,
    form: "What the form is called on the page, which draws it again.",
    ...tampered,
  },
  others: {
    assignmentId: assignments,
    submissionId: "The browser chooses it: it is the name of this one sending.",
    ...others,
  },
  never: { "used link": noLink },
  says: /"refusal":"|[Nn]othing (of yours )?was saved|write here|Only [\w ]+ (answers|decides)|not signed in any more/,
  ...more,
});

/** Where it is sent the first and the second time: what was logged the first time leaves less to log. */
type Codes = readonly [string, string];

/** Opens a form, where it is behind a link by that, and fills it in. */
const fill =
  (codes: Codes, name: string, filled: Record<string, string>, link?: string): Write["open"] =>
  async (page, _, time) => {
    await page.goto(recommendation(codes[time] ?? ""));
    if (link) await page.getByRole("link", { name: link, exact: true }).click();
    await fillForm(await openForm(page, name), filled);
  };

type Logged = Omit<Parameters<typeof writeEntries>[1][number], "code" | "organization" | "daysAgo">;

/** Something that ACLEDA has logged in both places, and UNDP elsewhere; all of it before anything is sent. */
const logged =
  (codes: Codes, entry: Logged): Write["prepare"] =>
  async (app, time) => {
    if (time > 0) return;
    const own = codes.map((code) => ({ code, organization: "acleda" as const, daysAgo: 5, ...entry }));
    await writeEntries(app, [{ code: "R1.4", organization: "undp", daysAgo: 6, ...steps }, ...own]);
  };

const acleda = { as: "acleda", other: "veterans", lower: ["verifier"] } as const;
const approver = { ...acleda, lower: ["verifier", "reporter"] } as const;
const office = { as: "ilo", other: "veterans" } as const;
const untouched: Codes = ["R1.2", "F1"];
const reported: Codes = ["R3.5", "F4"];
const aWorkingGroup = {
  Status: "In progress",
  "What has happened?": "A working group has met.",
  "When did it happen?": "2001-03",
};

/** What is written into the logs of assignments: by each right, and about each thing that an entry can be about. */
export const entryWrites: readonly Write[] = [
  write({
    form: "progress",
    ...acleda,
    open: fill(untouched, "Log progress", aWorkingGroup),
    within: "Log progress",
    button: "Save update",
  }),
  write({
    form: "an answer",
    ...approver,
    open: fill(untouched, "Answer the recommendation", { Answer: "Accepted", "When was this decided?": "2001-01" }),
    button: "Save answer",
  }),
  write({
    form: "on behalf",
    ...office,
    lower: ["verifier"],
    // The steward enters for every organization of this report, and of no other.
    others: { assignmentId: elsewhere.assignment },
    open: fill(
      untouched,
      "Log progress",
      { ...aWorkingGroup, "Where do you have it from?": "A letter." },
      "Enter on behalf of ACLEDA",
    ),
    within: "Log progress",
    button: "Save update",
  }),
  write({
    form: "a verification",
    ...office,
    lower: ["steward"],
    prepare: logged(reported, claim),
    open: fill(reported, "Decide the verification", {
      Finding: "Verified",
      "What is the finding based on?": "The annual report.",
      "Why?": "It names the branches.",
    }),
    within: "Decide the verification",
    button: "Save decision",
  }),
  write({
    form: "the decision of an exit",
    ...office,
    lower: ["verifier"],
    prepare: logged(reported, exit),
    open: fill(reported, "Decide the requested exit", { Decision: "Confirm", "Why?": "It has ended." }),
    button: "Save decision",
  }),
  write({
    form: "a correction",
    ...acleda,
    prepare: logged(reported, steps),
    open: fill(reported, "Correct the last entry", { "What was wrong with the entry?": "The month." }),
    button: "Save correction",
    // Without one it is of the newest entry that can be corrected, which what was seen holds to.
    tampered: { kind: ["reopening"], aboutId: [noRow] },
    others: { aboutId: entries },
  }),
  {
    to: "POST /our-work/entries",
    ...acleda,
    open: async (page, _, time) => {
      await page.goto("/our-work");
      await page.getByRole("checkbox", { name: new RegExp(`^Choose ${untouched[time]} `) }).check();
      await page.getByRole("radio", { name: /^No change, still correct/ }).check();
    },
    button: "Save for the chosen",
    othersHaveOne: "Every organization has a page of its own work.",
    tampered: { page: "It only leads back to where the list was read." },
    others: { "chosen.": assignments },
    never: { "tampered field": "It has no other hidden field.", "used link": noLink },
    says: /[Nn]othing was saved|not signed in any more|was not saved/,
    unkept: { "other organization": "What they choose is none of their own, and to them as if it were gone." },
  },
];
