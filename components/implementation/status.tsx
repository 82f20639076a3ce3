import { useTranslations } from "next-intl";
import type { Implementation } from "#lib/generated/enums.ts";
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
