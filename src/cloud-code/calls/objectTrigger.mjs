import { decodeObject } from '../decode.mjs';
import { validate } from '../validation/validate.mjs';
import { changesOf, isNewFor, prepareForSave } from './saveChanges.mjs';

/** Runs a trigger about one object. Only `beforeSave` answers: with what it changed. */
export async function runObjectTrigger({ triggerName, handler, validator }, request, className) {
  const { object: json, original: originalJson } = request.body;
  const original = originalJson ? decodeObject(originalJson, className) : undefined;
  const saves = triggerName === 'beforeSave';
  const object = saves ? prepareForSave(json, originalJson, className) : decodeObject(json, className);
  if (triggerName === 'afterSave' && !original) {
    isNewFor(object);
  }

  const shown = request.show({ triggerName, object, original });
  const before = saves ? object._getSaveJSON() : undefined;
  const skips = validator ? await validate(validator, shown) : false;
  if (!skips) {
    await handler(shown);
  }

  return saves ? { value: changesOf(object, before, original) } : undefined;
}
