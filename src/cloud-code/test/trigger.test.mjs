import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

const STORED = { objectId: 'o1', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };

const save = (worker, object, original) => worker.trigger('beforeSave', 'Order', { object: { className: 'Order', ...object }, original });

const saving = (body, use) => withWorker(`Parse.Cloud.beforeSave('Order', async ({ object, original, context }) => { ${body} });`, use);

test('beforeSave of a new object sees all its fields as changed, and answers with what it changes', () =>
  saving(
    `
    if (!object.isNew() || object.existed() || original) throw 'not new';
    if (object.dirtyKeys().sort().join() !== 'at,n') throw 'dirty: ' + object.dirtyKeys();
    if (!(object.get('at') instanceof Date)) throw 'no date';
    object.set('n', object.get('n') + 1);
    object.set('b', { x: new Date(0) });
    `,
    async worker => {
      const { value } = await save(worker, { n: 1, at: { __type: 'Date', iso: '2026-01-01T00:00:00.000Z' } });
      assert.deepEqual(value, { n: 2, b: { x: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } } });
    },
  ));

test('beforeSave of an update tells what the caller changes', () =>
  saving(
    `
    object.set('told', [object.existed(), object.dirty('a'), object.dirty('b'), object.dirty('gone'), original.get('a'), object.get('a')]);
    `,
    async worker => {
      const { value } = await save(worker, { ...STORED, a: 2, b: 1 }, { ...STORED, a: 1, b: 1, gone: true });
      assert.deepEqual(value, { told: [true, true, false, true, 1, 2] });
    },
  ));

test('beforeSave answers with operations', () =>
  saving(
    `
    object.increment('n');
    object.addUnique('tags', 'x');
    object.unset('gone');
    object.get('list').push(3);
    object.relation('to').add(Parse.Object.extend('Product').createWithoutData('p1'));
    object.setACL(new Parse.ACL());
    `,
    async worker => {
      const stored = { ...STORED, n: 1, tags: ['a'], gone: 1, list: [1, 2], to: { __type: 'Relation', className: 'Product' } };
      assert.deepEqual((await save(worker, { ...stored, a: 1 }, stored)).value, {
        n: { __op: 'Increment', amount: 1 },
        tags: { __op: 'AddUnique', objects: ['x'] },
        gone: { __op: 'Delete' },
        list: [1, 2, 3],
        to: { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: 'Product', objectId: 'p1' }] },
        ACL: {},
      });
    },
  ));

test('beforeSave takes back what the caller changes', () =>
  saving(`object.revert('a'); object.revert('b');`, async worker => {
    assert.deepEqual((await save(worker, { ...STORED, a: 2, b: 3 }, { ...STORED, a: 1 })).value, { a: 1, b: { __op: 'Delete' } });
  }));

test('beforeSave that changes nothing answers nothing', () =>
  saving(`if (object.get('place').latitude !== 1) throw 'no place'; return object;`, async worker => {
    const place = { __type: 'GeoPoint', latitude: 1, longitude: 2 };
    const pointer = { __type: 'Pointer', className: 'Product', objectId: 'p1' };
    const stored = { ...STORED, place, pointer, list: [pointer, { a: 1 }], acl: 1, ACL: { '*': { read: true } } };
    assert.deepEqual(await save(worker, stored, stored), { type: 'result', id: 1 });
    assert.deepEqual(await save(worker, { ...stored, n: 1 }, stored), { type: 'result', id: 2 });
    assert.deepEqual(await save(worker, { place, pointer, list: [pointer], ACL: {} }), { type: 'result', id: 3 });
  }));

test('beforeSave passes its context on', () =>
  saving(`context.seen = 1;`, async worker => {
    assert.deepEqual((await save(worker, {})).context, { seen: 1 });
  }));

test('beforeSave refuses by throwing', () =>
  saving(`throw new Parse.Error(9, 'never');`, async worker => {
    const { type, code, message } = await save(worker, {});
    assert.deepEqual([type, code, message], ['error', 9, 'never']);
  }));

test('afterSave sees a saved object, and whether it is new', () =>
  withWorker(
    `Parse.Cloud.afterSave('Order', ({ object, original }) => console.log(object.id, object.existed(), object.dirtyKeys().length, !!original));`,
    async worker => {
      await worker.trigger('afterSave', 'Order', { object: { ...STORED, a: 1 } });
      await worker.trigger('afterSave', 'Order', { object: { ...STORED, a: 1 }, original: STORED });
      assert.deepEqual(worker.logs(), ['info afterSave Order: o1 false 0 false', 'info afterSave Order: o1 true 0 true']);
    },
  ));

test('Other triggers about an object run, and refuse', () =>
  withWorker(
    `
    Parse.Cloud.beforeDelete('Order', ({ object }) => { throw 'keep ' + object.id; });
    Parse.Cloud.afterDelete(Parse.Object.extend('Order'), ({ object }) => console.log('deleted', object.id));
    Parse.Cloud.beforeLogin(({ object }) => { if (object.get('isBanned')) throw new Error('banned'); });
    Parse.Cloud.afterLogin(Parse.User, ({ object, user }) => console.log('in', object.getUsername(), user.id));
    Parse.Cloud.afterLogout(({ object }) => console.log('out', object.className));
    Parse.Cloud.beforePasswordResetRequest(({ object }) => { throw 'no reset of ' + object.get('email'); });
    `,
    async worker => {
      const user = { objectId: 'u1', username: 'ann', email: 'a@b.c', isBanned: true };
      assert.equal((await worker.trigger('beforeDelete', 'Order', { object: STORED })).message, 'keep o1');
      await worker.trigger('afterDelete', 'Order', { object: STORED });
      assert.equal((await worker.trigger('beforeLogin', '_User', { object: user })).message, 'banned');
      await worker.trigger('afterLogin', '_User', { object: user, user });
      await worker.trigger('afterLogout', '_Session', { object: { objectId: 's1' } });
      assert.equal((await worker.trigger('beforePasswordResetRequest', '_User', { object: user })).message, 'no reset of a@b.c');
      assert.deepEqual(worker.frames.find(frame => frame.type === 'ready').definitions.triggers, [
        { className: 'Order', triggerName: 'beforeDelete' },
        { className: 'Order', triggerName: 'afterDelete' },
        { className: '_User', triggerName: 'beforeLogin' },
        { className: '_User', triggerName: 'afterLogin' },
        { className: '_Session', triggerName: 'afterLogout' },
        { className: '_User', triggerName: 'beforePasswordResetRequest' },
      ]);
      assert.deepEqual(worker.logs(), ['info afterDelete Order: deleted o1', 'info afterLogin _User: in ann u1', 'info afterLogout _Session: out _Session']);
    },
  ));

test('A trigger that is not defined is refused', () =>
  withWorker('', async worker => {
    assert.equal((await worker.trigger('beforeSave', 'Order', { object: {} })).message, 'There is no beforeSave of Order.');
  }));
