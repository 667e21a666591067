import assert from 'node:assert/strict';
import { Parse, asMaster, refuses, run } from '../sdk.mjs';

await run({
  async 'the current installation is saved, changed and found again'() {
    const installation = await Parse.Installation.currentInstallation();
    installation.set('deviceType', 'web');
    installation.set('channels', ['news']);
    await installation.save();
    assert.ok(installation.id);
    installation.addUnique('channels', 'sport');
    installation.set('deviceToken', 'token-1');
    await installation.save();

    const stored = await new Parse.Query(Parse.Installation).find(asMaster);
    assert.equal(stored.length, 1);
    assert.deepEqual(stored[0].get('channels'), ['news', 'sport']);
    assert.equal(stored[0].get('installationId'), installation.get('installationId').toLowerCase());
    await refuses(119, new Parse.Query(Parse.Installation).find());
  },

  async 'a second object of the same installation is the same one'() {
    const first = await Parse.Installation.currentInstallation();
    const again = new Parse.Installation({ installationId: first.get('installationId'), deviceType: 'web', badge: 2 });
    await again.save();
    assert.equal(again.id, first.id);
    assert.equal(await new Parse.Query(Parse.Installation).count(asMaster), 1);
  },

  async 'an installation that was deleted on the server is saved anew'() {
    const installation = await Parse.Installation.currentInstallation();
    const old = installation.id;
    await new Parse.Installation({ id: old }).destroy(asMaster);
    installation.set('badge', 3);
    await installation.save();
    assert.notEqual(installation.id, old);
    assert.equal(await new Parse.Query(Parse.Installation).count(asMaster), 1);
  },
});
