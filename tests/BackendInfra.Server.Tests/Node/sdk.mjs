// What every scenario file begins with: the official SDK, unmodified, on a running server.
// Arguments of a scenario file: server URL, application id, master key. Classes are public, and clients may make them.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

export const Parse = createRequire(import.meta.url)('parse/node');
export const [serverURL, applicationId, masterKey] = process.argv.slice(2);
Parse.initialize(applicationId, 'any-javascript-key', masterKey);
Parse.serverURL = serverURL;

export const asMaster = { useMasterKey: true };
export const names = objects => objects.map(o => o.get('name'));
export const sorted = objects => names(objects).sort();
export const refuses = (code, promise) => assert.rejects(promise, error => assert.equal(error.code, code, error.message) ?? true);

/** Signs up a user and gives him with the options that act as him. */
export const signUp = async username => {
  const user = await new Parse.User({ username, password: 'secret' }).signUp();
  return { user, as: { sessionToken: user.getSessionToken() } };
};

/** Runs scenarios, each named by a sentence; a failed one is printed with its error, and the process ends with 1. */
export const run = async scenarios => {
  let failures = 0;
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await scenario();
      console.log(`passed: ${name}`);
    } catch (error) {
      failures++;
      console.log(`FAILED: ${name}\n${error.code ?? ''} ${error.stack ?? error}`);
    }
  }
  process.exit(failures === 0 ? 0 : 1);
};
