import { beforeAll, describe, expect, test } from "vitest";
import * as unknownAddress from "#app/api/v1/[[...unknown]]/route.ts";
import * as interfaceRoute from "#app/api/v1/openapi.json/route.ts";
import * as recommendationsRoute from "#app/api/v1/reports/[report]/recommendations/route.ts";
import * as summaryRoute from "#app/api/v1/reports/[report]/summary/route.ts";
import * as updatesRoute from "#app/api/v1/reports/[report]/updates/route.ts";
import { Problem, UpdatePage } from "#lib/exchange/schema.ts";
import { ask, beginLog, log, type Route, read, slug } from "../support/api.ts";

beforeAll(beginLog);

describe("a request that is refused", () => {
  const lists: Route[] = [recommendationsRoute, updatesRoute];
  const all: Route[] = [...lists, summaryRoute];

  async function expectProblem(response: Response, status: number, name: string) {
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(response.status).toBe(status);
    expect(Problem.parse(await response.json())).toMatchObject({
      status,
      type: `/api/v1/openapi.json#/components/responses/${name}`,
    });
  }

  test.each(["no-such-report", "", "CMB-97-021", "cmb-97-021\0", "'", "cmb_97_021", "\ud800", "x".repeat(5000)])(
    "names the report %j: 404",
    async (report) => {
      for (const { GET } of all)
        await expectProblem(
          await GET(new Request("http://tamdan.test/"), { params: Promise.resolve({ report }) }),
          404,
          "unknown-report",
        );
    },
  );

  test("has a cursor or a limit that says nothing: 400", async () => {
    for (const route of lists) {
      await expectProblem(await ask(route, "?cursor=nonsense"), 400, "malformed-cursor");
      await expectProblem(await ask(route, "?cursor="), 400, "malformed-cursor");
      await expectProblem(await ask(route, "?limit=501"), 400, "malformed-limit");
      await expectProblem(await ask(route, "?limit=many"), 400, "malformed-limit");
    }
  });

  test("a cursor of one list does not continue the other: 400", async () => {
    const { next } = await read(updatesRoute, UpdatePage, "?limit=1");
    await expectProblem(await ask(recommendationsRoute, `?cursor=${next}`), 400, "malformed-cursor");
  });

  test("would change something: 405, with what is allowed", async () => {
    for (const route of [recommendationsRoute, updatesRoute, summaryRoute, interfaceRoute])
      for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
        const response = route[method]();
        expect(response.headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
        await expectProblem(response, 405, "method-not-allowed");
      }
  });

  test("is for an address that there is not: 404, whatever the method", async () => {
    const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = unknownAddress;
    for (const method of [GET, POST, PUT, PATCH, DELETE, OPTIONS])
      await expectProblem(method(), 404, "unknown-address");
  });
});

describe("an answer", () => {
  test("may be read by the page of anybody, is asked for again each time, and is what it says it is", async () => {
    for (const response of [
      await ask(recommendationsRoute),
      await ask(updatesRoute),
      await ask(summaryRoute),
      interfaceRoute.GET(new Request("http://tamdan.test/")),
    ]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "access-control-allow-origin": "*",
        "cache-control": "no-cache",
        "content-type": "application/json",
        etag: expect.stringMatching(/^W\/"/),
      });
    }
  });

  test("is not sent again until something has changed", async () => {
    const askAgain = (tag: string | null) =>
      updatesRoute.GET(new Request("http://tamdan.test/?limit=500", { headers: { "If-None-Match": tag ?? "" } }), {
        params: Promise.resolve({ report: slug }),
      });
    const tag = (await ask(updatesRoute, "?limit=500")).headers.get("ETag");
    expect((await askAgain(tag)).status).toBe(304);
    await log("veterans", "R3.2", { status: "note", note: "Again." }, new Date());
    expect((await askAgain(tag)).status).toBe(200);
  });
});
