import assert from 'node:assert/strict';
import { Parse, names, sorted, refuses, run } from '../sdk.mjs';

await run({
  async 'words are found and ranked'() {
    await Parse.Object.saveAll(['coffee beans', 'coffee, coffee and coffee', 'tea'].map(name => new Parse.Object('SdkText', { name })));
    assert.deepEqual(sorted(await new Parse.Query('SdkText').fullText('name', 'bean').find()), ['coffee beans']);
    const ranked = await new Parse.Query('SdkText').fullText('name', 'coffee').ascending('$score').select('name', '$score').find();
    assert.deepEqual(names(ranked), ['coffee, coffee and coffee', 'coffee beans']);
    assert.ok(ranked[0].get('score') > ranked[1].get('score'));
    await refuses(107, new Parse.Query('SdkText').fullText('name', 'coffee', { caseSensitive: true }).find());
  },
});
