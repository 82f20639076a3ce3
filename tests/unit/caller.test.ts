import { describe, expect, test } from "vitest";
import { addressOfCaller } from "#lib/access/address.ts";
import { isRecent } from "#lib/accounts/session.ts";
import { parseEnvironment } from "#lib/env.ts";
import { isLoopback } from "#lib/site-address.ts";

describe("the address that a request comes from", () => {
  test.each([
    ["is that of the connection, whatever was written", "198.51.100.1", "192.0.2.1", 0, "192.0.2.1"],
    ["also where it is IPv4 over a socket of both", undefined, "::ffff:192.0.2.1", 0, "192.0.2.1"],
    ["or IPv6", undefined, "2001:db8::1", 0, "2001:db8::1"],
    ["is what our proxy was asked from", "198.51.100.1", "127.0.0.1", 1, "198.51.100.1"],
    ["and not what was written to it", "203.0.113.9, 198.51.100.1", "127.0.0.1", 1, "198.51.100.1"],
    ["of two proxies the outer one's", "203.0.113.9, 198.51.100.1, 10.0.0.1", "127.0.0.1", 2, "198.51.100.1"],
    ["of fewer than there should be the first", "198.51.100.1", "127.0.0.1", 3, "198.51.100.1"],
    ["of none the connection's", undefined, "127.0.0.1", 1, "127.0.0.1"],
    ["what is no address is none", "unknown; drop table", "127.0.0.1", 1, "127.0.0.1"],
    ["of a socket that has closed there is none", undefined, undefined, 0, null],
  ])("%s", (_, forwardedFor, connected, proxies, address) => {
    expect(addressOfCaller(forwardedFor, connected, proxies)).toBe(address);
  });
});

test("who one is has been shown just now for fifteen minutes", () => {
  const shownAt = new Date("2026-11-26T10:00:00Z");
  expect(isRecent({ shownAt }, new Date("2026-11-26T10:14:59.999Z"))).toBe(true);
  expect(isRecent({ shownAt }, new Date("2026-11-26T10:15:00Z"))).toBe(false);
});

test.each([
  ["http://localhost:3000", true],
  ["http://tamdan.localhost", true],
  ["http://127.0.0.1:3000", true],
  ["http://127.8.8.8", true],
  ["http://[::1]:3000", true],
  ["http://192.168.1.5:3000", false],
  ["http://0.0.0.0:3000", false],
  ["http://127.0.0.1.example.org", false],
  ["http://localhost.example.org", false],
  ["https://example.org", false],
])("%s leads to this machine alone: %s", (address, isIt) => {
  expect(isLoopback(address)).toBe(isIt);
  const variables = { NEXTAUTH_URL: address, PROXIES: "1" };
  expect("environment" in parseEnvironment(variables)).toBe(isIt || address.startsWith("https:"));
});

test("how many proxies there are is a small number", () => {
  for (const [typed, is] of [
    ["", 0],
    ["2", 2],
  ] as const)
    expect(parseEnvironment({ PROXIES: typed })).toMatchObject({ environment: { PROXIES: is } });
  for (const typed of ["-1", "1.5", "many", "10"])
    expect(parseEnvironment({ PROXIES: typed })).toEqual({
      problems: ["PROXIES must be a whole number from 0 to 9: how many proxies stand before Tamdan."],
    });
});

test("of an address with https it is said by how many proxies it is reached, and of none other", () => {
  const problems = [
    "PROXIES is missing; it must be set when NEXTAUTH_URL begins with https: how many proxies stand before Tamdan and add to X-Forwarded-For, which is mostly 1.",
  ];
  expect(parseEnvironment({ NEXTAUTH_URL: "https://tamdan.example.org" })).toEqual({ problems });
  expect(parseEnvironment({ NEXTAUTH_URL: "HTTPS://tamdan.example.org", PROXIES: " " })).toEqual({ problems });
  for (const PROXIES of ["0", "1"])
    expect(parseEnvironment({ NEXTAUTH_URL: "https://tamdan.example.org", PROXIES })).toMatchObject({
      environment: { PROXIES: Number(PROXIES) },
    });
  expect(parseEnvironment({ NEXTAUTH_URL: "http://localhost:3000" })).toMatchObject({ environment: { PROXIES: 0 } });
});

test.each([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["localhost", true],
  ["::1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.168.1.5", false],
  ["fd00::5", false],
  ["tamdan", false],
])("who listens on %s may say nothing more: %s", (HOST, may) => {
  const problems = [
    `NEXTAUTH_URL is missing; as others can reach HOST ${HOST}, set it to the https address at which they do, or to http://localhost:3000 if only this machine itself may.`,
  ];
  expect(parseEnvironment({ HOST })).toEqual(may ? { environment: expect.objectContaining({ HOST }) } : { problems });
  for (const NEXTAUTH_URL of ["https://tamdan.example.org", "http://localhost:3000"])
    expect(parseEnvironment({ HOST, NEXTAUTH_URL, PROXIES: "1" })).toMatchObject({ environment: { HOST } });
});

test("with nothing set it listens on this machine alone", () => {
  expect(parseEnvironment({})).toMatchObject({ environment: { HOST: "127.0.0.1", PORT: 3000, PROXIES: 0 } });
});
