import { createHash, randomBytes, randomUUID } from "node:crypto";
import { withConnection } from "#lib/database/connection.ts";
import { mostFileBytes } from "#lib/evidence/limits.ts";
import { signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { addFile, entryOfAcleda } from "../support/evidence-files.ts";
import { exhaust, release, userOf } from "../support/limits.ts";
import { commit, insertEntry, link } from "../support/log.ts";
import { openOtherSite } from "../support/other-site.ts";
import { query } from "../support/rows.ts";
import { pdf } from "../support/sample-files.ts";

const hashOf = (content: Buffer) => createHash("sha256").update(content).digest("hex");

test("a file is served as it is, as an attachment that no browser runs, and once only to whoever keeps it", async ({
  app,
  request,
}) => {
  const content = Buffer.from("ស្ថាប័ន,ចំនួន\n".repeat(5000));
  const path = await addFile(app, { content, fileName: "តារាង (2001) 🏦.csv", type: "text/csv" });
  const headers = { "accept-encoding": "gzip, br" };
  const answer = await request.get(path, { headers });
  expect(answer.status()).toBe(200);
  expect((await answer.body()).equals(content)).toBe(true);
  const said = {
    "content-type": "text/csv",
    "content-length": String(content.length),
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent("តារាង (2001) 🏦.csv").replace("(", "%28").replace(")", "%29")}`,
    "cache-control": "public, max-age=3600, immutable, no-transform",
    etag: `"${hashOf(content)}"`,
  };
  expect(answer.headers()).toMatchObject(said);
  for (const absent of ["set-cookie", "content-encoding", "access-control-allow-origin"])
    expect(answer.headers()[absent]).toBeUndefined();

  const head = await request.head(path, { headers });
  expect([head.status(), (await head.body()).length]).toEqual([200, 0]);
  expect(head.headers()).toMatchObject(said);

  for (const held of [said.etag, `W/${said.etag}`, `"other", ${said.etag}`, "*"]) {
    const again = await request.get(path, { headers: { "if-none-match": held } });
    expect([held, again.status(), (await again.body()).length]).toEqual([held, 304, 0]);
    expect(again.headers()).toMatchObject({ etag: said.etag, "cache-control": said["cache-control"] });
  }
  expect((await request.get(path, { headers: { "if-none-match": '"other"' } })).status()).toBe(200);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    for (const [from, status] of [
      [app.baseURL, 405],
      ["https://example.org", 403],
    ] as const)
      expect([method, (await request.fetch(path, { method, headers: { origin: from } })).status()]).toEqual([
        method,
        status,
      ]);
});

test("20 MB arrive to the byte, and a reader who leaves early holds nothing", async ({ app }) => {
  const content = randomBytes(mostFileBytes);
  const path = await addFile(app, { content });
  const answer = await fetch(app.baseURL + path);
  expect(hashOf(Buffer.from(await answer.arrayBuffer()))).toBe(hashOf(content));

  for (let reader = 0; reader < 15; reader++) {
    const leaving = new AbortController();
    const begun = await fetch(app.baseURL + path, { signal: leaving.signal });
    await begun.body?.getReader().read();
    leaving.abort();
  }
  expect((await fetch(`${app.baseURL}/readyz`)).status).toBe(200);
  await expect
    .poll(() =>
      query(app, "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in%'"),
    )
    .toEqual([]);
});

test("what is not there, not a file, not known or not for everybody is the same nothing", async ({ app, request }) => {
  const restricted = await addFile(app, { content: pdf(), restricted: true });
  const linked = randomUUID();
  const raw = await entryOfAcleda(app);
  await withConnection(app.databaseUrl, (client) =>
    commit(client, () =>
      insertEntry(client, { ...raw, evidence: [{ ...link, id: linked }], state: { has_evidence: true } }),
    ),
  );
  const paths = [
    restricted,
    restricted.toUpperCase().replace("/EVIDENCE", "/evidence"),
    `/evidence/${randomUUID()}`,
    `/evidence/${linked}`,
    `/evidence/${restricted.split("/")[2]}0`,
    "/evidence/1",
    "/evidence/1%20or%20true",
    "/evidence/..%2F..%2Fetc%2Fpasswd",
    `/evidence/${"x".repeat(2000)}`,
  ];
  const answers = [];
  for (const path of paths)
    for (const method of ["GET", "HEAD"]) {
      const answer = await request.fetch(path, { method });
      const { date, ...headers } = answer.headers();
      answers.push({ method, status: answer.status(), headers, text: await answer.text() });
    }
  const [get, head] = answers;
  expect(get).toMatchObject({
    status: 404,
    text: "Not found\n",
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
  expect(head).toMatchObject({ status: 404, text: "" });
  for (const [at, answer] of answers.entries())
    expect([paths[at >> 1], answer]).toEqual([paths[at >> 1], at % 2 ? head : get]);
  expect(Object.keys(get?.headers ?? {})).not.toContain("set-cookie");
});

test("restricted evidence is for its organization, the steward and verifiers, while they are signed in", async ({
  app,
  browser,
}) => {
  const content = pdf("Accounts");
  const path = await addFile(app, { content, restricted: true, fileName: "accounts.pdf" });
  const asked = async (organization: "acleda" | "undp" | "ilo" | "veterans") => {
    const context = await browser.newContext({ baseURL: app.baseURL });
    const page = await context.newPage();
    await signIn(page, app, organization);
    return { context, answer: await context.request.get(path) };
  };
  await query(
    app,
    "update memberships set roles = '{verifier}' where organization_id = (select id from organizations where slug = 'veterans')",
  );
  for (const organization of ["acleda", "ilo", "veterans"] as const) {
    const { context, answer } = await asked(organization);
    expect([organization, answer.status()]).toEqual([organization, 200]);
    expect(await answer.body()).toEqual(content);
    expect(answer.headers()["cache-control"]).toBe("private, no-store, no-transform");
    expect(answer.headers()["set-cookie"]).toBeUndefined();
    await query(app, "update sessions set ended_at = now() where ended_at is null");
    expect((await context.request.get(path)).status()).toBe(404);
    await context.close();
  }
  const { context, answer } = await asked("undp");
  expect(answer.status()).toBe(404);
  await context.close();
  // Whose evidence it is can read who took it along, for whichever organization.
  expect(await takenAlong(app)).toEqual([
    { what: "file", by: "acleda", of: "acleda", code: "R1.2", address: "127.0.0.1" },
    { what: "file", by: "ilo", of: "acleda", code: "R1.2", address: "127.0.0.1" },
    { what: "file", by: "veterans", of: "acleda", code: "R1.2", address: "127.0.0.1" },
  ]);
});

test("an export that holds restricted evidence is in the access log; one that does not, is not", async ({
  app,
  browser,
}) => {
  await addFile(app, { content: pdf("Open") });
  const path = await addFile(app, { content: pdf("Accounts"), restricted: true });
  const exported = async (organization?: "acleda" | "undp" | "ilo") => {
    const context = await browser.newContext({ baseURL: app.baseURL });
    if (organization) await signIn(await context.newPage(), app, organization);
    for (const file of ["report.xlsx", "report.docx", "csv"])
      expect((await context.request.get(`/reports/cmb-97-021/export/${file}`)).status()).toBe(200);
    expect((await context.request.head(path)).status()).toBe(organization && organization !== "undp" ? 200 : 404);
    await context.close();
  };
  await exported();
  await exported("undp");
  expect(await takenAlong(app)).toEqual([]);
  await exported("acleda");
  await exported("ilo");
  expect(await takenAlong(app)).toEqual([
    { what: "export", by: "acleda", of: "acleda", code: null, address: "127.0.0.1" },
    { what: "export", by: "ilo", of: "ilo", code: null, address: "127.0.0.1" },
  ]);
});

test("what another site leads to, who has it already, and who has taken very much, leave no entry in the access log", async ({
  app,
  page,
}) => {
  const content = pdf("Accounts");
  const [path, open] = [
    await addFile(app, { content, restricted: true }),
    await addFile(app, { content: pdf("Open") }),
  ];
  await signIn(page, app, "acleda");
  const get = (to: string, headers: Record<string, string> = {}) => page.request.get(to, { headers });
  for (const site of ["cross-site", "same-site"]) {
    const led = { "sec-fetch-site": site };
    const answer = await get(path, led);
    expect([answer.status(), answer.headers()["cache-control"]]).toEqual([403, "private, no-store"]);
    expect(await answer.text()).toContain("Open it from its recommendation on this site.");
    expect((await get(open, led)).status()).toBe(200);
    // They get what everybody gets.
    expect((await get("/reports/cmb-97-021/export/report.xlsx", led)).status()).toBe(200);
  }
  expect((await get(path, { "if-none-match": "*" })).status()).toBe(304);
  await exhaust(app, "restricted", "asker", await userOf(app, "acleda"));
  const late = await get(path);
  expect([late.status(), late.headers()["retry-after"]]).toEqual([429, "1800"]);
  expect(await late.text()).toContain("You have downloaded very many restricted files in the last hour.");
  expect((await get(open)).status()).toBe(200);
  expect(await takenAlong(app)).toEqual([]);

  await release(app);
  for (const site of ["same-origin", "none"])
    expect(await (await get(path, { "sec-fetch-site": site })).body()).toEqual(content);
  expect(await takenAlong(app)).toHaveLength(2);
});

/** What the access log says of restricted material. */
const takenAlong = (app: App) =>
  query(
    app,
    `select e.details->>'what' as what, o.slug as by, about.slug as of, e.details->>'code' as code, e.address
     from access_entries e join memberships m on m.user_id = e.actor_id join organizations o on o.id = m.organization_id
     join organizations about on about.id = e.organization_id where e.kind = 'restricted_exported' order by e.id`,
  );

test("a browser saves a file under its own name, and a page that somebody smuggled in does not run", async ({
  app,
  page,
}) => {
  const html = Buffer.from("<!doctype html><title>Run</title><script>document.title = 'ran'</script>");
  const name = "របាយការណ៍ 🏦.html";
  const path = await addFile(app, { content: html, fileName: name, type: "text/html" });
  await page.goto("/");
  const before = page.url();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.evaluate((to) => window.location.assign(to), path),
  ]);
  expect(download.suggestedFilename()).toBe(name);
  expect(page.url()).toBe(before);
  const site = await openOtherSite(() => `<iframe title="framed" src="${app.baseURL}${path}"></iframe>`);
  const framed = page.waitForResponse(`${app.baseURL}${path}`);
  await page.goto(site.address);
  await framed;
  expect(await page.title()).toBe("Another site");
  site.close();
});
