import assert from 'node:assert/strict';
import { Parse, run } from '../sdk.mjs';

await run({
  async 'the server is healthy'() {
    assert.deepEqual(await Parse.getServerHealth(), { status: 'ok' });
  },
});
