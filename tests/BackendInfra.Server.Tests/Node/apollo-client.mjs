// Drives the compiled program of clients/apollo against a server: the cache, pages, optimistic updates, errors, persisted queries.
import assert from 'node:assert/strict';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { filter, firstValueFrom } from 'rxjs';
import { createClient } from '../../../clients/apollo/dist/client.js';
import * as documents from '../../../clients/apollo/dist/documents.js';
import * as shop from '../../../clients/apollo/dist/shop.js';

const [uri, masterKey] = process.argv.slice(2);

/** Every request and its answer, as they were sent. */
const sent = [];
let hold = Promise.resolve();
async function send(input, init) {
  await hold;
  const response = await fetch(input, init);
  sent.push({ body: JSON.parse(init.body), answer: await response.clone().json() });
  return response;
}

const anonymous = createClient(uri, {}, send);
const master = createClient(uri, { 'X-Parse-Master-Key': masterKey }, send);

// Automatic persisted queries: the first request names the document, the second brings it along, later ones need not.
const list = shop.watchProducts(anonymous, { first: 5, order: ['name_ASC'] });
const states = [];
list.query.subscribe(({ data, dataState }) => dataState === 'complete' && states.push(data.products.edges.length));
await complete(list.query);
assert.deepEqual(sent.map(({ body }) => 'query' in body), [false, true]);
assert.equal(sent[0].answer.errors[0].extensions.code, 'PERSISTED_QUERY_NOT_FOUND');
sent.length = 0;

// Pages are joined in one list, in order, without repetition.
while (await list.more());
const { data } = await complete(list.query, ({ data }) => !data.products.pageInfo.hasNextPage);
const names = data.products.edges.map(({ node }) => node.name);
assert.equal(names.length, data.products.count);
assert.deepEqual(names, [...names].sort());
assert.equal(new Set(data.products.edges.map(({ node }) => node.id)).size, names.length);
assert.ok(sent.length === Math.ceil(names.length / 5) - 1 && sent.every(({ body }) => !('query' in body)));
assert.equal(states.at(-1), names.length);

// Another order is another list; the objects are the same.
const reversed = shop.watchProducts(anonymous, { first: 100, order: ['name_DESC'] });
await complete(reversed.query);
assert.deepEqual(reversed.query.getCurrentResult().data.products.edges.map(({ node }) => node.name), names.toReversed());
const cache = anonymous.cache.extract();
const keys = Object.keys(cache).filter((key) => key.startsWith('Product:'));
assert.deepEqual(keys.sort(), data.products.edges.map(({ node }) => `Product:${node.id}`).sort());
assert.deepEqual(Object.keys(cache.ROOT_QUERY).filter((key) => key.startsWith('products')).length, 2);

// An object that one query has brought is there for the others, by whatever way it is asked for.
const first = data.products.edges[0].node;
assert.deepEqual(anonymous.cache.readFragment({ id: `Product:${first.id}`, fragment: documents.ProductCard, fragmentName: 'ProductCard' }).name, first.name);
assert.equal((await shop.findNode(anonymous, first.id)).name, first.name);
assert.equal((await shop.findProduct(anonymous, first.objectId)).id, first.id);

// An optimistic update is seen before the server has answered, and a refused one is taken back.
const prices = [];
const watched = master.watchQuery({ query: documents.Product, variables: { id: first.id } });
watched.subscribe(({ data: shown, dataState }) => dataState === 'complete' && prices.push(shown.product.price));
await complete(watched);
let release;
hold = new Promise((resolve) => (release = resolve));
const update = shop.setPrice(master, first, first.price + 1);
await new Promise(setImmediate);
assert.equal(master.cache.extract(true)[`Product:${first.id}`].price, first.price + 1);
assert.equal(master.cache.extract(false)[`Product:${first.id}`].price, first.price);
release();
await update;
assert.equal(master.cache.extract(false)[`Product:${first.id}`].price, first.price + 1);
assert.deepEqual([prices[0], prices.at(-1)], [first.price, first.price + 1]);
assert.equal((await fetchedPrice(first.id)), first.price + 1);

await assert.rejects(shop.setPrice(anonymous, first, 0), (error) => {
  assert.ok(CombinedGraphQLErrors.is(error));
  assert.equal(error.errors[0].extensions.code, 119);
  return true;
});
assert.equal(anonymous.cache.extract(true)[`Product:${first.id}`].price, first.price);
await shop.setPrice(master, first, first.price);

// The payload of a create brings the new object and what it points to into the cache.
const created = await shop.order(anonymous, first, 'Ada');
assert.equal(created.clientMutationId, 'order-1');
assert.equal(created.order.delivered, false);
assert.equal(created.order.product.id, first.id);
assert.deepEqual(anonymous.cache.extract()[`Order:${created.order.id}`].product, { __ref: `Product:${first.id}` });

// Parse's codes are numbers in the errors' extensions.
await assert.rejects(shop.findProduct(anonymous, 'nothing000'), (error) => error.errors[0].extensions.code === 101 && error.errors[0].path[0] === 'product');

/** The first complete result that meets a condition. */
function complete(query, condition = () => true) {
  return firstValueFrom(query.pipe(filter((result) => result.dataState === 'complete' && condition(result))));
}

async function fetchedPrice(id) {
  return (await master.query({ query: documents.Product, variables: { id }, fetchPolicy: 'network-only' })).data.product.price;
}

console.log('done');
