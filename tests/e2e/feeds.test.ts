import type { APIRequestContext, APIResponse } from "@playwright/test";
import { newLink, openLink } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { readAtom } from "../support/atom.ts";
import { readCalendar } from "../support/calendar.ts";
import { writeHistory } from "../support/history.ts";
import { daysAgo, logImplemented, logInThePast } from "../support/past.ts";
import { recommendation, report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

const feedOf = async (request: APIRequestContext, page: string) => readAtom(await textOf(request, `${page}/feed.atom`));
const calendarOf = async (request: APIRequestContext, page: string) =>
  readCalendar(await textOf(request, `${page}/targets.ics`));

async function textOf(request: APIRequestContext, path: string): Promise<string> {
  const response = await request.get(path);
  expect(response.status(), path).toBe(200);
  return response.text();
}

test("feeds say what the history says, newest first, and each entry leads to its place", async ({ page, app }) => {
  await writeHistory(app);
  const { request } = page;
  const feed = await feedOf(request, report);
  const [row] = await query<{ id: string }>(app, "select id from reports where slug = 'cmb-97-021'");
  expect(feed).toMatchObject({
    id: `urn:uuid:${row?.id}`,
    self: `${app.baseURL}${report}/feed.atom`,
    page: `${app.baseURL}${report}`,
  });

  const own = await feedOf(request, recommendation("R3.2"));
  await page.goto(recommendation("R3.2"));
  const sentences = page.getByRole("region", { name: "History" }).locator("ol > li > p:nth-of-type(1)");
  expect(own.entries.length).toBeGreaterThan(20);
  await expect(sentences).toHaveText(own.entries.map(({ title }) => title));

  const logged = await query<{ id: string; at: Date }>(
    app,
    `select 'urn:uuid:' || id as id, recorded_at as at from updates order by recorded_at desc, id desc limit 50`,
  );
  expect(feed.entries.map(({ id, published }) => [id, published])).toEqual(
    logged.map(({ id, at }) => [id, at.toISOString()]),
  );

  const moved = feed.entries.find(({ title }) => title.startsWith("ACLEDA moved the target of R3.2"));
  await page.goto(moved?.page ?? "");
  await expect(page.locator(":target")).toContainText("ACLEDA moved the target of R3.2");
});

test("what was corrected says so in the feed, from when it was", async ({ request, app }) => {
  await writeHistory(app);
  const { entries } = await feedOf(request, recommendation("R3.2"));
  const corrected = entries.filter(({ updated, published }) => updated !== published);
  const correction = entries.find(({ title }) => title.startsWith("ACLEDA corrected its entry"));
  expect(corrected).toHaveLength(1);
  expect(corrected[0]?.paragraphs.join("\n")).toContain("Corrected later");
  expect(corrected[0]?.updated).toBe(correction?.published);
});

test("the feed of an organization is about what it does and answers for; that of a recommendation about its parts, too", async ({
  request,
  app,
}) => {
  await writeHistory(app);
  const count = async (condition: string) => {
    const [row] = await query<{ count: number }>(
      app,
      `select count(*)::int as count from updates u join assignments a on a.id = u.assignment_id
       join organizations o on o.id = a.organization_id join organizations by on by.id = u.acting_organization_id
       join recommendations r on r.id = a.recommendation_id left join recommendations p on p.id = r.parent_id
       where ${condition}`,
    );
    return row?.count;
  };
  const titles = async (page: string) => (await feedOf(request, page)).entries.map(({ title }) => title);
  expect((await titles("/organizations/ministry")).length).toBe(await count("'ministry' in (o.slug, by.slug)"));
  expect((await titles("/organizations/ilo")).length).toBe(await count("by.slug = 'ilo'"));
  expect(await titles("/organizations/ilo")).toContain("ILO verified E1 of MIME");
  // Whoever verifies needs no part in the report.
  await query(
    app,
    "delete from participations where organization_id = (select id from organizations where slug = 'ilo')",
  );
  expect(await titles("/organizations/ilo")).toContain("ILO verified E1 of MIME");
  expect((await titles(recommendation("F2"))).length).toBe(await count("r.code = 'F2'"));
  expect((await titles(recommendation("R1"))).length).toBe(await count("p.code = 'R1'"));
  expect((await feedOf(request, "/organizations/undp")).entries.every(({ title }) => /UNDP/.test(title))).toBe(true);
});

test("restricted evidence, drafts and what was withdrawn are in no feed and no calendar, whoever asks", async ({
  page,
  app,
}) => {
  await writeHistory(app);
  await query(
    app,
    `update assignments set withdrawn_at = now(), withdrawn_for = 'A mistake.' where organization_id = (select id from organizations where slug = 'veterans')`,
  );
  const withdrawnAs = "update recommendations set withdrawn_at = now(), withdrawn_for = 'A mistake.' where code = $1";
  await query(app, withdrawnAs, "F4");
  await query(app, "update recommendations set published_at = null where code = 'E2'");
  const before = await textOf(page.request, `${report}/feed.atom`);
  await openLink(page, await newLink(app, "ilo"), "ilo");
  for (const text of [before, await textOf(page.request, `${report}/feed.atom`)]) {
    expect(text).toBe(before);
    expect(text).toContain("Survey of lenders");
    for (const hidden of ["List of borrowers", "Minutes of the board", "F4", "E2"]) expect(text).not.toContain(hidden);
  }
  expect(await textOf(page.request, `${report}/targets.ics`)).toContain("R3.2");
  await query(app, withdrawnAs, "R3.2");
  expect((await calendarOf(page.request, report)).dates).toEqual([]);
  for (const code of ["F4", "E2", "R3.2"])
    expect((await page.request.get(`${recommendation(code)}/feed.atom`)).status()).toBe(404);
});

test("a calendar has the open targets and the planned key actions, each on its day and in words", async ({
  request,
  app,
}) => {
  await writeHistory(app);
  const { name, dates } = await calendarOf(request, report);
  expect(name).toContain("Poverty Alleviation");
  expect(dates).toMatchObject([
    {
      on: daysAgo(10),
      until: daysAgo(9),
      summary: "Key action for R3.2, ACLEDA: Train the loan officers of every branch in lending to small enterprises",
      page: `${app.baseURL}${recommendation("R3.2")}`,
    },
    { on: daysAgo(3), until: daysAgo(2), summary: "Target of R3.2, ACLEDA: Entrepreneurship development" },
  ]);
  expect((await calendarOf(request, "/organizations/acleda")).dates).toEqual(dates);
  expect((await calendarOf(request, "/organizations/undp")).dates).toEqual([]);

  // What is known to the month stands on its last day, and says so; what is finished stands nowhere.
  const acleda = { code: "R1.2", organization: "acleda" };
  const target = { target_on: "2028-02-29", target_precision: "month" };
  await logInThePast(app, {
    ...acleda,
    days: 2,
    entry: { kind: "target", note: null, ...target },
    state: { ...target, original_target_on: "2028-02-29", original_target_precision: "month" },
  });
  const [, , added] = (await calendarOf(request, report)).dates;
  expect(added).toMatchObject({
    sequence: 1,
    on: "2028-02-29",
    until: "2028-03-01",
    summary: expect.stringContaining("Target of R1.2, ACLEDA, by the end of February 2028: "),
    description: expect.stringContaining("The date is known as February 2028; it counts by its last day."),
  });
  await logImplemented(app, { ...acleda, days: 1 });
  expect((await calendarOf(request, report)).dates).toEqual(dates);
});

test("who has a feed or a calendar already is told so until something changes, and no cookie is set", async ({
  page,
  app,
}) => {
  await writeHistory(app);
  const { request } = page;
  for (const path of ["feed.atom", "targets.ics", "preview.png"].map((name) => `${report}/${name}`)) {
    const first = await request.get(path);
    const { etag = "" } = first.headers();
    expect(first.headers()).toMatchObject({
      "cache-control": "public, max-age=300",
      etag: expect.stringMatching(/^W\/"/),
    });
    for (const none of ["set-cookie", "last-modified"]) expect(first.headers()[none], none).toBeUndefined();
    const again = (headers: Record<string, string>) => request.get(path, { headers });
    await expectHeld(await again({ "If-None-Match": `"other", ${etag}` }), etag);
    expect((await again({ "If-None-Match": '"other"' })).status()).toBe(200);
    // A date cannot tell apart what was written within one second: whoever names only one is given all of it.
    const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
    expect((await again({ "If-Modified-Since": tomorrow })).status()).toBe(200);
  }
  const { etag = "" } = (await request.get(`${report}/feed.atom`)).headers();
  await query(app, "update recommendations set withdrawn_at = now(), withdrawn_for = 'A mistake.' where code = 'R3.2'");
  expect((await request.get(`${report}/feed.atom`, { headers: { "If-None-Match": etag } })).status()).toBe(200);
});

async function expectHeld(response: APIResponse, etag: string) {
  expect(response.status()).toBe(304);
  expect(response.headers().etag).toBe(etag);
  expect(await response.text()).toBe("");
}

test("every followed page names its feed and its calendar, to readers and to machines", async ({ page, request }) => {
  const followed = [
    { path: report, names: ["feed.atom", "targets.ics"] },
    { path: "/organizations/acleda", names: ["feed.atom", "targets.ics"] },
    { path: recommendation("R1.2"), names: ["feed.atom"] },
  ];
  for (const { path, names } of followed) {
    await page.goto(path);
    for (const name of names) {
      const [named] = await page.locator(`link[rel="alternate"][href$="${path}/${name}"]`).all();
      const type = await named?.getAttribute("type");
      const response = await request.get((await named?.getAttribute("href")) ?? "");
      expect(response.headers()["content-type"]).toBe(`${type}; charset=utf-8`);
      const link = name === "feed.atom" ? "Follow by feed" : "Add target dates to your calendar";
      await expect(page.getByRole("main").getByRole("link", { name: link })).toHaveAttribute("href", `${path}/${name}`);
    }
  }
  for (const path of ["/reports/none", "/organizations/none", `${report}/recommendations/none`])
    expect((await request.get(`${path}/feed.atom`)).status(), path).toBe(404);
});
