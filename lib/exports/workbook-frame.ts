import { text } from "#lib/markup.ts";

// What of a workbook is the same whatever stands in it: how cells look, and which parts there are.

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** A sheet that was written: its name, and where its table stands, if it is one. */
export type Place = { name: string; table?: string };

const fonts = ["", "<b/>", "<b/>", "<b/>"];
const sizes = [11, 11, 16, 11];
/** Each look: its font, its fill, how numbers are written and how it is aligned. */
const looks = {
  plain: { font: 0, fill: 0, format: 0, wrap: false },
  text: { font: 0, fill: 0, format: 0, wrap: true },
  title: { font: 2, fill: 0, format: 0, wrap: false },
  head: { font: 1, fill: 2, format: 0, wrap: true },
  strong: { font: 1, fill: 0, format: 0, wrap: true },
  number: { font: 0, fill: 0, format: 1, wrap: false },
  share: { font: 0, fill: 0, format: 9, wrap: false },
  day: { font: 0, fill: 0, format: 164, wrap: false },
  instant: { font: 0, fill: 0, format: 165, wrap: false },
} as const;

/** The number of each look among the styles. */
export const styleAt = Object.fromEntries(Object.keys(looks).map((name, index) => [name, index])) as Record<
  keyof typeof looks,
  number
>;

const stylesXml = `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="${fonts.length}">${fonts.map((bold, index) => `<font>${bold}<sz val="${sizes[index]}"/><name val="Calibri"/><family val="2"/></font>`).join("")}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EBEF"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${Object.keys(looks).length}">${Object.values(
  looks,
)
  .map(
    ({ font, fill, format, wrap }) =>
      `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top"${wrap ? ' wrapText="1"' : ""}/></xf>`,
  )
  .join(
    "",
  )}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** What stands before and behind the rows of a sheet. On paper it is as wide as a page, and its head stands on each. */
export const worksheet = {
  open: (widths: readonly number[], hasHead: boolean) => {
    const pane = hasHead ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : "";
    const columns = widths.map(
      (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
    );
    return `${declaration}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>`;
  },
  close: (table: string | undefined) =>
    `</sheetData>${table ? `<autoFilter ref="${table}"/>` : ""}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`,
};

/** The parts that name the others, by their names: they are written when all sheets are. */
export function frameOf(places: readonly Place[]): Record<string, string> {
  const parts = {
    "xl/workbook.xml": workbookXml(places),
    "xl/_rels/workbook.xml.rels": relationships([
      ...places.map((_, index) => ({ type: "worksheet", target: `worksheets/sheet${index + 1}.xml` })),
      { type: "styles", target: "styles.xml" },
    ]),
    "xl/styles.xml": stylesXml,
    "_rels/.rels": relationships([{ type: "officeDocument", target: "xl/workbook.xml" }]),
    "[Content_Types].xml": contentTypes(places.length),
  };
  return Object.fromEntries(Object.entries(parts).map(([name, content]) => [name, declaration + content]));
}

function workbookXml(places: readonly Place[]): string {
  const sheets = places.map(
    ({ name }, index) => `<sheet name="${text(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const names = places.flatMap(({ name, table }, index) => {
    const sheet = `'${text(name.replaceAll("'", "''"))}'`;
    return table
      ? [
          `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${sheet}!${table}</definedName>`,
          `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${sheet}!$1:$1</definedName>`,
        ]
      : [];
  });
  const defined = names.length > 0 ? `<definedNames>${names.join("")}</definedNames>` : "";
  return `<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView/></bookViews><sheets>${sheets.join("")}</sheets>${defined}</workbook>`;
}

function relationships(targets: readonly { type: string; target: string }[]): string {
  const all = targets.map(
    ({ type, target }, index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${packages}/relationships">${all.join("")}</Relationships>`;
}

function contentTypes(sheets: number): string {
  const parts = [
    ...Array.from({ length: sheets }, (_, index) => [`worksheets/sheet${index + 1}.xml`, "worksheet"]),
    ["workbook.xml", "sheet.main"],
    ["styles.xml", "styles"],
  ].map(([name, type]) => `<Override PartName="/xl/${name}" ContentType="${sheetType}.${type}+xml"/>`);
  return `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.join("")}</Types>`;
}
