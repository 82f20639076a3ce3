import type { ReactNode } from "react";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { StackedBar, type Stretch } from "./stacked-bar.tsx";

/** A bar a row on a common scale, in a table that says the same in numbers. */
export function AgeBars({
  caption,
  heads,
  rows,
}: {
  caption: string;
  heads: { name: string; count: string };
  rows: readonly { name: string; stretches: readonly Stretch[]; count: ReactNode }[];
}) {
  const lengths = rows.map(({ stretches }) => stretches.reduce((sum, { count }) => sum + count, 0));
  const longest = Math.max(...lengths, 1);
  return (
    <WideTable
      caption={caption}
      className="w-full max-w-[40rem] max-sm:text-sm"
      head={
        <>
          <ColumnHead>{heads.name}</ColumnHead>
          <ColumnHead className="w-full min-w-16">
            <span className="sr-only">{caption}</span>
          </ColumnHead>
          <ColumnHead look="number">{heads.count}</ColumnHead>
        </>
      }
    >
      {rows.map(({ name, stretches, count }) => (
        <Row key={name}>
          <RowHead className="max-w-24 min-w-20 xs:max-w-none xs:whitespace-nowrap">{name}</RowHead>
          <Cell>
            <StackedBar
              isSkippedByTab
              of={longest}
              stretches={stretches.filter((stretch) => stretch.count > 0)}
              title={`${name}: ${stretches.map(({ label }) => label).join(", ")}`}
            />
          </Cell>
          <Cell look="number">{count}</Cell>
        </Row>
      ))}
    </WideTable>
  );
}
