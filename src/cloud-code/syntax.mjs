import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

/**
 * Finds where a syntax error of an ES module is: Node keeps that to itself, but tells it of plain scripts. So the modules of
 * the folder are read as scripts, without their imports and exports; the one that fails in the same way is it.
 * @param {SyntaxError} error
 * @returns {string} The error with its file, line and text, as Node shows those of CommonJS; without them where no module fails.
 */
export function placeSyntaxError(error, entry, folder) {
  for (const file of [entry, ...modulesOf(folder)]) {
    try {
      new vm.Script(asScript(fs.readFileSync(file, 'utf8')), { filename: file });
    } catch (found) {
      if (found.message === error.message) {
        return `${found.stack.split('\n    at ')[0].replace('(async () => {', '')}`;
      }
    }
  }

  return error.stack;
}

function modulesOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .filter(name => /\.m?js$/.test(name) && !name.split(path.sep).includes('node_modules'))
    .map(name => path.join(folder, name));
}

// Lines stay where they are.
function asScript(text) {
  const blank = part => part.replace(/[^\n]/g, ' ');
  const body = text
    .replace(/^#!.*/, '')
    .replace(/^[ \t]*(import|export)\b(?![ \t]*\()[^;'"]*?(\bfrom\s*)?(['"])[^'"\n]*\3[^\n;]*;?/gm, (part, word, from) => (word === 'import' || from ? blank(part) : part))
    .replace(/^[ \t]*export\s*\{[^}]*\}/gm, blank)
    .replace(/^([ \t]*)export\s+default\b/gm, '$1void')
    .replace(/^([ \t]*)export\b/gm, '$1')
    .replace(/\bimport\.meta\b/g, '({})');
  return `(async () => {${body}\n})`;
}
