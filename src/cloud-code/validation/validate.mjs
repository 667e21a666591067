import Parse from 'parse/node';
import { toRefusal, VALIDATION_ERROR } from '../errors.mjs';
import { validateFields } from './fields.mjs';
import { requireRoles } from './roles.mjs';
import { requireUserKeys } from './userKeys.mjs';

/**
 * Checks a request before its handler sees it.
 * @param {Function | object} validator As its definition gave it.
 * @param {object} request As the handler would get it; defaults are set in it.
 * @returns {Promise<boolean>} Whether the handler is passed over (`skipWithMasterKey`).
 * @throws {Parse.Error} 142, or what a validating function of the script threw as a `Parse.Error`.
 */
export async function validate(validator, request) {
  try {
    if (typeof validator === 'function') {
      await validator(request);
      return false;
    }

    if (!request.master || validator.validateMasterKey) {
      await check(validator, request);
    }

    return request.master && validator.skipWithMasterKey === true;
  } catch (thrown) {
    const { code, message } = toRefusal(thrown, VALIDATION_ERROR, 'Validation failed.');
    throw new Parse.Error(code, message);
  }
}

async function check(validator, request) {
  // Whoever signs up is the user that he will be.
  const { object } = request;
  const user = request.user ?? (object?.className === '_User' && !object.existed() ? object : undefined);
  if ((validator.requireUser || validator.requireAnyUserRoles || validator.requireAllUserRoles) && !user) {
    throw 'Validation failed. Please login to continue.';
  }

  if (validator.requireMaster && !request.master) {
    throw 'Validation failed. Master key is required to complete this request.';
  }

  await validateFields(validator.fields, request);
  await requireRoles(validator, user);
  await requireUserKeys(validator.requireUserKeys, user);
}
