import type { ComponentProps } from "react";
import { PlannedForm } from "#components/ui/planned-form.tsx";

type Props = {
  action: ComponentProps<typeof PlannedForm>["action"];
  id: string;
  label: string;
  /** What it is of, for who hears the button alone. */
  said?: string;
  hidden?: Record<string, string>;
  isMain?: boolean;
};

/** A form that is one button. */
export function OneButton({ action, id, label, said, hidden = {}, isMain = false }: Props) {
  const look = isMain ? {} : ({ look: "plain" } as const);
  return (
    <PlannedForm
      action={action}
      id={id}
      name={said ?? label}
      hidden={hidden}
      buttons={[{ label, ...look, ...(said && { said }) }]}
      here="?"
    />
  );
}
