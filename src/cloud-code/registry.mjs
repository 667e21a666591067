import { triggerRefusal } from './triggers.mjs';
import { requireValidator } from './validation/definition.mjs';
import { signatureOf } from './validation/signature.mjs';

/** What a script has defined. */
export class Registry {
  #functions = new Map();
  #triggers = new Map();
  #jobs = new Map();

  /** The Express app that answers requests of the web; null for none. */
  webApp = null;

  /** @param {object | Function} [validator] See validation/validate.mjs. */
  addFunction(name, handler, validator) {
    requireName(name, 'function');
    requireHandler(handler, `The function ${name}`);
    requireValidator(validator);
    warnIfThere(this.#functions, name, `the function ${name}`);
    this.#functions.set(name, { handler, validator });
  }

  addJob(name, handler) {
    requireName(name, 'job');
    requireHandler(handler, `The job ${name}`);
    warnIfThere(this.#jobs, name, `the job ${name}`);
    this.#jobs.set(name, { handler });
  }

  /** @throws {Error} when the class cannot have such a trigger. */
  addTrigger(triggerName, className, handler, validator) {
    requireName(className, 'class');
    const refusal = triggerRefusal(triggerName, className);
    if (refusal) {
      throw new Error(refusal);
    }

    requireHandler(handler, `${triggerName} of ${className}`);
    requireValidator(validator);
    warnIfThere(this.#triggers, keyOf(triggerName, className), `${triggerName} of ${className}`);
    this.#triggers.set(keyOf(triggerName, className), { triggerName, className, handler, validator });
  }

  findFunction(name) {
    return this.#functions.get(name);
  }

  findJob(name) {
    return this.#jobs.get(name);
  }

  findTrigger(triggerName, className) {
    return this.#triggers.get(keyOf(triggerName, className));
  }

  /** What the server has to know: see `ready` in notes.md. */
  definitions() {
    return {
      functions: [...this.#functions].map(([name, { validator }]) => ({ name, ...signatureOf(validator) })),
      triggers: [...this.#triggers.values()].map(({ triggerName, className }) => ({ className, triggerName })),
      jobs: [...this.#jobs.keys()],
      hasWebApp: this.webApp !== null,
    };
  }
}

function keyOf(triggerName, className) {
  return `${triggerName} ${className}`;
}

function requireName(name, what) {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`The name of a ${what} must be a text.`);
  }
}

function requireHandler(handler, what) {
  if (typeof handler !== 'function') {
    throw new TypeError(`${what} needs a function that runs it.`);
  }
}

function warnIfThere(map, key, what) {
  if (map.has(key)) {
    console.warn(`${what} is defined more than once; the last one counts.`);
  }
}
