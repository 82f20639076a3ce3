import type { Filters } from "#lib/recommendations/schema.ts";
import { type Frame, writeRowsAsCsv, writeRowsAsJson, writeRowsAsWorkbook } from "./content.ts";
import { writeReportAsDocument } from "./report-document.ts";
import type { Selection } from "./selection.ts";

type Content = AsyncIterable<string | Uint8Array>;

type ExportFile = {
  type: string;
  /** What it has, whatever the address of a list says. */
  filters?: Partial<Filters>;
  /** It has what everybody may see, whoever makes it: nothing that is restricted. */
  isForAll?: true;
  write: (selection: Selection, frame: Frame) => Content;
};

const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** What can be exported of a report: the list as it is filtered, or the report as a whole. */
const list = {
  csv: { type: "text/csv; charset=utf-8; header=present", write: writeRowsAsCsv },
  xlsx: { type: workbook, write: writeRowsAsWorkbook },
  json: { type: "application/json", write: writeRowsAsJson },
} as const satisfies Record<string, ExportFile>;

const whole = {
  "report.xlsx": { type: workbook, filters: { unit: "assignment" }, write: writeRowsAsWorkbook },
  "report.docx": { type: document, filters: {}, isForAll: true, write: writeReportAsDocument },
} as const satisfies Record<string, ExportFile>;

export type ListFormat = keyof typeof list;

const files: Record<string, ExportFile> = { ...list, ...whole };

export function findExport(name: string): ExportFile | undefined {
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

const dot = ".";

/** "cmb-97-021-2026-11-24.xlsx", and of a list what it is of: what is saved beside others is told apart. */
export function nameExport(name: string, { report, progress, ofAssignments }: Selection): string {
  const extension = name.slice(name.lastIndexOf(dot) + 1);
  const unit = name in whole ? [] : [ofAssignments ? "assignments" : "recommendations"];
  return `${[report.slug, ...unit, progress.today].join("-")}.${extension}`;
}
