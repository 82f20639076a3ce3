import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRecommendation,
  assign,
  changeAssignment,
  deleteAssignment,
  deleteRecommendation,
  editRecommendation,
  moveRecommendation,
  publishRecommendation,
  withdrawAssignment,
  withdrawRecommendation,
} from "#lib/register/commands.ts";
import { addOrganization, editOrganization, removeParticipant } from "#lib/register/organization-commands.ts";
import { deleteTheme, moveTheme, renameTheme } from "#lib/register/theme-commands.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import {
  assignmentForm,
  createRegister,
  entryForm,
  organizationForm,
  type TypedEntry,
  type TypedOrganization,
} from "../support/register.ts";
import {
  createTheme,
  doneWith,
  everything,
  type Given,
  now,
  problemsOf,
  reason,
  seenEntry,
  seenOrganization,
} from "../support/register-commands.ts";
import { createOrganization, createRecommendation } from "../support/report.ts";

// What is typed wrong into the forms of a register.

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

describe("bad input gets a sentence at its field, and nothing is written", () => {
  let given: Given;
  let other: Given;
  let parent: Awaited<ReturnType<typeof createRecommendation>>;
  let part: Awaited<ReturnType<typeof createRecommendation>>;
  let gone: Awaited<ReturnType<typeof createRecommendation>>;
  beforeAll(async () => {
    given = await createRegister();
    other = await createRegister();
    parent = await createRecommendation(given.report, [], { code: "P1" });
    part = await createRecommendation(given.report, [], { code: "P1.1", parentId: parent.id });
    gone = await createRecommendation(given.report, [], {
      code: "G1",
      withdrawnAt: new Date(),
      withdrawnFor: "Gone.",
    });
  });

  const huge = "ក".repeat(10_000_000);
  const bad: [string, TypedEntry | (() => TypedEntry), string[]][] = [
    [
      "nothing typed",
      { code: "", title: "", statement: "", kind: "", section: "", locator: "", sourceUrl: "", priority: "" },
      [
        "section.missing",
        "locator.missing",
        "sourceUrl.missing",
        "code.missing",
        "title.missing",
        "statement.missing",
        "kind.missing",
        "priority.missing",
      ],
    ],
    [
      "only spaces",
      { code: "  ", title: "\t \n", statement: "\u00A0\u2003" },
      ["code.missing", "title.missing", "statement.missing"],
    ],
    [
      "nothing that is seen",
      { title: "\u200B\u2060", statement: "\uFEFF\u00AD" },
      ["title.missing", "statement.missing"],
    ],
    ["only control characters", { title: "\u0000\u0007", statement: "\u001B" }, ["title.missing", "statement.missing"]],
    ["only marks of direction", { title: "\u202E", locator: "\u2066\u2069" }, ["locator.missing", "title.missing"]],
    ["10 MB of title", { title: huge }, ["title.too-long"]],
    ["10 MB of statement", { statement: huge }, ["statement.too-long"]],
    ["10 MB of code", { code: "A".repeat(10_000_000) }, ["code.too-long"]],
    ["10 MB of address", { sourceUrl: `https://example.org/${"a".repeat(10_000_000)}` }, ["sourceUrl.too-long"]],
    ["a title of 501 characters", { title: "a".repeat(501) }, ["title.too-long"]],
    ["a statement of 20,001", { statement: "a".repeat(20_001) }, ["statement.too-long"]],
    ["a section of 501", { section: "a".repeat(501) }, ["section.too-long"]],
    ["a locator of 501", { locator: "a".repeat(501) }, ["locator.too-long"]],
    ["a note of 20,001", { editorialNote: "a".repeat(20_001) }, ["editorialNote.too-long"]],
    ["a code of 31", { code: "A".repeat(31) }, ["code.too-long"]],
    ["an address of 2,001", { sourceUrl: `https://a.org/${"a".repeat(2000)}` }, ["sourceUrl.too-long"]],
    [
      "a source of a priority of 501",
      { priority: "high", prioritySource: "a".repeat(501) },
      ["prioritySource.too-long"],
    ],
    ["half a character in the title", { title: "A\uD800" }, ["title.broken"]],
    ["half a character in the statement", { statement: "\uDC00B" }, ["statement.broken"]],
    ["a replacement character", { locator: "item \uFFFD" }, ["locator.broken"]],
    ["a code with a space", { code: "R 1" }, ["code.unreadable"]],
    ["a code with a slash", { code: "R1/2" }, ["code.unreadable"]],
    ["a code that climbs", { code: "../../etc" }, ["code.unreadable"]],
    ["a code with two dots", { code: "R1..2" }, ["code.unreadable"]],
    ["a code that ends in a dot", { code: "R1." }, ["code.unreadable"]],
    ["a code of markup", { code: "<b>" }, ["code.unreadable"]],
    ["a code in Khmer digits", { code: "R១" }, ["code.unreadable"]],
    ["a code of an emoji", { code: "👩🏽‍🌾" }, ["code.unreadable"]],
    ["a code with a query", { code: "R1?x=1" }, ["code.unreadable"]],
    ["a code with a fragment", { code: "R1#x" }, ["code.unreadable"]],
    ["a code with SQL", { code: "R1'; drop table themes" }, ["code.unreadable"]],
    ["a code that is taken", { code: "R1" }, ["code.taken"]],
    ["a code that a withdrawn entry has", { code: "G1" }, ["code.taken"]],
    ["a script for an address", { sourceUrl: "javascript:alert(1)" }, ["sourceUrl.unreadable"]],
    ["a script in capitals", { sourceUrl: "JaVaScRiPt:alert(1)" }, ["sourceUrl.unreadable"]],
    ["a script after a tab", { sourceUrl: "java\tscript:alert(1)" }, ["sourceUrl.unreadable"]],
    ["data for an address", { sourceUrl: "data:text/html,<script>" }, ["sourceUrl.unreadable"]],
    ["a file for an address", { sourceUrl: "file:///etc/passwd" }, ["sourceUrl.unreadable"]],
    ["mail for an address", { sourceUrl: "mailto:a@example.org" }, ["sourceUrl.unreadable"]],
    ["an address without a scheme", { sourceUrl: "www.example.org" }, ["sourceUrl.unreadable"]],
    ["an address with a space", { sourceUrl: "https://example.org/a b" }, ["sourceUrl.unreadable"]],
    ["an address with two lines", { sourceUrl: "https://example.org\nhttps://example.com" }, ["sourceUrl.unreadable"]],
    ["an address without a host", { sourceUrl: "https://" }, ["sourceUrl.unreadable"]],
    ["an address by its slashes", { sourceUrl: "//example.org" }, ["sourceUrl.unreadable"]],
    ["no kind", { kind: "" }, ["kind.missing"]],
    ["a kind that there is not", { kind: "wish" }, ["kind.missing"]],
    ["a kind of JavaScript's own", { kind: "__proto__" }, ["kind.missing"]],
    ["a priority that there is not", { priority: "urgent" }, ["priority.missing"]],
    ["a priority without a source", { priority: "high" }, ["prioritySource.missing"]],
    ["a priority with a blank source", { priority: "low", prioritySource: "\u200B" }, ["prioritySource.missing"]],
    ["a source without a priority", { prioritySource: "page 3" }, ["priority.without"]],
    ["a parent that is no id", { parent: "R1" }, ["parent.unknown"]],
    ["a parent that there is not", { parent: randomUUID() }, ["parent.unknown"]],
    ["a parent of another report", () => ({ parent: other.entry.id }), ["parent.unknown"]],
    ["a parent that was withdrawn", () => ({ parent: gone.id }), ["parent.unknown"]],
    ["a parent that somebody answers for", () => ({ parent: given.entry.id }), ["parent.assigned"]],
    ["a theme that there is not", { themes: randomUUID() }, ["themes.unknown"]],
    ["a theme that is no id", { themes: "finance" }, ["themes.unknown"]],
    [
      "everything at once",
      { code: "R1", title: "", sourceUrl: "x", parent: "x", themes: "x", priority: "high" },
      [
        "sourceUrl.unreadable",
        "code.taken",
        "title.missing",
        "parent.unknown",
        "prioritySource.missing",
        "themes.unknown",
      ],
    ],
  ];

  test.each(bad)("entry: %s", async (_, typed, expected) => {
    const before = await everything(client);
    const form = entryForm(typeof typed === "function" ? typed() : typed);
    const answer = await addRecommendation(given.steward, given.report.id, form, { publish: true }, now());
    expect(problemsOf(answer)).toEqual(expected);
    expect(await everything(client)).toEqual(before);
  });

  test("entry: a theme of another report", async () => {
    const theme = await createTheme(other);
    const answer = await addRecommendation(
      given.steward,
      given.report.id,
      entryForm({ themes: theme.id }),
      { publish: true },
      now(),
    );
    expect(problemsOf(answer)).toEqual(["themes.unknown"]);
  });

  test.each<[string, () => string]>([
    ["itself", () => parent.id],
    ["its own part", () => part.id],
  ])("entry: part of %s", async (_, parentId) => {
    const target = { id: parent.id, seen: await seenEntry(parent.id) };
    const form = entryForm({ code: "P1", parent: parentId() });
    const answer = await editRecommendation(given.steward, given.report.id, target, form, { publish: false }, now());
    expect(problemsOf(answer)).toEqual(["parent.circle"]);
  });

  const badOrganizations: [string, TypedOrganization, string[]][] = [
    [
      "nothing typed",
      { name: "", acronym: "", organizationKind: "" },
      ["name.missing", "acronym.missing", "organizationKind.missing"],
    ],
    ["a name of 501", { name: "a".repeat(501) }, ["name.too-long"]],
    ["a kind that there is not", { organizationKind: "ngo" }, ["organizationKind.missing"]],
    ["31 February", { existsFrom: "2001-02-31" }, ["existsFrom.unreadable"]],
    ["the year 0", { existsUntil: "0000" }, ["existsUntil.unreadable"]],
    ["a date in words", { existsUntil: "March 2001" }, ["existsUntil.unreadable"]],
    ["an end before the beginning", { existsFrom: "2003-04", existsUntil: "2003-03" }, ["existsUntil.before-it-began"]],
    ["a successor that there is not", { successor: randomUUID() }, ["successor.unknown"]],
    ["a successor that is no id", { successor: "acleda" }, ["successor.unknown"]],
    ["half a character", { acronym: "A\uD800" }, ["acronym.broken"]],
    ["a part of 501", { part: "a".repeat(501) }, ["part.too-long"]],
  ];

  test.each(badOrganizations)("organization: %s", async (_, typed, expected) => {
    const before = await everything(client);
    const answer = await addOrganization(given.steward, given.report.id, organizationForm(typed), now());
    expect(problemsOf(answer)).toEqual(expected);
    expect(await everything(client)).toEqual(before);
  });

  test("organization: one of this name is known, in whatever letters; a form that is sent twice adds one", async () => {
    const form = organizationForm();
    doneWith(await addOrganization(given.steward, given.report.id, form, now()));
    const before = await everything(client);
    for (const name of [form.name, form.name.toUpperCase()]) {
      const again = await addOrganization(given.steward, given.report.id, { ...form, name }, now());
      expect(problemsOf(again)).toEqual(["name.taken"]);
    }
    expect(await everything(client)).toEqual(before);
  });

  test("organization: succeeded by itself, or by one that it succeeds", async () => {
    const { id } = given.organization;
    const heir = await createOrganization({ successorId: id });
    for (const successor of [id, heir.id]) {
      const target = { id, seen: await seenOrganization(id) };
      const answer = await editOrganization(
        given.steward,
        given.report.id,
        target,
        organizationForm({ successor }),
        now(),
      );
      expect(problemsOf(answer)).toEqual(["successor.circle"]);
    }
  });

  test("ids of another report lead nowhere", async () => {
    const { report, steward } = given;
    const before = await everything(client);
    const theme = await createTheme(other);
    const target = (id: string) => ({ id, seen: 0 });
    const { entry, assignment, organization } = other;
    const answers = await Promise.all([
      editRecommendation(steward, report.id, target(entry.id), entryForm(), { publish: false }, now()),
      publishRecommendation(steward, report.id, entry.id, now()),
      withdrawRecommendation(steward, report.id, entry.id, reason, now()),
      deleteRecommendation(steward, report.id, entry.id, now()),
      moveRecommendation(steward, report.id, entry.id, "up", now()),
      assign(steward, report.id, entry.id, assignmentForm(given.organization.id), now()),
      changeAssignment(steward, report.id, target(assignment.id), { role: "lead", basis: "stated" }, now()),
      withdrawAssignment(steward, report.id, assignment.id, reason, now()),
      deleteAssignment(steward, report.id, assignment.id, now()),
      editOrganization(steward, report.id, target(organization.id), organizationForm(), now()),
      removeParticipant(steward, report.id, organization.id, now()),
      renameTheme(steward, report.id, target(theme.id), { name: "x" }, now()),
      moveTheme(steward, report.id, theme.id, "up", now()),
      deleteTheme(steward, report.id, theme.id, now()),
    ]);
    expect(new Set(answers.map((answer) => (answer.ok ? "done" : answer.refusal)))).toEqual(new Set(["not-found"]));
    await db.theme.delete({ where: { id: theme.id } });
    expect((await everything(client)).kept).toEqual(before.kept);
  });

  test("an organization without a part in the report, and one that is assigned already, are not assigned", async () => {
    const stranger = await createOrganization();
    const cases: [string, string][] = [
      [stranger.id, "organization.unknown"],
      ["", "organization.missing"],
      ["x", "organization.unknown"],
      [given.organization.id, "organization.taken"],
    ];
    for (const [id, problem] of cases)
      expect(
        problemsOf(await assign(given.steward, given.report.id, given.entry.id, assignmentForm(id), now())),
      ).toEqual([problem]);
  });
});
