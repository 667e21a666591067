import assert from 'node:assert/strict';
import test from 'node:test';
import { startWorker, withWorker } from './parent.mjs';

test('It ends when its input closes, even while a script loops for ever', () =>
  withWorker(`Parse.Cloud.define('loop', () => { for (;;); });`, async worker => {
    await worker.until('started', worker.begin('function', { functionName: 'loop', params: {} }));
    worker.process.stdin.end();
    assert.equal(await worker.exit, 'SIGKILL');
  }));

test('It ends when the server ends the connection', () =>
  withWorker('', async worker => {
    worker.socket.end();
    assert.equal(await worker.exit, 0);
  }));

test('When it is told to stop, it finishes what it has started', () =>
  withWorker(
    `
    let finish;
    Parse.Cloud.define('wait', () => new Promise(resolve => { finish = resolve; }));
    Parse.Cloud.define('finish', () => finish('done'));
    `,
    async worker => {
      const id = worker.begin('function', { functionName: 'wait', params: {} });
      await worker.until('started', id);
      const last = worker.begin('function', { functionName: 'finish', params: {} });
      worker.send({ type: 'stop' });
      assert.equal((await worker.until('result', id)).value, 'done');
      await worker.until('result', last);
      assert.equal(await worker.exit, 0);
    },
  ));

for (const [name, script, message] of [
  ['throws where nothing catches it', `setTimeout(() => { throw new Error('astray'); })`, /Uncaught error: Error: astray\n.*main\.js:1/],
  ['leaves a rejection', `Promise.reject(new Error('left'))`, /Unhandled rejection: Error: left\n.*main\.js:1/],
]) {
  test(`A script that ${name} is logged, and the worker ends`, () =>
    withWorker(`Parse.Cloud.define('go', () => { ${script}; return new Promise(() => {}); });`, async worker => {
      worker.begin('function', { functionName: 'go', params: {} });
      assert.match((await worker.until('log')).message, message);
      assert.equal(await worker.exit, 70);
    }));
}

test('A frame of several megabytes arrives whole, both ways', () =>
  withWorker(`Parse.Cloud.define('echo', ({ params }) => params.text);`, async worker => {
    const text = 'ü'.repeat(3_000_000);
    assert.equal((await worker.run('echo', { text })).value, text);
    assert.equal((await worker.run('echo', { text: 'a' })).value, 'a');
  }));

test('A result that is too large for a frame is refused', () =>
  withWorker(`Parse.Cloud.define('large', () => 'a'.repeat(33 * 1024 * 1024));`, async worker => {
    const { code, message } = await worker.run('large');
    assert.equal(`${code} ${message}`, '141 The result is larger than 32 MB.');
  }));

for (const [name, files, message] of [
  ['has a syntax error', { 'main.js': 'let a = 1;\nlet b = ;\n' }, /^main\.js:2\nlet b = ;\n[^]*SyntaxError: Unexpected token ';'$/],
  ['has a syntax error as a module', { 'main.mjs': '\nlet b = ;\n', 'package.json': '{"main":"main.mjs"}' }, /^main\.mjs:2\nlet b = ;\n[^]*SyntaxError: Unexpected token ';'$/],
  [
    'has a syntax error in a module it imports',
    { 'main.mjs': `import fs from 'node:fs';\nimport {\n  b,\n} from './b.mjs';\nexport default b;\n`, 'b.mjs': `export * from 'node:fs';\nexport const a = await 1;\nexport { a as b };\nlet a;\n`, 'package.json': '{"main":"main.mjs"}' },
    /^b\.mjs:4\nlet a;\n[^]*SyntaxError: Identifier 'a' has already been declared$/,
  ],
  ['throws', { 'main.js': '\n\nthrow new Error("no good");' }, /^Error: no good\n\s+at .*main\.js:3:7/],
  ['throws in a file it requires', { 'main.js': 'require("./b.js");', 'b.js': '\nnothing();' }, /^ReferenceError: nothing is not defined\n\s+at .*\(b\.js:2:1\)/],
  ['is missing', { 'other.js': '' }, /^main\.js is missing\.$/],
  ['lacks a module', { 'main.js': 'require("no-such-module");' }, /^Error: Cannot find module 'no-such-module'/],
  ['leaves its folder', { 'package.json': '{"main":"../../x.js"}' }, /outside of the folder/],
  ['has a package.json that is none', { 'package.json': '{' }, /package\.json/],
]) {
  test(`A script that ${name} does not load, and its author learns why`, async () => {
    const worker = await startWorker(files);
    try {
      assert.match((await worker.until('failed')).message, message);
      assert.equal(await worker.exit, 1);
    } finally {
      await worker.dispose();
    }
  });
}
