// Asks for mails and checks passwords with the official SDK, unmodified. Arguments: server URL, application id, master key.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const Parse = createRequire(import.meta.url)('parse/node');
const [serverURL, applicationId, masterKey] = process.argv.slice(2);
Parse.initialize(applicationId, undefined, masterKey);
Parse.serverURL = serverURL;
const refuses = (code, promise) => assert.rejects(promise, error => assert.equal(error.code, code, error.message) ?? true);

const user = await new Parse.User().signUp({ username: 'sdk-mail', password: 'secret', email: 'sdk-mail@example.com' }).catch(error => error);
assert.equal(user.getSessionToken(), undefined);
await refuses(205, Parse.User.logIn('sdk-mail', 'secret'));
await refuses(205, Parse.User.verifyPassword('sdk-mail', 'secret'));
await refuses(101, Parse.User.verifyPassword('sdk-mail', 'wrong'));
const checked = await Parse.User.verifyPassword('sdk-mail', 'secret', { useMasterKey: true, ignoreEmailVerification: true });
assert.equal(checked.objectId, user.id);
assert.equal(checked.sessionToken, undefined);
await Parse.User.requestPasswordReset('sdk-mail@example.com');
await Parse.User.requestPasswordReset('sdk-nobody@example.com');
await Parse.User.requestEmailVerification('sdk-mail@example.com');
