import assert from 'node:assert/strict';
import { Parse, asMaster, refuses, run, signUp } from '../sdk.mjs';

await run({
  async 'a user sees and ends his own sessions only'() {
    const ada = await signUp('ada');
    const bob = await signUp('bob');
    const again = await Parse.User.logIn('ada', 'secret', { installationId: 'second-device' });
    const mine = await new Parse.Query(Parse.Session).find(ada.as);
    assert.equal(mine.length, 2);
    assert.ok(mine.every(session => session.get('user').id === ada.user.id && session.get('sessionToken') === undefined));
    assert.equal((await new Parse.Query(Parse.Session).find(asMaster)).length, 3);
    await refuses(209, new Parse.Query(Parse.Session).find());
    await refuses(101, new Parse.Query(Parse.Session).get(mine[0].id, bob.as));
    await refuses(209, mine[0].destroy(bob.as));

    const other = mine.find(session => session.get('createdWith').action === 'login');
    await other.destroy(ada.as);
    await refuses(209, new Parse.Query('Anything').find({ sessionToken: again.getSessionToken() }));
    assert.equal((await new Parse.Query(Parse.Session).find(ada.as)).length, 1);
  },

  async 'a session says how it was made and until when it lasts'() {
    const { as } = await signUp('carol');
    const session = await new Parse.Query(Parse.Session).first(as);
    assert.deepEqual(session.get('createdWith'), { action: 'signup', authProvider: 'password' });
    const days = (session.get('expiresAt') - Date.now()) / 86400e3;
    assert.ok(days > 364 && days < 366);

    // The SDK itself refuses these changes, so they are sent without it.
    for (const change of [{ sessionToken: 'r:stolen' }, { user: Parse.User.createWithoutData('someoneElse').toPointer() }, { expiresAt: { __type: 'Date', iso: new Date(4e12) } }, { createdWith: { action: 'login' } }])
      await refuses(105, Parse.CoreManager.getRESTController().request('PUT', `sessions/${session.id}`, change, as));
  },

  async 'a new password ends every session and gives a new one'() {
    const { user, as } = await signUp('dora');
    const other = await Parse.User.logIn('dora', 'secret', { installationId: 'another' });
    await user.save({ password: 'changed' }, as);
    await refuses(209, Parse.User.me(as.sessionToken));
    await refuses(209, Parse.User.me(other.getSessionToken()));
    assert.equal((await Parse.User.me(user.getSessionToken())).id, user.id);
    await refuses(101, Parse.User.logIn('dora', 'secret'));
    assert.equal((await Parse.User.logIn('dora', 'changed')).id, user.id);
  },

  async 'the master key becomes a user, and a token becomes its user'() {
    const { user } = await signUp('eve');
    const become = await Parse.User.loginAs(user.id);
    assert.equal((await Parse.User.me(become.getSessionToken())).get('username'), 'eve');
    Parse.User.enableUnsafeCurrentUser();
    assert.equal((await Parse.User.become(become.getSessionToken())).id, user.id);
    assert.equal(Parse.User.current().id, user.id);
    assert.equal((await Parse.Session.current()).get('user').id, user.id);
    await Parse.User.logOut();
    await refuses(209, Parse.User.become(become.getSessionToken()));
    Parse.User.disableUnsafeCurrentUser();
  },

  async 'a deleted user is gone with his sessions'() {
    const { user, as } = await signUp('fred');
    await user.destroy(as);
    await refuses(209, Parse.User.me(as.sessionToken));
    await refuses(101, Parse.User.logIn('fred', 'secret'));
  },
});
