const megabyte = 1024 * 1024;

/** Of one file, in bytes; the database holds to the same number. */
export const mostFileBytes = 20 * megabyte;
/** Of the words of one form together, in bytes: a note of 10 MB is given back to whoever typed it. */
export const mostTextBytes = 12 * megabyte;
/** Of one form as it is sent: five files and its words, and what is written around them. */
export const mostFormBytes = 5 * mostFileBytes + mostTextBytes + megabyte;

/**
 * The kinds of files that are taken, how their names end and what they are served as. Documents that carry macros (docm,
 * xlsm), pages and drawings that can run scripts (html, svg), archives and programs are not among them.
 */
export const kinds = {
  pdf: { extensions: ["pdf"], type: "application/pdf" },
  docx: { extensions: ["docx"], type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
  xlsx: { extensions: ["xlsx"], type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
  pptx: { extensions: ["pptx"], type: "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
  doc: { extensions: ["doc"], type: "application/msword" },
  xls: { extensions: ["xls"], type: "application/vnd.ms-excel" },
  ppt: { extensions: ["ppt"], type: "application/vnd.ms-powerpoint" },
  odt: { extensions: ["odt"], type: "application/vnd.oasis.opendocument.text" },
  ods: { extensions: ["ods"], type: "application/vnd.oasis.opendocument.spreadsheet" },
  odp: { extensions: ["odp"], type: "application/vnd.oasis.opendocument.presentation" },
  png: { extensions: ["png"], type: "image/png" },
  jpeg: { extensions: ["jpg", "jpeg"], type: "image/jpeg" },
  gif: { extensions: ["gif"], type: "image/gif" },
  webp: { extensions: ["webp"], type: "image/webp" },
  tiff: { extensions: ["tif", "tiff"], type: "image/tiff" },
  heic: { extensions: ["heic", "heif"], type: "image/heic" },
  text: { extensions: ["txt"], type: "text/plain" },
  csv: { extensions: ["csv"], type: "text/csv" },
} as const satisfies Record<string, { extensions: readonly string[]; type: string }>;

export type Kind = keyof typeof kinds;

const byExtension = new Map<string, Kind>(
  Object.entries(kinds).flatMap(([kind, { extensions }]) =>
    extensions.map((extension) => [extension, kind as Kind] as const),
  ),
);

/** How the names of acceptable files end, as `<input type="file" accept>` wants them. */
export const acceptedExtensions = [...byExtension.keys()].map((extension) => `.${extension}`).join(",");

/** The kind that a file claims to be by the end of its name. */
export function claimedKind(fileName: string): Kind | undefined {
  return byExtension.get(/\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "");
}
