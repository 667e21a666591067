// LocalDatastore with the storage in memory that the SDK brings for Node.
import assert from 'node:assert/strict';
import { Parse, names, refuses, run, sorted } from '../sdk.mjs';

Parse.enableLocalDatastore();
const pinned = (className = 'LdsNote') => new Parse.Query(className).fromLocalDatastore();

await run({
  async 'what is pinned is found without the server'() {
    const [a, b] = await Parse.Object.saveAll(['a', 'b'].map(name => new Parse.Object('LdsNote', { name })));
    await a.pin();
    assert.ok(await a.isPinned());
    assert.ok(!await b.isPinned());
    assert.deepEqual(names(await pinned().find()), ['a']);
    await Parse.Object.pinAll([a, b]);
    assert.deepEqual(sorted(await pinned().find()), ['a', 'b']);
    assert.deepEqual(names(await pinned().equalTo('name', 'b').find()), ['b']);
    assert.equal((await pinned().get(a.id)).get('name'), 'a');
    await b.unPin();
    assert.deepEqual(names(await pinned().find()), ['a']);
    await Parse.Object.unPinAll([a]);
    assert.deepEqual(await pinned().find(), []);
    assert.equal(await new Parse.Query('LdsNote').count(), 2);
  },

  async 'pins have names'() {
    const objects = await Parse.Object.saveAll(['x', 'y', 'z'].map(name => new Parse.Object('LdsNamed', { name })));
    await Parse.Object.pinAllWithName('first', objects.slice(0, 2));
    await objects[2].pinWithName('second');
    assert.deepEqual(sorted(await new Parse.Query('LdsNamed').fromPinWithName('first').find()), ['x', 'y']);
    assert.deepEqual(sorted(await new Parse.Query('LdsNamed').fromPinWithName('second').find()), ['z']);
    assert.deepEqual(sorted(await pinned('LdsNamed').find()), ['x', 'y', 'z']);
    await Parse.Object.unPinAllWithName('first', objects);
    assert.deepEqual(sorted(await pinned('LdsNamed').find()), ['z']);
    await Parse.Object.unPinAllObjectsWithName('second');
    assert.deepEqual(await new Parse.Query('LdsNamed').fromPinWithName('second').find(), []);
  },

  async 'children are pinned with their parent'() {
    const child = await new Parse.Object('LdsChild', { name: 'child' }).save();
    const parent = await new Parse.Object('LdsParent', { name: 'parent', child }).save();
    const read = await new Parse.Query('LdsParent').include('child').get(parent.id);
    await read.pin();
    assert.equal((await pinned('LdsParent').include('child').first()).get('child').get('name'), 'child');
    assert.deepEqual(names(await pinned('LdsChild').find()), ['child']);
    await read.unPin();
    assert.deepEqual(await pinned('LdsChild').find(), []);
  },

  async 'a pin follows saves, fetches and destroys'() {
    const object = await new Parse.Object('LdsFollow', { name: 'new', n: 1 }).save();
    await object.pin();
    object.set('name', 'saved');
    await object.save();
    assert.deepEqual([(await pinned('LdsFollow').first()).id, (await pinned('LdsFollow').first()).get('name')], [object.id, 'saved']);

    const elsewhere = await fetch(`${Parse.serverURL}/classes/LdsFollow/${object.id}`, {
      method: 'PUT', headers: { 'X-Parse-Application-Id': Parse.applicationId, 'Content-Type': 'application/json' }, body: '{"name":"elsewhere"}',
    });
    assert.equal(elsewhere.status, 200);
    await object.fetch();
    assert.equal((await pinned('LdsFollow').first()).get('name'), 'elsewhere');
    await object.destroy();
    assert.deepEqual(await pinned('LdsFollow').find(), []);
  },

  async 'queries offline choose, sort and count as the server does'() {
    const rows = await Parse.Object.saveAll([[1, 'red'], [2, 'green'], [3, 'blue'], [undefined, 'grey']].map(
      ([n, name]) => new Parse.Object('LdsQuery', { n, name, at: new Parse.GeoPoint(n ?? 0, 0), tags: [name, 'any'] })));
    await Parse.Object.pinAll(rows);
    const builds = [
      q => q.exists('n').greaterThan('n', 1), q => q.notEqualTo('n', 2), q => q.exists('n'), q => q.doesNotExist('n'), q => q.containedIn('name', ['red', 'blue']),
      q => q.startsWith('name', 'gr'), q => q.matches('name', /E$/i), q => q.containsAll('tags', ['red', 'any']), q => q.withinKilometers('at', new Parse.GeoPoint(3, 0), 150),
      q => q.descending('n').limit(2), q => q.lessThanOrEqualTo('createdAt', new Date(Date.now() + 60e3)),
    ];
    for (const build of builds) {
      const online = await build(new Parse.Query('LdsQuery')).find();
      const offline = await build(pinned('LdsQuery')).find();
      assert.deepEqual(sorted(offline), sorted(online), build.toString());
    }
    assert.deepEqual(names(await pinned('LdsQuery').exists('n').descending('n').find()), ['blue', 'green', 'red']);
    assert.equal(await pinned('LdsQuery').exists('n').count(), 3);
    await refuses(101, pinned('LdsQuery').get('missing000'));
  },
});
