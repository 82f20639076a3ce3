import { refuse } from "#lib/exchange/problem.ts";

const refuseAddress = () => refuse("unknown-address");

export const GET = refuseAddress;
export const POST = refuseAddress;
export const PUT = refuseAddress;
export const PATCH = refuseAddress;
export const DELETE = refuseAddress;
export const OPTIONS = refuseAddress;
