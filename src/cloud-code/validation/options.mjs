/**
 * Requires a value to be one of a rule's options: a list, one value, or a function that decides.
 * @param {{options: any, error?: string}} rule
 */
export async function requireOption(rule, key, value) {
  if (typeof rule.options === 'function') {
    await requireDecision(rule, key, value);
    return;
  }

  const options = Array.isArray(rule.options) ? rule.options : [rule.options];
  if (!options.includes(value)) {
    throw rule.error || `Validation failed. Invalid option for ${key}. Expected: ${options.join(', ')}`;
  }
}

// Nothing returned is consent, anything else that counts as false is not.
async function requireDecision(rule, key, value) {
  const refusal = rule.error || `Validation failed. Invalid value for ${key}.`;
  let decision;
  try {
    decision = await rule.options(value);
  } catch (thrown) {
    throw rule.error || thrown?.message || thrown || refusal;
  }

  if (decision != null && !decision) {
    throw refusal;
  }
}
