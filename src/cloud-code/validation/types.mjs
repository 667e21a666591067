import Parse from 'parse/node';

const OF_CONSTRUCTOR = new Map([
  [String, 'String'],
  [Number, 'Float'],
  [Boolean, 'Boolean'],
  [Date, 'Date'],
  [Array, '[Any]'],
  [Object, 'Object'],
  [Parse.File, 'File'],
  [Parse.GeoPoint, 'GeoPointInput'],
]);

const CHECKS = {
  String: value => typeof value === 'string',
  ID: value => typeof value === 'string',
  Float: value => typeof value === 'number',
  Int: value => Number.isInteger(value),
  Boolean: value => typeof value === 'boolean',
  Date: value => value instanceof Date || value?.__type === 'Date',
  File: value => value instanceof Parse.File || value?.__type === 'File',
  Object: value => typeof value === 'object' && !Array.isArray(value),
};

/**
 * Whether a value has the type that a rule demands.
 * @param {Function | string} type A constructor, or a type as GraphQL writes it, without its mark of being required.
 */
export function matchesType(type, value) {
  if (typeof type === 'string') {
    return type.startsWith('[') ? Array.isArray(value) : (CHECKS[type]?.(value) ?? true);
  }

  if (type === Array) {
    return Array.isArray(value);
  }

  const check = CHECKS[OF_CONSTRUCTOR.get(type)];
  return check ? check(value) : value instanceof type || isOfClass(type, value);
}

/** A type as a refusal names it. */
export function nameOfType(type) {
  return typeof type === 'string' ? type : type.name.toLowerCase();
}

/** A type without the mark of being required. */
export function withoutRequired(type) {
  return type.endsWith('!') ? type.slice(0, -1) : type;
}

/** A rule's type as GraphQL writes it; undefined when it has none that GraphQL knows. */
export function graphQLType({ type, required }) {
  const name = typeof type === 'string' ? type : OF_CONSTRUCTOR.get(type);
  return name && required && !name.endsWith('!') ? `${name}!` : name;
}

// Among the fields of an object, those of another object and points are plain.
function isOfClass(type, value) {
  if (type === Parse.GeoPoint) {
    return value?.__type === 'GeoPoint';
  }

  const isPointer = value?.__type === 'Pointer' || value?.__type === 'Object';
  return isPointer && (type === Parse.Object || type.className === value.className);
}
