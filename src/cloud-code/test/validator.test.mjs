import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

const ANN = { objectId: 'u1', username: 'ann', plan: 'gold' };

/** Functions named f1, f2, … with these validators. */
const defining = (validators, use, options) =>
  withWorker(validators.map((validator, i) => `Parse.Cloud.define('f${i + 1}', ({ params }) => params, ${validator});`).join('\n'), use, options);

async function refusal(worker, name, params, more) {
  const { type, code, message } = await worker.run(name, params, more);
  return type === 'result' ? 'passed' : `${code} ${message}`;
}

test('Validators require a user, or the master key', () =>
  defining(['{ requireUser: true }', '{ requireMaster: true }', '{ requireUser: true, validateMasterKey: true }'], async worker => {
    assert.equal(await refusal(worker, 'f1'), '142 Validation failed. Please login to continue.');
    assert.equal(await refusal(worker, 'f1', {}, { user: ANN }), 'passed');
    assert.equal(await refusal(worker, 'f1', {}, { master: true }), 'passed');
    assert.equal(await refusal(worker, 'f2', {}, { user: ANN }), '142 Validation failed. Master key is required to complete this request.');
    assert.equal(await refusal(worker, 'f2', {}, { master: true }), 'passed');
    assert.equal(await refusal(worker, 'f3', {}, { master: true }), '142 Validation failed. Please login to continue.');
  }));

test('Validators require roles, which roles may have in turn', () =>
  defining(
    [
      `{ requireAnyUserRoles: ['admin', 'editor'] }`,
      `{ requireAllUserRoles: () => ['editor', 'staff'] }`,
      `{ requireAllUserRoles: async () => ['admin', 'staff'] }`,
    ],
    async worker => {
      assert.equal(await refusal(worker, 'f1'), '142 Validation failed. Please login to continue.');
      assert.equal(await refusal(worker, 'f1', {}, { user: ANN }), 'passed');
      assert.equal(await refusal(worker, 'f1', {}, { user: { objectId: 'u2' } }), '142 Validation failed. User does not match the required roles.');
      assert.equal(await refusal(worker, 'f2', {}, { user: ANN }), 'passed');
      assert.equal(await refusal(worker, 'f3', {}, { user: ANN }), '142 Validation failed. User does not match all the required roles.');
      assert.ok(worker.requests.every(({ url, body }) => url === '/parse/classes/_Role' && body._MasterKey === 'master'));
    },
    {
      // Ann is an editor, editors are staff, and staff are editors again.
      rest: ({ body: { where } }) => {
        const asked = JSON.stringify(where);
        const results = [];
        if (asked.includes('"objectId":"u1"') || asked.includes('"r2"')) {
          results.push({ objectId: 'r1', name: 'editor' });
        }

        if (asked.includes('"r1"')) {
          results.push({ objectId: 'r2', name: 'staff' });
        }

        return { results };
      },
    },
  ));

test('Validators require fields of the user', () =>
  defining(
    [`{ requireUserKeys: ['plan'] }`, `{ requireUserKeys: ['email'] }`, `{ requireUserKeys: { plan: { options: ['silver'], error: 'Silver only.' } } }`],
    async worker => {
      assert.equal(await refusal(worker, 'f1'), '142 Please login to make this request.');
      assert.equal(await refusal(worker, 'f1', {}, { user: ANN }), 'passed');
      assert.equal(await refusal(worker, 'f2', {}, { user: ANN }), '142 Validation failed. Please set data for email on your account.');
      assert.equal(await refusal(worker, 'f3', {}, { user: ANN }), '142 Silver only.');
      assert.equal(await refusal(worker, 'f3'), '142 Please login to make this request.');
    },
  ));

test('Validators require parameters, and give them defaults', () =>
  defining(
    [
      `{ fields: ['a', 'b'] }`,
      `{ fields: { n: { type: Number, required: true }, list: { type: Array, default: [1] } } }`,
      `{ fields: { at: { type: Date }, to: { type: Parse.Object }, on: { type: Boolean }, map: { type: Object }, text: { type: String } } }`,
    ],
    async worker => {
      assert.equal(await refusal(worker, 'f1', { a: 1 }), '142 Validation failed. Please specify data for b.');
      assert.equal(await refusal(worker, 'f1', { a: 0, b: '' }), 'passed');
      assert.equal(await refusal(worker, 'f2', {}), '142 Validation failed. Please specify data for n.');
      assert.equal(await refusal(worker, 'f2', { n: '1' }), '142 Validation failed. Invalid type for n. Expected: number');
      assert.deepEqual((await worker.run('f2', { n: 1 })).value, { n: 1, list: [1] });
      assert.equal(await refusal(worker, 'f2', { n: 1, list: {} }), '142 Validation failed. Invalid type for list. Expected: array');
      assert.equal(await refusal(worker, 'f3', {}), 'passed');
      assert.equal(await refusal(worker, 'f3', { at: { __type: 'Date', iso: '2026-01-01T00:00:00.000Z' }, to: { __type: 'Pointer', className: 'A', objectId: 'a' }, on: false, map: {}, text: '' }), 'passed');
      assert.equal(await refusal(worker, 'f3', { at: '2026-01-01' }), '142 Validation failed. Invalid type for at. Expected: date');
      assert.equal(await refusal(worker, 'f3', { map: [] }), '142 Validation failed. Invalid type for map. Expected: object');
    },
  ));

