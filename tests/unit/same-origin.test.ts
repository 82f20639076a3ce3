import { expect, test } from "vitest";
import { isFromSameOrigin } from "#lib/same-origin.ts";

const site = "https://tamdan.example";

test.each([
  ["the site's own page", { origin: site, host: "10.0.0.1:3000", "sec-fetch-site": "same-origin" }, true],
  ["the site's own page, of an old browser", { origin: site, host: "10.0.0.1:3000" }, true],
  ["the host that it was sent to", { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, true],
  ["the site as somebody on the line writes it", { origin: "http://tamdan.example", host: "tamdan.example" }, false],
  ["another site", { origin: "https://example.org", host: "tamdan.example" }, false],
  ["a site below it", { origin: "https://evil.tamdan.example", host: "tamdan.example" }, false],
  ["another port", { origin: "https://tamdan.example:8443", host: "tamdan.example" }, false],
  ["nowhere", { origin: "null", host: "tamdan.example" }, false],
  ["who does not say", { host: "tamdan.example" }, false],
  ["who contradicts it", { origin: site, host: "tamdan.example", "sec-fetch-site": "cross-site" }, false],
])("a form from %s", (_, headers, isOurs) => {
  expect(isFromSameOrigin(headers, site)).toBe(isOurs);
});
