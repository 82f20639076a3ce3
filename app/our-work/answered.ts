import type { Member } from "#lib/accounts/viewer.ts";
import { boxOf, mostAtOnce, readChosen } from "#lib/assignments/several.ts";
import { getDraft } from "#lib/drafts/queries.ts";
import { listOwn } from "#lib/organizations/queries.ts";
import { listEntriesAt, listPlaces } from "#lib/updates/queries.ts";

export type Answered = NonNullable<Awaited<ReturnType<typeof getAnswered>>>;

/** What became of a form for several: what was saved, what was left and is still chosen, and what was typed. */
export async function getAnswered(viewer: Member, draftId: string, now: Date) {
  const draft = await getDraft(viewer, draftId);
  if (!draft?.saved) return;
  const { refusal, minutes = 0, problems, typed, saved } = draft;
  const chosen = readChosen(typed) ?? [];
  const left = chosen.length > mostAtOnce ? [] : chosen;
  const reasons = new Map(problems.map(({ field, code }) => [field, code]));
  const items = await listOwn(
    viewer,
    left.map(({ assignmentId }) => assignmentId),
    now,
  );
  const seen = new Map(left.map((one) => [one.assignmentId, one.seen]));
  // What the writer had not seen of a log: the newest of it, which leads to the rest.
  const moved = items.filter(({ id, logLength }) => logLength > (seen.get(id) ?? logLength));
  const [places, heads] = await Promise.all([
    listPlaces(viewer, saved),
    listEntriesAt(
      viewer,
      moved.map(({ id, logLength }) => ({ assignmentId: id, sequence: logLength })),
    ),
  ]);
  const headOf = new Map(heads.map((entry) => [entry.assignment.id, entry]));
  return {
    refusal,
    minutes,
    /** At the fields of the form; those of single assignments stand in their rows. */
    problems: problems.filter(({ field }) => !field.startsWith(boxOf(""))),
    typed,
    saved: places,
    asked: saved.length + left.length,
    /** Chosen, but none of this organization's any more, or never. */
    gone: left.length - items.length,
    rows: items.map((item) => ({
      item,
      reason: reasons.get(boxOf(item.id)),
      since: headOf.get(item.id),
    })),
  };
}
