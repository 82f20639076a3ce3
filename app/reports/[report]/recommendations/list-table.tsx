import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Disc } from "#components/implementation/disc.tsx";
import { Link } from "#components/ui/link.tsx";
import { ColumnHead, RowGroup, WideTable } from "#components/ui/table.tsx";
import { isSortable } from "#lib/recommendations/bounds.ts";
import type { Heading } from "#lib/recommendations/queries.ts";
import { type Filters, orderOf, type Sort, sortOf, unitOf, writeFilters } from "#lib/recommendations/schema.ts";
import { words } from "./list-words.ts";

type Shown<Item> = {
  key: string | null;
  count: number;
  isContinued: boolean;
  heading?: Heading;
  items: readonly Item[];
};

type Props<Item> = {
  filters: Filters;
  address: string;
  found: number;
  columns: readonly { name: Sort; label: string; className?: string }[];
  groups: readonly Shown<Item>[];
  /** A `Row` for an item; in two groups it stands twice. */
  row: (item: Item) => ReactNode;
};

/** The table of a list: its heads are links that sort it, and its groups have their heading with the count of the whole group. */
export function ListTable<Item>({ filters, address, found, columns, groups, row }: Props<Item>) {
  const t = useTranslations("list");
  const isGrouped = groups.some(({ heading }) => heading);
  return (
    <WideTable
      caption={t(words[unitOf(filters)].title)}
      className="mt-2 w-full md:min-w-[52rem]"
      isGrouped={isGrouped}
      head={columns.map((column) => (
        <SortedHead key={column.name} filters={filters} address={address} found={found} {...column} />
      ))}
    >
      {isGrouped
        ? groups.map((group) => (
            <RowGroup
              key={group.key}
              columns={columns.length}
              heading={<GroupHeading unit={unitOf(filters)} {...group} />}
            >
              {group.items.map(row)}
            </RowGroup>
          ))
        : groups.flatMap(({ items }) => items.map(row))}
    </WideTable>
  );
}

type HeadProps = { name: Sort; label: string; className?: string; filters: Filters; address: string; found: number };

function SortedHead({ name, label, className = "", filters, address, found }: HeadProps) {
  const look = `text-sm ${className}`;
  if (!isSortable(name, filters, found)) return <ColumnHead className={look}>{label}</ColumnHead>;
  const isSorted = sortOf(filters) === name && isSortable(sortOf(filters), filters, found);
  const isDescending = orderOf(filters) === "desc";
  const order = isSorted ? (isDescending ? "asc" : "desc") : undefined;
  return (
    <ColumnHead
      className={look}
      {...(isSorted && { sorted: isDescending ? ("descending" as const) : ("ascending" as const) })}
    >
      <Link
        href={address + writeFilters({ ...filters, sort: name, order, page: 1 })}
        className="group inline-flex items-baseline gap-1 underline-offset-3 hover:underline"
      >
        {label}
        <Arrow isSorted={isSorted} isDescending={isSorted ? isDescending : orderOf({ sort: name, order }) === "desc"} />
      </Link>
    </ColumnHead>
  );
}

/** Which way a column is sorted; faint, the way in which its link would sort it. */
function Arrow({ isSorted, isDescending }: { isSorted: boolean; isDescending: boolean }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 10 10"
      className={`size-2.5 flex-none ${isSorted ? "text-ink" : "text-edge opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"}`}
    >
      <path d={isDescending ? "M1 2.5 H9 L5 8 Z" : "M1 7.5 H9 L5 2 Z"} fill="currentColor" />
    </svg>
  );
}

type GroupProps = Pick<Shown<unknown>, "heading" | "count" | "isContinued"> & { unit: ReturnType<typeof unitOf> };

function GroupHeading({ unit, heading, count, isContinued }: GroupProps) {
  const t = useTranslations("list");
  return (
    <>
      {heading && <HeadingName heading={heading} />}{" "}
      <span className="text-sm whitespace-nowrap text-muted">
        {t(`groupCount.${unit}`, { count })}
        {isContinued && `, ${t("continued")}`}
      </span>
    </>
  );
}

function HeadingName({ heading }: { heading: Heading }) {
  const t = useTranslations("list");
  const status = useTranslations("implementationTitle");
  switch (heading.of) {
    case "status":
      return (
        <span className="font-semibold">
          <Disc implementation={heading.is} /> {status(heading.is)}
        </span>
      );
    case "organization":
      return (
        <span className="font-semibold">
          {heading.is ? `${heading.is.acronym} ` : t("groupNone.organization")}
          {heading.is && <span className="font-normal">{heading.is.name}</span>}
        </span>
      );
    case "theme":
      return <span className="font-semibold">{heading.is?.name ?? t("groupNone.theme")}</span>;
  }
}
