// A real OpenID Connect service on loopback. Prints its issuer, then answers one JSON line for each line of its input:
//   {"login": "ada", "clientId": "app", "nonce": "n"}      → the ID token that a browser gets by the authorization code flow
//   {"claims": {…}, "alg": "RS256" | "none" | "HS256"}     → a token with any claims, signed by the service's own key, by nobody, or with its public key
import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

// Only answers belong on the output.
console.info = console.warn = console.error;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const kid = 'key-1';
let handle;
const server = createServer((request, response) => handle(request, response));
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const client = id => ({ client_id: id, client_secret: 'secret', redirect_uris: [`${issuer}/done`], grant_types: ['authorization_code'], response_types: ['code'] });
const provider = new Provider(issuer, {
  clients: [client('app'), client('second'), client('stranger')],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['test'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  pkce: { required: () => false },
});
handle = provider.callback();

async function logIn({ login, clientId, nonce }) {
  const cookies = new Map();
  const visit = async (url, form) => {
    const response = await fetch(new URL(url, issuer), {
      method: form ? 'POST' : 'GET', body: form && new URLSearchParams(form), redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie())
      cookies.set(...cookie.split(';')[0].split(/=(.*)/s).slice(0, 2));
    return response.headers.get('location');
  };
  const query = new URLSearchParams({ client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: `${issuer}/done`, ...(nonce && { nonce }) });
  let place = await visit(`/auth?${query}`);
  for (const prompt of ['login', 'consent'])
    place = await visit(await visit(place, { prompt, login, password: 'any' }));
  const code = new URL(place, issuer).searchParams.get('code');
  const response = await fetch(`${issuer}/token`, {
    method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: `${issuer}/done` }),
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}` },
  });
  return (await response.json()).id_token;
}

function forge({ claims, alg }) {
  const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg, kid, typ: 'JWT' })}.${encode({ iss: issuer, iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 600, ...claims })}`;
  const signature = alg === 'none' ? ''
    : alg === 'HS256' ? createHmac('sha256', publicKey.export({ format: 'pem', type: 'spki' })).update(signed).digest('base64url')
    : sign('sha256', Buffer.from(signed), createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }))).toString('base64url');
  return `${signed}.${signature}`;
}

console.log(issuer);
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(asked.claims ? forge(asked) : await logIn(asked));
}
process.exit(0);
