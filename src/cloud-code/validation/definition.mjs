const RULE_KEYS = {
  type: ['any'],
  constant: ['boolean'],
  default: ['any'],
  options: ['any'],
  required: ['boolean'],
  error: ['string'],
};

const KEYS = {
  requireUser: ['boolean'],
  requireMaster: ['boolean'],
  validateMasterKey: ['boolean'],
  skipWithMasterKey: ['boolean'],
  requireAnyUserRoles: ['array', 'function'],
  requireAllUserRoles: ['array', 'function'],
  requireUserKeys: ['array', 'object'],
  fields: ['array', 'object'],
  rateLimit: ['object'],
  returns: ['string'],
  query: ['boolean'],
};

/**
 * Checks a validator when it is defined, so that a slip in it is not found by a client.
 * @throws {TypeError} naming what it does not know.
 */
export function requireValidator(validator) {
  if (!validator || typeof validator === 'function') {
    return;
  }

  if (typeOf(validator) !== 'object') {
    throw new TypeError('A validator is a function or an object.');
  }

  requireKeys(validator, KEYS);
  for (const rules of [validator.fields, validator.requireUserKeys]) {
    if (typeOf(rules) === 'object') {
      Object.values(rules).filter(rule => typeof rule === 'object').forEach(rule => requireKeys(rule, RULE_KEYS));
    }
  }
}

function requireKeys(given, known) {
  for (const [key, value] of Object.entries(given)) {
    const types = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!types) {
      throw new TypeError(`${key} is not a supported parameter for Cloud Function validations.`);
    }

    if (!types.includes('any') && value !== undefined && !types.includes(typeOf(value))) {
      throw new TypeError(`Invalid type for Cloud Function validation key ${key}. Expected ${types.join('|')}, actual ${typeOf(value)}`);
    }
  }
}

function typeOf(value) {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}