test('Validators offer options', () =>
  defining(
    [
      `{ fields: { size: { options: ['s', 'm'] }, one: { options: 1 } } }`,
      `{ fields: { n: { options: value => value > 3, error: 'Too small.' } } }`,
      `{ fields: { n: { options: value => { if (value < 4) throw new Error('Less than four.'); } } } }`,
      `{ fields: { n: { required: true, options: async () => false } } }`,
    ],
    async worker => {
      assert.equal(await refusal(worker, 'f1', { size: 'l' }), '142 Validation failed. Invalid option for size. Expected: s, m');
      assert.equal(await refusal(worker, 'f1', { one: 2 }), '142 Validation failed. Invalid option for one. Expected: 1');
      assert.equal(await refusal(worker, 'f1', { size: 'm', one: 1 }), 'passed');
      assert.equal(await refusal(worker, 'f2', { n: 3 }), '142 Too small.');
      assert.equal(await refusal(worker, 'f2', { n: 4 }), 'passed');
      assert.equal(await refusal(worker, 'f3', { n: 3 }), '142 Less than four.');
      assert.equal(await refusal(worker, 'f3', { n: 4 }), 'passed');
      assert.equal(await refusal(worker, 'f4', { n: 4 }), '142 Validation failed. Invalid value for n.');
    },
  ));

test('A validator may be a function', () =>
  defining(
    [`({ params }) => { if (!params.ok) throw 'Not ok.'; }`, `async () => { throw new Parse.Error(209, 'Log in again.'); }`, `() => { throw undefined; }`],
    async worker => {
      assert.equal(await refusal(worker, 'f1'), '142 Not ok.');
      assert.equal(await refusal(worker, 'f1', { ok: 1 }), 'passed');
      assert.equal(await refusal(worker, 'f2'), '209 Log in again.');
      assert.equal(await refusal(worker, 'f3'), '142 Validation failed.');
    },
  ));

test('Validators of triggers check and set fields of the object', () =>
  withWorker(
    `
    Parse.Cloud.beforeSave('Order', () => { console.log('ran'); }, {
      requireUser: true, skipWithMasterKey: true,
      fields: { size: { required: true, type: String }, state: { constant: true, default: 'new' }, count: { default: 1 } },
    });
    Parse.Cloud.beforeSave(Parse.User, () => {}, { requireUser: true });
    `,
    async worker => {
      const save = (object, more) => worker.trigger('beforeSave', 'Order', { object, user: ANN, ...more });
      assert.equal((await save({})).message, 'Validation failed. Please specify data for size.');
      assert.deepEqual((await save({ size: 's', state: 'done' })).value, { state: 'new', count: 1 });
      const stored = { objectId: 'o1', size: 's', state: 'new', count: 2 };
      assert.deepEqual((await save({ ...stored, state: 'done' }, { original: stored })).value, { state: 'new' });
      assert.equal((await save({ size: 's' }, { user: undefined })).code, 142);
      assert.equal(worker.logs().length, 2);
      assert.equal((await save({}, { master: true, user: undefined })).type, 'result');
      assert.equal(worker.logs().length, 2, 'skipWithMasterKey');
      assert.equal((await worker.trigger('beforeSave', '_User', { object: { username: 'new' } })).type, 'result');
    },
  ));

test('The definitions tell types, results and rate limits', () =>
  withWorker(
    `
    Parse.Cloud.define('typed', () => [], {
      fields: { n: { type: Number, required: true }, at: { type: Date }, id: { type: 'ID!' }, list: { type: '[Float!]' }, any: { options: [1] } },
      returns: '[Product!]', query: true,
    });
    Parse.Cloud.define('plain', () => 1);
    Parse.Cloud.define('limited', () => 1, { rateLimit: { requestCount: 3, requestTimeWindow: 1000 } });
    `,
    async worker => {
      assert.deepEqual((await worker.until('ready')).definitions.functions, [
        {
          name: 'typed',
          parameters: [{ name: 'n', type: 'Float!' }, { name: 'at', type: 'Date' }, { name: 'id', type: 'ID!' }, { name: 'list', type: '[Float!]' }],
          returns: '[Product!]',
          isQuery: true,
        },
        { name: 'plain' },
        { name: 'limited', rateLimit: { requestCount: 3, requestTimeWindow: 1000 } },
      ]);
      assert.equal(await refusal(worker, 'typed', { n: 1 }), '142 Validation failed. Please specify data for id.');
      assert.equal(await refusal(worker, 'typed', { n: 1, id: 'a', list: 1 }), '142 Validation failed. Invalid type for list. Expected: [Float!]');
      assert.equal(await refusal(worker, 'typed', { n: 1, id: 'a', list: [1] }), 'passed');
    },
  ));
