import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

const TEXT = { name: 'a.txt', base64: 'YQ==', contentType: 'text/plain', metadata: {}, tags: {} };

const saving = (body, use) => withWorker(`Parse.Cloud.beforeSave(Parse.File, async ({ file, fileSize, user }) => { ${body} });`, use);

const save = worker => worker.trigger('beforeSave', '@File', { file: TEXT, fileSize: 1 });

test('beforeSave of a file adds metadata and tags', () =>
  saving(`if (fileSize !== 1 || (await file.getData()) !== 'YQ==') throw 'size'; file.addMetadata('by', 'me'); file.addTag('t', '1');`, async worker => {
    assert.deepEqual((await save(worker)).value, { metadata: { by: 'me' }, tags: { t: '1' } });
  }));

test('beforeSave of a file gives another one', () =>
  saving(`return new Parse.File('b.md', { base64: 'Yg==' }, 'text/markdown');`, async worker => {
    assert.deepEqual((await save(worker)).value, { name: 'b.md', contentType: 'text/markdown', base64: 'Yg==' });
  }));

test('beforeSave of a file gives one that is stored already', () =>
  saving(`return Parse.File.fromJSON({ __type: 'File', name: 'c.txt', url: 'http://x/c.txt' });`, async worker => {
    assert.deepEqual((await save(worker)).value, { name: 'c.txt', url: 'http://x/c.txt' });
  }));

test('beforeSave of a file leaves it, or refuses', () =>
  saving(`if (user) throw new Parse.Error(130, 'no files');`, async worker => {
    assert.deepEqual(await save(worker), { type: 'result', id: 1 });
    assert.equal((await worker.trigger('beforeSave', '@File', { file: TEXT, fileSize: 1, user: { objectId: 'u1' } })).code, 130);
  }));

test('Other triggers of files see what is stored', () =>
  withWorker(
    `
    Parse.Cloud.afterSave(Parse.File, ({ file, fileSize }) => console.log(file.name(), file.url(), fileSize));
    Parse.Cloud.beforeDelete(Parse.File, ({ file, master }) => { if (!master) throw 'keep ' + file.name(); });
    Parse.Cloud.afterFind(Parse.File, request => { request.forceDownload = true; });
    `,
    async worker => {
      const file = { name: 'a.txt', url: 'http://x/a.txt' };
      await worker.trigger('afterSave', '@File', { file, fileSize: 1 });
      assert.deepEqual(worker.logs(), ['info afterSave @File: a.txt http://x/a.txt 1']);
      assert.equal((await worker.trigger('beforeDelete', '@File', { file })).message, 'keep a.txt');
      assert.equal((await worker.trigger('beforeDelete', '@File', { file, master: true })).type, 'result');
      assert.deepEqual((await worker.trigger('afterFind', '@File', { file, forceDownload: false })).value, { forceDownload: true });
    },
  ));

test('Triggers of the config see it before and after', () =>
  withWorker(
    `
    Parse.Cloud.beforeSave(Parse.Config, ({ object, original }) => {
      if (object.get('price') < original?.get('price')) throw 'cheaper';
      if (!(object.get('from') instanceof Date)) throw 'no date';
    });
    Parse.Cloud.afterSave(Parse.Config, ({ object }) => console.log(object.get('price')));
    `,
    async worker => {
      const object = { price: 2, from: { __type: 'Date', iso: '2026-01-01T00:00:00.000Z' } };
      assert.deepEqual(await worker.trigger('beforeSave', '@Config', { object }), { type: 'result', id: 1 });
      assert.equal((await worker.trigger('beforeSave', '@Config', { object, original: { price: 3 } })).message, 'cheaper');
      await worker.trigger('afterSave', '@Config', { object });
      assert.deepEqual(worker.logs(), ['info afterSave @Config: 2']);
    },
  ));
