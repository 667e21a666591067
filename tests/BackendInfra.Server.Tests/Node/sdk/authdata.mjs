import assert from 'node:assert/strict';
import { Parse, names, refuses, run } from '../sdk.mjs';

await run({
  async 'anonymous users come back, are linked, and choose a name'() {
    Parse.User.enableUnsafeCurrentUser();
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
});
