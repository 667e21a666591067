import fs from 'node:fs';
import http from 'node:http';

/**
 * Lets an app's Express app answer the requests that the server forwards to a socket.
 * @param {Function} app
 * @param {string} path The socket's.
 * @returns {Promise<http.Server>}
 * @throws {Error} when the socket cannot be listened on.
 */
export async function serveWeb(app, path) {
  fs.rmSync(path, { force: true });
  const server = http.createServer(app);
  await new Promise((resolve, reject) => server.once('error', reject).listen(path, resolve));
  return server;
}

/** The Express app that a script exports as `app`, or is; null for none. */
export function exportedWebApp(module) {
  const candidates = [module.app, module.default?.app, module.default];
  return candidates.find(candidate => typeof candidate === 'function' && typeof candidate.handle === 'function') ?? null;
}
