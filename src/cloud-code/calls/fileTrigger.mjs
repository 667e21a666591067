import Parse from 'parse/node';
import { validate } from '../validation/validate.mjs';

/**
 * Runs a trigger about a file. `beforeSave` answers with what is to be stored instead: `{name, url}` of a file that is
 * stored already, else `{name, base64, contentType, metadata, tags}` as far as they differ from what came.
 */
export async function runFileTrigger({ triggerName, handler, validator }, request) {
  const { file: json, fileSize, forceDownload } = request.body;
  const file = fileOf(json);
  const shown = request.show({ triggerName, file, fileSize, contentLength: fileSize, forceDownload });
  if (validator && (await validate(validator, shown))) {
    return undefined;
  }

  const returned = await handler(shown);
  switch (triggerName) {
    case 'beforeSave':
      return { value: await changesOf(returned instanceof Parse.File ? returned : file, json) };
    case 'afterFind':
      return { value: shown.forceDownload === forceDownload ? undefined : { forceDownload: shown.forceDownload === true } };
    default:
      return undefined;
  }
}

function fileOf({ name, url, base64, contentType, metadata, tags }) {
  const file = url === undefined ? new Parse.File(name, { base64: base64 ?? '' }, contentType) : Parse.File.fromJSON({ __type: 'File', name, url });
  file.setMetadata(metadata ?? {});
  file.setTags(tags ?? {});
  return file;
}

async function changesOf(file, json) {
  if (file.url()) {
    return { name: file.name(), url: file.url() };
  }

  const changes = {
    name: differs(file.name(), json.name),
    metadata: differs(file.metadata(), json.metadata ?? {}),
    tags: differs(file.tags(), json.tags ?? {}),
    contentType: differs(file._source?.type, json.contentType),
    base64: differs(await file.getData(), json.base64),
  };
  return Object.values(changes).some(change => change !== undefined) ? changes : undefined;
}

function differs(now, before) {
  return JSON.stringify(now) === JSON.stringify(before) ? undefined : now;
}
