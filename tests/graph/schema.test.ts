import { readFileSync } from 'node:fs';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql';
import { buildSchema, schemaText } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';

describe('the schema', () => {
  it('is what schema/schema.graphql says: run `npm run schema` after a change, and review it', async () => {
    const committed = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
    expect(schemaText(buildSchema(await loadModel()))).toBe(committed);
  });

  it('is valid, and smaller than 450 KB', async () => {
    const schema = buildSchema(await loadModel());
    expect(validateSchema(schema)).toEqual([]);
    expect(schemaText(schema).length).toBeLessThan(450 * 1024);
  });

  it('describes every type, field, argument and enum value', async () => {
    const bare: string[] = [];
    const look = (name: string, thing: { description?: string | null | undefined }) => {
      if (!thing.description) bare.push(name);
    };
    const schema = buildSchema(await loadModel());
    for (const type of Object.values(schema.getTypeMap())) {
      if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
      look(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
      }
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          look(`${type.name}.${field.name}`, field);
          for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
        }
      }
    }
    expect(bare).toEqual([]);
  });
});
