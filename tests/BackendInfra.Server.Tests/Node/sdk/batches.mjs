import assert from 'node:assert/strict';
import { Parse, run } from '../sdk.mjs';

await run({
  async 'batches save and destroy, by themselves and in a transaction'() {
    const objects = Array.from({ length: 45 }, (_, i) => new Parse.Object('SdkBatch', { name: `b${i}`, n: i }));
    await Parse.Object.saveAll(objects);
    assert.ok(objects.every(object => object.id));
    objects.forEach(object => object.increment('n', 100));
    await Parse.Object.saveAll(objects);
    assert.equal(objects[44].get('n'), 144);
    await Parse.Object.destroyAll(objects.slice(5));
    assert.equal(await new Parse.Query('SdkBatch').count(), 5);

    const bad = new Parse.Object('SdkBatch', { n: 'text' });
    await assert.rejects(Parse.Object.saveAll([new Parse.Object('SdkBatch', { n: 1000 }), bad], { transaction: true }));
    assert.equal(await new Parse.Query('SdkBatch').count(), 5);
    await Parse.Object.saveAll([new Parse.Object('SdkBatch', { n: 1000 }), new Parse.Object('SdkBatch', { n: 1001 })], { transaction: true });
    assert.equal(await new Parse.Query('SdkBatch').count(), 7);
  },
});
