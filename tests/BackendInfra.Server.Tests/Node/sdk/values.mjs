import assert from 'node:assert/strict';
import { Parse, run } from '../sdk.mjs';

await run({
  async 'every value type comes back'() {
    const target = await new Parse.Object('SdkTarget', { name: 't' }).save();
    const date = new Date('2024-01-31T12:00:00.123Z');
    const object = new Parse.Object('SdkValues', {
      text: 'Grüße 😀', number: 1.5, yes: true, date, list: [1, 'a', date, target], map: { a: { b: date } },
      point: new Parse.GeoPoint(40, -30), area: new Parse.Polygon([[0, 0], [0, 1], [1, 1]]), target,
    });
    await object.save();
    const read = await new Parse.Query('SdkValues').get(object.id);
    assert.equal(read.get('text'), 'Grüße 😀');
    assert.deepEqual(read.get('date'), date);
    assert.deepEqual(read.get('list')[2], date);
    assert.equal(read.get('list')[3].id, target.id);
    assert.deepEqual(read.get('map').a.b, date);
    assert.equal(read.get('point').latitude, 40);
    assert.ok(read.get('area').equals(new Parse.Polygon([[0, 0], [0, 1], [1, 1], [0, 0]])));
    assert.equal(read.get('target').id, target.id);
    assert.ok(read.createdAt instanceof Date && read.updatedAt instanceof Date);
  },
});
