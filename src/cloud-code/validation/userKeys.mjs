import { requireOption } from './options.mjs';

/**
 * Requires fields of the user to be set, or to have certain values.
 * @param {string[] | Record<string, {options: any, error?: string}> | undefined} keys
 */
export async function requireUserKeys(keys, user) {
  const names = Array.isArray(keys) ? keys : Object.keys(keys ?? {});
  if (names.length > 0 && !user) {
    throw 'Please login to make this request.';
  }

  for (const name of names) {
    const rule = Array.isArray(keys) ? undefined : keys[name];
    if (rule?.options) {
      await requireOption(rule, name, user.get(name));
    } else if (user.get(name) == null) {
      throw `Validation failed. Please set data for ${name} on your account.`;
    }
  }
}
