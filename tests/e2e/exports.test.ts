import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import readSheets from "read-excel-file/node";
import { expect, test } from "../support/app.ts";
import { writeHistory } from "../support/history.ts";
import { backdate, daysAgo } from "../support/past.ts";

const list = "/reports/cmb-97-021/recommendations";
const report = "/reports/cmb-97-021";

test.use({ javaScriptEnabled: false });

test("the list's links give exactly the rows that the list states, under a telling name", async ({ page, app }) => {
  await writeHistory(app);
  await page.goto(`${list}?organization=acleda&status=not_started`);
  const found = Number.parseInt((await page.getByRole("status").textContent()) ?? "", 10);
  expect(found).toBeGreaterThan(0);
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV", exact: true }).click(),
  ]);
  expect(csv.suggestedFilename()).toBe(`cmb-97-021-recommendations-${daysAgo(0)}.csv`);
  expect(parse(await readFile(await csv.path()), { bom: true, columns: true }).length).toBe(found);
  const [excel] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Excel", exact: true }).click(),
  ]);
  const sheets = await readSheets(await excel.path());
  expect(sheets.find(({ sheet }) => sheet === "Recommendations")?.data.length).toBe(found + 1);
});

test("the report gives its document and its workbook as of the day that is looked at", async ({ page, app }) => {
  await backdate(app);
  await writeHistory(app);
  const day = daysAgo(20);
  await page.goto(`${report}?asOf=${day}`);
  for (const [name, extension] of [
    ["Word", "docx"],
    ["Excel", "xlsx"],
  ] as const) {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name, exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`cmb-97-021-${day}.${extension}`);
    expect((await readFile(await file.path())).subarray(0, 2).toString()).toBe("PK");
  }
});

test("an export says what it is, and nobody keeps it for another", async ({ request }) => {
  const types = {
    csv: "text/csv; charset=utf-8; header=present",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    json: "application/json",
    "report.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "report.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  };
  for (const [file, type] of Object.entries(types)) {
    const answer = await request.get(`${report}/export/${file}`);
    expect(answer.status(), file).toBe(200);
    expect(answer.headers()).toMatchObject({
      "content-type": type,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      "content-disposition": expect.stringMatching(/^attachment; /),
    });
    expect((await request.head(`${report}/export/${file}`)).status()).toBe(200);
  }
});

test("an address that makes no sense gets what the list would show; what there is not is not found", async ({
  request,
}) => {
  const whole = JSON.parse(await (await request.get(`${report}/export/json`)).text());
  const odd = await request.get(
    `${report}/export/json?status=nonsense&organization=%00&page=-1&sort=up&asOf=2999-01-01&counted=delay&status=x`,
  );
  expect(odd.status()).toBe(200);
  expect(JSON.parse(await odd.text())).toMatchObject({ count: whole.count, filters: {}, asOf: whole.asOf });
  for (const address of [
    "/reports/nothing/export/csv",
    `${report}/export/pdf`,
    `${report}/export/toString`,
    `${report}/export/report.csv`,
  ])
    expect((await request.get(address)).status(), address).toBe(404);
});
