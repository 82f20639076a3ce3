import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { answer } from "#lib/exchange/answer.ts";
import { describeInterface } from "#lib/exchange/openapi.ts";
import { keyOfUpdate, RecommendationCursor, readPage, UpdateCursor, writePage } from "#lib/exchange/page.ts";
import { describeProblem, type ProblemName, problems } from "#lib/exchange/problem.ts";

const asking = (query: string) => new Request(`http://tamdan.test/list${query}`);
const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString("base64url");
const id = "01983e5c-0000-7000-8000-000000000000";

describe("the page of a list", () => {
  test.each([
    ["", 100],
    ["?limit=1", 1],
    ["?limit=500", 500],
  ])("%j asks for %i items, from the beginning", (query, limit) => {
    expect(readPage(asking(query), UpdateCursor)).toEqual({ ok: true, value: { after: undefined, limit } });
  });

  test.each(["0", "501", "1000", "-1", "1.5", "1e2", "0x10", "ten", "", " 5"])("refuses the limit %j", (limit) => {
    expect(readPage(asking(`?${new URLSearchParams({ limit })}`), UpdateCursor)).toMatchObject({
      ok: false,
      refusal: "malformed-limit",
    });
  });

  test.each([
    "",
    "%",
    "nonsense",
    id,
    cursor(null),
    cursor([]),
    cursor({}),
    cursor([1.5, id]),
    cursor([1e15, id]),
    cursor([1, "x"]),
    cursor([1, `${id}\0`]),
    cursor([1, id, 2]),
    cursor(["2001-03-05T00:00:00.000Z", id]),
  ])("refuses the cursor %j", (text) => {
    for (const shape of [UpdateCursor, RecommendationCursor] as z.ZodType[])
      expect(readPage(asking(`?${new URLSearchParams({ cursor: text })}`), shape)).toMatchObject({
        ok: false,
        refusal: "malformed-cursor",
      });
  });

  test("what the database has no number or instant for is no cursor", () => {
    expect(readPage(asking(`?cursor=${cursor([2 ** 31, id])}`), RecommendationCursor)).toMatchObject({ ok: false });
    expect(readPage(asking(`?cursor=${cursor([-1, id])}`), UpdateCursor)).toMatchObject({ ok: false });
  });

  test("continues after the last item that was shown, to the millisecond", () => {
    const rows = [1, 2, 3].map((at) => ({
      recordedAt: new Date(`2026-03-05T01:02:03.00${at}Z`),
      id: id.replace(/0$/, String(at)),
    }));
    const page = writePage(rows, 2, (row) => row.id, keyOfUpdate);
    expect(page.items).toEqual(rows.slice(0, 2).map((row) => row.id));
    expect(readPage(asking(`?cursor=${page.next}`), UpdateCursor)).toMatchObject({ value: { after: rows[1] } });
  });

  test.each([0, 1, 2])("ends where %i rows were found for a page of two", (count) => {
    const rows = Array.from({ length: count }, () => ({ recordedAt: new Date(), id }));
    expect(writePage(rows, 2, (row) => row.id, keyOfUpdate).next).toBeNull();
  });
});

describe("an answer", () => {
  const schema = z.strictObject({ said: z.string() });
  const ask = (held?: string) =>
    answer(new Request("http://tamdan.test", { headers: held ? { "If-None-Match": held } : {} }), schema, {
      said: "yes",
    });

  test("is given once to whoever has it", async () => {
    const first = ask();
    const tag = first.headers.get("ETag") ?? "";
    expect(tag).toMatch(/^W\/".{43}"$/);
    for (const held of [tag, tag.slice(2), `"other", ${tag}`]) {
      const again = ask(held);
      expect([again.status, await again.text(), again.headers.get("ETag")]).toEqual([304, "", tag]);
    }
    expect(ask('W/"other"').status).toBe(200);
  });

  test("says nothing that its schema does not name", () => {
    const more = { said: "yes", unsaid: "no" };
    expect(() => answer(new Request("http://tamdan.test"), schema, more)).toThrow("unsaid");
  });
});

describe("the OpenAPI document", () => {
  const document = JSON.parse(JSON.stringify(describeInterface()));
  const at = (pointer: string) =>
    pointer
      .split("/")
      .slice(1)
      .reduce((part, key) => part?.[key], document);

  test("describes every address that there is, and no other", () => {
    const folder = resolve("app/api/v1");
    const routes = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith("route.ts"),
    );
    const addresses = routes
      .filter((file) => !file.startsWith("[[...unknown]]"))
      .map((file) => `/${file.replace(/\/route\.ts$/, "").replace(/\[(\w+)\]/g, "{$1}")}`);
    expect(addresses.length).toBeGreaterThan(3);
    expect(Object.keys(document.paths).sort()).toEqual(addresses.sort());
  });

  test("every reference in it leads somewhere", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer = ""]) => pointer);
    expect(references.length).toBeGreaterThan(20);
    for (const pointer of references) expect(at(pointer), pointer).toBeTypeOf("object");
  });

  test("every parameter of an address is described", () => {
    for (const [path, { get }] of Object.entries<{ get: { parameters?: { $ref: string }[] } }>(document.paths)) {
      const named = (get.parameters ?? [])
        .map(({ $ref }) => at($ref.slice(1)))
        .filter((parameter) => parameter.in === "path");
      expect(named.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  test.each(Object.keys(problems) as ProblemName[])("the type of the problem %s is its address there", (name) => {
    const { type, status, detail } = describeProblem(name);
    const [address, pointer = ""] = type.split("#");
    expect(address).toBe("/api/v1/openapi.json");
    expect(at(pointer).content["application/problem+json"].example).toMatchObject({ type, status });
    expect(detail).toMatch(/^[A-Z].*\.$/);
  });

  test("describes the schemas as JSON Schema, open for what is added", () => {
    const { Recommendation, Counts } = document.components.schemas;
    expect(Recommendation.required).toEqual(Object.keys(Recommendation.properties));
    expect(Recommendation.properties.assignments.items).toEqual({ $ref: "#/components/schemas/Assignment" });
    expect(Counts.properties.implementation.required).toContain("implemented_differently");
    expect(JSON.stringify(document)).not.toContain('"additionalProperties":false');
    expect(JSON.stringify(document)).not.toContain('"$id"');
  });
});
