import { requireOption } from './options.mjs';
import { matchesType, nameOfType, withoutRequired } from './types.mjs';

/**
 * Checks the parameters of a function, or the fields of a trigger's object.
 * @param {string[] | Record<string, object | string>} fields
 */
export async function validateFields(fields, request) {
  if (!fields) {
    return;
  }

  // As for clients, so that a date of an object is what a date among parameters is.
  const values = typeof request.object?.toJSON === 'function' ? request.object.toJSON() : (request.params ?? {});
  if (Array.isArray(fields)) {
    fields.forEach(key => requireValue(values, key));
    return;
  }

  const options = [];
  for (const [key, rule] of Object.entries(fields)) {
    if (typeof rule === 'string') {
      requireValue(values, rule);
    } else {
      options.push(validateField(key, rule, values, request));
    }
  }

  await Promise.all(options);
}

async function validateField(key, rule, values, { object, original }) {
  if (rule.default != null && values[key] == null) {
    values[key] = rule.default;
    object?.set(key, rule.default);
  }

  if (rule.constant && object) {
    if (original) {
      object.revert(key);
    } else if (rule.default != null) {
      object.set(key, rule.default);
    }
  }

  const type = typeof rule.type === 'string' ? withoutRequired(rule.type) : rule.type;
  const isRequired = rule.required || type !== rule.type;
  if (isRequired) {
    requireValue(values, key);
  }

  const value = values[key];
  if (!isRequired && value === undefined) {
    return;
  }

  if (type && !(value === null && !isRequired) && !matchesType(type, value)) {
    throw `Validation failed. Invalid type for ${key}. Expected: ${nameOfType(type)}`;
  }

  if (rule.options) {
    await requireOption(rule, key, value);
  }
}

function requireValue(values, key) {
  if (values[key] == null) {
    throw `Validation failed. Please specify data for ${key}.`;
  }
}
