import Parse from 'parse/node';
import { decodeParams } from '../decode.mjs';
import { FunctionResponse } from './response.mjs';
import { validate } from '../validation/validate.mjs';

/** Runs a function: its validator, then its handler. */
export async function runFunction(registry, request) {
  const { functionName, params } = request.body;
  const found = registry.findFunction(functionName);
  if (!found) {
    throw new Parse.Error(Parse.Error.SCRIPT_FAILED, `Invalid function: "${functionName}"`);
  }

  const shown = request.show({ functionName, params: decodeParams(params ?? {}) });
  if (found.validator) {
    await validate(found.validator, shown);
  }

  const response = new FunctionResponse();
  const value = await response.settle(found.handler, shown);
  return { value: encodeResult(value), status: response.statusCode, headers: response.headers };
}

/** A result as clients get it. */
export function encodeResult(value) {
  return value === null || typeof value !== 'object' ? value : Parse._encode(value);
}
