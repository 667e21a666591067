const OF_USERS = ['beforeLogin', 'afterLogin', 'beforePasswordResetRequest'];
const OF_FILES = ['beforeSave', 'afterSave', 'beforeDelete', 'afterDelete', 'beforeFind', 'afterFind'];
const OF_CONFIG = ['beforeSave', 'afterSave'];

/** Stands for files among the classes of triggers. */
export const FILES = '@File';

/** Stands for the config among the classes of triggers. */
export const CONFIG = '@Config';

/** Why a class cannot have a trigger; null when it can. The server checks the same. */
export function triggerRefusal(triggerName, className) {
  if (triggerName === 'afterLogout') {
    return className === '_Session' ? null : 'Only the _Session class is allowed for the afterLogout trigger.';
  }

  if (className === '_Session') {
    return 'Only the afterLogout trigger is allowed for the _Session class.';
  }

  if (OF_USERS.includes(triggerName)) {
    return className === '_User' ? null : `Only the _User class is allowed for the ${triggerName} trigger.`;
  }

  if (className === '_PushStatus' && triggerName !== 'afterSave') {
    return 'Only afterSave is allowed on _PushStatus';
  }

  if (className === FILES) {
    return OF_FILES.includes(triggerName) ? null : `Files have no trigger ${triggerName}.`;
  }

  if (className === CONFIG) {
    return OF_CONFIG.includes(triggerName) ? null : `The config has no trigger ${triggerName}.`;
  }

  return null;
}

/** The class that a trigger is defined for, however it is given: a name, a class of the SDK, `Parse.File`, `Parse.Config`. */
export function classNameOf(Parse, given) {
  if (given === Parse.File) {
    return FILES;
  }

  return given === Parse.Config ? CONFIG : (given?.className ?? given);
}
