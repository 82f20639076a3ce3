import "server-only";
import { createHash } from "node:crypto";
import { type Database, db } from "#lib/db.ts";
import { keepRollUp, lockReport } from "#lib/recommendations/commands.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { type Count, countNames } from "./comparison.ts";
import { findConflicts } from "./conflicts.ts";
import { type Register, readRegister } from "./register.ts";
import { saveAssignments, saveRecommendations } from "./save-entries.ts";
import { saveOrganizations, saveParticipations, saveReport, saveThemes } from "./save-report.ts";

/** What a load did. `vanished` is a sentence for each thing that is kept although the file does not name it any more. */
export type Loaded = {
  report: string;
  /** The file was loaded before, and the caller asked for new files only. */
  skipped: boolean;
  recommendations: Count;
  assignments: Count;
  organizations: Count;
  themes: Count;
  vanished: string[];
};

export type LoadRefusal = "invalid-register" | "conflicting-register";

/**
 * Loads a register file: the whole of it, or nothing with a sentence for each thing to mend. The file corrects the register
 * and only that: no log entry, no state of an assignment, and nothing is removed that it does not name.
 */
export async function loadRegister(
  file: string,
  now: Date,
  options: { onlyIfNew?: boolean } = {},
): Promise<Result<Loaded, LoadRefusal, string[]>> {
  const read = readRegister(file);
  if (!read.ok) return read;
  const hash = createHash("sha256").update(file).digest("hex");
  return db.$transaction((tx) => load(tx, read.value, hash, now, options), { maxWait: 10_000, timeout: 60_000 });
}

/** The load in lines for a terminal, what matters most last. */
export function wordLoaded(loaded: Loaded): string[] {
  return [
    ...(loaded.skipped ? [`${loaded.report}: this file is loaded already`] : loaded.vanished),
    wordCount(loaded.organizations, "organization"),
    wordCount(loaded.themes, "theme"),
    wordCount(loaded.assignments, "assignment"),
    wordCount(loaded.recommendations, "recommendation"),
  ];
}

function wordCount(count: Count, noun: string): string {
  const total = count.new + count.changed + count.unchanged;
  return `${total} ${noun}${total === 1 ? "" : "s"}: ${count.new} new, ${count.changed} changed, ${count.unchanged} unchanged`;
}

async function load(
  tx: Database,
  register: Register,
  hash: string,
  now: Date,
  options: { onlyIfNew?: boolean },
): Promise<Result<Loaded, LoadRefusal, string[]>> {
  // One load at a time: a report's first has no row to lock, and reports share organizations.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('tamdan load register'))`;
  const kept = await tx.report.findUnique({
    where: { slug: register.report.slug },
    select: { id: true, registerHashes: true },
  });
  const at = kept ? await lockReport(tx, kept.id, now) : now;
  if (options.onlyIfNew && kept?.registerHashes.includes(hash)) return done(skipped(register));
  const conflicts = kept ? await findConflicts(tx, kept.id, register) : [];
  if (conflicts.length > 0) return refused("conflicting-register", conflicts);

  const organizations = await saveOrganizations(tx, register, kept?.id);
  const reportId = await saveReport(tx, register, hash, organizations.ids);
  const participations = await saveParticipations(tx, register, reportId, organizations.ids);
  const themes = await saveThemes(tx, register, reportId);
  const recommendations = await saveRecommendations(tx, register, reportId, themes.ids, at);
  const assignments = await saveAssignments(tx, register, reportId, recommendations.ids, organizations.ids, at);
  await keepRollUp(tx, [...new Set([...recommendations.regrouped, ...assignments.touched])]);

  return done({
    report: register.report.slug,
    skipped: false,
    recommendations: recommendations.count,
    assignments: assignments.count,
    organizations: countNames(
      participations.fresh,
      [...organizations.changed, ...participations.changed],
      register.organizations.length,
    ),
    themes: themes.count,
    vanished: [...participations.vanished, ...themes.vanished, ...recommendations.vanished, ...assignments.vanished],
  });
}

function skipped({ report, organizations, themes, recommendations }: Register): Loaded {
  const unchanged = (count: number): Count => ({ new: 0, changed: 0, unchanged: count });
  return {
    report: report.slug,
    skipped: true,
    recommendations: unchanged(recommendations.length),
    assignments: unchanged(recommendations.flatMap(({ assignments }) => assignments).length),
    organizations: unchanged(organizations.length),
    themes: unchanged(Object.keys(themes).length),
    vanished: [],
  };
}
