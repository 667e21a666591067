// What is saved while the server is away arrives when it is back. It is "away" behind a port where nobody listens any more.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { Parse, names, run, serverURL } from '../sdk.mjs';

const closedPort = await new Promise(resolve => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

const away = async work => {
  Parse.serverURL = `http://127.0.0.1:${closedPort}/parse`;
  Parse.CoreManager.set('REQUEST_ATTEMPT_LIMIT', 1);
  try {
    await work();
    Parse.EventuallyQueue.stopPoll();
  } finally {
    Parse.serverURL = serverURL;
  }
};

await run({
  async 'a save made offline is sent later, once'() {
    const object = new Parse.Object('Eventually', { name: 'offline', hash: 'one' });
    await away(async () => {
      await object.saveEventually();
      assert.equal(await Parse.EventuallyQueue.length(), 1);
    });
    assert.equal(await new Parse.Query('Eventually').count(), 0);
    assert.ok(await Parse.EventuallyQueue.sendQueue());
    assert.equal(await Parse.EventuallyQueue.length(), 0);
    assert.deepEqual(names(await new Parse.Query('Eventually').find()), ['offline']);
    assert.ok(!await Parse.EventuallyQueue.sendQueue());
  },

  async 'a change and a deletion made offline are sent later'() {
    const [kept, gone] = await Parse.Object.saveAll(['kept', 'gone'].map(name => new Parse.Object('EventuallyToo', { name })));
    await away(async () => {
      kept.set('name', 'changed');
      await kept.saveEventually();
      await gone.destroyEventually();
      assert.equal(await Parse.EventuallyQueue.length(), 2);
    });
    await Parse.EventuallyQueue.sendQueue();
    assert.deepEqual(names(await new Parse.Query('EventuallyToo').find()), ['changed']);
  },

  async 'the queue notices by itself that the server is back'() {
    await away(() => new Parse.Object('EventuallyPolled', { name: 'polled', hash: 'polled' }).saveEventually());
    Parse.EventuallyQueue.poll(500);
    for (let wait = 0; wait < 500 && Parse.EventuallyQueue.isPolling(); wait++)
      await new Promise(resolve => setTimeout(resolve, 20));
    for (let wait = 0; wait < 500 && await Parse.EventuallyQueue.length() > 0; wait++)
      await new Promise(resolve => setTimeout(resolve, 20));

    // Where a look at the server takes longer than half a second the SDK looks again, and may send twice.
    assert.deepEqual([...new Set(names(await new Parse.Query('EventuallyPolled').find()))], ['polled']);
  },

  async 'with the server there, it is an ordinary save'() {
    const object = new Parse.Object('EventuallyNow', { name: 'now' });
    await object.saveEventually();
    assert.ok(object.id);
    await object.destroyEventually();
    assert.equal(await new Parse.Query('EventuallyNow').count(), 0);
  },
});
