import assert from 'node:assert/strict';
import test from 'node:test';
import { withWorker } from './parent.mjs';

test('A job reports its progress, and ends with its last words', () =>
  withWorker(
    `
    Parse.Cloud.job('count', async ({ params, message, jobName, jobId }, status) => {
      message('half of ' + params.n);
      status.message('all');
      return jobName + ' ' + jobId;
    });
    `,
    async worker => {
      const { value } = await worker.call('job', { jobName: 'count', jobId: 'j1', params: { n: 2 }, master: true });
      assert.equal(value, 'count j1');
      assert.deepEqual(worker.frames.filter(frame => frame.type === 'progress').map(frame => frame.message), ['half of 2', 'all']);
      assert.deepEqual(worker.frames.find(frame => frame.type === 'ready').definitions.jobs, ['count']);
    },
  ));

test('A job that throws, or is not there, fails', () =>
  withWorker(`Parse.Cloud.job('fail', () => { throw new Error('no way'); });`, async worker => {
    assert.equal((await worker.call('job', { jobName: 'fail' })).message, 'no way');
    assert.deepEqual(await worker.call('job', { jobName: 'other' }), { type: 'error', id: 2, code: 141, message: 'Invalid job.' });
  }));
