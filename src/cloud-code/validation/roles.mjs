import Parse from 'parse/node';

/** Requires the user to have any, or all, of the roles that a validator names. */
export async function requireRoles({ requireAnyUserRoles, requireAllUserRoles }, user) {
  if (!requireAnyUserRoles && !requireAllUserRoles) {
    return;
  }

  const [roles, any, all] = await Promise.all([rolesOf(user), named(requireAnyUserRoles), named(requireAllUserRoles)]);
  if (any && !any.some(role => roles.has(role))) {
    throw 'Validation failed. User does not match the required roles.';
  }

  if (all && !all.every(role => roles.has(role))) {
    throw 'Validation failed. User does not match all the required roles.';
  }
}

async function named(roles) {
  return typeof roles === 'function' ? roles() : roles;
}

/** The names of a user's roles, and of the roles that those belong to. */
async function rolesOf(user) {
  const names = new Set();
  if (!user.id) {
    return names;
  }

  const seen = new Set();
  let found = await ask(query => query.equalTo('users', user));
  while (found.length > 0) {
    found.forEach(role => seen.add(role.id) && names.add(role.getName()));
    const children = found;
    found = (await ask(query => query.containedIn('roles', children))).filter(role => !seen.has(role.id));
  }

  return names;
}

function ask(condition) {
  const query = new Parse.Query(Parse.Role);
  condition(query);
  return query.limit(1000).find({ useMasterKey: true });
}
