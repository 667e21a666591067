import { graphql } from './gql/index.js';

export const ProductCard = graphql(`
  fragment ProductCard on Product {
    id
    objectId
    name
    price
    updatedAt
  }
`);

export const Products = graphql(`
  query Products($first: Int!, $after: String, $where: ProductWhereInput, $order: [ProductOrder!]) {
    products(first: $first, after: $after, where: $where, order: $order) {
      count
      edges {
        cursor
        node {
          ...ProductCard
          categories(first: 2) {
            edges {
              node {
                id
                name
              }
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const Product = graphql(`
  query Product($id: ID!) {
    product(id: $id) {
      ...ProductCard
      description
    }
  }
`);

export const AnyNode = graphql(`
  query AnyNode($id: ID!) {
    node(id: $id) {
      id
      ... on Product {
        ...ProductCard
      }
    }
  }
`);

export const UpdateProduct = graphql(`
  mutation UpdateProduct($input: UpdateProductInput!) {
    updateProduct(input: $input) {
      product {
        ...ProductCard
      }
    }
  }
`);

export const CreateOrder = graphql(`
  mutation CreateOrder($input: CreateOrderInput!) {
    createOrder(input: $input) {
      clientMutationId
      order {
        id
        delivered
        cFirstName
        product {
          ...ProductCard
        }
      }
    }
  }
`);
