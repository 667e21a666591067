import assert from 'node:assert/strict';
import { Parse, refuses, run } from '../sdk.mjs';

await run({
  async 'an object knows what is new and what is dirty'() {
    const object = new Parse.Object('ObjDirty', { name: 'n' });
    assert.deepEqual([object.isNew(), object.dirty(), object.dirty('name'), object.id], [true, true, true, undefined]);
    await object.save();
    assert.deepEqual([object.isNew(), object.dirty(), object.dirtyKeys(), typeof object.id], [false, false, [], 'string']);
    object.set('name', 'changed');
    object.set('list', [1]);
    assert.deepEqual([object.dirty(), object.dirtyKeys().sort()], [true, ['list', 'name']]);
    object.revert('name');
    assert.deepEqual([object.get('name'), object.dirtyKeys()], ['n', ['list']]);
    await object.save();
    object.get('list').push(2);
    assert.ok(object.dirty('list'));
    await object.save();
    assert.deepEqual((await new Parse.Query('ObjDirty').get(object.id)).get('list'), [1, 2]);
    assert.ok(await object.exists());
    await object.destroy();
    assert.ok(!await object.exists());
  },

  async 'unsaved objects are saved with the one that points to them'() {
    const child = new Parse.Object('ObjChild', { name: 'child' });
    const parent = new Parse.Object('ObjParent', { child, list: [new Parse.Object('ObjChild', { name: 'in list' })] });
    await parent.save();
    assert.ok(child.id);
    const read = await new Parse.Query('ObjParent').include('child', 'list').get(parent.id);
    assert.deepEqual([read.get('child').get('name'), read.get('list')[0].get('name')], ['child', 'in list']);
    await assert.rejects(new Parse.Object('ObjParent', { child: new Parse.Object('ObjChild') }).save(null, { cascadeSave: false }));
    assert.equal(await new Parse.Query('ObjChild').count(), 2);
  },

  async 'a subclass validates, and its objects come back as such'() {
    class Monster extends Parse.Object {
      constructor(attributes) {
        super('ObjMonster', attributes);
      }

      validate(attributes) {
        return attributes.strength < 0 ? new Parse.Error(Parse.Error.VALIDATION_ERROR, 'too weak') : super.validate(attributes);
      }
    }
    Parse.Object.registerSubclass('ObjMonster', Monster);
    const monster = await new Monster({ strength: 3 }).save();
    assert.ok(await new Parse.Query(Monster).get(monster.id) instanceof Monster);
    await refuses(142, monster.save({ strength: -1 }));
    assert.equal((await new Parse.Query('ObjMonster').get(monster.id)).get('strength'), 3);
    const copy = await monster.clone().save();
    assert.notEqual(copy.id, monster.id);
    assert.equal(copy.get('strength'), 3);
  },

  async 'saves one after the other arrive in their order'() {
    const object = await new Parse.Object('ObjOrder', { n: 0 }).save();
    await Promise.all([1, 2, 3, 4, 5].map(n => object.save({ n })));
    assert.equal((await new Parse.Query('ObjOrder').get(object.id)).get('n'), 5);
    const others = await Promise.all(Array.from({ length: 10 }, () => Parse.Object.createWithoutData.call(Parse.Object.extend('ObjOrder'), object.id).increment('n').save()));
    assert.equal(Math.max(...others.map(other => other.get('n'))), 15);
  },

  async 'arrays and numbers change by operations, before and after a save'() {
    const object = new Parse.Object('ObjOps', { n: 1, tags: ['a'] });
    object.increment('n', 2).add('tags', 'b');
    object.addUnique('tags', 'b');
    object.remove('tags', 'a');
    assert.deepEqual([object.get('n'), object.get('tags')], [3, ['b']]);
    await object.save();
    object.addAll('tags', ['c', 'c']);
    await object.save();
    object.addAllUnique('tags', ['c', 'd']);
    await object.save();
    object.removeAll('tags', ['b', 'c']);
    object.decrement('n');
    await object.save();
    const read = await new Parse.Query('ObjOps').get(object.id);
    assert.deepEqual([read.get('n'), read.get('tags')], [2, ['d']]);
    object.unset('tags').increment('fresh');
    await object.save();
    assert.deepEqual([object.get('fresh'), (await read.fetch()).get('tags')], [1, undefined]);
  },

  async 'JSON of an object makes the object again'() {
    const object = await new Parse.Object('ObjJson', { at: new Date(0), place: new Parse.GeoPoint(1, 2), map: { deep: { n: 1 } } }).save();
    const copy = Parse.Object.fromJSON({ className: 'ObjJson', ...object.toJSON() });
    assert.equal(copy.id, object.id);
    assert.deepEqual(copy.get('at'), new Date(0));
    assert.ok(copy.equals(object));
    await copy.save({ map: { deep: { n: 2 } } });
    await object.fetch();
    assert.deepEqual(object.get('map'), { deep: { n: 2 } });
  },

  async 'many are fetched, those that miss something only, and all must be there'() {
    const objects = await Parse.Object.saveAll([1, 2, 3].map(n => new Parse.Object('ObjMany', { n, friend: new Parse.Object('ObjFriend', { n }) })));
    const blank = objects.map(object => Parse.Object.fromJSON({ className: 'ObjMany', objectId: object.id }));
    assert.deepEqual((await Parse.Object.fetchAllIfNeeded(blank)).map(object => object.get('n')), [1, 2, 3]);
    assert.deepEqual((await Parse.Object.fetchAllWithInclude(blank, ['friend'])).map(object => object.get('friend').get('n')), [1, 2, 3]);
    await objects[1].destroy();
    await refuses(101, Parse.Object.fetchAll(blank));
  },
});
