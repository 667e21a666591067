import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

const QUERY = { where: { delivered: false }, limit: 10, order: '-createdAt', include: 'product', keys: 'a,b' };

const finding = (body, use) => withWorker(`Parse.Cloud.beforeFind('Order', async ({ query, isGet, count, master }) => { ${body} });`, use);

const find = (worker, more) => worker.trigger('beforeFind', 'Order', { query: QUERY, isGet: false, count: false, ...more });

test('beforeFind sees the query, and answers with what it changes', () =>
  finding(
    `
    console.log(query instanceof Parse.Query, query.className, isGet, count);
    query.equalTo('city', 'Bern').limit(5).ascending('name');
    `,
    async worker => {
      assert.deepEqual((await find(worker)).value, { where: { delivered: false, city: 'Bern' }, limit: 5, order: 'name' });
      assert.deepEqual(worker.logs(), ['info beforeFind Order: true Order false false']);
    },
  ));

test('beforeFind that changes nothing answers nothing', () =>
  finding('', async worker => {
    assert.deepEqual(await find(worker), { type: 'result', id: 1 });
    assert.deepEqual(await find(worker, { query: {} }), { type: 'result', id: 2 });
  }));

test('beforeFind may return another query, or parameters', () =>
  finding(`return isGet ? { limit: 1 } : Parse.Query.or(new Parse.Query('Order').equalTo('a', 1), new Parse.Query('Order').equalTo('a', 2)).limit(3);`, async worker => {
    assert.deepEqual((await find(worker)).value, { where: { $or: [{ a: 1 }, { a: 2 }] }, limit: 3 });
    assert.deepEqual((await find(worker, { isGet: true })).value, { limit: 1 });
  }));

test('beforeFind refuses by throwing, and by returning what is no query', () =>
  finding(`if (master) return 7; throw 'no search';`, async worker => {
    assert.equal((await find(worker)).message, 'no search');
    assert.equal((await find(worker, { master: true })).message, 'beforeFind must return a query, or nothing.');
  }));

test('afterFind changes the objects, or gives others', () =>
  withWorker(
    `
    Parse.Cloud.afterFind('Order', ({ objects, query, isGet }) => {
      if (isGet) return 1;
      if (query.toJSON().limit === 1) return [objects[0], { objectId: 'x', plain: new Date(0) }];
      objects[0].set('note', objects[0].get('product').get('name') + ' ' + objects[0].existed());
    });
    `,
    async worker => {
      const product = { __type: 'Object', className: 'Product', objectId: 'p1', name: 'Tea' };
      const objects = [{ objectId: 'o1', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z', product, at: { __type: 'Date', iso: '2026-01-01T00:00:00.000Z' } }];
      const after = more => worker.trigger('afterFind', 'Order', { query: {}, objects, ...more });
      assert.deepEqual((await after()).value, [{ ...objects[0], note: 'Tea true' }]);
      assert.deepEqual((await after({ query: { limit: 1 } })).value, [objects[0], { objectId: 'x', plain: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } }]);
      assert.equal((await after({ isGet: true })).message, 'afterFind must return an array of objects, or nothing.');
    },
  ));
