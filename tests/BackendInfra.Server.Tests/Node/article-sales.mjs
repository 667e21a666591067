// Calls the article's function with the official SDK, as anonymous. Arguments: server URL, application id.
import Parse from 'parse/node';

const [serverURL, applicationId] = process.argv.slice(2);
Parse.initialize(applicationId);
Parse.serverURL = serverURL;

console.log(JSON.stringify(await Parse.Cloud.run('calculateSales')));
