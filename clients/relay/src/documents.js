// What relay-compiler compiles into src/__generated__. In an app these stand in its components, and babel-plugin-relay
// (or the plugin of Vite, SWC, …) puts the compiled artefact in the place of each.
const { graphql } = require('relay-runtime');

graphql`
  fragment documents_product on Product {
    id
    objectId
    name
    price
  }
`;

// A fragment that is fetched again by itself: a page further, or with other arguments.
graphql`
  fragment documents_products on Query
  @refetchable(queryName: "documentsProductsPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" }, where: { type: "ProductWhereInput" }) {
    products(first: $count, after: $cursor, where: $where, order: [name_ASC]) @connection(key: "documents_products") {
      count
      edges {
        node {
          ...documents_product
        }
      }
    }
  }
`;

graphql`
  query documentsProductsQuery($count: Int, $where: ProductWhereInput) {
    ...documents_products @arguments(count: $count, where: $where)
  }
`;

// Any object can be fetched again by its global id, through the root field node.
graphql`
  fragment documents_productDetails on Product
  @refetchable(queryName: "documentsProductDetailsQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" }) {
    description
    ...documents_product
    categories(first: $count, after: $cursor, order: [name_ASC]) @connection(key: "documents_categories") {
      edges {
        node {
          name
        }
      }
    }
  }
`;

graphql`
  query documentsProductQuery($id: ID!) {
    product(id: $id) {
      ...documents_productDetails
    }
  }
`;

graphql`
  query documentsOrdersQuery {
    orders(first: 100, order: [createdAt_ASC]) @connection(key: "documents_orders") {
      __id
      edges {
        node {
          id
          cFirstName
        }
      }
    }
  }
`;

graphql`
  mutation documentsCreateOrderMutation($input: CreateOrderInput!, $connections: [ID!]!) {
    createOrder(input: $input) {
      clientMutationId
      order @appendNode(connections: $connections, edgeTypeName: "OrderEdge") {
        id
        cFirstName
        delivered
        product {
          ...documents_product
        }
      }
    }
  }
`;

graphql`
  mutation documentsDeleteOrderMutation($input: DeleteOrderInput!, $connections: [ID!]!) {
    deleteOrder(input: $input) {
      order {
        id @deleteEdge(connections: $connections)
      }
    }
  }
`;

graphql`
  mutation documentsUpdateProductMutation($input: UpdateProductInput!) {
    updateProduct(input: $input) {
      product {
        ...documents_product
      }
    }
  }
`;
