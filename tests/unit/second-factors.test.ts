import { expect, test } from "vitest";
import { hashRecoveryCode, newRecoveryCodes } from "#lib/second-factors/recovery-codes.ts";
import { codeAt, newSecret, secretToShow, stepOf } from "#lib/second-factors/totp.ts";

/** The secret and the codes of RFC 6238, appendix B, by their last six digits. */
const secret = new TextEncoder().encode("12345678901234567890");
const at = (seconds: number) => new Date(seconds * 1000);

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
])("at %d seconds the code is %s, and its step is the one of the instant", (seconds, code) => {
  expect(codeAt(secret, at(seconds))).toBe(code);
  expect(stepOf(secret, code, at(seconds))).toBe(BigInt(Math.floor(seconds / 30)));
});

test("a code is right one step before and after, and not two", () => {
  const code = codeAt(secret, at(3_000));
  const steps = [-61, -60, -31, -30, -1, 0, 29, 30, 59, 60, 61].map((late) => stepOf(secret, code, at(3_000 + late)));
  expect(steps).toEqual([undefined, undefined, undefined, 100n, 100n, 100n, 100n, 100n, 100n, undefined, undefined]);
});

test.each(["", "12345", "1234567", "12345a", "١٢٣٤٥٦", " 287082", "-87082", "287082\n"])("%j is no code", (typed) => {
  expect(stepOf(secret, typed, at(59))).toBeUndefined();
});

test("secrets differ, and are shown as an app reads them and as one types them", () => {
  const [one, other] = [newSecret(), newSecret()];
  expect(one).toHaveLength(20);
  expect(Buffer.from(one).equals(other)).toBe(false);
  const { address, typed } = secretToShow(secret, "Tamdan", "one@example.org");
  expect(typed).toBe("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
  const { protocol, host, pathname, searchParams } = new URL(address);
  expect([protocol, host, decodeURIComponent(pathname)]).toEqual(["otpauth:", "totp", "/Tamdan:one@example.org"]);
  expect(searchParams.get("secret")).toBe(typed.replaceAll(" ", ""));
  expect(searchParams.get("issuer")).toBe("Tamdan");
});

test("recovery codes are ten, all different, and however they are typed they are the same", () => {
  const codes = newRecoveryCodes();
  expect(codes).toHaveLength(10);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    expect(code).toMatch(/^([A-HJKMNP-TV-Z2-9]{4}-){6}[A-HJKMNP-TV-Z2-9]{4}$/);
    for (const typed of [code.toLowerCase(), code.replaceAll("-", ""), ` ${code.replaceAll("-", " ")} `])
      expect(hashRecoveryCode(typed)).toBe(hashRecoveryCode(code));
  }
  expect(hashRecoveryCode(codes[0] ?? "")).not.toBe(hashRecoveryCode(codes[1] ?? ""));
});
