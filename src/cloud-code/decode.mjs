import Parse from 'parse/node';

/**
 * Parameters as a script gets them: dates, files and pointers are objects of the SDK, the rest stays plain. Changed in place.
 */
export function decodeParams(value) {
  if (value === null || typeof value !== 'object') {
    return value;
  }

  switch (value.__type) {
    case 'Date':
      return new Date(value.iso);
    case 'File':
      return Parse.File.fromJSON(value);
    case 'Pointer':
      return Parse.Object.fromJSON({ __type: 'Pointer', className: value.className, objectId: value.objectId });
    default:
      for (const key of Object.keys(value)) {
        value[key] = decodeParams(value[key]);
      }

      return value;
  }
}

/** The user behind a request; undefined for none. */
export function decodeUser(user) {
  return user ? Parse.Object.fromJSON({ ...user, className: '_User' }) : undefined;
}

/** A stored object, without changes. */
export function decodeObject(json, className) {
  return Parse.Object.fromJSON({ className, ...json });
}
