import type { CDPSession, Page } from "@playwright/test";
import { expect } from "./app.ts";

/** A device that keeps passkeys, as Chromium plays it. */
export async function addDevice(page: Page, isVerified = true) {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...({ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true } as const),
      ...{ isUserVerified: isVerified, automaticPresenceSimulation: true },
    },
  });
  return {
    remove: () => cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
    verifies: (isUserVerified: boolean) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    credentials: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}

/** As who is signed in, with the device of the page. */
export async function addPasskey(page: Page, name: string) {
  await page.goto("/account/passkeys");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("The passkey is added.");
}
