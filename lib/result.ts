/** What a command answers. A refusal is a value with a sentence of its own; only surprises are thrown. */
export type Done<Value> = { ok: true; value: Value };
export type Refused<Refusal extends string, Detail = unknown> = { ok: false; refusal: Refusal; detail: Detail };
export type Result<Value, Refusal extends string, Detail = unknown> = Done<Value> | Refused<Refusal, Detail>;

export function done<Value>(value: Value): Done<Value> {
  return { ok: true, value };
}

export function refused<Refusal extends string>(refusal: Refusal): Refused<Refusal, undefined>;
export function refused<Refusal extends string, Detail>(refusal: Refusal, detail: Detail): Refused<Refusal, Detail>;
export function refused(refusal: string, detail?: unknown) {
  return { ok: false, refusal, detail };
}
