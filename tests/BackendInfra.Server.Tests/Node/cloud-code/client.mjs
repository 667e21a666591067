// Every entry of Cloud Code's API, called by the official SDK.
import assert from 'node:assert/strict';
import { Parse, asMaster, refuses, run, signUp } from '../sdk.mjs';

const call = (name, params, options) => Parse.Cloud.run(name, params, options);
const refused = (code, message, promise) => assert.rejects(promise, error => {
  assert.equal(`${error.code} ${error.message}`, `${code} ${message}`);
  return true;
});
const traces = async of => (await new Parse.Query('Trace').equalTo('of', of).ascending('createdAt').find(asMaster)).map(t => t.get('what'));

/** Waits until something is so; what runs behind a request may take its time. */
const eventually = async (value, expected) => {
  const end = Date.now() + 60_000;
  for (;;) {
    const now = await value();
    if (JSON.stringify(now) === JSON.stringify(expected) || Date.now() > end) {
      return assert.deepEqual(now, expected);
    }

    await new Promise(resolve => setTimeout(resolve, 50));
  }
};

await run({
  'A function answers with values of every kind': async () => {
    assert.equal(await call('constant'), 42);
    assert.equal(await call('nothing'), undefined);
    const { date, place, bytes, saved } = await call('values');
    assert.equal(date.getTime(), 0);
    assert.equal(place.longitude, 2);
    assert.deepEqual(bytes, { list: [1, 'a', null, true] });
    assert.equal((await saved.fetch(asMaster)).get('name'), 'saved');
  },
  'Parameters are decoded': async () => {
    const to = await new Parse.Object('Target').save({}, asMaster);
    const file = Parse.File.fromJSON({ __type: 'File', name: 'a.txt', url: 'http://x/a.txt' });
    assert.deepEqual(await call('kinds', { at: new Date(), deep: [{ at: new Date(7) }], to: to.toPointer(), file }), [true, 7, true, 'Target', true]);
  },
  'A function knows who calls it, and may act for him': async () => {
    const { as } = await signUp('caller');
    const who = { functionName: 'who', hasIp: true, installationId: 'string', agent: 'Parse/' };
    assert.deepEqual(await call('who', {}, as), { ...who, name: 'caller', mine: 1, isMaster: false });
    assert.deepEqual(await call('who', {}, asMaster), { ...who, isMaster: true });
  },
  'Functions get the context that the client gives': async () => {
    assert.deepEqual(await call('context', {}, { context: { a: [1] } }), { a: [1] });
  },
  'What a function throws reaches the client': async () => {
    await refused(141, 'a text', call('text'));
    await refused(141, 'an error', call('error'));
    await refused(4711, 'own code', call('coded'));
    await refused(141, 'Invalid function: "absent"', call('absent'));
  },
  'Functions call functions, but not without end': async () => {
    assert.equal(await call('twice', { n: 21 }), 42);
    await refuses(141, call('deeper'));
  },
  'Scripts make requests, and are told when mails are not set up': async () => {
    assert.equal((await call('health')).status, 200);
    await refuses(108, call('mail'));
  },
  'Lines of the log tell their function': async () => {
    await call('log');
    await eventually(async () => {
      const lines = await Parse.CoreManager.getRESTController().request('GET', 'scriptlog', { n: 100 }, asMaster);
      return JSON.stringify(lines).match(/a line of (console|the request)/g)?.sort() ?? [];
    }, ['a line of console', 'a line of the request']);
  },
  'Validators ask for a user, the master key, roles and fields of the user': async () => {
    const { user, as } = await signUp('validated');
    await refused(142, 'Validation failed. Please login to continue.', call('forUsers'));
    assert.equal(await call('forUsers', {}, as), 'yes');
    assert.equal(await call('forUsers', {}, asMaster), 'yes');
    await refused(142, 'Validation failed. Master key is required to complete this request.', call('forMaster', {}, as));
    assert.equal(await call('forMaster', {}, asMaster), 'yes');
    await refused(142, 'Validation failed. User does not match the required roles.', call('forStaff', {}, as));
    const chefs = new Parse.Role('chefs', new Parse.ACL());
    chefs.getUsers().add(user);
    await chefs.save(null, asMaster);
    const staff = new Parse.Role('staff', new Parse.ACL());
    staff.getRoles().add(chefs);
    await staff.save(null, asMaster);
    assert.equal(await call('forStaff', {}, as), 'yes');
    await refused(142, 'Validation failed. User does not match all the required roles.', call('forBoth', {}, as));
    await refused(142, 'Validation failed. Please set data for nickname on your account.', call('forNamed', {}, as));
    await user.save({ nickname: 'Val' }, as);
    assert.equal(await call('forNamed', {}, as), 'yes');
  },
  'Validators check parameters, and give them defaults': async () => {
    await refused(142, 'Validation failed. Please specify data for a.', call('listed'));
    assert.equal(await call('listed', { a: 0 }), 0);
    assert.deepEqual(await call('checked', { n: 1 }), { n: 1, size: 's' });
    await refused(142, 'Validation failed. Please specify data for n.', call('checked'));
    await refused(142, 'Validation failed. Invalid type for n. Expected: number', call('checked', { n: 'x' }));
    await refused(142, 'n must be positive', call('checked', { n: -1 }));
    await refused(142, 'Validation failed. Invalid option for size. Expected: s, m', call('checked', { n: 1, size: 'l' }));
    await refused(142, 'not ok', call('judged'));
    assert.equal(await call('judged', { ok: 1 }), 'yes');
  },
  'beforeSave and afterSave see, change and refuse saves': async () => {
    const note = await new Parse.Object('Note').save({ text: 'a' }, { context: { client: 'hi' } });
    await note.fetch();
    assert.deepEqual([note.get('seen'), note.get('was'), note.get('saves')], ['text', 'new', 1]);
    await note.save({ text: 'b' });
    await note.fetch();
    assert.deepEqual([note.get('seen'), note.get('was'), note.get('saves')], ['text', 'a', 2]);
    await refused(119, 'not this', note.save({ text: 'bad' }));
    await eventually(() => traces(note.id), ['saved first 1 hi', 'saved again 1']);
  },
  'beforeDelete and afterDelete see and refuse deletes': async () => {
    const kept = await new Parse.Object('Note').save({ text: 'kept' });
    await refused(141, 'it stays', kept.destroy());
    await kept.save({ text: 'free' });
    await kept.destroy();
    await eventually(async () => (await traces(kept.id)).at(-1), 'deleted');
  },
  'Validators of triggers set fields, and keep them': async () => {
    const { user, as } = await signUp('owner');
    await refused(142, 'Validation failed. Please login to continue.', new Parse.Object('Owned').save({ title: 't' }));
    await refused(142, 'Validation failed. Please specify data for title.', new Parse.Object('Owned').save({}, as));
    const owned = await new Parse.Object('Owned').save({ title: 't', state: 'done' }, as);
    await owned.fetch(as);
    assert.deepEqual([owned.get('owner').id, owned.get('state')], [user.id, 'new']);
  },
  'Triggers inside a transaction see it, and end it': async () => {
    const numbered = series => new Parse.Object('Numbered', { series });
    const [first, second] = await Parse.Object.saveAll([numbered('a'), numbered('a')], { transaction: true });
    await Parse.Object.fetchAll([first, second]);
    assert.deepEqual([first, second].map(n => n.get('number')).sort(), [1, 2]);
    await assert.rejects(Parse.Object.saveAll([numbered('b'), numbered('b'), numbered('b')], { transaction: true }));
    assert.equal(await new Parse.Query('Numbered').equalTo('series', 'b').count(), 0);
  },
  'beforeFind and afterFind see and change what is found': async () => {
    const [shown, hidden] = await Parse.Object.saveAll([new Parse.Object('Secret', { hidden: false }), new Parse.Object('Secret', { hidden: true })]);
    const found = await new Parse.Query('Secret').find();
    assert.deepEqual(found.map(s => [s.id, s.get('found')]), [[shown.id, true]]);
    assert.equal(await new Parse.Query('Secret').count(), 1);
    await refuses(101, new Parse.Query('Secret').get(hidden.id));
    assert.equal((await new Parse.Query('Secret').find(asMaster)).length, 2);
    await new Parse.Object('Closed').save();
    await refused(141, 'closed', new Parse.Query('Closed').find());
  },
  'Triggers of users stand around logging in and out': async () => {
    const { user } = await signUp('loggedin');
    const again = await Parse.User.logIn('loggedin', 'secret');
    await eventually(() => traces(user.id), ['in loggedin']);
    await Parse.CoreManager.getRESTController().request('POST', 'logout', {}, { sessionToken: again.getSessionToken() });
    await eventually(() => traces(user.id), ['in loggedin', 'out']);
    await user.save({ isBanned: true }, asMaster);
    await refused(101, 'banned', Parse.User.logIn('loggedin', 'secret'));
  },
  'Jobs run, report and fail': async () => {
    const id = await call('start', { to: 2 });
    const status = async () => {
      const job = await Parse.Cloud.getJobStatus(id);
      return [job.get('jobName'), job.get('status'), job.get('message')];
    };
    await eventually(status, ['count', 'succeeded', 'counted']);
    assert.deepEqual(await traces(id), ['count to 2']);
    const failed = await Parse.Cloud.startJob('fail', {});
    await eventually(async () => {
      const job = await Parse.Cloud.getJobStatus(failed);
      return [job.get('status'), job.get('message')];
    }, ['failed', 'no way']);
    await refuses(141, Parse.Cloud.startJob('absent', {}));
  },
  'Triggers of files see, change and refuse them': async () => {
    const file = name => new Parse.File(name, { base64: 'YWJj' }, 'text/plain');
    await refused(130, 'never', file('never.txt').save(asMaster));
    const saved = await file('mine.txt').save(asMaster);
    const { metadata } = await (await fetch(saved.url().replace(/\/([^/]+)$/, '/metadata/$1'))).json();
    assert.deepEqual(metadata, { by: 'master 3' });
    await eventually(() => traces(saved.name()), ['file 3']);
    const changed = await file('other.txt').save(asMaster);
    assert.match(changed.name(), /_changed\.txt$/);
    assert.equal(await (await fetch(changed.url())).text(), 'changed');
    const kept = await file('keep.txt').save(asMaster);
    await refused(141, 'keep it', kept.destroy(asMaster));
    await saved.destroy(asMaster);
    await eventually(async () => (await traces(saved.name())).at(-1), 'gone');
    const closed = await fetch((await file('private.txt').save(asMaster)).url());
    assert.deepEqual([closed.status, (await closed.json()).error], [403, 'private']);
    const picture = await new Parse.File('a.png', { base64: 'iVBORw0KGgo=' }, 'image/png').save(asMaster);
    assert.match((await fetch(picture.url())).headers.get('content-disposition'), /^attachment/);
  },
  'Triggers of the config see and refuse its changes': async () => {
    await Parse.Config.save({ price: 2 });
    await Parse.Config.save({ price: 3 });
    await refused(141, 'cheaper', Parse.Config.save({ price: 1 }));
    assert.equal((await Parse.Config.get()).get('price'), 3);
    await eventually(() => traces('config'), ['price undefined 2', 'price 2 3']);
  },
  'Functions set a status and headers, and limit how often they are called': async () => {
    const post = name => fetch(`${Parse.serverURL}/functions/${name}`, { method: 'POST', headers: { 'X-Parse-Application-Id': Parse.applicationId }, body: '{}' });
    const created = await post('created');
    assert.deepEqual([created.status, created.headers.get('x-made'), await created.json()], [201, 'yes', { result: 'made' }]);
    assert.equal((await post('limited')).status, 200);
    const limited = await post('limited');
    assert.deepEqual([limited.status, (await limited.json()).error], [429, 'slow down']);
  },
  'A function with types is a field of GraphQL': async () => {
    const answer = await fetch(`${new URL(Parse.serverURL).origin}/apps/${Parse.applicationId}/graphql`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: '{ doubled(n: 21) }' }),
    });
    assert.deepEqual(await answer.json(), { data: { doubled: 42 } });
  },
});
