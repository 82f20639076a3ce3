import type { FileChild } from "docx";
import { isClaimed } from "#lib/assignments/status.ts";
import { dayAt, wordDatedDay, wordDay } from "#lib/dates.ts";
import { isVerifiedAsWhole } from "#lib/recommendations/rollup.ts";
import { locale, type Words } from "#lib/words.ts";
import type { Frame } from "./content.ts";
import { heading, paragraph, table } from "./document-parts.ts";
import { type RecommendationRow, readRecommendations } from "./rows.ts";
import type { Selection } from "./selection.ts";

// The recommendations of the document, a block each.

/** What one document holds; a longer register is read in the list. */
const most = 500;

export async function blocksOf(selection: Selection, { words, site }: Frame): Promise<FileChild[]> {
  const blocks: FileChild[] = [];
  let count = 0;
  for await (const rows of readRecommendations(selection))
    for (const row of rows)
      if (++count <= most) blocks.push(...blockOf(row, words, selection.report.timeZone));
      else
        return [
          ...blocks,
          paragraph(
            `${words("print.more", { most })} ${words("print.list")}: ${site}/reports/${selection.report.slug}/recommendations`,
          ),
        ];
  return blocks;
}

const columns = ["organization", "answer", "status", "verification", "target", "lastEntry"] as const;

function blockOf(row: RecommendationRow, words: Words, timeZone: string): FileChild[] {
  const { code, title, kind, section, locator, textComplete, statement, implementation, assignments } = row;
  const sectionKey = `section.${section}` as "section.summary";
  const place = [
    words(`kind.${kind}`),
    `${words.has(sectionKey) ? words(sectionKey) : section}, ${locator}`,
    ...(textComplete ? [] : [words("print.incomplete")]),
  ];
  const status = words(isVerifiedAsWhole(row) ? "chart.stageVerified" : "chart.stage", {
    status: words(`implementation.${implementation}`),
  });
  return [
    heading.part(`${code} ${title}`),
    paragraph(place.join(" · "), { isQuiet: true, keepNext: true }),
    paragraph(statement, { keepNext: true }),
    paragraph(`${words("print.whole")} ${status}`, { isStrong: true, keepNext: assignments.length > 0 }),
    ...(assignments.length === 0
      ? [paragraph(words("print.byParts"), { isQuiet: true })]
      : table({
          // A day such as 30 September 2026 stands in one line.
          widths: [16, 15, 16, 16, 18.5, 18.5],
          head: columns.map((column) => words(`print.${column}`)),
          rows: assignments.map((assignment) => {
            const { target, lastEntryAt } = assignment;
            return [
              `${assignment.acronym} (${words(`role.${assignment.role}`)})`,
              words(`answer.${assignment.response}`),
              words(`implementationTitle.${assignment.implementation}`),
              words(`verificationTitle.${isClaimed(assignment) ? assignment.verification : "nothing"}`),
              target ? wordDatedDay(target, locale) : words("target.none"),
              lastEntryAt ? wordDay(dayAt(new Date(lastEntryAt), timeZone), locale) : words("freshness.never"),
            ];
          }),
        })),
  ];
}
