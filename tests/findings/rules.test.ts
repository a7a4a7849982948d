import { findingCodes } from '../../src/model/findings.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { brokenWorld, FINDINGS } from './broken-world.js';

describe.each(DIALECTS)('rules of data quality on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: brokenWorld() });
  });
  afterAll(() => registry.close());

  const recordsOf = async (code: string): Promise<string[][]> => {
    const { data, errors } = await registry.ask(
      `{ findings(where: { code: { eq: ${code} } }, first: 1000) { nodes { records { slug } } } }`,
    );
    expect(errors).toBeUndefined();
    return data.findings.nodes.map(({ records }: any) => records.map(({ slug }: any) => slug));
  };

  it('are all broken in the world of the tests', () => {
    expect(findingCodes(registry.model).map(({ code }) => code)).toEqual(Object.keys(FINDINGS));
  });

  it.each(Object.entries(FINDINGS))(
    '%s finds what breaks it, and not what just does not',
    async (code, expected) => {
      expect(await recordsOf(code)).toEqual(expected);
    },
  );
});
