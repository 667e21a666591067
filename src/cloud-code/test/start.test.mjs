import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

test('The worker shows the secret, loads a script, and answers', () =>
  withWorker(
    {
      'main.js': `
        const { answer } = require('./other');
        Parse.Cloud.define('answer', async () => answer);
        Parse.Cloud.define('ask', () => Parse.Cloud.run('answer'));
      `,
      'other.js': 'exports.answer = 42;',
    },
    async worker => {
      assert.deepEqual(worker.frames[0], { type: 'connect', secret: 'a secret' });
      assert.deepEqual((await worker.until('ready')).definitions, {
        functions: [{ name: 'answer' }, { name: 'ask' }], triggers: [], jobs: [], hasWebApp: false,
      });
      worker.send({ type: 'ping' });
      await worker.until('pong');
      assert.equal((await worker.run('answer')).value, 42);
      assert.equal((await worker.run('ask')).value, 'from the server');
      const [{ url, body }] = worker.requests;
      assert.equal(url, '/parse/functions/answer');
      assert.equal(body._ApplicationId + body._JavaScriptKey, 'shopjs');
    },
    { rest: () => ({ result: 'from the server' }) },
  ));

test('A script may be an ES module', () =>
  withWorker(
    { 'package.json': '{"type":"module","main":"code/main.js"}', 'code/main.js': `import { answer } from './other.js'; await null; Parse.Cloud.define('answer', () => answer);`, 'code/other.js': 'export const answer = 42;' },
    async worker => assert.equal((await worker.run('answer')).value, 42),
  ));
