"use client";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { TextField } from "./field.tsx";

type Props = { id: string; label: string; hint?: string; value: string; words: { copy: string; copied: string } };

/** A text to take along as it is: selected when one goes there, and copied by a button where scripts run. */
export function CopiedField({ id, label, hint, value, words }: Props) {
  const [canCopy, setCanCopy] = useState(false);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => setCanCopy(Boolean(navigator.clipboard)), []);
  return (
    <div className="grid gap-2">
      <TextField
        frame={{ name: id, label, hint, id }}
        type="url"
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      {canCopy && (
        <p className="flex flex-wrap items-center gap-3">
          <Button
            type="button"
            look="plain"
            onClick={() => navigator.clipboard.writeText(value).then(() => setCopied(true))}
          >
            {words.copy}
          </Button>
          <span role="status">{isCopied && words.copied}</span>
        </p>
      )}
    </div>
  );
}
