import Parse from 'parse/node';

export const SCRIPT_FAILED = Parse.Error.SCRIPT_FAILED;
export const VALIDATION_ERROR = Parse.Error.VALIDATION_ERROR;

/**
 * What a script threw as a code and a message: a `Parse.Error` keeps its code, everything else gets the given one.
 * @returns {{code: number, message: string}}
 */
export function toRefusal(thrown, code = SCRIPT_FAILED, nothing = 'Script failed. Unknown error.') {
  if (thrown === undefined || thrown === null || thrown === '') {
    return { code, message: nothing };
  }

  // A script may have an SDK of its own, whose errors are of another class.
  if (thrown instanceof Parse.Error || thrown?.constructor?.name === 'ParseError') {
    return { code: Number.isInteger(thrown.code) ? thrown.code : code, message: textOf(thrown.message) || nothing };
  }

  return { code, message: textOf(thrown?.message || thrown) };
}

/** An error as a log shows it: with its stack where it has one. */
export function errorText(thrown) {
  return thrown instanceof Error && thrown.stack ? thrown.stack : textOf(thrown);
}

function textOf(value) {
  if (typeof value === 'string') {
    return value;
  }

  try {
    return (typeof value === 'object' && JSON.stringify(value)) || String(value);
  } catch {
    return 'Script failed. Unknown error.';
  }
}
