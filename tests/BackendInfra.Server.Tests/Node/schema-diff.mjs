// What graphql-js calls breaking and dangerous: reads [{before, after}, …] from a file, prints [{breaking: [type, …], dangerous: […]}, …].
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges, findDangerousChanges, specifiedScalarTypes } from 'graphql';

// A scalar of the specification that nothing uses any more counts as removed there; no client can notice.
const isReal = ({ type, description }) => type !== 'TYPE_REMOVED' || !specifiedScalarTypes.some((scalar) => description === `Standard scalar ${scalar.name} was removed because it is not referenced anymore.`);

const pairs = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const results = pairs.map(({ before, after }) => {
  const [old, next] = [buildSchema(before), buildSchema(after)];
  return {
    breaking: findBreakingChanges(old, next).filter(isReal).map((change) => change.type).sort(),
    dangerous: findDangerousChanges(old, next).filter(isReal).map((change) => change.type).sort(),
  };
});
console.log(JSON.stringify(results));
