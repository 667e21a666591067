import assert from 'node:assert/strict';
import { Parse, refuses, run } from '../sdk.mjs';

await run({
  async 'updates run on the server and their results are known'() {
    const object = await new Parse.Object('SdkUpdates', { name: 'n', count: 1, tags: ['a'], map: { x: 1 } }).save();
    const other = Parse.Object.extend('SdkUpdates').createWithoutData(object.id);
    other.increment('count', 5);
    await other.save();
    object.increment('count').addUnique('tags', 'a');
    object.addUnique('tags', 'b');
    object.set('map.y', 2);
    object.unset('name');
    await object.save();
    assert.equal(object.get('count'), 7);
    assert.deepEqual(object.get('tags'), ['a', 'b']);
    object.add('tags', 'c');
    await object.save();
    object.remove('tags', 'a');
    object.decrement('count', 2);
    await object.save();
    await object.fetch();
    assert.deepEqual([object.get('count'), object.get('tags'), object.get('map'), object.get('name')], [5, ['b', 'c'], { x: 1, y: 2 }, undefined]);
    await object.destroy();
    await refuses(101, new Parse.Query('SdkUpdates').get(object.id));
    await refuses(101, object.fetch());
  },
});
