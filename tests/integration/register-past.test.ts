import { expect, test } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { listEntryChanges } from "#lib/register/change-queries.ts";
import { editRecommendation, withdrawRecommendation } from "#lib/register/commands.ts";
import { createRegister, entryForm } from "../support/register.ts";
import { doneWith, now, reason, seenEntry } from "../support/register-commands.ts";

test("the changes of an entry as of an instant are those recorded by then, also when it is withdrawn since", async () => {
  const { report, entry, steward } = await createRegister();
  const edit = async (title: string) => {
    const at = now();
    const target = { id: entry.id, seen: await seenEntry(entry.id) };
    const form = entryForm({ code: "R1", title });
    doneWith(await editRecommendation(steward, report.id, target, form, { publish: false }, at));
    return at;
  };
  const told = async (until?: Date) => {
    const { found, changes } = await listEntryChanges(publicViewer, entry.id, until);
    expect(found).toBe(changes.length);
    const ofItself = changes.filter(({ table }) => table === "recommendations");
    return ofItself.map(({ subject, event, now }) => [subject?.name, event, now.title]);
  };
  const first = await edit("Lend to women");
  const second = await edit("Lend to all");
  const one = ["R1", "changed", "Lend to women"];
  const both = [["R1", "changed", "Lend to all"], one];
  const then = [
    [new Date(first.getTime() - 1), []],
    [first, [one]],
    [new Date(second.getTime() - 1), [one]],
    [second, both],
  ] as const;
  for (const [until, changes] of then) expect(await told(until), until.toISOString()).toEqual(changes);
  expect(await told()).toEqual(both);

  const withdrawn = now();
  doneWith(await withdrawRecommendation(steward, report.id, entry.id, reason, withdrawn));
  for (const [until, changes] of then) expect(await told(until), until.toISOString()).toEqual(changes);
  expect(await told(new Date(withdrawn.getTime() - 1))).toEqual(both);
  expect(await told(withdrawn)).toEqual([]);
  expect(await told()).toEqual([]);
});
