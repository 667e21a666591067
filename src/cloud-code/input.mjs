import fs from 'node:fs';

/**
 * Reads standard input up to the first line break, and nothing of what follows, so that another thread can wait for its end.
 * @returns {string}
 */
export function readFirstLine() {
  const bytes = [];
  const one = Buffer.alloc(1);
  while (fs.readSync(0, one, 0, 1, null) === 1 && one[0] !== 10) {
    bytes.push(one[0]);
  }

  return Buffer.from(bytes).toString('utf8');
}
