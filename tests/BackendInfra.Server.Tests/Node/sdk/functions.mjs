import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Parse, asMaster, refuses, run } from '../sdk.mjs';

const calls = [];
const hooks = {
  hello: ({ params }) => ({ success: `Hello ${params.name}` }),
  echo: ({ params }) => ({ success: { ...params, day: { __type: 'Date', iso: params.day } } }),
  nothing: () => ({ success: null }),
  who: ({ user, context }) => ({ success: { name: user?.username ?? null, context } }),
  refusing: () => ({ error: { code: 4711, error: 'own words' } }),
  beforeScore: ({ object, original }) => object.points < 0
    ? { error: 'no negative points' }
    : { success: { rank: object.points > 10 ? 'high' : 'low', changes: (original?.changes ?? 0) + 1, draft: { __op: 'Delete' } } },
  afterScore: () => ({ success: true }),
};
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const name = request.url.slice(1);
  const body = JSON.parse(Buffer.concat(chunks));
  calls.push({ name, body });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(hooks[name](body)));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = name => `http://127.0.0.1:${server.address().port}/${name}`;

await run({
  async 'hooks are made, listed, changed and deleted'() {
    for (const name of ['hello', 'echo', 'nothing', 'who', 'refusing'])
      assert.equal((await Parse.Hooks.createFunction(name, 'http://127.0.0.1:1/')).url, 'http://127.0.0.1:1/');
    for (const name of ['hello', 'echo', 'nothing', 'who', 'refusing'])
      await Parse.Hooks.updateFunction(name, url(name));
    assert.equal((await Parse.Hooks.getFunctions()).length, 5);
    assert.equal((await Parse.Hooks.getFunction('hello')).url, url('hello'));
    await refuses(143, Parse.Hooks.createFunction('hello', url('hello')));
    await Parse.Hooks.createFunction('short', url('hello'));
    await Parse.Hooks.removeFunction('short');
    await refuses(143, Parse.Hooks.getFunction('short'));
    await Parse.Hooks.createTrigger('SdkScore', 'beforeSave', url('beforeScore'));
    await Parse.Hooks.createTrigger('SdkScore', 'afterSave', url('afterScore'));
    assert.equal((await Parse.Hooks.getTriggers()).length, 2);
  },

  async 'functions run'() {
    assert.equal(await Parse.Cloud.run('hello', { name: 'Ada' }), 'Hello Ada');
    const day = new Date('2020-02-03T04:05:06.007Z');
    assert.deepEqual(await Parse.Cloud.run('echo', { day, list: [1, { a: null }] }), { day, list: [1, { a: null }] });
    assert.equal(await Parse.Cloud.run('nothing'), undefined);
    await refuses(4711, Parse.Cloud.run('refusing'));
    await refuses(141, Parse.Cloud.run('unknown'));
    const user = await Parse.User.signUp('sdk-caller', 'pw');
    assert.deepEqual(await Parse.Cloud.run('who', {}, { sessionToken: user.getSessionToken(), context: { from: 'sdk' } }), { name: 'sdk-caller', context: { from: 'sdk' } });
    await Parse.User.logOut();
  },

  async 'saved objects have what their trigger changed'() {
    const score = new Parse.Object('SdkScore', { points: 5, draft: 'x' });
    await score.save();
    assert.deepEqual([score.get('rank'), score.get('changes'), score.get('draft')], ['low', 1, undefined]);
    score.increment('points', 20);
    await score.save(null, { context: { why: 'more' } });
    assert.deepEqual([score.get('rank'), score.get('changes'), score.get('points')], ['high', 2, 25]);
    assert.deepEqual(calls.at(-1).body.context, { why: 'more' });
    assert.equal(calls.at(-1).body.object.rank, 'high');
    const read = await new Parse.Query('SdkScore').get(score.id);
    assert.deepEqual([read.get('rank'), read.get('points'), read.has('draft')], ['high', 25, false]);
    await refuses(141, new Parse.Object('SdkScore', { points: -1 }).save());
  },

  async 'a transaction with triggers is all or nothing'() {
    const before = await new Parse.Query('SdkScore').count(asMaster);
    const after = calls.filter(call => call.name === 'afterScore').length;
    await assert.rejects(Parse.Object.saveAll([1, -1].map(points => new Parse.Object('SdkScore', { points })), { transaction: true }));
    assert.equal(await new Parse.Query('SdkScore').count(asMaster), before);
    assert.equal(calls.filter(call => call.name === 'afterScore').length, after);
    const saved = [1, 11].map(points => new Parse.Object('SdkScore', { points }));
    await Parse.Object.saveAll(saved, { transaction: true });
    assert.deepEqual(saved.map(score => score.get('rank')), ['low', 'high']);
    assert.equal(calls.filter(call => call.name === 'afterScore').length, after + 2);
  },
});
