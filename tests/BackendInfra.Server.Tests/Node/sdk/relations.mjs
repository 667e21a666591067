import assert from 'node:assert/strict';
import { Parse, names, sorted, run } from '../sdk.mjs';

await run({
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
});
