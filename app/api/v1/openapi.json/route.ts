import { z } from "zod";
import { answer } from "#lib/exchange/answer.ts";
import { describeInterface } from "#lib/exchange/openapi.ts";

export { DELETE, OPTIONS, PATCH, POST, PUT } from "#lib/exchange/methods.ts";

export function GET(request: Request): Response {
  return answer(request, z.looseObject({}), describeInterface());
}
