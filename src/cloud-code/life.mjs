import { Worker } from 'node:worker_threads';
import net from 'node:net';
import { errorText } from './errors.mjs';

/** What the process ends with after an error that nothing caught. */
const UNCAUGHT = 70;

/**
 * Ends the process with the server, and after an error that no call has caught: what such an error leaves behind is
 * unknown, so the server starts a fresh worker.
 * @param {import('./frames.mjs').FrameChannel} channel
 */
export function guardLife(channel) {
  watchInput();
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, error => {
      const what = event === 'uncaughtException' ? 'Uncaught error' : 'Unhandled rejection';
      channel.send({ type: 'log', level: 'error', source: 'worker', message: `${what}: ${errorText(error)}` });
      channel.exit(UNCAUGHT);
    });
  }
}

// In a thread of its own, since a script that loops for ever would not see its server's end.
function watchInput() {
  try {
    new Worker(new URL('./watch.mjs', import.meta.url), { stdin: false, env: {} }).unref();
  } catch {
    // Node's permission model may forbid threads.
    const input = new net.Socket({ fd: 0, readable: true, writable: false });
    input.on('close', () => process.exit(0)).on('error', () => {}).resume();
  }
}
