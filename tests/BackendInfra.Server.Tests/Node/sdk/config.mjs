import assert from 'node:assert/strict';
import { Parse, asMaster, run } from '../sdk.mjs';

await run({
  async 'config is saved, read and kept for the next read'() {
    const date = new Date('2024-01-31T12:00:00.123Z');
    await Parse.Config.save({ welcome: 'Grüße', limit: 3, since: date, secret: 'x', place: new Parse.GeoPoint(40, -30) }, { secret: true });
    const config = await Parse.Config.get();
    assert.equal(config.get('welcome'), 'Grüße');
    assert.equal(config.get('limit'), 3);
    assert.deepEqual(config.get('since'), date);
    assert.equal(config.get('place').latitude, 40);
    assert.equal(config.get('secret'), undefined);
    assert.equal(Parse.Config.current().get('limit'), 3);
    assert.equal((await Parse.Config.get(asMaster)).get('secret'), 'x');
    await Parse.Config.save({ limit: { __op: 'Increment', amount: 2 }, welcome: { __op: 'Delete' } });
    const changed = await Parse.Config.get();
    assert.equal(changed.get('limit'), 5);
    assert.equal(changed.get('welcome'), undefined);
  },
});
