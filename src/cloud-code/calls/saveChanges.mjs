import Parse from 'parse/node';
import { isDeepStrictEqual } from 'node:util';
import { decodeObject } from '../decode.mjs';

const KEPT = new Set(['objectId', 'createdAt', 'updatedAt', 'className', '__type']);
const DELETE = { __op: 'Delete' };

/**
 * An object as `beforeSave` sees it: stored as it was, with what the caller changes not yet saved, so that `dirty(key)`
 * and `dirtyKeys()` tell what he changes.
 * @param {object} json As it will be.
 * @param {object} [original] As it is; undefined for a new object.
 */
export function prepareForSave(json, original, className) {
  const object = original ? decodeObject(original, className) : newObject(json, className);
  for (const key of new Set([...Object.keys(json), ...Object.keys(original ?? {})])) {
    if (KEPT.has(key) || isDeepStrictEqual(json[key], original?.[key]) || json[key]?.__type === 'Relation') {
      continue;
    }

    if (json[key] === undefined) {
      object.unset(key);
    } else {
      object.set(key, key === 'ACL' ? new Parse.ACL(json[key]) : Parse._decode(key, json[key]));
    }
  }

  return object;
}

/** Makes `existed()` say that an object is new, though it has its id by now. */
export function isNewFor(object) {
  object._setExisted(false);
}

/**
 * What a handler changed, as the body of a write; undefined for nothing.
 * @param {object} before What had been changed when it began.
 * @param {object} [original] The stored object.
 */
export function changesOf(object, before, original) {
  const after = object._getSaveJSON();
  const changes = {};
  for (const key of Object.keys(after)) {
    if (!isDeepStrictEqual(after[key], before[key])) {
      changes[key] = after[key];
    }
  }

  // A change of the caller that the handler has taken back.
  for (const key of Object.keys(before)) {
    if (!(key in after)) {
      changes[key] = original?.has(key) ? Parse._encode(original.get(key), undefined, false) : DELETE;
    }
  }

  return Object.keys(changes).length === 0 ? undefined : changes;
}

function newObject(json, className) {
  const relations = Object.entries(json).filter(([, value]) => value?.__type === 'Relation');
  const object = decodeObject(Object.fromEntries(relations), className);
  if (json.objectId) {
    object.id = json.objectId;
    object._setExisted(false);
  }

  return object;
}
