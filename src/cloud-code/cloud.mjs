import { emailSender } from './email.mjs';
import { httpRequest } from './httpRequest.mjs';
import { classNameOf } from './triggers.mjs';

const OF_CLASSES = ['beforeSave', 'afterSave', 'beforeDelete', 'afterDelete', 'beforeFind', 'afterFind'];
const OF_LIVE_QUERIES = ['beforeConnect', 'beforeSubscribe', 'afterLiveQueryEvent', 'onLiveQueryEvent'];
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
    if (typeof app !== 'function') {
      throw new TypeError('Parse.Cloud.onWebApp needs an Express app.');
    }

    registry.webApp = app;
  };
  cloud.httpRequest = httpRequest;
  cloud.sendEmail = emailSender(Parse);
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

  // Scripts of Parse Server load; what they guard is not there yet.
  for (const trigger of OF_LIVE_QUERIES) {
    cloud[trigger] = () => console.warn(`Parse.Cloud.${trigger} is left out: this server has no live queries.`);
  }
}

function isClass(given) {
  return typeof given === 'string' || (typeof given === 'function' && Object.hasOwn(given, 'className'));
}
