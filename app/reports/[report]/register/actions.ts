"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { typedIn } from "#components/ui/typed-in.ts";
import { recordRefusal } from "#lib/access/refused.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
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
import type { RegisterResult } from "#lib/register/edit.ts";
import { longest } from "#lib/register/judge.ts";
import {
  addOrganization,
  addParticipant,
  editOrganization,
  removeParticipant,
} from "#lib/register/organization-commands.ts";
import {
  AssignmentForm,
  EntryForm,
  MoveForm,
  noRow,
  OrganizationForm,
  ReasonForm,
  Target,
  ThemeForm,
} from "#lib/register/schema.ts";
import { addTheme, deleteTheme, moveTheme, renameTheme } from "#lib/register/theme-commands.ts";
import { getReport } from "#lib/reports/queries.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";

// Every form of the register comes here. Done: on to the page that shows it. Refused: the same form, with why and with
// everything that was typed.

type Sent = { viewer: Viewer; report: string; target: Target; typed: Record<string, string>; now: Date };
type Done = { at: string; done: string; code?: string; anchor?: string };

async function submit<Value>(
  previous: FormState,
  form: FormData,
  command: (sent: Sent) => Promise<RegisterResult<Value>>,
  next: (value: Value, typed: Record<string, string>) => Done,
): Promise<FormState> {
  const typed = typedIn(form, "themes");
  const refused = { attempt: previous.attempt + 1, typed, problems: [] };
  const t = await getTranslations("registerRefusal");
  const report = await getReport(typed.report ?? "");
  if (!report) return { ...refused, message: t("not-found") };
  const now = new Date();
  const target = Target.parse(typed);
  const viewer = await getViewer();
  const limited = await limitForm("register", viewer, previous, typed, now);
  if (limited) return limited;
  const result = await command({ viewer, report: report.id, target, typed, now });
  if (result.ok) {
    const { at, done, code, anchor } = next(result.value, typed);
    revalidatePath("/", "layout");
    const words = new URLSearchParams({ done, ...(code && { code }), at: String(now.getTime()) });
    redirect(`/reports/${report.slug}/register${at}${at.includes("?") ? "&" : "?"}${words}#${anchor ?? "done"}`);
  }
  const { refusal, detail = [] } = result;
  await recordRefusal(refusal, "register", { viewer, caller: await readCaller() }, now);
  // Drawn anew, the page shows what came between.
  if (refusal === "changed-meanwhile") revalidatePath("/", "layout");
  const problem = await getTranslations("registerProblem");
  type Key = Parameters<typeof problem>[0];
  const words = detail.map(({ field, code }) => {
    const own = `${field}.${code}` as Key;
    const limit = field in longest ? longest[field as keyof typeof longest] : 0;
    return { field, words: problem(problem.has(own) ? own : (`any.${code}` as Key), { limit }) };
  });
  const message = t(refusal, { count: detail.length });
  return { ...refused, message, isChanged: refusal === "changed-meanwhile", problems: words };
}

const entry = (code: string) => `/entries/${encodeURIComponent(code)}`;
const idOf = ({ target }: Sent) => target.id ?? noRow;

export async function saveEntryAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    ({ viewer, report, target, typed, now }) => {
      const publish = typed.next === "publish";
      const said = EntryForm.parse(typed);
      return target.id
        ? editRecommendation(viewer, report, { id: target.id, seen: target.seen }, said, { publish }, now)
        : addRecommendation(viewer, report, said, { after: target.after, publish }, now);
    },
    ({ code }, typed) => {
      const done = typed.next === "publish" ? "published" : typed.id ? "saved" : "added";
      return typed.next === "next" ? { at: `/new?from=${code}`, done, code } : { at: entry(code), done, code };
    },
  );
}

export async function publishAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => publishRecommendation(sent.viewer, sent.report, idOf(sent), sent.now),
    ({ code }, { list }) => ({
      at: list === undefined ? entry(code) : list,
      done: "published",
      code,
      anchor: list === undefined ? undefined : code,
    }),
  );
}

export async function withdrawEntryAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => withdrawRecommendation(sent.viewer, sent.report, idOf(sent), ReasonForm.parse(sent.typed), sent.now),
    ({ code }) => ({ at: entry(code), done: "withdrawn", code }),
  );
}

export async function deleteEntryAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => deleteRecommendation(sent.viewer, sent.report, idOf(sent), sent.now),
    ({ code }) => ({ at: "", done: "deleted", code }),
  );
}

export async function moveEntryAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => {
      const { move } = MoveForm.parse({ move: sent.typed.next ?? sent.typed.move });
      return moveRecommendation(sent.viewer, sent.report, idOf(sent), move, sent.now);
    },
    ({ code }, { list }) =>
      list === undefined ? { at: entry(code), done: "moved", code } : { at: list, done: "moved", code, anchor: code },
  );
}

export async function assignAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => assign(sent.viewer, sent.report, idOf(sent), AssignmentForm.parse(sent.typed), sent.now),
    ({ code }) => ({ at: entry(code), done: "assigned", code }),
  );
}

export async function changeAssignmentAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => {
      const target = { id: idOf(sent), seen: sent.target.seen };
      return changeAssignment(sent.viewer, sent.report, target, AssignmentForm.parse(sent.typed), sent.now);
    },
    ({ code }) => ({ at: entry(code), done: "assignmentSaved", code }),
  );
}

export async function withdrawAssignmentAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => withdrawAssignment(sent.viewer, sent.report, idOf(sent), ReasonForm.parse(sent.typed), sent.now),
    ({ code }) => ({ at: entry(code), done: "assignmentWithdrawn", code }),
  );
}

export async function deleteAssignmentAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => deleteAssignment(sent.viewer, sent.report, idOf(sent), sent.now),
    ({ code }) => ({ at: entry(code), done: "assignmentDeleted", code }),
  );
}

export async function saveOrganizationAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    ({ viewer, report, target, typed, now }) => {
      const said = OrganizationForm.parse(typed);
      return target.id
        ? editOrganization(viewer, report, { id: target.id, seen: target.seen }, said, now)
        : addOrganization(viewer, report, said, now);
    },
    ({ slug }, { id }) => ({ at: `/organizations/${slug}`, done: id ? "organizationSaved" : "organizationAdded" }),
  );
}

export async function addParticipantAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => {
      const { organization } = AssignmentForm.parse(sent.typed);
      return addParticipant(sent.viewer, sent.report, organization, sent.now);
    },
    ({ slug }) => ({ at: `/organizations/${slug}`, done: "organizationAdded" }),
  );
}

export async function removeParticipantAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => removeParticipant(sent.viewer, sent.report, idOf(sent), sent.now),
    () => ({ at: "/organizations", done: "organizationRemoved" }),
  );
}

export async function saveThemeAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    ({ viewer, report, target, typed, now }) => {
      const said = ThemeForm.parse(typed);
      return target.id
        ? renameTheme(viewer, report, { id: target.id, seen: target.seen }, said, now)
        : addTheme(viewer, report, said, now);
    },
    (_, { id }) => ({ at: "/themes", done: id ? "themeSaved" : "themeAdded" }),
  );
}

export async function moveThemeAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => moveTheme(sent.viewer, sent.report, idOf(sent), sent.typed.next === "up" ? "up" : "down", sent.now),
    ({ id }) => ({ at: "/themes", done: "themeMoved", anchor: `theme-${id}` }),
  );
}

export async function deleteThemeAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(
    previous,
    form,
    (sent) => deleteTheme(sent.viewer, sent.report, idOf(sent), sent.now),
    () => ({ at: "/themes", done: "themeDeleted" }),
  );
}
