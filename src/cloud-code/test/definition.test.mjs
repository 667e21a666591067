import assert from 'node:assert/strict';
import test from 'node:test';
import { startWorker } from './parent.mjs';

for (const [script, message] of [
  [`Parse.Cloud.define('f', 1)`, 'TypeError: The function f needs a function that runs it.'],
  [`Parse.Cloud.define('', () => {})`, 'TypeError: The name of a function must be a text.'],
  [`Parse.Cloud.job('j')`, 'TypeError: The job j needs a function that runs it.'],
  [`Parse.Cloud.beforeSave(undefined, () => {})`, 'TypeError: The name of a class must be a text.'],
  [`Parse.Cloud.beforeSave('A')`, 'TypeError: beforeSave of A needs a function that runs it.'],
  [`Parse.Cloud.define('f', () => {}, { requireUsers: true })`, 'TypeError: requireUsers is not a supported parameter for Cloud Function validations.'],
  [`Parse.Cloud.define('f', () => {}, { requireUser: 1 })`, 'TypeError: Invalid type for Cloud Function validation key requireUser. Expected boolean, actual number'],
  [`Parse.Cloud.define('f', () => {}, { fields: { a: { typ: String } } })`, 'TypeError: typ is not a supported parameter for Cloud Function validations.'],
  [`Parse.Cloud.define('f', () => {}, 'requireUser')`, 'TypeError: A validator is a function or an object.'],
  [`Parse.Cloud.beforeSave('_Session', () => {})`, 'Error: Only the afterLogout trigger is allowed for the _Session class.'],
  [`Parse.Cloud.beforeSave('_PushStatus', () => {})`, 'Error: Only afterSave is allowed on _PushStatus'],
  [`Parse.Cloud.beforeLogin('Order', () => {})`, 'Error: Only the _User class is allowed for the beforeLogin trigger.'],
  [`Parse.Cloud.afterLogout('_User', () => {})`, 'Error: Only the _Session class is allowed for the afterLogout trigger.'],
  [`Parse.Cloud.beforeDelete(Parse.Config, () => {})`, 'Error: The config has no trigger beforeDelete.'],
  [`Parse.Cloud.onWebApp({})`, 'TypeError: Parse.Cloud.onWebApp needs an Express app.'],
]) {
  test(`${script} does not load`, async () => {
    const worker = await startWorker(script);
    try {
      const [first, at] = (await worker.until('failed')).message.split('\n');
      assert.equal(first, message);
      assert.match(at, /main\.js:1:\d+/);
    } finally {
      await worker.dispose();
    }
  });
}
