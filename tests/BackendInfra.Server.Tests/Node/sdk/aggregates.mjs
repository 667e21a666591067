import assert from 'node:assert/strict';
import { Parse, refuses, run } from '../sdk.mjs';

await Parse.Object.saveAll([
  ['Rome', 10, '2024-01-15', ['a', 'b']], ['Rome', 30, '2024-02-15', ['b']], ['Oslo', 20, '2024-02-20', []], ['Oslo', 5, '2025-02-20', ['c']],
].map(([city, amount, day, tags]) => new Parse.Object('AggSale', { city, amount, at: new Date(day), tags })));

const sale = () => new Parse.Query('AggSale');

await run({
  async 'groups are summed, sorted, limited'() {
    const rows = await sale().aggregate([
      { $match: { amount: { $gt: 5 } } },
      { $group: { _id: '$city', total: { $sum: '$amount' }, most: { $max: '$amount' }, least: { $min: '$amount' }, middle: { $avg: '$amount' }, number: { $sum: 1 } } },
      { $sort: { total: -1 } },
    ]);
    assert.deepEqual(rows, [
      { objectId: 'Rome', total: 40, most: 30, least: 10, middle: 20, number: 2 },
      { objectId: 'Oslo', total: 20, most: 20, least: 20, middle: 20, number: 1 },
    ]);
    assert.equal((await sale().aggregate([{ $sort: { amount: 1 } }, { $limit: 2 }])).length, 2);
    assert.deepEqual((await sale().aggregate([{ $sort: { amount: 1 } }, { $skip: 3 }, { $project: { amount: 1 } }])).map(row => row.amount), [30]);
  },

  async 'one group of everything, groups by part of a date, unwound arrays'() {
    assert.deepEqual(await sale().aggregate([{ $group: { _id: null, total: { $sum: '$amount' } } }]), [{ objectId: null, total: 65 }]);
    const years = await sale().aggregate([{ $group: { _id: { year: { $year: '$at' } }, total: { $sum: '$amount' } } }, { $sort: { total: 1 } }]);
    assert.deepEqual(years.map(row => [row.objectId.year, row.total]), [[2025, 5], [2024, 60]]);
    const tags = await sale().aggregate([{ $unwind: '$tags' }, { $group: { _id: '$tags', number: { $sum: 1 } } }, { $sort: { _id: 1 } }]);
    assert.deepEqual(tags.map(row => [row.objectId, row.number]), [['a', 1], ['b', 2], ['c', 1]]);
  },

  async 'a query narrows an aggregate and what is distinct'() {
    assert.deepEqual((await sale().equalTo('city', 'Oslo').aggregate([{ $group: { _id: null, total: { $sum: '$amount' } } }]))[0].total, 25);
    assert.deepEqual((await sale().distinct('city')).sort(), ['Oslo', 'Rome']);
    assert.deepEqual(await sale().greaterThan('amount', 20).distinct('city'), ['Rome']);
    assert.deepEqual((await sale().distinct('tags')).sort(), ['a', 'b', 'c']);
  },

  async 'unknown stages are refused'() {
    await refuses(102, sale().aggregate([{ $out: 'elsewhere' }]));
    await refuses(102, sale().aggregate([{ $group: { objectId: '$city' } }]));
  },
});
