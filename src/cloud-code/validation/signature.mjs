import { graphQLType } from './types.mjs';

/**
 * What a function's validator tells the server of it: typed parameters, the type of its result, its rate limit.
 * @param {object | Function | undefined} validator
 */
export function signatureOf(validator) {
  if (!validator || typeof validator === 'function') {
    return {};
  }

  const { fields, returns, query, rateLimit } = validator;
  const parameters = Array.isArray(fields) ? [] : Object.entries(fields ?? {}).flatMap(([name, rule]) => parameterOf(name, rule));
  return {
    parameters: parameters.length > 0 ? parameters : undefined,
    returns,
    isQuery: query === true ? true : undefined,
    rateLimit,
  };
}

function parameterOf(name, rule) {
  const type = typeof rule === 'object' ? graphQLType(rule) : undefined;
  return type ? [{ name, type }] : [];
}
