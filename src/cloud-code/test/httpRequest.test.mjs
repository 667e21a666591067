import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import test from 'node:test';
import { httpRequest } from '../httpRequest.mjs';

/** A service that answers with what it was asked. */
async function withService(use) {
  const service = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }

    if (request.url === '/moved') {
      response.writeHead(302, { Location: '/' }).end();
      return;
    }

    response.writeHead(request.url === '/refuse' ? 418 : 200, { 'Content-Type': 'application/json', 'Set-Cookie': ['a=1; Path=/', 'b=2'] });
    response.end(JSON.stringify({ method: request.method, url: request.url, type: request.headers['content-type'], token: request.headers['x-token'], body }));
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  try {
    await use(`http://127.0.0.1:${service.address().port}`);
  } finally {
    service.closeAllConnections();
    service.close();
  }
}

test('httpRequest gives status, headers, text, data, buffer and cookies', () =>
  withService(async url => {
    const response = await httpRequest({ url: `${url}/x?a=1`, params: { b: 'ü' }, headers: { 'X-Token': 't' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers['content-type'], 'application/json');
    assert.equal(response.data.url, '/x?a=1&b=%C3%BC');
    assert.equal(response.data.token, 't');
    assert.equal(response.text, response.buffer.toString());
    assert.deepEqual(response.cookies.a, { name: 'a', value: '1' });
  }));

test('httpRequest sends forms, JSON and texts', () =>
  withService(async url => {
    const send = async (body, type) => (await httpRequest({ url, method: 'POST', body, headers: type ? { 'content-type': type } : {} })).data;
    const form = await send({ a: 1, b: 'c d' });
    assert.equal(`${form.method} ${form.type} ${form.body}`, 'POST application/x-www-form-urlencoded a=1&b=c+d');
    assert.equal((await send({ a: [1] }, 'application/json;charset=utf-8')).body, '{"a":[1]}');
    assert.equal((await send('plain', 'text/plain')).body, 'plain');
    assert.equal((await send(Buffer.from('raw'), 'application/octet-stream')).body, 'raw');
  }));

test('httpRequest follows redirects only when it is told to', () =>
  withService(async url => {
    assert.equal((await httpRequest({ url: `${url}/moved` })).status, 302);
    assert.equal((await httpRequest({ url: `${url}/moved`, followRedirects: true })).data.url, '/');
  }));

test('httpRequest rejects with an answer that refuses', () =>
  withService(async url => {
    await assert.rejects(httpRequest({ url: `${url}/refuse` }), response => response.status === 418 && response.data.url === '/refuse');
  }));
