// Drives relay-compiler's artefacts of clients/relay with relay-runtime against a server: queries, pages, refetching by node, mutations.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../clients/relay/src/environment.js', import.meta.url));
const { commitMutation, createOperationDescriptor, fetchQuery, getSelector, ROOT_ID, ConnectionHandler } = require('relay-runtime');
const { createEnvironment } = require('./environment.js');
const artefact = (name) => require(`./__generated__/${name}.graphql.js`);

const [uri, masterKey] = process.argv.slice(2);
let requests = 0;
let hold = Promise.resolve();
const send = async (...request) => {
  await hold;
  requests++;
  return await fetch(...request);
};
const environment = createEnvironment(uri, {}, send);
const master = createEnvironment(uri, { 'X-Parse-Master-Key': masterKey }, send);

/** Runs a query, keeps what it brought, and gives its data. */
async function query(of, name, variables) {
  of.retain(createOperationDescriptor(artefact(name), variables));
  return await fetchQuery(of, artefact(name), variables).toPromise();
}

/** A fragment's data as a component with this reference would see it. */
const read = (of, name, reference) => of.lookup(getSelector(artefact(name), reference)).data;

// A connection grows page by page through the refetchable fragment's own query.
const root = await query(environment, 'documentsProductsQuery', { count: 5 });
let page = read(environment, 'documents_products', root).products;
assert.equal(page.edges.length, 5);
while (page.pageInfo.hasNextPage) {
  await query(environment, 'documentsProductsPageQuery', { count: 5, cursor: page.pageInfo.endCursor });
  page = read(environment, 'documents_products', root).products;
}

const products = page.edges.map(({ node }) => read(environment, 'documents_product', node));
assert.equal(products.length, page.count);
assert.deepEqual(products.map(({ name }) => name), products.map(({ name }) => name).sort());
assert.equal(requests, Math.ceil(page.count / 5));

// An object that has been read is fetched again by its global id, and its nested connection grows as well.
const all = await query(environment, 'documentsProductQuery', { id: products[0].id });
const details = () => read(environment, 'documents_productDetails', all.product);
assert.equal(read(environment, 'documents_product', details()).objectId, products[0].objectId);
let many = null;
for (const product of products) {
  const { node } = await query(environment, 'documentsProductDetailsQuery', { id: product.id, count: 1 });
  const shown = read(environment, 'documents_productDetails', node);
  if (shown.categories.pageInfo.hasNextPage)
    many ??= { id: product.id, node, cursor: shown.categories.pageInfo.endCursor, first: shown.categories.edges[0].node.name };
}

await query(environment, 'documentsProductDetailsQuery', { id: many.id, count: 5, cursor: many.cursor });
const categories = read(environment, 'documents_productDetails', many.node).categories.edges.map(({ node }) => node.name);
assert.equal(categories[0], many.first);
assert.ok(categories.length > 1 && new Set(categories).size === categories.length);

// A new object is appended to the connection that shows its kind (@appendNode), with what it points to.
const orders = await query(environment, 'documentsOrdersQuery', {});
const connection = ConnectionHandler.getConnectionID(ROOT_ID, 'documents_orders', { order: ['createdAt_ASC'] });
assert.equal(orders.orders.__id, connection);
const created = await commit(environment, 'documentsCreateOrderMutation', {
  connections: [connection],
  input: { clientMutationId: 'relay-1', fields: { cFirstName: 'Grace', cLastName: 'Doe', cAddress: '1 Main Street', product: { link: products[0].id } } },
});
assert.equal(created.createOrder.clientMutationId, 'relay-1');
assert.equal(read(environment, 'documents_product', created.createOrder.order.product).name, products[0].name);
const shownOrders = (of) => of.lookup(createOperationDescriptor(artefact('documentsOrdersQuery'), {}).fragment).data.orders.edges.map(({ node }) => node.id);
assert.deepEqual(shownOrders(environment), [...orders.orders.edges.map(({ node }) => node.id), created.createOrder.order.id]);

// A deleted one goes from it (@deleteEdge).
await query(master, 'documentsOrdersQuery', {});
assert.ok(shownOrders(master).includes(created.createOrder.order.id));
await commit(master, 'documentsDeleteOrderMutation', { connections: [connection], input: { id: created.createOrder.order.id } });
assert.deepEqual(shownOrders(master), orders.orders.edges.map(({ node }) => node.id));

// An optimistic updater shows the new price until the answer comes; a refusal takes it back and tells the code.
await query(master, 'documentsProductQuery', { id: products[0].id });
const price = (of) => of.getStore().getSource().get(products[0].id).price;
let release;
hold = new Promise((resolve) => (release = resolve));
const update = setPrice(master, products[0].price + 1);
assert.equal(price(master), products[0].price + 1);
release();
await update;
assert.equal(price(master), products[0].price + 1);
await setPrice(master, products[0].price);
const refused = await setPrice(environment, 0).catch((error) => error);
assert.match(refused.message, /Permission denied for action update on class Product/);
assert.equal(refused.source.errors[0].extensions.code, 119);
assert.equal(price(environment), products[0].price);
console.log('done');

function setPrice(of, price) {
  return commit(of, 'documentsUpdateProductMutation', { input: { id: products[0].id, fields: { price } } }, (store) => store.get(products[0].id).setValue(price, 'price'));
}

function commit(of, name, variables, optimisticUpdater) {
  return new Promise((resolve, reject) =>
    commitMutation(of, {
      mutation: artefact(name),
      variables,
      optimisticUpdater,
      onCompleted: (data, errors) => (errors?.length ? reject(Object.assign(new Error(errors[0].message), { source: { errors } })) : resolve(data)),
      onError: reject,
    }),
  );
}
