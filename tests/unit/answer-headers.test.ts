import { expect, test } from "vitest";
import { answerHeaders } from "#lib/answer-headers.ts";

const usual = { nonce: "abc", site: "http://127.0.0.1:3000", isDevelopment: false };
const policyOf = (address: string, other = {}) =>
  answerHeaders(address, { ...usual, ...other }).get("Content-Security-Policy") ?? "";

test("a browser keeps to https for a year where people reach the site so, and only there", () => {
  const name = "Strict-Transport-Security";
  for (const site of [undefined, "http://tamdan.example"])
    expect(answerHeaders("/", { ...usual, site }).has(name)).toBe(false);
  for (const address of ["/", "/embed/reports/one", "/api/v1/none", "/_next/static/x.js", "/evidence/1"])
    expect(answerHeaders(address, { ...usual, site: "https://tamdan.example" }).get(name)).toBe(
      "max-age=31536000; includeSubDomains",
    );
});

test.each([
  ["/embed/reports/one?asOf=2026-01-01", "*"],
  ["/embed/reports/one/more", "'none'"],
  ["/embed/../our-work", "'none'"],
  ["/embed/reports/%2e%2e/%2e%2e/our-work", "'none'"],
  ["/our-work?/embed/reports/one", "'none'"],
  ["//embed/reports/one", "'none'"],
  ["*", "'none'"],
  ["http://[", "'none'"],
])("%s may be framed by %s", (address, ancestors) => {
  expect(policyOf(address)).toContain(`frame-ancestors ${ancestors}`);
});

test("a page has the nonce that it is given, and what is no page has none", () => {
  expect(policyOf("/", { nonce: "one" })).toContain("'nonce-one'");
  expect(policyOf("/", { nonce: "two" })).toContain("'nonce-two'");
  for (const address of ["/embed/reports/one", "/reports/one/feed.atom", "/evidence/1", "/_next/static/x.js"])
    expect(policyOf(address)).not.toContain("nonce");
});

test("what development needs is for development alone", () => {
  expect(policyOf("/")).not.toContain("unsafe");
  const developed = policyOf("/", { isDevelopment: true });
  expect(developed).toContain("script-src 'self' 'nonce-abc' 'unsafe-eval';");
  expect(developed).toContain("style-src 'self' 'unsafe-inline';");
  expect(policyOf("/evidence/1", { isDevelopment: true })).toBe(policyOf("/evidence/1"));
});

test("what is given out of a person or of the access log is a file, and nothing else at these addresses is", () => {
  for (const address of ["/account/data", "/access/export", "/access/export?kind=invited"])
    expect(policyOf(address)).toContain("sandbox");
  for (const address of ["/account", "/account/data/more", "/account/email", "/access", "/access/exports"])
    expect(policyOf(address)).toContain("script-src");
});

test("the token of a link or of an invitation is told nobody, and other addresses to this site alone", () => {
  const referrerOf = (address: string) => answerHeaders(address, usual).get("Referrer-Policy");
  for (const address of ["/sign-in/abc", "/invitations/abc", "/confirm-email/abc"])
    expect(referrerOf(address)).toBe("strict-origin");
  for (const address of ["/sign-in", "/account", "/access"]) expect(referrerOf(address)).toBe("same-origin");
});
