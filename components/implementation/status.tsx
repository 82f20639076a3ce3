import { useTranslations } from "next-intl";
import { isImplemented } from "#lib/assignments/status.ts";
import type { Implementation, Verification } from "#lib/generated/enums.ts";
import { Disc } from "./disc.tsx";

/** The disc with its word. */
export function Status({ implementation, isVerified }: { implementation: Implementation; isVerified?: boolean }) {
  const t = useTranslations("implementationTitle");
  return (
    <span className="inline-flex items-start gap-2">
      <span className="leading-6">
        <Disc implementation={implementation} isVerified={isVerified} />
      </span>
      <span>{t(implementation)}</span>
    </span>
  );
}

/** Solid is verified: what is implemented, and found so by another organization. */
export function isVerified(assignment: { implementation: Implementation; verification: Verification }): boolean {
  return isImplemented(assignment.implementation) && assignment.verification === "verified";
}

/** A rolled-up status is verified when all that is implemented below it is. */
export function areVerified(
  assignments: readonly { implementation: Implementation; verification: Verification }[],
): boolean {
  const implemented = assignments.filter(({ implementation }) => isImplemented(implementation));
  return implemented.length > 0 && implemented.every(isVerified);
}
