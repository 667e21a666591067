import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { errorText } from './errors.mjs';
import { placeSyntaxError } from './syntax.mjs';

const OWN_FOLDER = fileURLToPath(new URL('.', import.meta.url));

/**
 * Runs an app's script: CommonJS and ES modules alike, as Node tells them apart.
 * @param {string} folder
 * @returns {Promise<object>} What it exports.
 * @throws what the script throws, or an error that says what is missing.
 */
export async function loadScript(folder) {
  const entry = entryOf(folder);
  if (!fs.existsSync(entry)) {
    throw new LoadRefusal(`${path.relative(folder, entry)} is missing.`);
  }

  try {
    return await import(pathToFileURL(entry));
  } catch (error) {
    if (error?.name === 'SyntaxError' && !/^\S+:\d+\n/.test(error.stack)) {
      error.stack = placeSyntaxError(error, entry, folder);
    }

    throw error;
  }
}

/**
 * A failure to load as its author can use it: paths are relative to his folder, and frames of ours and of Node's are left out.
 * @returns {string}
 */
export function describeFailure(error, folder) {
  const text = error instanceof LoadRefusal ? error.message : errorText(error);
  return text
    .split('\n')
    .filter(line => !/^\s+at /.test(line) || !(line.includes('node:') || line.includes(OWN_FOLDER) || line.endsWith('(<anonymous>)')))
    .join('\n')
    .replaceAll(`${pathToFileURL(folder)}/`, '')
    .replaceAll(`${folder}/`, '')
    .trim();
}

class LoadRefusal extends Error {}

function entryOf(folder) {
  const manifest = path.join(folder, 'package.json');
  const main = fs.existsSync(manifest) ? readManifest(manifest).main : undefined;
  const entry = path.resolve(folder, typeof main === 'string' && main !== '' ? main : 'main.js');
  if (path.relative(folder, entry).startsWith('..')) {
    throw new LoadRefusal('The main of package.json is outside of the folder.');
  }

  return entry;
}

function readManifest(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    throw new LoadRefusal(`package.json: ${error.message}`);
  }
}
