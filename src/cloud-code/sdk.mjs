import Parse from 'parse/node';
import { callContext } from './context.mjs';
import { shareSdk } from './modules.mjs';

/**
 * The Parse SDK, speaking to the server with the app's keys, and global for the app's script.
 * @param {{app: {id: string, javaScriptKey: string, masterKey: string}, serverUrl: string}} hello
 */
export function prepareSdk({ app, serverUrl }) {
  Parse.initialize(app.id, app.javaScriptKey, app.masterKey);
  Parse.serverURL = serverUrl;
  Parse.User.disableUnsafeCurrentUser();
  globalThis.Parse = Parse;
  shareSdk();
  sendCallHeaders(Parse.CoreManager.getRESTController());
  return Parse;
}

/** Requests that a call makes tell the server so: how deep calls are nested, the transaction they belong to, whose request it was. */
function sendCallHeaders(rest) {
  const send = rest.ajax.bind(rest);
  rest.ajax = (method, url, data, headers, options) => send(method, url, data, { ...headers, ...callHeaders() }, options);
}

function callHeaders() {
  const call = callContext.getStore();
  if (!call) {
    return {};
  }

  const headers = { 'X-BackendInfra-Trigger-Depth': `${call.depth + 1}` };
  if (call.transaction) {
    headers['X-BackendInfra-Transaction'] = call.transaction;
  }

  if (call.requestId) {
    headers['X-BackendInfra-Request-Id'] = call.requestId;
  }

  return headers;
}
