import type { ComponentProps, ReactNode } from "react";
import { OneButton } from "./one-button.tsx";

type Props = { title: string; children: ReactNode; remove: ComponentProps<typeof OneButton> };

/** Something by which one signs in, and the button that removes it. */
export function Owned({ title, children, remove }: Props) {
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3">
      <div className="min-w-0 grow basis-60">
        <p className="font-semibold wrap-anywhere">{title}</p>
        {children}
      </div>
      <OneButton {...remove} />
    </li>
  );
}
