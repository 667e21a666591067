import { classNameOf } from './triggers.mjs';

const OF_CLASSES = ['beforeSave', 'afterSave', 'beforeDelete', 'afterDelete', 'beforeFind', 'afterFind'];
const OF_ONE_CLASS = { beforeLogin: '_User', afterLogin: '_User', beforePasswordResetRequest: '_User', afterLogout: '_Session' };

/**
 * Adds to `Parse.Cloud` what a script defines itself with.
 * @param {import('./registry.mjs').Registry} registry
 */
export function installCloud(Parse, registry) {
  const cloud = Parse.Cloud;
  cloud.define = (name, handler, validator) => registry.addFunction(name, handler, validator);
  cloud.job = (name, handler) => registry.addJob(name, handler);
  cloud.onWebApp = app => {
    registry.webApp = app;
  };
  for (const trigger of OF_CLASSES) {
    cloud[trigger] = (parseClass, handler, validator) =>
      registry.addTrigger(trigger, classNameOf(Parse, parseClass), handler, validator);
  }

  for (const [trigger, only] of Object.entries(OF_ONE_CLASS)) {
    cloud[trigger] = (...given) => {
      // The class may be named, as with other triggers.
      const className = isClass(given[0]) ? classNameOf(Parse, given.shift()) : only;
      registry.addTrigger(trigger, className, given[0], given[1]);
    };
  }
}

function isClass(given) {
  return typeof given === 'string' || (typeof given === 'function' && Object.hasOwn(given, 'className'));
}
