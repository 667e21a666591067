import Parse from 'parse/node';
import { decodeParams } from '../decode.mjs';
import { encodeResult } from './function.mjs';

/** Runs a job to its end. Its result is its last words. */
export async function runJob(registry, request) {
  const { jobName, jobId, params } = request.body;
  const found = registry.findJob(jobName);
  if (!found) {
    throw new Parse.Error(Parse.Error.SCRIPT_FAILED, 'Invalid job.');
  }

  const message = text => request.channel.send({ type: 'progress', id: request.call.id, message: String(text) });
  const shown = request.show({ jobName, jobId, params: decodeParams(params ?? {}), message });
  return { value: encodeResult(await found.handler(shown, { message })) };
}
