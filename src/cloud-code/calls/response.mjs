import Parse from 'parse/node';

/**
 * The second argument of a function's handler: `response.status(201).header('X-Name', 'value')`, and
 * `success(value)` or `error(thrown)` for a handler that returns nothing.
 */
export class FunctionResponse {
  #answer = Promise.withResolvers?.() ?? withResolvers();
  #answered = false;

  /** @type {number | undefined} */
  statusCode;

  /** @type {Record<string, string> | undefined} */
  headers;

  /** Runs a handler to its answer. */
  async settle(handler, shown) {
    // It is never rejected while nobody listens.
    this.#answer.promise.catch(() => {});
    const own = this.#surface();
    const returned = handler(shown, own);
    const isPromise = typeof returned?.then === 'function';
    const value = isPromise ? await Promise.race([returned, this.#answer.promise.then(() => undefined)]) : returned;
    if (this.#answered) {
      return this.#answer.promise;
    }

    // A plain handler that takes the response and returns nothing will answer through it.
    return value === undefined && !isPromise && handler.length >= 2 ? this.#answer.promise : value;
  }

  #surface() {
    const surface = {
      status: code => {
        if (!Number.isInteger(code) || code < 200 || code > 599) {
          throw new Parse.Error(Parse.Error.SCRIPT_FAILED, `${code} is no status of an answer.`);
        }

        this.statusCode = code;
        return surface;
      },
      header: (name, value) => {
        (this.headers ??= {})[String(name)] = String(value);
        return surface;
      },
      success: value => {
        this.#answered = true;
        this.#answer.resolve(value);
      },
      error: thrown => {
        this.#answered = true;
        this.#answer.reject(thrown);
      },
    };
    return surface;
  }
}

function withResolvers() {
  const answer = {};
  answer.promise = new Promise((resolve, reject) => Object.assign(answer, { resolve, reject }));
  return answer;
}
