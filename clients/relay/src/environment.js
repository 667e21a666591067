const { Environment, Network, RecordSource, Store } = require('relay-runtime');

/** An environment that talks to one app. Every object has a global `id`, as Relay wants it. */
exports.createEnvironment = function createEnvironment(uri, headers = {}, send = fetch) {
  const network = Network.create(async ({ text }, variables) => {
    const response = await send(uri, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json', ...headers },
      body: JSON.stringify({ query: text, variables }),
    });
    return await response.json();
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
};
