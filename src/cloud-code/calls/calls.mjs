import { callContext } from '../context.mjs';
import { toRefusal, SCRIPT_FAILED } from '../errors.mjs';
import { Request } from './request.mjs';
import { runFunction } from './function.mjs';
import { runJob } from './job.mjs';
import { runTrigger } from './trigger.mjs';

const RUNNERS = { function: runFunction, job: runJob, trigger: runTrigger };

/** The calls of the server, from their start to their answer. */
export class Calls {
  #channel;
  #registry;
  #running = new Map();
  #whenDrained = null;

  constructor(channel, registry) {
    this.#channel = channel;
    this.#registry = registry;
  }

  /** Runs one. It never fails: the answer tells. */
  start(frame) {
    const abort = new AbortController();
    const { id, body, depth = 0, transaction, requestId } = frame;
    const call = { id, source: sourceOf(frame), depth, transaction, requestId };
    this.#running.set(id, abort);

    // Before anything of the script runs: it may never give the thread back.
    this.#channel.send({ type: 'started', id });
    callContext.run(call, () => this.#run(frame.kind, new Request(this.#channel, call, body, abort.signal)));
  }

  /** Tells a call that nobody waits for it any more. */
  cancel(id) {
    this.#running.get(id)?.abort();
  }

  /** Calls back once, when no call runs. */
  drain(done) {
    this.#whenDrained = done;
    this.#checkDrained();
  }

  async #run(kind, request) {
    const { id } = request.call;
    try {
      const answer = await RUNNERS[kind](this.#registry, request);
      this.#channel.send({ type: 'result', id, ...answer, context: request.changedContext() });
    } catch (thrown) {
      this.#channel.send({ type: 'error', id, ...toRefusal(thrown, SCRIPT_FAILED) });
    }

    this.#running.delete(id);
    this.#checkDrained();
  }

  #checkDrained() {
    if (this.#running.size === 0) {
      this.#whenDrained?.();
    }
  }
}

function sourceOf({ kind, body }) {
  switch (kind) {
    case 'function':
      return `function ${body.functionName}`;
    case 'job':
      return `job ${body.jobName}`;
    default:
      return `${body.triggerName} ${body.className ?? body.object?.className ?? ''}`.trimEnd();
  }
}
