import Parse from 'parse/node';
import { CONFIG, FILES } from '../triggers.mjs';
import { runObjectTrigger } from './objectTrigger.mjs';
import { runAfterFind, runBeforeFind } from './findTrigger.mjs';
import { runFileTrigger } from './fileTrigger.mjs';
import { runConfigTrigger } from './configTrigger.mjs';

/** Runs a trigger of whatever is triggered. */
export async function runTrigger(registry, request) {
  const { triggerName } = request.body;
  const className = request.body.className ?? request.body.object?.className;
  const found = registry.findTrigger(triggerName, className);
  if (!found) {
    throw new Parse.Error(Parse.Error.SCRIPT_FAILED, `There is no ${triggerName} of ${className}.`);
  }

  return (await runnerOf(triggerName, className)(found, request, className)) ?? {};
}

function runnerOf(triggerName, className) {
  if (className === FILES) {
    return runFileTrigger;
  }

  if (className === CONFIG) {
    return runConfigTrigger;
  }

  return triggerName === 'beforeFind' ? runBeforeFind : triggerName === 'afterFind' ? runAfterFind : runObjectTrigger;
}
