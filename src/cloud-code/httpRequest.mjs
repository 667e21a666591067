const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * `Parse.Cloud.httpRequest`: a request whose answer is whole when the promise resolves. A status of 400 or more rejects it with the answer.
 * @param {{url: string, method?: string, headers?: object, params?: object | string, body?: any, followRedirects?: boolean}} options
 */
export async function httpRequest({ url, method = 'GET', headers = {}, params, body, followRedirects = false }) {
  const target = new URL(url);
  for (const [name, value] of new URLSearchParams(params ?? '')) {
    target.searchParams.append(name, value);
  }

  const sent = encodeBody(body, new Headers(headers));
  const answer = await fetch(target, { method, headers: sent.headers, body: sent.body, redirect: followRedirects ? 'follow' : 'manual' });
  const response = new HttpResponse(answer, Buffer.from(await answer.arrayBuffer()));
  if (answer.ok || REDIRECTS.includes(answer.status) || answer.status === 304) {
    return response;
  }

  throw response;
}

/** An answer as scripts read it. */
class HttpResponse {
  constructor(answer, buffer) {
    this.status = answer.status;
    this.headers = Object.fromEntries(answer.headers);
    this.buffer = buffer;
    this.cookies = Object.fromEntries(answer.headers.getSetCookie().map(cookieOf));
  }

  get text() {
    return this.buffer.toString('utf8');
  }

  /** The JSON of the answer; undefined when it is none. */
  get data() {
    try {
      return JSON.parse(this.text);
    } catch {
      return undefined;
    }
  }
}

// As Parse has it: an object is a form, unless it is said to be JSON.
function encodeBody(body, headers) {
  const isPlain = body !== null && typeof body === 'object' && !Buffer.isBuffer(body) && !ArrayBuffer.isView(body);
  if (!isPlain) {
    return { body, headers };
  }

  if (/^application\/(.+\+)?json/i.test(headers.get('Content-Type') ?? '')) {
    return { body: JSON.stringify(body), headers };
  }

  if (!headers.has('Content-Type')) {
    headers.set('Content-Type', 'application/x-www-form-urlencoded');
  }

  return { body: new URLSearchParams(body).toString(), headers };
}

function cookieOf(line) {
  const [pair] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  return [name, { name, value: pair.slice(at + 1).trim() }];
}
