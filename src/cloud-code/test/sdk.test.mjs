import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

test('Requests of a call carry its depth, transaction and request id, also after waiting', () =>
  withWorker(
    `
    Parse.Cloud.define('go', async () => {
      await new Parse.Query('A').find();
      await new Promise(resolve => setTimeout(resolve, 1));
      await new Parse.Object('A').save(null, { context: { from: 'go' }, useMasterKey: true });
    });
    `,
    async worker => {
      await worker.call('function', { functionName: 'go' }, { depth: 2, transaction: 't1', requestId: 'q1' });
      for (const { headers } of worker.requests) {
        assert.equal(headers['x-backendinfra-trigger-depth'], '3');
        assert.equal(headers['x-backendinfra-transaction'], 't1');
        assert.equal(headers['x-backendinfra-request-id'], 'q1');
      }

      const [find, save] = worker.requests.map(({ body }) => body);
      assert.equal(find._JavaScriptKey, 'js');
      assert.equal(save._MasterKey, 'master');
      assert.deepEqual(save._context, { from: 'go' });
    },
    { rest: ({ method }) => (method === 'GET' ? { results: [] } : { objectId: 'a', createdAt: '2026-01-01T00:00:00.000Z' }) },
  ));

test('Requests outside of calls carry nothing of them', () =>
  withWorker(
    `new Parse.Query('A').find().then(() => console.log('found'));`,
    async worker => {
      await worker.until('log');
      assert.ok(Object.keys(worker.requests[0].headers).every(name => !name.startsWith('x-backendinfra')));
    },
    { rest: () => ({ results: [] }) },
  ));

test('useMasterKey gives every request the master key', () =>
  withWorker(
    `Parse.Cloud.useMasterKey(); Parse.Cloud.define('go', () => new Parse.Query('A').find());`,
    async worker => {
      await worker.run('go');
      assert.equal(worker.requests[0].body._MasterKey, 'master');
    },
    { rest: () => ({ results: [] }) },
  ));

test('A script that requires the SDK gets the one that is set up', () =>
  withWorker(`const Own = require('parse/node'); Own.Cloud.define('own', () => Own === Parse && require('parse') === Parse);`, async worker => {
    assert.equal((await worker.run('own')).value, true);
  }));

test('Functions and jobs are run and started through the server', () =>
  withWorker(
    `
    Parse.Cloud.define('go', async () => [await Parse.Cloud.run('other', { a: new Date(0) }), await Parse.Cloud.startJob('count', { n: 1 })]);
    `,
    async worker => {
      assert.deepEqual((await worker.run('go')).value, [42, 'j1']);
      const [run, start] = worker.requests;
      assert.equal(`${run.url} ${run.body.a.__type}`, '/parse/functions/other Date');
      assert.equal(`${start.url} ${start.body.n} ${start.body._MasterKey}`, '/parse/jobs/count 1 master');
    },
    {
      rest: ({ url }) =>
        url.includes('jobs')
          ? { json: {}, headers: { 'X-Parse-Job-Status-Id': 'j1', 'Access-Control-Expose-Headers': 'X-Parse-Job-Status-Id' } }
          : { result: 42 },
    },
  ));

test('A refusal of the server keeps its code', () =>
  withWorker(`Parse.Cloud.define('go', () => new Parse.Query('A').get('x'));`, async worker => {
    const { code, message } = await worker.run('go');
    assert.equal(`${code} ${message}`, '119 Permission denied');
  }, { rest: () => ({ status: 403, json: { code: 119, error: 'Permission denied' } }) }));

test('Mails are sent by the server, with the master key', () =>
  withWorker(`Parse.Cloud.define('go', () => Parse.Cloud.sendEmail({ to: 'a@b.c', subject: 'Hello', text: 'World' }));`, async worker => {
    assert.deepEqual(await worker.run('go'), { type: 'result', id: 1 });
    const [{ url, body }] = worker.requests;
    assert.equal(url, '/parse/cloud_code/email');
    assert.deepEqual([body.to, body.subject, body.text, body._MasterKey], ['a@b.c', 'Hello', 'World', 'master']);
  }));

test('What live queries would call is left out, with a warning', () =>
  withWorker(`Parse.Cloud.beforeSubscribe('A', () => {});`, async worker => {
    assert.deepEqual(worker.logs(), ['warn main.js: Parse.Cloud.beforeSubscribe is left out: this server has no live queries.']);
  }));
