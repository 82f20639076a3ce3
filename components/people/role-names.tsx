import { useTranslations } from "next-intl";
import { Role } from "#lib/generated/enums.ts";

/** Roles in words, in the order of what they may do. */
export function RoleNames({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations("memberRole");
  return Object.values(Role)
    .filter((role) => roles.includes(role))
    .map((role) => t(`name.${role}`))
    .join(", ");
}
