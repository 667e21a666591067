import assert from 'node:assert/strict';
import { Parse, asMaster, names, sorted, refuses, run } from '../sdk.mjs';

await run({
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
});
