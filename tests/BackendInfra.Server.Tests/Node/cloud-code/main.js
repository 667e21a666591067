// The script that client.mjs calls, trigger by trigger and function by function.
const master = { useMasterKey: true };
const trace = (what, of) => new Parse.Object('Trace').save({ what, of }, master);

Parse.Cloud.define('constant', () => 42);
Parse.Cloud.define('nothing', async () => {});
Parse.Cloud.define('values', async () => ({
  date: new Date(0),
  place: new Parse.GeoPoint(1, 2),
  bytes: { list: [1, 'a', null, true] },
  saved: await new Parse.Object('Saved').save({ name: 'saved' }, master),
}));
Parse.Cloud.define('kinds', ({ params: { at, deep, to, file } }) => [
  at instanceof Date, deep[0].at.getTime(), to instanceof Parse.Object, to.className, file instanceof Parse.File,
]);
Parse.Cloud.define('who', async ({ user, master: isMaster, installationId, ip, headers, functionName }) => ({
  name: user?.getUsername(),
  mine: user && (await new Parse.Query(Parse.Session).find({ sessionToken: user.getSessionToken() })).length,
  isMaster, functionName, hasIp: !!ip, installationId: typeof installationId, agent: headers['user-agent'].slice(0, 6),
}));
Parse.Cloud.define('context', ({ context }) => context);
Parse.Cloud.define('text', () => { throw 'a text'; });
Parse.Cloud.define('error', async () => { throw new Error('an error'); });
Parse.Cloud.define('coded', () => { throw new Parse.Error(4711, 'own code'); });
Parse.Cloud.define('twice', async ({ params: { n } }) => 2 * (await Parse.Cloud.run('same', { n })));
Parse.Cloud.define('same', ({ params: { n } }) => n);
Parse.Cloud.define('deeper', () => Parse.Cloud.run('deeper'));
Parse.Cloud.define('start', ({ params }) => Parse.Cloud.startJob('count', params));
Parse.Cloud.define('health', async () => {
  const { status, data } = await Parse.Cloud.httpRequest({ url: `${Parse.serverURL}/health`, method: 'GET' });
  return { status, data };
});
Parse.Cloud.define('mail', () => Parse.Cloud.sendEmail({ to: 'a@b.c', subject: 'Hello', text: 'World' }));
Parse.Cloud.define('log', ({ log }) => {
  console.log('a line of %s', 'console');
  log.warn('a line of the request');
});

Parse.Cloud.define('forUsers', () => 'yes', { requireUser: true });
Parse.Cloud.define('forMaster', () => 'yes', { requireMaster: true });
Parse.Cloud.define('forStaff', () => 'yes', { requireAnyUserRoles: ['staff'] });
Parse.Cloud.define('forBoth', () => 'yes', { requireAllUserRoles: ['staff', 'nobody'] });
Parse.Cloud.define('forNamed', () => 'yes', { requireUserKeys: ['nickname'] });
Parse.Cloud.define('listed', ({ params }) => params.a, { fields: ['a'] });
Parse.Cloud.define('checked', ({ params }) => params, {
  fields: {
    n: { type: Number, required: true, options: n => n > 0, error: 'n must be positive' },
    size: { type: String, options: ['s', 'm'], default: 's' },
  },
});
Parse.Cloud.define('judged', () => 'yes', ({ params }) => { if (!params.ok) throw 'not ok'; });

Parse.Cloud.beforeSave('Note', ({ object, original, context }) => {
  if (object.get('text') === 'bad') throw new Parse.Error(119, 'not this');
  object.set('seen', object.dirtyKeys().sort().join());
  object.set('was', original ? original.get('text') : 'new');
  object.increment('saves');
  context.before = 1;
});
Parse.Cloud.afterSave('Note', ({ object, context }) => trace(`saved ${object.existed() ? 'again' : 'first'} ${context.before} ${context.client ?? ''}`.trim(), object.id));
Parse.Cloud.beforeDelete('Note', ({ object }) => { if (object.get('text') === 'kept') throw 'it stays'; });
Parse.Cloud.afterDelete('Note', ({ object }) => trace('deleted', object.id));
Parse.Cloud.beforeSave('Owned', ({ object, user }) => object.set('owner', user), {
  requireUser: true,
  fields: { title: { required: true }, state: { constant: true, default: 'new' } },
});
Parse.Cloud.beforeSave('Numbered', async ({ object }) => {
  const before = await new Parse.Query('Numbered').equalTo('series', object.get('series')).count(master);
  if (before === 2) throw 'two are enough';
  object.set('number', before + 1);
});

Parse.Cloud.beforeFind('Secret', ({ query, master: isMaster }) => { if (!isMaster) query.notEqualTo('hidden', true); });
Parse.Cloud.afterFind('Secret', ({ objects }) => objects.map(object => object.set('found', true)));
Parse.Cloud.beforeFind('Closed', () => { throw 'closed'; });

Parse.Cloud.beforeLogin(({ object }) => { if (object.get('isBanned')) throw new Parse.Error(101, 'banned'); });
Parse.Cloud.afterLogin(({ object, user }) => trace(`in ${object.getUsername()}`, user.id));
Parse.Cloud.afterLogout(({ object }) => trace('out', object.get('user').id));

Parse.Cloud.job('count', async ({ params, message, jobName, jobId }) => {
  for (let i = 1; i <= params.to; i++) {
    await message(`${i} of ${params.to}`);
  }

  await trace(`${jobName} to ${params.to}`, jobId);
  return 'counted';
});
Parse.Cloud.job('fail', () => { throw new Error('no way'); });

Parse.Cloud.beforeSave(Parse.File, ({ file, fileSize, master: isMaster }) => {
  if (file.name() === 'never.txt') throw new Parse.Error(130, 'never');
  if (file.name() === 'other.txt') return new Parse.File('changed.txt', { base64: Buffer.from('changed').toString('base64') });
  file.addMetadata('by', `${isMaster ? 'master' : 'user'} ${fileSize}`);
});
Parse.Cloud.afterSave(Parse.File, ({ file, fileSize }) => trace(`file ${fileSize}`, file.name()));
Parse.Cloud.beforeDelete(Parse.File, ({ file }) => { if (file.name().endsWith('keep.txt')) throw 'keep it'; });
Parse.Cloud.afterDelete(Parse.File, ({ file }) => trace('gone', file.name()));
Parse.Cloud.beforeFind(Parse.File, ({ file }) => { if (file.name().endsWith('private.txt')) throw 'private'; });
Parse.Cloud.afterFind(Parse.File, request => { if (request.file.name().endsWith('.png')) request.forceDownload = true; });

Parse.Cloud.beforeSave(Parse.Config, ({ object, original }) => {
  if (object.get('price') < (original?.get('price') ?? 0)) throw 'cheaper';
});
Parse.Cloud.afterSave(Parse.Config, ({ object, original }) => trace(`price ${original?.get('price')} ${object.get('price')}`, 'config'));

Parse.Cloud.define('limited', () => 'yes', { rateLimit: { requestTimeWindow: 3_600_000, requestCount: 1, errorResponseMessage: 'slow down' } });
Parse.Cloud.define('created', (request, response) => { response.status(201).header('X-Made', 'yes'); return 'made'; });
Parse.Cloud.define('doubled', ({ params: { n } }) => 2 * n, { fields: { n: { type: Number, required: true } }, returns: 'Float!', query: true });
