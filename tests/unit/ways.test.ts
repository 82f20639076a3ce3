import { describe, expect, test } from "vitest";
import { hasOwnWay, isOn, type Variables, type Way, ways, waysOn } from "#lib/accounts/ways.ts";
import { parseEnvironment } from "#lib/env.ts";
import { providerName } from "#lib/identities/name.ts";

const named = { NEXTAUTH_URL: "https://tamdan.example.org", PROXIES: "1" };
const mail = { SMTP_URL: "smtps://tamdan:secret@mail.example.org", MAIL_FROM: "tamdan@example.org" };
const provider = {
  OIDC_ISSUER: "https://login.example.org/realms/main",
  OIDC_CLIENT_ID: "tamdan",
  OIDC_CLIENT_SECRET: "x",
};

const problemsOf = (variables: Variables) => {
  const parsed = parseEnvironment(variables);
  return "problems" in parsed ? parsed.problems : [];
};

describe("ways to sign in", () => {
  test.each([
    ["nothing", {}, ["password", "link"]],
    ["the address of this machine", { NEXTAUTH_URL: "http://127.0.0.1:3000" }, ["password", "link"]],
    ["an address by its number in six", { NEXTAUTH_URL: "http://[::1]:3000" }, ["password", "link"]],
    ["a name", { NEXTAUTH_URL: "http://localhost:3000" }, ["passkey", "password", "link"]],
    ["everything", { ...named, ...mail, ...provider }, [...ways]],
    ["an empty line", { ...named, SMTP_URL: " ", SIGN_IN_WAYS: "" }, ["passkey", "password", "link"]],
    ["some of them", { ...named, ...mail, SIGN_IN_WAYS: "link, email" }, ["email", "link"]],
  ] as [string, Variables, string[]][])("with %s", (_, variables, on) => {
    expect(waysOn(variables)).toEqual(on);
    for (const way of ways) expect(isOn(way, variables)).toBe(on.includes(way));
    expect(problemsOf(variables)).toEqual([]);
  });

  test.each([
    [
      { SIGN_IN_WAYS: "links" },
      "SIGN_IN_WAYS must name ways to sign in, separated by commas: passkey, identity, email, password, link. It names links.",
    ],
    [{ SIGN_IN_WAYS: "link,,password" }, "SIGN_IN_WAYS must name ways"],
    [{ SIGN_IN_WAYS: "email" }, "SIGN_IN_WAYS names email, which needs SMTP_URL."],
    [{ SIGN_IN_WAYS: "identity,link" }, "SIGN_IN_WAYS names identity, which needs OIDC_ISSUER."],
    [
      { SIGN_IN_WAYS: "passkey", NEXTAUTH_URL: "http://127.0.0.1:3000" },
      "SIGN_IN_WAYS names passkey, which needs a site with a name",
    ],
    [{ SMTP_URL: "mail.example.org", MAIL_FROM: "a@example.org" }, "SMTP_URL must look like smtps://"],
    [{ SMTP_URL: "https://mail.example.org", MAIL_FROM: "a@example.org" }, "SMTP_URL must look like smtps://"],
    [{ SMTP_URL: mail.SMTP_URL }, "MAIL_FROM is missing; it must be set when SMTP_URL is set."],
    [{ ...mail, MAIL_FROM: "Tamdan" }, "MAIL_FROM must be the address that mails come from"],
    [
      { OIDC_ISSUER: provider.OIDC_ISSUER, OIDC_CLIENT_ID: "x" },
      "OIDC_CLIENT_SECRET is missing; it must be set when OIDC_ISSUER is set.",
    ],
    [{ ...provider, OIDC_ISSUER: "http://login.example.org" }, "OIDC_ISSUER must be the https address of the provider"],
    [
      { ...provider, OIDC_ISSUER: "https://login.example.org/?x" },
      "OIDC_ISSUER must be the https address of the provider",
    ],
    [{ ...provider, OIDC_ISSUER: "login.example.org" }, "OIDC_ISSUER must be the https address of the provider"],
    [{ ...provider, OIDC_NAME: "x".repeat(41) }, "OIDC_NAME must have 40 characters or fewer"],
  ])("%j stops the start with a sentence", (variables, sentence) => {
    expect(problemsOf(variables)).toEqual([expect.stringContaining(sentence)]);
  });
});

describe("whether somebody has a way of their own", () => {
  const none = { email: null, isEmailConfirmed: false, password: null, passkeys: [], linkedIdentities: [] };
  const own: [string, Partial<Parameters<typeof hasOwnWay>[0]>, Way[]][] = [
    ["nothing", {}, []],
    ["an address alone", { email: "sok@example.org" }, []],
    ["a confirmed address", { email: "sok@example.org", isEmailConfirmed: true }, ["email"]],
    ["a password and no address", { password: {} }, []],
    ["a password and an address", { password: {}, email: "sok@example.org" }, ["password"]],
    ["a passkey", { passkeys: [{}] }, ["passkey"]],
    ["a single sign-on", { linkedIdentities: [{}] }, ["identity"]],
  ];
  test.each(own)("%s", (_, has, by) => {
    for (const way of ways) expect(hasOwnWay({ ...none, ...has }, [way]), way).toBe(by.includes(way));
    expect(hasOwnWay({ ...none, ...has }, ways)).toBe(by.length > 0);
    expect(hasOwnWay({ ...none, ...has }, [])).toBe(false);
  });
});

test("a provider is called as it was named, or else by its address", () => {
  const before = { ...process.env };
  Object.assign(process.env, provider);
  expect(providerName()).toBe("login.example.org");
  process.env.OIDC_NAME = "the Ministry";
  expect(providerName()).toBe("the Ministry");
  process.env = before;
});
