import assert from 'node:assert/strict';
import { Parse, asMaster, names, refuses, run, signUp, sorted } from '../sdk.mjs';

const roleOf = async (name, users, roles = []) => {
  const role = new Parse.Role(name, new Parse.ACL());
  role.getUsers().add(users);
  if (roles.length > 0)
    role.getRoles().add(roles);
  return role.save(null, asMaster);
};

const noteFor = async (name, role, { write = false } = {}) => {
  const acl = new Parse.ACL();
  acl.setRoleReadAccess(role, true);
  acl.setRoleWriteAccess(role, write);
  return new Parse.Object('RoleNote', { name }).setACL(acl).save(null, asMaster);
};

await run({
  async 'members read and write what their role may, through other roles, too'() {
    const { user: ada, as: asAda } = await signUp('roles-ada');
    const { user: bob, as: asBob } = await signUp('roles-bob');
    const admins = await roleOf('Admins', [ada]);
    await roleOf('Editors', [bob], [admins]);
    const forAdmins = await noteFor('admins', 'Admins');
    const forEditors = await noteFor('editors', 'Editors', { write: true });
    assert.deepEqual(sorted(await new Parse.Query('RoleNote').find(asAda)), ['admins', 'editors']);
    assert.deepEqual(names(await new Parse.Query('RoleNote').find(asBob)), ['editors']);
    assert.deepEqual(names(await new Parse.Query('RoleNote').find()), []);
    await forEditors.save({ name: 'changed' }, asAda);
    await refuses(101, forAdmins.save({ name: 'changed' }, asAda));
    await refuses(101, forAdmins.destroy(asBob));
  },

  async 'leaving a role, and deleting it, count at once'() {
    const { user, as } = await signUp('roles-carol');
    const role = await roleOf('Guests', [user]);
    await noteFor('guests', 'Guests');
    assert.deepEqual(names(await new Parse.Query('RoleNote').find(as)), ['guests']);
    role.getUsers().remove(user);
    await role.save(null, asMaster);
    assert.deepEqual(names(await new Parse.Query('RoleNote').find(as)), []);
    role.getUsers().add(user);
    await role.save(null, asMaster);
    assert.deepEqual(names(await new Parse.Query('RoleNote').find(as)), ['guests']);
    await role.destroy(asMaster);
    assert.deepEqual(names(await new Parse.Query('RoleNote').find(as)), []);
  },

  async 'roles that contain each other do not go round forever'() {
    const { user, as } = await signUp('roles-dora');
    const first = await roleOf('Ring1', [user]);
    const second = await roleOf('Ring2', [], [first]);
    first.getRoles().add(second);
    await first.save(null, asMaster);
    await noteFor('ring', 'Ring2');
    assert.deepEqual(names(await new Parse.Query('RoleNote').find(as)), ['ring']);
  },

  async 'a role needs a name of its own and an ACL'() {
    await roleOf('Unique', []);
    await refuses(137, roleOf('Unique', []));
    await refuses(111, new Parse.Object('_Role', { name: 'NoAcl' }).save());
    assert.throws(() => new Parse.Role('bad:name', new Parse.ACL()));
    const { user, as } = await signUp('roles-eve');
    const role = await roleOf('Closed', []);
    role.getUsers().add(user);
    await refuses(101, role.save(null, as));
    assert.equal(await new Parse.Query(Parse.Role).equalTo('name', 'Closed').count(), 0);
    assert.equal(await new Parse.Query(Parse.Role).equalTo('name', 'Closed').count(asMaster), 1);
  },

  async 'class permissions name roles, users and whoever is logged in'() {
    const { user, as } = await signUp('roles-fred');
    const { as: asOther } = await signUp('roles-gina');
    await roleOf('Readers', [user]);
    const schema = new Parse.Schema('RoleClosed');
    schema.addString('name').setCLP({
      find: { 'role:Readers': true }, get: { requiresAuthentication: true }, count: { [user.id]: true }, create: { requiresAuthentication: true },
    });
    await schema.save();
    const object = await new Parse.Object('RoleClosed', { name: 'x' }).save(null, asOther);
    assert.deepEqual(names(await new Parse.Query('RoleClosed').find(as)), ['x']);
    await refuses(119, new Parse.Query('RoleClosed').find(asOther));
    assert.equal((await new Parse.Query('RoleClosed').get(object.id, asOther)).get('name'), 'x');
    await refuses(101, new Parse.Query('RoleClosed').get(object.id));
    assert.equal(await new Parse.Query('RoleClosed').count(as), 1);
    await refuses(119, new Parse.Query('RoleClosed').count(asOther));
    await refuses(101, new Parse.Object('RoleClosed', { name: 'y' }).save());
    await refuses(119, object.save({ name: 'y' }, as));
  },
});
