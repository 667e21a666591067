import { decodeUser } from '../decode.mjs';
import { requestLog } from '../log.mjs';

/** A call with what every handler is told of it. */
export class Request {
  #sentContext;
  #shown = null;

  constructor(channel, call, body, signal) {
    this.channel = channel;
    this.call = call;
    this.body = body;
    this.signal = signal;
    this.#sentContext = JSON.stringify(body.context ?? {});
  }

  /**
   * The object that a handler gets.
   * @param {object} own What its kind of call adds.
   */
  show(own) {
    const { master, user, installationId, ip, headers, context } = this.body;
    this.#shown = {
      ...own,
      master: master === true,
      user: decodeUser(user),
      installationId,
      ip,
      headers: headers ?? {},
      context: context ?? {},
      log: requestLog(this.channel, this.call),
      signal: this.signal,
    };
    return this.#shown;
  }

  /** The context as the handler has left it; undefined when it has not changed it. */
  changedContext() {
    const context = this.#shown?.context ?? {};
    return JSON.stringify(context) === this.#sentContext ? undefined : context;
  }
}
