import { format } from 'node:util';

/** Longer lines are cut: nobody reads them, and a script could fill the log with one. */
const MAX_LENGTH = 32 * 1024;

const CONSOLE = { log: 'info', info: 'info', debug: 'debug', warn: 'warn', error: 'error', trace: 'error', dir: 'info' };
const LOGGER = { info: 'info', error: 'error', warn: 'warn', debug: 'debug', verbose: 'debug', silly: 'debug' };

/**
 * Sends what `console` is given to the app's log.
 * @param {import('./frames.mjs').FrameChannel} channel
 * @param {typeof import('./context.mjs').callContext} callContext Knows the call around a line.
 */
export function captureConsole(channel, callContext) {
  for (const [method, level] of Object.entries(CONSOLE)) {
    console[method] = (...parts) => {
      const call = callContext.getStore();
      write(channel, level, call, parts);
    };
  }
}

/** The `log` of a request, as winston's loggers are called. */
export function requestLog(channel, call) {
  const log = {};
  for (const [method, level] of Object.entries(LOGGER)) {
    log[method] = (...parts) => write(channel, level, call, parts);
  }

  log.log = (level, ...parts) => write(channel, LOGGER[level] ?? 'info', call, parts);
  return log;
}

function write(channel, level, call, parts) {
  const text = format(...parts);
  const message = text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}… (${text.length} characters)`;
  channel.send({ type: 'log', level, source: call?.source ?? 'main.js', message, call: call?.id });
}
