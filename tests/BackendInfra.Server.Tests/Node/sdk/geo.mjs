import assert from 'node:assert/strict';
import { Parse, names, sorted, run } from '../sdk.mjs';

await run({
  async 'places are found by distance and by area'() {
    await Parse.Object.saveAll([['rome', 41.9, 12.5], ['naples', 40.85, 14.27], ['oslo', 59.9, 10.7]].map(
      ([name, latitude, longitude]) => new Parse.Object('SdkPlace', { name, at: new Parse.GeoPoint(latitude, longitude) })));
    await new Parse.Object('SdkRegion', { name: 'south', area: new Parse.Polygon([[36, 6], [36, 19], [47, 19], [47, 6]]) }).save();
    const rome = new Parse.GeoPoint(41.9, 12.5);
    const places = () => new Parse.Query('SdkPlace');
    assert.deepEqual(names(await places().near('at', rome).find()), ['rome', 'naples', 'oslo']);
    assert.deepEqual(names(await places().withinMiles('at', rome, 200).find()), ['rome', 'naples']);
    assert.deepEqual(sorted(await places().withinMiles('at', rome, 200, false).find()), ['naples', 'rome']);
    assert.deepEqual(names(await places().withinKilometers('at', rome, 100).find()), ['rome']);
    assert.deepEqual(sorted(await places().withinGeoBox('at', new Parse.GeoPoint(40, 10), new Parse.GeoPoint(60, 13)).find()), ['oslo', 'rome']);
    assert.deepEqual(sorted(await places().withinPolygon('at', [new Parse.GeoPoint(40, 10), new Parse.GeoPoint(40, 16), new Parse.GeoPoint(45, 12)]).find()), ['naples', 'rome']);
    assert.deepEqual(names(await new Parse.Query('SdkRegion').polygonContains('area', rome).find()), ['south']);
  },
});
