import Parse from 'parse/node';
import { isDeepStrictEqual } from 'node:util';
import { decodeObject } from '../decode.mjs';
import { validate } from '../validation/validate.mjs';

/** Runs a `beforeFind`. It answers with the parameters of the query that it changed. */
export async function runBeforeFind({ triggerName, handler, validator }, request, className) {
  const { isGet, count } = request.body;
  const query = queryOf(request.body.query, className);
  const before = structuredClone(query.toJSON());
  const shown = request.show({ triggerName, query, count: count === true, isGet: isGet === true });
  if (validator && (await validate(validator, shown))) {
    return undefined;
  }

  const returned = await handler(shown);
  const after = parametersOf(returned, query);
  const changed = Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(value, before[name]));
  return { value: changed.length === 0 ? undefined : Object.fromEntries(changed) };
}

/** Runs an `afterFind`. It answers with all of the objects. */
export async function runAfterFind({ triggerName, handler, validator }, request, className) {
  const { query, objects: json, isGet, count } = request.body;
  const objects = json.map(item => decodeObject(item, className));
  const shown = request.show({
    triggerName,
    objects,
    query: queryOf(query, className),
    count: count === true,
    isGet: isGet === true,
  });
  if (validator && (await validate(validator, shown))) {
    return undefined;
  }

  const returned = (await handler(shown)) ?? shown.objects;
  if (!Array.isArray(returned)) {
    throw new Parse.Error(Parse.Error.SCRIPT_FAILED, 'afterFind must return an array of objects, or nothing.');
  }

  return { value: returned.map(encodeFound) };
}

function queryOf(json, className) {
  const asTexts = { ...json };
  for (const name of ['include', 'keys', 'excludeKeys', 'order']) {
    if (Array.isArray(asTexts[name])) {
      asTexts[name] = asTexts[name].join(',');
    }
  }

  // Older scripts count on there being a condition to add to.
  return Parse.Query.fromJSON(className, { where: {}, ...asTexts });
}

function parametersOf(returned, query) {
  if (returned === undefined || returned === null) {
    return query.toJSON();
  }

  if (returned instanceof Parse.Query) {
    return returned.toJSON();
  }

  if (typeof returned === 'object' && !Array.isArray(returned)) {
    return Parse._encode(returned);
  }

  throw new Parse.Error(Parse.Error.SCRIPT_FAILED, 'beforeFind must return a query, or nothing.');
}

/** An object with its unsaved changes, and included objects whole. */
function encodeFound(found) {
  if (!(found instanceof Parse.Object)) {
    return Parse._encode(found);
  }

  const json = found.toJSON();
  for (const key of found.dirtyKeys()) {
    const value = found.get(key);
    json[key] = value instanceof Parse.Object ? value._toFullJSON() : json[key];
  }

  return json;
}
