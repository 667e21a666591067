// Asks the article's questions with the official SDK, as anonymous. Arguments: server URL, application id.
// Prints one JSON object that the test compares with what REST and GraphQL answered.
import Parse from 'parse/node';

const [serverURL, applicationId] = process.argv.slice(2);
Parse.initialize(applicationId);
Parse.serverURL = serverURL;

const codeOf = async action => {
  try {
    await action();
    return 0;
  } catch (error) {
    return error.code;
  }
};

const dear = await new Parse.Query('Product').greaterThan('price', 50).ascending('name').find();
const undelivered = await new Parse.Query('Order').equalTo('delivered', false).include('product').ascending('cFirstName').find();
const products = await new Parse.Query('Product').ascending('name').find();
const categories = {};
for (const product of products) {
  const related = await product.relation('categories').query().ascending('name').find();
  categories[product.get('name')] = related.map(category => category.get('name'));
}

const product = new Parse.Object('Product');
console.log(JSON.stringify({
  dear: dear.map(p => p.get('name')),
  undelivered: undelivered.map(o => `${o.get('cFirstName')}: ${o.get('product').get('name')}`),
  categories,
  createProduct: await codeOf(() => product.save({ name: 'Not allowed', price: 1 })),
  deleteOrder: await codeOf(() => undelivered[0].destroy()),
}));
