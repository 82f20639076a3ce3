import type { ReactNode } from "react";
import { Scroll } from "./scroll.tsx";

type Props = {
  /** What the table shows, for those who do not see what stands above it. */
  caption: string;
  /** A `ColumnHead` for each column. */
  head: ReactNode;
  className?: string;
  /** Whether the rows stand in `RowGroup`s. */
  isGrouped?: boolean;
  children: ReactNode;
};

/** A table that fits a phone as it is. */
export function Table({ caption, head, className, isGrouped = false, children }: Props) {
  return (
    <table className={className}>
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="border-b border-edge text-left align-bottom">{head}</tr>
      </thead>
      {isGrouped ? children : <tbody>{children}</tbody>}
    </table>
  );
}

/** A table that may be wider than a phone: it scrolls, and its first column is held. */
export function WideTable(props: Props) {
  return (
    <Scroll label={props.caption}>
      <Table {...props} />
    </Scroll>
  );
}

const sides = { text: "pr-4 last:pr-0", number: "px-3 text-right last:pr-0" };

type Piece = { look?: keyof typeof sides; className?: string; children: ReactNode };

type Sorted = "ascending" | "descending";

export function ColumnHead({ look = "text", className = "", sorted, children }: Piece & { sorted?: Sorted }) {
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={`py-2 font-semibold first:sticky first:left-0 first:bg-ground ${sides[look]} ${className}`}
    >
      {children}
    </th>
  );
}

const heights = { dense: "*:py-2", open: "*:py-3" };

/** A `RowHead`, then a `Cell` for each further column. */
export function Row({ look = "dense", children }: { look?: keyof typeof heights; children: ReactNode }) {
  return <tr className={`border-b border-line align-top ${heights[look]}`}>{children}</tr>;
}

export function RowHead({ className = "", children }: Omit<Piece, "look">) {
  return (
    <th scope="row" className={`sticky left-0 bg-ground pr-4 text-left font-normal ${className}`}>
      {children}
    </th>
  );
}

/** Rows under a heading of their own, which stays in sight when the table scrolls. */
export function RowGroup({ heading, columns, children }: { heading: ReactNode; columns: number; children: ReactNode }) {
  return (
    <tbody>
      <tr className="border-b border-edge">
        <th scope="rowgroup" colSpan={columns} className="pt-6 pb-2 text-left font-normal">
          <div className="sticky left-0 inline-block max-w-[90vw]">{heading}</div>
        </th>
      </tr>
      {children}
    </tbody>
  );
}

export function Cell({ look = "text", className = "", children }: Piece) {
  return <td className={`${sides[look]} ${className}`}>{children}</td>;
}
