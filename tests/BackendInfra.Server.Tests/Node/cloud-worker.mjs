// A small worker for tests of the server's side: main.mjs of a release exports handlers, called with the body, the worker and the call.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => run(JSON.parse(line)));
lines.once('close', () => process.exit(0));

function run({ socket, secret }) {
  const connection = connect(socket);
  const running = new Set();
  let stopping = false;
  let handlers = {};
  const send = (frame) => sendRaw(Buffer.from(JSON.stringify(frame)));
  const sendRaw = (body, length = body.length) => {
    const head = Buffer.alloc(4);
    head.writeInt32BE(length);
    connection.write(Buffer.concat([head, body]));
  };
  const worker = { send, sendRaw, connection };
  const endIfDone = () => stopping && running.size === 0 && connection.end(() => process.exit(0));

  async function call(frame) {
    const handler = handlers[frame.body.functionName ?? frame.body.triggerName ?? frame.body.jobName];
    if (handler.skipsStart === undefined) send({ type: 'started', id: frame.id });
    running.add(frame.id);
    try {
      const value = await handler(frame.body, worker, frame);
      send({ type: 'result', id: frame.id, value });
    } catch (error) {
      send({ type: 'error', id: frame.id, code: error.code ?? 141, message: error.message });
    }
    running.delete(frame.id);
    endIfDone();
  }

  const take = {
    async hello(frame) {
      try {
        handlers = (await import(pathToFileURL(join(frame.folder, 'main.mjs')))).default;
        worker.hello = frame;
        send({ type: 'ready', definitions: { functions: Object.keys(handlers).map((name) => ({ name })), triggers: [], jobs: [] } });
      } catch (error) {
        send({ type: 'failed', message: error.stack });
      }
    },
    call,
    cancel: ({ id }) => send({ type: 'log', level: 'info', source: 'fake', message: `cancel ${id}` }),
    ping: () => send({ type: 'pong' }),
    stop: () => { stopping = true; endIfDone(); },
  };

  let buffer = Buffer.alloc(0);
  connection.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readInt32BE()) {
      const length = buffer.readInt32BE();
      const frame = JSON.parse(buffer.subarray(4, 4 + length));
      buffer = buffer.subarray(4 + length);
      take[frame.type](frame);
    }
  });
  connection.on('error', () => process.exit(1));
  send({ type: 'connect', secret });
}
