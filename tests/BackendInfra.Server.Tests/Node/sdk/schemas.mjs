import assert from 'node:assert/strict';
import { Parse, asMaster, refuses, run } from '../sdk.mjs';

await run({
  async 'a schema is made, read, changed and deleted'() {
    const schema = new Parse.Schema('SdkShelf');
    schema.addString('title', { required: true }).addNumber('price', { defaultValue: 1 }).addBoolean('sold').addDate('since')
      .addFile('cover').addGeoPoint('place').addPolygon('area').addArray('tags').addObject('stock')
      .addPointer('owner', '_User').addRelation('books', 'SdkBook').addIndex('byTitle', { title: 1 });
    schema.setCLP({ find: { '*': true }, get: { '*': true } });
    const saved = await schema.save();
    assert.equal(saved.fields.title.required, true);
    assert.deepEqual(saved.indexes.byTitle, { title: 1 });

    const changing = new Parse.Schema('SdkShelf');
    changing.deleteField('area').addBytes('raw').deleteIndex('byTitle');
    const changed = await changing.update();
    assert.equal(changed.fields.area, undefined);
    assert.equal(changed.fields.raw.type, 'Bytes');
    assert.equal(changed.indexes.byTitle, undefined);
    assert.ok((await Parse.Schema.all()).some(s => s.className === 'SdkShelf'));
    assert.equal((await new Parse.Schema('SdkShelf').get()).className, 'SdkShelf');
    await new Parse.Object('SdkShelf', { title: 'x' }).save(null, asMaster);
    await refuses(255, new Parse.Schema('SdkShelf').delete());
    await new Parse.Schema('SdkShelf').purge();
    await new Parse.Schema('SdkShelf').delete();
    await refuses(103, new Parse.Schema('SdkShelf').get());
  },
});
