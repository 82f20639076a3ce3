import type { ComponentProps } from "react";

const styles = {
  primary: "bg-accent text-on-accent border-accent hover:bg-accent-strong",
  plain: "bg-surface text-accent border-edge hover:border-accent hover:text-accent-strong",
};

export function Button({
  look = "primary",
  className = "",
  ...rest
}: ComponentProps<"button"> & { look?: keyof typeof styles }) {
  return (
    <button
      className={`min-h-11 cursor-pointer rounded border px-4 py-2 font-semibold disabled:cursor-progress disabled:opacity-70 ${styles[look]} ${className}`}
      {...rest}
    />
  );
}
