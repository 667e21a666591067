import Parse from 'parse/node';
import { validate } from '../validation/validate.mjs';

/** Runs a trigger about the config. What it throws refuses the change; it changes nothing itself. */
export async function runConfigTrigger({ triggerName, handler, validator }, request) {
  const { object, original } = request.body;
  const shown = request.show({ triggerName, object: configOf(object), original: original ? configOf(original) : undefined });
  if (!(validator && (await validate(validator, shown)))) {
    await handler(shown);
  }
}

function configOf(parameters) {
  const config = new Parse.Config();
  for (const [name, value] of Object.entries(parameters)) {
    config.attributes[name] = Parse._decode(name, value);
  }

  return config;
}
