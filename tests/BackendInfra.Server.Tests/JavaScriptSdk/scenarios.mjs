// Drives a running server with the official SDK, unmodified. Arguments: server URL, application id, master key.
// Each scenario is a sentence; a failed one is printed with its error, and the process ends with 1.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const Parse = createRequire(import.meta.url)('parse/node');
const [serverURL, applicationId, masterKey] = process.argv.slice(2);
Parse.initialize(applicationId, 'any-javascript-key', masterKey);
Parse.serverURL = serverURL;

const asMaster = { useMasterKey: true };
const names = objects => objects.map(o => o.get('name'));
const sorted = objects => names(objects).sort();
const refuses = (code, promise) => assert.rejects(promise, error => assert.equal(error.code, code, error.message) ?? true);

const scenarios = {
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

  async 'all constraints find their rows'() {
    const rows = await Parse.Object.saveAll([
      { name: 'apple', n: 1, tags: ['red', 'round'], date: new Date(0) }, { name: 'banana', n: 2, tags: ['yellow'] },
      { name: 'cherry', n: 3, tags: [] }, { name: 'date.fruit' },
    ].map(attributes => new Parse.Object('SdkFruit', attributes)));
    const holders = await Parse.Object.saveAll([
      new Parse.Object('SdkHolder', { name: 'h1', fruit: rows[0], label: 'apple' }), new Parse.Object('SdkHolder', { name: 'h2', fruit: rows[1], label: 'pear' }),
      new Parse.Object('SdkHolder', { name: 'h3' }),
    ]);
    const find = async (className, build) => sorted(await build(new Parse.Query(className)).find());
    const fruit = build => find('SdkFruit', build);
    const holder = build => find('SdkHolder', build);
    const where = (build, className = 'SdkFruit') => build(new Parse.Query(className));

    assert.deepEqual(await fruit(q => q.equalTo('n', 2)), ['banana']);
    assert.deepEqual(await fruit(q => q.equalTo('tags', 'round')), ['apple']);
    assert.deepEqual(await fruit(q => q.notEqualTo('n', 2)), ['apple', 'cherry', 'date.fruit']);
    assert.deepEqual(await fruit(q => q.lessThan('n', 2)), ['apple']);
    assert.deepEqual(await fruit(q => q.lessThanOrEqualTo('n', 2)), ['apple', 'banana']);
    assert.deepEqual(await fruit(q => q.greaterThan('n', 2)), ['cherry']);
    assert.deepEqual(await fruit(q => q.greaterThanOrEqualTo('n', 1).lessThan('n', 3)), ['apple', 'banana']);
    assert.deepEqual(await fruit(q => q.lessThan('date', new Date())), ['apple']);
    assert.deepEqual(await fruit(q => q.lessThan('createdAt', new Date(Date.now() - 3600e3))), []);
    assert.deepEqual(await fruit(q => q.containedIn('n', [1, 3])), ['apple', 'cherry']);
    assert.deepEqual(await fruit(q => q.containedIn('n', [])), []);
    assert.deepEqual(await fruit(q => q.notContainedIn('n', [1, 3])), ['banana', 'date.fruit']);
    assert.deepEqual(await fruit(q => q.containedBy('tags', ['yellow', 'red'])), ['banana', 'cherry']);
    assert.deepEqual(await fruit(q => q.containsAll('tags', ['red', 'round'])), ['apple']);
    assert.deepEqual(await fruit(q => q.containsAllStartingWith('tags', ['re', 'ro'])), ['apple']);
    assert.deepEqual(await fruit(q => q.exists('n')), ['apple', 'banana', 'cherry']);
    assert.deepEqual(await fruit(q => q.doesNotExist('n')), ['date.fruit']);
    assert.deepEqual(await fruit(q => q.matches('name', /^B.N/i)), ['banana']);
    assert.deepEqual(await fruit(q => q.matches('name', '^CH', 'i')), ['cherry']);
    assert.deepEqual(await fruit(q => q.startsWith('name', 'app')), ['apple']);
    assert.deepEqual(await fruit(q => q.endsWith('name', '.fruit')), ['date.fruit']);
    assert.deepEqual(await fruit(q => q.contains('name', 'rr')), ['cherry']);
    assert.deepEqual(sorted(await Parse.Query.or(where(q => q.equalTo('n', 1)), where(q => q.equalTo('n', 2))).find()), ['apple', 'banana']);
    assert.deepEqual(sorted(await Parse.Query.and(where(q => q.greaterThan('n', 1)), where(q => q.lessThan('n', 3))).find()), ['banana']);
    assert.deepEqual(sorted(await Parse.Query.nor(where(q => q.equalTo('n', 1)), where(q => q.equalTo('n', 2))).find()), ['cherry', 'date.fruit']);
    assert.deepEqual(await holder(q => q.equalTo('fruit', rows[0])), ['h1']);
    assert.deepEqual(await holder(q => q.containedIn('fruit', [rows[0], rows[1]])), ['h1', 'h2']);
    assert.deepEqual(await holder(q => q.matchesQuery('fruit', where(f => f.equalTo('n', 2)))), ['h2']);
    assert.deepEqual(await holder(q => q.doesNotMatchQuery('fruit', where(f => f.equalTo('n', 2)))), ['h1', 'h3']);
    assert.deepEqual(await holder(q => q.matchesKeyInQuery('label', 'name', where(f => f.exists('n')))), ['h1']);
    assert.deepEqual(await holder(q => q.doesNotMatchKeyInQuery('label', 'name', where(f => f.exists('n')))), ['h2', 'h3']);

    const query = new Parse.Query('SdkFruit');
    assert.deepEqual(names(await query.descending('n').limit(2).find()), ['cherry', 'banana']);
    assert.deepEqual(names(await query.descending('n').limit(2).skip(1).find()), ['banana', 'apple']);
    assert.equal(await new Parse.Query('SdkFruit').greaterThan('n', 1).count(), 2);
    assert.equal((await new Parse.Query('SdkFruit').ascending('name').first()).get('name'), 'apple');
    const counted = await new Parse.Query('SdkFruit').limit(1).withCount().find();
    assert.deepEqual([counted.results.length, counted.count], [1, 4]);
    const selected = await new Parse.Query('SdkFruit').equalTo('n', 1).select('name').first();
    assert.deepEqual([selected.get('name'), selected.toJSON().n], ['apple', undefined]);
    const excluded = await new Parse.Query('SdkFruit').equalTo('n', 1).exclude('name').first();
    assert.deepEqual([excluded.toJSON().name, excluded.toJSON().n], [undefined, 1]);
    assert.equal((await new Parse.Query('SdkFruit').findAll({ batchSize: 3 })).length, 4);
    let visited = 0;
    await new Parse.Query('SdkFruit').each(() => void visited++);
    assert.equal(visited, 4);

    const included = await new Parse.Query('SdkHolder').include('fruit').ascending('name').find();
    assert.equal(included[0].get('fruit').get('name'), 'apple');
    assert.equal((await new Parse.Query('SdkHolder').includeAll().get(holders[1].id)).get('fruit').get('name'), 'banana');
    await holders[0].fetchWithInclude('fruit');
    assert.equal((await Parse.Object.fetchAll(holders)).length, 3);
    await refuses(119, new Parse.Query('SdkHolder').matchesQuery('fruit', where(f => f, 'SdkGhost')).find());
  },

  async 'places are found by distance and by area'() {
    await Parse.Object.saveAll([['rome', 41.9, 12.5], ['naples', 40.85, 14.27], ['oslo', 59.9, 10.7]].map(
      ([name, latitude, longitude]) => new Parse.Object('SdkPlace', { name, at: new Parse.GeoPoint(latitude, longitude) })));
    await new Parse.Object('SdkRegion', { name: 'south', area: new Parse.Polygon([[36, 6], [36, 19], [47, 19], [47, 6]]) }).save();
    const rome = new Parse.GeoPoint(41.9, 12.5);
    const places = () => new Parse.Query('SdkPlace');
    assert.deepEqual(names(await places().near('at', rome).find()), ['rome', 'naples', 'oslo']);
    assert.deepEqual(names(await places().withinMiles('at', rome, 200).find()), ['rome', 'naples']);
    assert.deepEqual(sorted(await places().withinMiles('at', rome, 200, false).find()), ['naples', 'rome']);
    assert.deepEqual(names(await places().withinKilometers('at', rome, 100).find()), ['rome']);
    assert.deepEqual(sorted(await places().withinGeoBox('at', new Parse.GeoPoint(40, 10), new Parse.GeoPoint(60, 13)).find()), ['oslo', 'rome']);
    assert.deepEqual(sorted(await places().withinPolygon('at', [new Parse.GeoPoint(40, 10), new Parse.GeoPoint(40, 16), new Parse.GeoPoint(45, 12)]).find()), ['naples', 'rome']);
    assert.deepEqual(names(await new Parse.Query('SdkRegion').polygonContains('area', rome).find()), ['south']);
  },

  async 'words are found and ranked'() {
    await Parse.Object.saveAll(['coffee beans', 'coffee, coffee and coffee', 'tea'].map(name => new Parse.Object('SdkText', { name })));
    assert.deepEqual(sorted(await new Parse.Query('SdkText').fullText('name', 'bean').find()), ['coffee beans']);
    const ranked = await new Parse.Query('SdkText').fullText('name', 'coffee').ascending('$score').select('name', '$score').find();
    assert.deepEqual(names(ranked), ['coffee, coffee and coffee', 'coffee beans']);
    assert.ok(ranked[0].get('score') > ranked[1].get('score'));
    await refuses(107, new Parse.Query('SdkText').fullText('name', 'coffee', { caseSensitive: true }).find());
  },

  async 'includes reach through three levels'() {
    const a = await new Parse.Object('SdkDeepA', { name: 'a' }).save();
    const b = await new Parse.Object('SdkDeepB', { name: 'b', a }).save();
    const c = await new Parse.Object('SdkDeepC', { name: 'c', list: [b, b] }).save();
    const d = await new Parse.Object('SdkDeepD', { c }).save();
    const read = await new Parse.Query('SdkDeepD').include('c.list.a').get(d.id);
    assert.deepEqual(read.get('c').get('list').map(item => item.get('a').get('name')), ['a', 'a']);
  },

  async 'relations gain, list and lose members'() {
    const members = await Parse.Object.saveAll(['x', 'y', 'z'].map(name => new Parse.Object('SdkMember', { name })));
    const owner = new Parse.Object('SdkOwner', { name: 'o' });
    owner.relation('members').add(members[0]);
    owner.relation('members').add(members[1]);
    await owner.save();
    owner.relation('members').add(members[2]);
    owner.relation('members').remove(members[0]);
    await owner.save();
    assert.deepEqual(sorted(await owner.relation('members').query().find()), ['y', 'z']);
    assert.deepEqual(sorted(await owner.relation('members').query().equalTo('name', 'z').find()), ['z']);
    assert.deepEqual(names(await new Parse.Query('SdkOwner').equalTo('members', members[2]).find()), ['o']);
    assert.deepEqual(names(await new Parse.Query('SdkOwner').equalTo('members', members[0]).find()), []);
    const read = await new Parse.Query('SdkOwner').get(owner.id);
    assert.equal(read.relation('members').targetClassName, 'SdkMember');
  },

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

  async 'an ACL and class permissions hold for everybody but the master key'() {
    const hidden = new Parse.Object('SdkAcl', { name: 'hidden' });
    hidden.setACL(new Parse.ACL());
    await hidden.save();
    const readable = new Parse.Object('SdkAcl', { name: 'readable' });
    const acl = new Parse.ACL();
    acl.setPublicReadAccess(true);
    readable.setACL(acl);
    await readable.save();
    assert.deepEqual(names(await new Parse.Query('SdkAcl').find()), ['readable']);
    assert.deepEqual(sorted(await new Parse.Query('SdkAcl').find(asMaster)), ['hidden', 'readable']);
    await refuses(101, readable.save({ name: 'changed' }));
    await readable.save({ name: 'changed' }, asMaster);
    assert.equal((await new Parse.Query('SdkAcl').get(readable.id)).getACL().getPublicReadAccess(), true);

    const closed = new Parse.Schema('SdkClosed');
    closed.addString('name').setCLP({ find: { '*': true } });
    await closed.save();
    await refuses(119, new Parse.Object('SdkClosed', { name: 'x' }).save());
    await new Parse.Object('SdkClosed', { name: 'x' }).save(null, asMaster);
    assert.deepEqual(names(await new Parse.Query('SdkClosed').find()), ['x']);
    await refuses(119, new Parse.Query('SdkClosed').count());
  },

  async 'a user signs up, saves with ACLs and roles, and logs out'() {
    Parse.User.enableUnsafeCurrentUser();
    const user = new Parse.User();
    await user.signUp({ username: 'sdk-ada', password: 'secret', email: 'ada@sdk.example' });
    assert.equal(Parse.User.current().id, user.id);
    assert.equal(user.get('email'), 'ada@sdk.example');

    const note = new Parse.Object('SdkNote', { name: 'mine' });
    note.setACL(new Parse.ACL(user));
    await note.save();
    assert.deepEqual(names(await new Parse.Query('SdkNote').find()), ['mine']);

    const role = new Parse.Role('sdkEditors', new Parse.ACL(user));
    role.getUsers().add(user);
    await role.save();
    const acl = new Parse.ACL();
    acl.setRoleReadAccess('sdkEditors', true);
    const shared = new Parse.Object('SdkNote', { name: 'editors' });
    shared.setACL(acl);
    await shared.save(null, asMaster);
    assert.deepEqual(sorted(await new Parse.Query('SdkNote').find()), ['editors', 'mine']);

    const session = await Parse.Session.current();
    assert.equal(session.get('user').id, user.id);
    const token = user.getSessionToken();
    await Parse.User.logOut();
    assert.deepEqual(names(await new Parse.Query('SdkNote').find()), []);
    await refuses(209, new Parse.Query('SdkNote').find({ sessionToken: token }));
    await refuses(101, Parse.User.logIn('sdk-ada', 'wrong'));
    const again = await Parse.User.logIn('sdk-ada', 'secret');
    await again.save({ password: 'changed' });
    assert.deepEqual(sorted(await new Parse.Query('SdkNote').find()), ['editors', 'mine']);
    assert.equal((await Parse.User.me(again.getSessionToken())).id, user.id);
    await Parse.User.logOut();
    await refuses(202, new Parse.User().signUp({ username: 'SDK-Ada', password: 'x' }));
  },

  async 'anonymous users come back, are linked, and choose a name'() {
    const anonymous = await Parse.AnonymousUtils.logIn();
    assert.ok(Parse.AnonymousUtils.isLinked(anonymous));
    const authData = anonymous.get('authData').anonymous;
    await new Parse.Object('SdkDraft', { name: 'mine' }).setACL(new Parse.ACL(anonymous)).save();
    const id = anonymous.id;
    await Parse.User.logOut();
    assert.equal((await Parse.User.logInWith('anonymous', { authData })).id, id);
    const upgraded = Parse.User.current();
    upgraded.set({ username: 'sdk-known', password: 'secret' });
    await upgraded.signUp();
    assert.equal(upgraded.id, id);
    await Parse.User.logOut();
    const known = await Parse.User.logIn('sdk-known', 'secret');
    assert.equal(known.id, id);
    assert.ok(!Parse.AnonymousUtils.isLinked(known));
    assert.deepEqual(names(await new Parse.Query('SdkDraft').find()), ['mine']);

    const pin = { id: 'sdk-pin', pin: 'right' };
    await known.linkWith('pin', { authData: pin });
    assert.ok(known._isLinked('pin'));
    await Parse.User.logOut();
    const linked = await Parse.User.logInWith('pin', { authData: pin });
    assert.equal(linked.id, id);
    await refuses(208, (await Parse.User.signUp('sdk-other', 'secret')).linkWith('pin', { authData: pin }));
    await Parse.User.become(linked.getSessionToken());
    await Parse.User.current()._unlinkFrom('pin');
    await Parse.User.logOut();
    assert.notEqual((await Parse.User.logInWith('pin', { authData: pin })).id, id);
    await refuses(101, Parse.User.logInWith('pin', { authData: { id: 'sdk-pin', pin: 'wrong' } }));
    await refuses(252, Parse.User.logInWith('unknown', { authData: { id: 'x' } }));
    await Parse.User.logOut();
  },

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

  async 'the server is healthy'() {
    assert.deepEqual(await Parse.getServerHealth(), { status: 'ok' });
  },
};

let failures = 0;
for (const [name, run] of Object.entries(scenarios)) {
  try {
    await run();
    console.log(`passed: ${name}`);
  } catch (error) {
    failures++;
    console.log(`FAILED: ${name}\n${error.code ?? ''} ${error.stack ?? error}`);
  }
}
process.exit(failures === 0 ? 0 : 1);
