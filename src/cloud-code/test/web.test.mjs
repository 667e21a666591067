import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { withWorker } from './parent.mjs';

const EXPRESS = JSON.stringify(fileURLToPath(import.meta.resolve('express')));
const APP = `const app = require(${EXPRESS})(); app.get('/hello', (request, response) => response.send('Hello ' + request.query.name));`;

async function get(worker, url) {
  const request = http.get({ socketPath: path.join(worker.folder, 'web'), path: url });
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
  }

  return `${response.statusCode} ${text}`;
}

for (const [name, ending] of [
  ['given to onWebApp', 'Parse.Cloud.onWebApp(app);'],
  ['exported as app', 'module.exports = { app };'],
  ['that is what the script exports', 'module.exports = app;'],
]) {
  test(`An Express app ${name} answers requests of the web`, () =>
    withWorker(`${APP} ${ending}`, async worker => {
      assert.equal((await worker.until('ready')).definitions.hasWebApp, true);
      assert.equal(await get(worker, '/hello?name=Ann'), '200 Hello Ann');
      assert.match(await get(worker, '/nothing'), /^404/);
    }));
}
