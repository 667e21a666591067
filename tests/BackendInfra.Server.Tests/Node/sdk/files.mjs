import assert from 'node:assert/strict';
import { Parse, asMaster, refuses, run } from '../sdk.mjs';

await run({
  async 'files are saved, linked, read and deleted'() {
    const bytes = [...Buffer.from('Grüße from a file')];
    const file = new Parse.File('notes of mine.txt', bytes, 'text/plain');
    file.addMetadata('author', 'me');
    file.addTag('kind', 'note');
    await refuses(130, new Parse.File('refused.txt', bytes).save());
    await file.save(asMaster);
    assert.match(file.name(), /^[0-9a-f]{32}_notes of mine\.txt$/);
    const object = new Parse.Object('SdkFile', { file, list: [file], map: { file } });
    await object.save();
    const read = await new Parse.Query('SdkFile').get(object.id);
    assert.equal(read.get('file').url(), file.url());
    assert.equal(read.get('list')[0].url(), file.url());
    assert.equal(read.get('map').file.url(), file.url());
    const answer = await fetch(read.get('file').url());
    assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(await answer.text(), 'Grüße from a file');
    assert.equal(Buffer.from(await read.get('file').getData(), 'base64').toString(), 'Grüße from a file');
    assert.equal(await new Parse.Query('SdkFile').equalTo('file', file).count(), 1);

    const buffer = new Parse.File('b.bin', Buffer.from([1, 2, 3]), 'application/octet-stream');
    await buffer.save(asMaster);
    assert.deepEqual([...new Uint8Array(await (await fetch(buffer.url())).arrayBuffer())], [1, 2, 3]);
    await buffer.destroy(asMaster);
    assert.equal((await fetch(buffer.url())).status, 404);
    await refuses(153, buffer.destroy(asMaster));

    object.unset('file');
    await object.save();
    assert.equal((await new Parse.Query('SdkFile').get(object.id)).get('file'), undefined);
  },
});
