// Not run, only compiled: what the schema does not allow must not compile, or the generated types would be worth nothing.
import type { ApolloClient } from '@apollo/client';
import * as documents from './documents.js';

export async function refused(client: ApolloClient): Promise<void> {
  // @ts-expect-error: `first` is an Int!.
  await client.query({ query: documents.Products, variables: {} });
  // @ts-expect-error: There is no such order.
  await client.query({ query: documents.Products, variables: { first: 1, order: ['colour_ASC'] } });
  // @ts-expect-error: A price is a number.
  await client.query({ query: documents.Products, variables: { first: 1, where: { price: { greaterThan: 'much' } } } });
  // @ts-expect-error: An order needs a product.
  await client.mutate({ mutation: documents.CreateOrder, variables: { input: { fields: { cFirstName: 'A', cLastName: 'B', cAddress: 'C' } } } });
  const { data } = await client.query({ query: documents.Product, variables: { id: 'x' } });
  // @ts-expect-error: A name is a text, and never null.
  data?.product.name.toFixed();
  // @ts-expect-error: The description was not said to be required.
  data?.product.description.length;
}
