import { useTranslations } from "next-intl";
import { Pagination } from "#components/ui/pagination.tsx";

type Props = { page: number; pages: number; addressOf: (page: number) => string };

/** Steps through the pages of a list, in our words. */
export function Pages({ page, pages, addressOf }: Props) {
  const t = useTranslations("pages");
  return (
    <Pagination
      page={page}
      pages={pages}
      addressOf={addressOf}
      words={{
        label: t("label"),
        previous: t("previous"),
        next: t("next"),
        position: t("position", { page, pages }),
      }}
    />
  );
}
