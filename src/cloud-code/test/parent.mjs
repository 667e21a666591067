// A server as the worker sees it, and a REST API that answers what a test says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FrameChannel } from '../frames.mjs';

const FOLDER = process.env.CLOUD_CODE_FOLDER ?? fileURLToPath(new URL('..', import.meta.url));
const SECRET = 'a secret';

/**
 * A worker on a folder of files.
 * @param {string | Record<string, string>} files The script, or several files by name.
 */
export async function startWorker(files, { rest = () => ({}) } = {}) {
  const worker = new TestWorker();
  await worker.start(typeof files === 'string' ? { 'main.js': files } : files, rest);
  return worker;
}

/** Runs one test with a worker, and leaves nothing behind. */
export async function withWorker(files, test, options) {
  const worker = await startWorker(files, options);
  try {
    await worker.until('ready');
    await test(worker);
  } finally {
    await worker.dispose();
  }
}

/** Node's permission model, as the server uses it. */
function permissionsFor(script, folder) {
  const readable = [FOLDER, fileURLToPath(new URL('../../../node_modules', import.meta.url)), script, folder];
  const flag = Number.parseInt(process.versions.node, 10) < 24 ? '--experimental-permission' : '--permission';
  return [flag, '--disable-warning=ExperimentalWarning', '--allow-worker', ...readable.map(place => `--allow-fs-read=${path.join(place, '*')}`), `--allow-fs-write=${path.join(folder, '*')}`];
}

class TestWorker {
  frames = [];
  requests = [];
  errors = '';
  #waiting = new Set();
  #nextId = 1;

  async start(files, rest) {
    this.folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'worker-')));
    this.script = path.join(this.folder, 'script');
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.script, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }

    this.rest = http.createServer((request, response) => this.#answer(rest, request, response));
    this.rest.listen(0, '127.0.0.1');
    await once(this.rest, 'listening');
    this.server = net.createServer();
    this.server.listen(path.join(this.folder, 'control'));
    this.process = spawn(process.execPath, [...permissionsFor(this.script, this.folder), path.join(FOLDER, 'main.mjs')], { stdio: ['pipe', 'inherit', 'pipe'], env: {} });
    this.process.stderr.on('data', text => (this.errors += text));
    this.exit = once(this.process, 'exit').then(([code, signal]) => signal ?? code);
    this.process.stdin.write(`${JSON.stringify({ socket: path.join(this.folder, 'control'), secret: SECRET })}\n`);
    const [socket] = await Promise.race([once(this.server, 'connection'), this.#end('connecting')]);
    socket.on('error', () => {});
    this.socket = socket;
    this.channel = new FrameChannel(socket);
    this.channel.onFrame = frame => this.#take(frame);
    await this.until('connect');
    this.send({
      type: 'hello',
      app: { id: 'shop', name: 'Shop', javaScriptKey: 'js', masterKey: 'master' },
      serverUrl: `http://127.0.0.1:${this.rest.address().port}/parse`,
      folder: this.script,
      webSocket: path.join(this.folder, 'web'),
      development: false,
    });
  }

  send(frame) {
    this.channel.send(frame);
  }

  /** The first frame of a type, and of a call, that has come or comes. */
  async until(type, id) {
    const fits = frame => frame.type === type && (id === undefined || frame.id === id || frame.call === id);
    for (;;) {
      const found = this.frames.find(fits);
      if (found) {
        return found;
      }

      await Promise.race([
        new Promise(resolve => this.#waiting.add(resolve)),
        this.#end(type, fits),
      ]);
    }
  }

  /** Starts a call and gives its number. */
  begin(kind, body, more = {}) {
    const id = this.#nextId++;
    this.send({ type: 'call', id, kind, depth: 0, body: { master: false, headers: {}, context: {}, ...body }, ...more });
    return id;
  }

  /** Runs a call to its answer: a frame `result` or `error`. */
  async call(kind, body, more) {
    const id = this.begin(kind, body, more);
    return Promise.race([this.until('result', id), this.until('error', id)]);
  }

  run(functionName, params = {}, more = {}) {
    return this.call('function', { functionName, params, ...more });
  }

  trigger(triggerName, className, more) {
    return this.call('trigger', { triggerName, className, ...more });
  }

  logs() {
    return this.frames.filter(frame => frame.type === 'log').map(({ level, source, message }) => `${level} ${source}: ${message}`);
  }

  async dispose() {
    this.process.stdin.end();
    await this.exit;
    this.socket.destroy();
    this.server.close();
    this.rest.closeAllConnections();
    this.rest.close();
    fs.rmSync(this.folder, { recursive: true });
  }

  async #end(before, fits = () => false) {
    const code = await this.exit;
    if (!this.frames.some(fits)) {
      throw new Error(`The worker has ended with ${code} before ${before}: ${this.errors}`);
    }
  }

  #take(frame) {
    this.frames.push(frame);
    const waiting = this.#waiting;
    this.#waiting = new Set();
    waiting.forEach(resolve => resolve());
  }

  async #answer(rest, request, response) {
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }

    const { method, url, headers } = request;
    const body = text === '' ? {} : JSON.parse(text);
    this.requests.push({ method: body._method ?? method, url, headers, body });
    const answer = await rest({ method: body._method ?? method, url, headers, body });
    response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.json ?? answer));
  }
}
