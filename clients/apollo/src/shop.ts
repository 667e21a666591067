import type { ApolloClient } from '@apollo/client';
import * as documents from './documents.js';
import type { ProductCardFragment, ProductsQueryVariables } from './gql/graphql.js';

/** A list that grows by a page with each `more()`. Apollo's cache joins the pages, and watchers of the query see the list grow. */
export function watchProducts(client: ApolloClient, variables: ProductsQueryVariables) {
  const query = client.watchQuery({ query: documents.Products, variables });
  return {
    query,
    /** Whether there was a page more. */
    async more(): Promise<boolean> {
      const page = client.readQuery({ query: documents.Products, variables })?.products.pageInfo;
      if (page?.hasNextPage !== true)
        return false;
      await query.fetchMore({ variables: { after: page.endCursor ?? null } });
      return true;
    },
  };
}

export async function findProduct(client: ApolloClient, id: string): Promise<ProductCardFragment> {
  const { data } = await client.query({ query: documents.Product, variables: { id } });
  if (!data)
    throw new Error('The answer has no data.');
  return data.product;
}

/** Any object by its global id; null when it is no product. */
export async function findNode(client: ApolloClient, id: string): Promise<ProductCardFragment | null> {
  const { data } = await client.query({ query: documents.AnyNode, variables: { id } });
  return data?.node && 'price' in data.node ? data.node : null;
}

/** Shows the new price at once, and the server's answer when it comes; when it is refused, the old price again. */
export async function setPrice(client: ApolloClient, product: ProductCardFragment, price: number): Promise<void> {
  await client.mutate({
    mutation: documents.UpdateProduct,
    variables: { input: { id: product.id, fields: { price } } },
    optimisticResponse: { updateProduct: { __typename: 'UpdateProductPayload', product: { ...product, price } } },
  });
}

export async function order(client: ApolloClient, product: ProductCardFragment, firstName: string) {
  const { data } = await client.mutate({
    mutation: documents.CreateOrder,
    variables: {
      input: {
        clientMutationId: 'order-1',
        fields: { cFirstName: firstName, cLastName: 'Doe', cAddress: '1 Main Street', product: { link: product.id } },
      },
    },
  });
  return data?.createOrder ?? null;
}
