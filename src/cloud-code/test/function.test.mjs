import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

test('A function answers with its result, encoded as clients expect it', () =>
  withWorker(
    `
    Parse.Cloud.define('constant', () => 42);
    Parse.Cloud.define('nothing', async () => {});
    Parse.Cloud.define('values', () => ({
      date: new Date(0), place: new Parse.GeoPoint(1, 2), pointer: Parse.Object.extend('Product').createWithoutData('p1') }));
    `,
    async worker => {
      assert.deepEqual(await worker.run('constant'), { type: 'result', id: 1, value: 42 });
      assert.deepEqual(await worker.run('nothing'), { type: 'result', id: 2 });
      assert.deepEqual((await worker.run('values')).value, {
        date: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' },
        place: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
        pointer: { __type: 'Pointer', className: 'Product', objectId: 'p1' },
      });
    },
  ));

test('Parameters are decoded: dates, files and pointers, at any depth', () =>
  withWorker(
    `
    Parse.Cloud.define('kinds', ({ params: { at, file, list } }) => [
      at instanceof Date, at.getTime(), file instanceof Parse.File, file.url(), list[0].to instanceof Parse.Object, list[0].to.id]);
    `,
    async worker => {
      const answer = await worker.run('kinds', {
        at: { __type: 'Date', iso: '1970-01-01T00:00:01.000Z' },
        file: { __type: 'File', name: 'a.txt', url: 'http://x/a.txt' },
        list: [{ to: { __type: 'Pointer', className: 'Product', objectId: 'p1' } }],
      });
      assert.deepEqual(answer.value, [true, 1000, true, 'http://x/a.txt', true, 'p1']);
    },
  ));

test('A request tells who asks, and from where', () =>
  withWorker(
    `
    Parse.Cloud.define('who', ({ functionName, master, user, installationId, ip, headers, context, log, signal }) => ({
      functionName, master, name: user.getUsername(), token: user.getSessionToken(), isUser: user instanceof Parse.User,
      installationId, ip, agent: headers['user-agent'], context, log: typeof log.info, signal: signal.aborted }));
    `,
    async worker => {
      const answer = await worker.run('who', {}, {
        user: { objectId: 'u1', username: 'ann', sessionToken: 'r:1' },
        installationId: 'i1',
        ip: '10.0.0.1',
        headers: { 'user-agent': 'test' },
        context: { from: 'test' },
      });
      assert.deepEqual(answer.value, {
        functionName: 'who', master: false, name: 'ann', token: 'r:1', isUser: true, installationId: 'i1', ip: '10.0.0.1',
        agent: 'test', context: { from: 'test' }, log: 'function', signal: false,
      });
    },
  ));

test('What a function throws is 141, a Parse.Error keeps its code', () =>
  withWorker(
    `
    Parse.Cloud.define('text', () => { throw 'no'; });
    Parse.Cloud.define('error', async () => { throw new Error('broken'); });
    Parse.Cloud.define('coded', () => { throw new Parse.Error(101, 'gone'); });
    Parse.Cloud.define('own', () => { throw new Parse.Error(9001, 'own'); });
    Parse.Cloud.define('nothing', () => { throw undefined; });
    Parse.Cloud.define('object', () => { throw { reason: 1 }; });
    Parse.Cloud.define('cyclic', () => { const a = {}; a.a = a; return a; });
    `,
    async worker => {
      const refusal = async name => {
        const { type, code, message } = await worker.run(name);
        return `${type} ${code} ${message}`;
      };
      assert.equal(await refusal('text'), 'error 141 no');
      assert.equal(await refusal('error'), 'error 141 broken');
      assert.equal(await refusal('coded'), 'error 101 gone');
      assert.equal(await refusal('own'), 'error 9001 own');
      assert.equal(await refusal('nothing'), 'error 141 Script failed. Unknown error.');
      assert.equal(await refusal('object'), 'error 141 {"reason":1}');
      assert.match(await refusal('cyclic'), /^error 141 Maximum call stack/);
      assert.equal(await refusal('unknown'), 'error 141 Invalid function: "unknown"');
      assert.equal(await refusal('__proto__'), 'error 141 Invalid function: "__proto__"');
    },
  ));

test('A function sets the status and headers of its answer', () =>
  withWorker(
    `
    Parse.Cloud.define('created', (request, response) => { response.status(201).header('X-A', 'b'); return 1; });
    Parse.Cloud.define('old', (request, response) => { setTimeout(() => response.success('late'), 1); });
    Parse.Cloud.define('refused', (request, response) => { response.error('never'); });
    Parse.Cloud.define('unused', async (request, response) => {});
    Parse.Cloud.define('odd', (request, response) => { response.status(99); });
    `,
    async worker => {
      const { value, status, headers } = await worker.run('created');
      assert.deepEqual([value, status, headers], [1, 201, { 'X-A': 'b' }]);
      assert.equal((await worker.run('old')).value, 'late');
      assert.equal((await worker.run('refused')).message, 'never');
      assert.deepEqual(await worker.run('unused'), { type: 'result', id: 4 });
      assert.equal((await worker.run('odd')).code, 141);
    },
  ));

test('Lines of a function carry their source and the number of its call', () =>
  withWorker(
    `
    console.log('loading');
    Parse.Cloud.define('noisy', async ({ log }) => {
      console.log('sum: %d', 3);
      await new Promise(resolve => setTimeout(resolve, 1));
      console.warn('careful', { a: 1 });
      log.error('bad');
    });
    `,
    async worker => {
      await worker.run('noisy');
      assert.deepEqual(worker.logs(), [
        'info main.js: loading',
        'info function noisy: sum: 3',
        'warn function noisy: careful { a: 1 }',
        'error function noisy: bad',
      ]);
      assert.deepEqual(worker.frames.filter(frame => frame.type === 'log').map(frame => frame.call), [undefined, 1, 1, 1]);
    },
  ));

test('A call that has started says so before its handler runs', () =>
  withWorker(`Parse.Cloud.define('loop', () => { for (;;); });`, async worker => {
    const id = worker.begin('function', { functionName: 'loop', params: {} });
    await worker.until('started', id);
    worker.process.kill('SIGKILL');
    await worker.exit;
  }));

test('A cancelled call learns of it', () =>
  withWorker(
    `Parse.Cloud.define('wait', ({ signal }) => new Promise(resolve => signal.addEventListener('abort', () => resolve('aborted'))));`,
    async worker => {
      const id = worker.begin('function', { functionName: 'wait', params: {} });
      await worker.until('started', id);
      worker.send({ type: 'cancel', id });
      assert.equal((await worker.until('result', id)).value, 'aborted');
    },
  ));
