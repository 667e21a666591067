import assert from 'node:assert/strict';
import { Parse, asMaster, names, refuses, run, sorted } from '../sdk.mjs';

await run({
  async 'all constraints find their rows'() {
    const rows = await Parse.Object.saveAll([
      { name: 'apple', n: 1, tags: ['red', 'round'], date: new Date(0) }, { name: 'banana', n: 2, tags: ['yellow'] },
      { name: 'cherry', n: 3, tags: [] }, { name: 'date.fruit' },
    ].map(attributes => new Parse.Object('SdkFruit', attributes)));
    const holders = await Parse.Object.saveAll([
      new Parse.Object('SdkHolder', { name: 'h1', fruit: rows[0], label: 'apple' }), new Parse.Object('SdkHolder', { name: 'h2', fruit: rows[1], label: 'pear' }),
      new Parse.Object('SdkHolder', { name: 'h3' }),
    ]);
    const find = async (className, build) => sorted(await build(new Parse.Query(className)).find());
    const fruit = build => find('SdkFruit', build);
    const holder = build => find('SdkHolder', build);
    const where = (build, className = 'SdkFruit') => build(new Parse.Query(className));

    assert.deepEqual(await fruit(q => q.equalTo('n', 2)), ['banana']);
    assert.deepEqual(await fruit(q => q.equalTo('tags', 'round')), ['apple']);
    assert.deepEqual(await fruit(q => q.notEqualTo('n', 2)), ['apple', 'cherry', 'date.fruit']);
    assert.deepEqual(await fruit(q => q.lessThan('n', 2)), ['apple']);
    assert.deepEqual(await fruit(q => q.lessThanOrEqualTo('n', 2)), ['apple', 'banana']);
    assert.deepEqual(await fruit(q => q.greaterThan('n', 2)), ['cherry']);
    assert.deepEqual(await fruit(q => q.greaterThanOrEqualTo('n', 1).lessThan('n', 3)), ['apple', 'banana']);
    assert.deepEqual(await fruit(q => q.lessThan('date', new Date())), ['apple']);
    assert.deepEqual(await fruit(q => q.lessThan('createdAt', new Date(Date.now() - 3600e3))), []);
    assert.deepEqual(await fruit(q => q.containedIn('n', [1, 3])), ['apple', 'cherry']);
    assert.deepEqual(await fruit(q => q.containedIn('n', [])), []);
    assert.deepEqual(await fruit(q => q.notContainedIn('n', [1, 3])), ['banana', 'date.fruit']);
    assert.deepEqual(await fruit(q => q.containedBy('tags', ['yellow', 'red'])), ['banana', 'cherry']);
    assert.deepEqual(await fruit(q => q.containsAll('tags', ['red', 'round'])), ['apple']);
    assert.deepEqual(await fruit(q => q.containsAllStartingWith('tags', ['re', 'ro'])), ['apple']);
    assert.deepEqual(await fruit(q => q.exists('n')), ['apple', 'banana', 'cherry']);
    assert.deepEqual(await fruit(q => q.doesNotExist('n')), ['date.fruit']);
    assert.deepEqual(await fruit(q => q.matches('name', /^B.N/i)), ['banana']);
    assert.deepEqual(await fruit(q => q.matches('name', '^CH', 'i')), ['cherry']);
    assert.deepEqual(await fruit(q => q.startsWith('name', 'app')), ['apple']);
    assert.deepEqual(await fruit(q => q.endsWith('name', '.fruit')), ['date.fruit']);
    assert.deepEqual(await fruit(q => q.contains('name', 'rr')), ['cherry']);
    assert.deepEqual(sorted(await Parse.Query.or(where(q => q.equalTo('n', 1)), where(q => q.equalTo('n', 2))).find()), ['apple', 'banana']);
    assert.deepEqual(sorted(await Parse.Query.and(where(q => q.greaterThan('n', 1)), where(q => q.lessThan('n', 3))).find()), ['banana']);
    assert.deepEqual(sorted(await Parse.Query.nor(where(q => q.equalTo('n', 1)), where(q => q.equalTo('n', 2))).find()), ['cherry', 'date.fruit']);
    assert.deepEqual(await holder(q => q.equalTo('fruit', rows[0])), ['h1']);
    assert.deepEqual(await holder(q => q.containedIn('fruit', [rows[0], rows[1]])), ['h1', 'h2']);
    assert.deepEqual(await holder(q => q.matchesQuery('fruit', where(f => f.equalTo('n', 2)))), ['h2']);
    assert.deepEqual(await holder(q => q.doesNotMatchQuery('fruit', where(f => f.equalTo('n', 2)))), ['h1', 'h3']);
    assert.deepEqual(await holder(q => q.matchesKeyInQuery('label', 'name', where(f => f.exists('n')))), ['h1']);
    assert.deepEqual(await holder(q => q.doesNotMatchKeyInQuery('label', 'name', where(f => f.exists('n')))), ['h2', 'h3']);

    const query = new Parse.Query('SdkFruit');
    assert.deepEqual(names(await query.descending('n').limit(2).find()), ['cherry', 'banana']);
    assert.deepEqual(names(await query.descending('n').limit(2).skip(1).find()), ['banana', 'apple']);
    assert.equal(await new Parse.Query('SdkFruit').greaterThan('n', 1).count(), 2);
    assert.equal((await new Parse.Query('SdkFruit').ascending('name').first()).get('name'), 'apple');
    const counted = await new Parse.Query('SdkFruit').limit(1).withCount().find();
    assert.deepEqual([counted.results.length, counted.count], [1, 4]);
    const selected = await new Parse.Query('SdkFruit').equalTo('n', 1).select('name').first();
    assert.deepEqual([selected.get('name'), selected.toJSON().n], ['apple', undefined]);
    const excluded = await new Parse.Query('SdkFruit').equalTo('n', 1).exclude('name').first();
    assert.deepEqual([excluded.toJSON().name, excluded.toJSON().n], [undefined, 1]);
    assert.equal((await new Parse.Query('SdkFruit').findAll({ batchSize: 3 })).length, 4);
    let visited = 0;
    await new Parse.Query('SdkFruit').each(() => void visited++);
    assert.equal(visited, 4);

    const included = await new Parse.Query('SdkHolder').include('fruit').ascending('name').find();
    assert.equal(included[0].get('fruit').get('name'), 'apple');
    assert.equal((await new Parse.Query('SdkHolder').includeAll().get(holders[1].id)).get('fruit').get('name'), 'banana');
    await holders[0].fetchWithInclude('fruit');
    assert.equal((await Parse.Object.fetchAll(holders)).length, 3);
    await refuses(119, new Parse.Query('SdkHolder').matchesQuery('fruit', where(f => f, 'SdkGhost')).find());
  },

  async 'includes reach through three levels'() {
    const a = await new Parse.Object('SdkDeepA', { name: 'a' }).save();
    const b = await new Parse.Object('SdkDeepB', { name: 'b', a }).save();
    const c = await new Parse.Object('SdkDeepC', { name: 'c', list: [b, b] }).save();
    const d = await new Parse.Object('SdkDeepD', { c }).save();
    const read = await new Parse.Query('SdkDeepD').include('c.list.a').get(d.id);
    assert.deepEqual(read.get('c').get('list').map(item => item.get('a').get('name')), ['a', 'a']);
  },

  async 'conditions combine to any depth'() {
    await Parse.Object.saveAll(Array.from({ length: 12 }, (_, n) => new Parse.Object('QueryNumber', { name: `n${n}`, n, even: n % 2 === 0 })));
    const numbers = () => new Parse.Query('QueryNumber');
    const small = () => numbers().lessThan('n', 3);
    const large = () => numbers().greaterThan('n', 9);
    assert.deepEqual(sorted(await Parse.Query.or(small(), large()).equalTo('even', true).find()), ['n0', 'n10', 'n2']);
    assert.deepEqual(sorted(await Parse.Query.and(Parse.Query.or(small(), large()), Parse.Query.nor(numbers().equalTo('n', 0), numbers().equalTo('n', 11))).find()), ['n1', 'n10', 'n2']);
    assert.deepEqual(sorted(await Parse.Query.or(Parse.Query.and(small(), numbers().equalTo('even', false)), numbers().equalTo('n', 11)).find()), ['n1', 'n11']);
  },

  async 'everything is visited in batches, mapped, reduced and filtered'() {
    const even = () => new Parse.Query('QueryNumber').equalTo('even', true);
    const sizes = [];
    await even().eachBatch(batch => void sizes.push(batch.length), { batchSize: 4 });
    assert.deepEqual(sizes, [4, 2]);
    assert.deepEqual((await even().map(o => o.get('n'))).sort((a, b) => a - b), [0, 2, 4, 6, 8, 10]);
    assert.equal(await even().reduce((sum, o) => sum + o.get('n'), 0), 30);
    assert.equal((await even().filter(o => o.get('n') > 5)).length, 3);
    assert.equal((await even().findAll()).length, 6);
    await assert.rejects(even().ascending('n').each(() => {}));
  },

  async 'plans are explained and indexes hinted for the master key'() {
    const explained = await new Parse.Query('QueryNumber').equalTo('n', 1).explain().find(asMaster);
    assert.ok(JSON.stringify(explained).includes('Plan'));
    assert.equal((await new Parse.Query('QueryNumber').equalTo('n', 1).hint('_id_').find(asMaster)).length, 1);
    assert.equal((await new Parse.Query('QueryNumber').equalTo('n', 1).comment('why').find()).length, 1);
  },

  async 'a query as JSON is the query again, and can be cancelled'() {
    const json = new Parse.Query('QueryNumber').equalTo('even', true).descending('n').limit(2).select('name').toJSON();
    assert.deepEqual(names(await Parse.Query.fromJSON('QueryNumber', json).find()), ['n10', 'n8']);
    const query = new Parse.Query('QueryNumber');
    const running = query.find();
    query.cancel();
    assert.deepEqual(await running, []);
  },

  async 'selected keys reach into included objects and objects'() {
    const inner = await new Parse.Object('QueryInner', { name: 'inner', secret: 'x' }).save();
    const outer = await new Parse.Object('QueryOuter', { name: 'outer', inner, stock: { rome: 3, oslo: 1 } }).save();
    const read = await new Parse.Query('QueryOuter').select('inner.name').get(outer.id);
    assert.deepEqual([read.get('inner').get('name'), read.get('inner').toJSON().secret, read.toJSON().name], ['inner', undefined, undefined]);
    assert.equal((await new Parse.Query('QueryOuter').equalTo('stock.rome', 3).find()).length, 1);
    assert.equal((await new Parse.Query('QueryOuter').greaterThan('stock.oslo', 1).find()).length, 0);
    assert.equal((await new Parse.Query('QueryOuter').exclude('stock').get(outer.id)).toJSON().stock, undefined);
    assert.equal((await new Parse.Query('QueryOuter').equalTo('name', 'outer').first()).get('stock').rome, 3);
  },

  async 'queries inside queries nest, limit and sort'() {
    const teams = await Parse.Object.saveAll([['Reds', 'Rome'], ['Blues', 'Oslo']].map(([name, city]) => new Parse.Object('QueryTeam', { name, city })));
    await Parse.Object.saveAll([['ada', 0, 'Rome'], ['bob', 1, 'Oslo'], ['carol', 1, 'Rome']].map(
      ([name, team, home]) => new Parse.Object('QueryPlayer', { name, team: teams[team], home })));
    const inRome = new Parse.Query('QueryTeam').equalTo('city', 'Rome');
    const players = new Parse.Query('QueryPlayer').matchesQuery('team', inRome);
    await Parse.Object.saveAll((await new Parse.Query('QueryPlayer').find()).map(player => new Parse.Object('QueryGoal', { name: `by ${player.get('name')}`, player })));
    assert.deepEqual(names(await new Parse.Query('QueryGoal').matchesQuery('player', players).find()), ['by ada']);
    assert.deepEqual(sorted(await new Parse.Query('QueryPlayer').matchesKeyInQuery('home', 'city', new Parse.Query('QueryTeam').equalTo('name', 'Blues')).find()), ['bob']);
    assert.deepEqual(sorted(await new Parse.Query('QueryPlayer').matchesQuery('team', new Parse.Query('QueryTeam').ascending('name').limit(1)).find()), ['bob', 'carol']);
    assert.deepEqual(sorted(await new Parse.Query('QueryPlayer').equalTo('team', teams[0]).find()), ['ada']);
  },
});
