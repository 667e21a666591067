import assert from 'node:assert/strict';
import { Parse, asMaster, names, sorted, refuses, run } from '../sdk.mjs';

await run({
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
});
