import Module, { createRequire } from 'node:module';

const OWN = createRequire(import.meta.url).resolve('parse/node');
const NAMES = new Set(['parse', 'parse/node', 'parse/node.js']);

/** Gives scripts that require the SDK the one that is set up, as Parse Server does, and not one of their own. */
export function shareSdk() {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function resolveFilename(name, ...rest) {
    return NAMES.has(name) ? OWN : resolve.call(this, name, ...rest);
  };
}
