// The sample shop's own code. Try it: POST /parse/functions/calculateSales, or deploy your changes with
//   dotnet run --project src/BackendInfra.Server -- deploy schema/shop/cloud --app shop

const PAGE = 1000;

/** Calls back with each order and its product, in pages: a shop may have more orders than one query gives. */
async function forEachOrder(see) {
  for (let skip = 0; ; skip += PAGE) {
    const page = await new Parse.Query('Order').include('product').ascending('createdAt').skip(skip).limit(PAGE).find();
    page.forEach(see);
    if (page.length < PAGE) return;
  }
}

// What all orders are worth. A product that was deleted counts nothing.
Parse.Cloud.define('calculateSales', async () => {
  let sales = 0;
  await forEachOrder(order => {
    sales += order.get('product')?.get('price') ?? 0;
  });
  return { sales };
});

// Writes it to the app's log; to be run by hand, or on a schedule.
Parse.Cloud.job('printSales', async () => {
  const { sales } = await Parse.Cloud.run('calculateSales');
  console.log(`Sales: ${sales}$`);
  return `Sales: ${sales}$`;
});
