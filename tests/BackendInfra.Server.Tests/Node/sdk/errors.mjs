import assert from 'node:assert/strict';
import { Parse, asMaster, masterKey, refuses, run, serverURL, signUp } from '../sdk.mjs';

const object = attributes => new Parse.Object('ErrThing', attributes);

await run({
  async 'writes are refused with their codes'() {
    await object({ n: 1, text: 't', at: new Parse.GeoPoint(1, 1) }).save();
    await refuses(111, object({ n: 'text' }).save());
    await refuses(111, object({ other: new Parse.GeoPoint(1, 1) }).save());
    await refuses(105, object().save({ 'bad-key': 1 }));
    await refuses(103, new Parse.Object('bad class').save());
    await refuses(101, object({ id: 'missing000' }).save({ n: 2 }));
    await refuses(101, Parse.Object.fromJSON({ className: 'ErrThing', objectId: 'missing000' }).destroy());
    const schema = new Parse.Schema('ErrRequired');
    schema.addString('name', { required: true }).setCLP({ create: { '*': true } });
    await schema.save();
    await refuses(142, new Parse.Object('ErrRequired').save());
  },

  async 'queries are refused with their codes'() {
    await refuses(101, new Parse.Query('ErrThing').get('missing000'));
    await refuses(102, new Parse.Query('ErrThing').equalTo('n', 'text').find());
    await refuses(102, new Parse.Query('ErrThing').matches('text', '(unclosed').find());
    await refuses(105, new Parse.Query('ErrThing').ascending('bad-key').find());
    await refuses(107, Parse.Query.fromJSON('ErrThing', { where: { n: { $nonsense: 1 } } }).find());
    await refuses(102, Parse.Query.fromJSON('ErrThing', { where: { n: 1 }, explain: true }).find());
  },

  async 'users are refused with their codes'() {
    const { user, as } = await signUp('err-ada');
    await refuses(202, new Parse.User({ username: 'err-ada', password: 'x' }).signUp());
    await refuses(203, (async () => {
      await new Parse.User({ username: 'err-mail', password: 'x', email: 'one@mail.example' }).signUp();
      await new Parse.User({ username: 'err-mail2', password: 'x', email: 'ONE@mail.example' }).signUp();
    })());
    await refuses(125, new Parse.User({ username: 'err-bad', password: 'x', email: 'nonsense' }).signUp());
    await refuses(101, Parse.User.logIn('err-ada', 'wrong'));
    await refuses(101, Parse.User.logIn('nobody', 'secret'));
    await refuses(206, user.save({ nick: 'x' }));
    await refuses(209, new Parse.Query('ErrThing').find({ sessionToken: 'r:0123456789abcdef0123456789abcdef' }));
    const { as: asBob } = await signUp('err-bob');
    await refuses(206, user.save({ nick: 'x' }, asBob));
    await user.save({ nick: 'x' }, as);
  },

  async 'batches name the objects that failed'() {
    const objects = [object({ n: 1 }), object({ n: 'text' }), object({ n: 3 })];
    await refuses(111, Parse.Object.saveAll(objects));
    assert.deepEqual(objects.map(o => Boolean(o.id)), [true, false, true]);
    const missing = Parse.Object.fromJSON({ className: 'ErrThing', objectId: 'missing000' });
    await assert.rejects(Parse.Object.destroyAll([objects[0], missing]), error =>
      error.code === 600 && error.errors.length === 1 && error.errors[0].code === 101 && error.errors[0].object === missing);
  },

  async 'a wrong master key is no master key'() {
    Parse.CoreManager.set('MASTER_KEY', 'wrong');
    try {
      await assert.rejects(Parse.Schema.all(), error => /unauthorized/.test(error.message ?? error.error ?? JSON.stringify(error)));
    } finally {
      Parse.CoreManager.set('MASTER_KEY', masterKey);
    }
    assert.ok((await Parse.Schema.all()).length > 0);
    const answer = await fetch(`${serverURL}/classes/ErrThing`, { headers: { 'X-Parse-Application-Id': 'unknown' } });
    assert.deepEqual([answer.status, await answer.json()], [403, { error: 'unauthorized' }]);
    assert.ok((await new Parse.Query('ErrThing').find(asMaster)).length > 0);
  },
});
