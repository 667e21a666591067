import assert from 'node:assert/strict';
import { Parse, asMaster, run } from '../sdk.mjs';

await run({
  async 'parameters are saved by the master key and read by everybody'() {
    const at = new Date('2024-01-31T12:00:00.000Z');
    await Parse.Config.save({ title: 'Welcome', limits: { items: 3 }, tags: ['a', 'b'], at, place: new Parse.GeoPoint(1, 2) });
    const config = await Parse.Config.get();
    assert.equal(config.get('title'), 'Welcome');
    assert.deepEqual(config.get('limits'), { items: 3 });
    assert.deepEqual(config.get('tags'), ['a', 'b']);
    assert.deepEqual(config.get('at'), at);
    assert.equal(config.get('place').latitude, 1);
    assert.equal(config.escape('title'), 'Welcome');
    assert.equal(Parse.Config.current().get('title'), 'Welcome');
  },

  async 'some are the master key\'s alone'() {
    await Parse.Config.save({ open: 1, secret: 's' }, { secret: true });
    assert.deepEqual([(await Parse.Config.get()).get('open'), (await Parse.Config.get()).get('secret')], [1, undefined]);
    assert.equal((await Parse.Config.get(asMaster)).get('secret'), 's');
  },
});
