import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';

async function sha256(document: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(document));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A client of one app. Every object has a global `id`, so the cache needs no `keyFields`. */
export function createClient(uri: string, headers: Record<string, string> = {}, send: typeof fetch = fetch): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache({
      possibleTypes: {
        Node: ['Product', 'ProductCategory', 'Order', 'User', 'Role', 'Session', 'Installation'],
      },
      typePolicies: {
        Query: {
          fields: {
            // One list per condition and order; pages of the same list are joined.
            products: relayStylePagination(['where', 'order']),
            orders: relayStylePagination(['where', 'order']),
          },
        },
        Product: {
          fields: { categories: relayStylePagination(['where', 'order']) },
        },
      },
    }),
    link: ApolloLink.from([new PersistedQueryLink({ sha256 }), new HttpLink({ uri, headers, fetch: send })]),
  });
}
