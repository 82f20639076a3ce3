import { useTranslations } from "next-intl";
import type { Stretch } from "#components/charts/stacked-bar.tsx";
import { fillOf } from "#components/implementation/disc.tsx";
import { isImplemented } from "#lib/assignments/status.ts";
import type { Segment } from "#lib/progress/segments.ts";

/** Words and fills for the stretches of a status bar. */
export function useStretches(): (segments: readonly Segment[]) => Stretch[] {
  const t = useTranslations("chart");
  const status = useTranslations("implementation");
  return (segments) =>
    segments.map(({ implementation, isVerified, count }) => {
      const part = !isImplemented(implementation) ? "part" : isVerified ? "partVerified" : "partReported";
      return {
        key: `${implementation} ${isVerified}`,
        label: t(part, { count, status: status(implementation) }),
        count,
        fill: fillOf(implementation, isVerified),
      };
    });
}
