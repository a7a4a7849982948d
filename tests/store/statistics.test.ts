import { rmSync } from 'node:fs';
import { seed } from '../../src/files/seed.js';
import { loadModel } from '../../src/model/load.js';
import { openStore } from '../../src/store/store.js';
import { emptyDatabase } from '../support/databases.js';
import { smallWorld, writeSeeds } from '../support/world.js';

describe('the statistics of SQLite', () => {
  it('are there when a filled registry is opened, so that what leads on is looked up in an index of just that', async () => {
    const model = await loadModel();
    const database = await emptyDatabase('sqlite');
    const folder = writeSeeds(smallWorld());
    const first = await openStore(model, database.settings);
    await seed(model, first, folder);
    await first.close();
    rmSync(folder, { recursive: true });

    const store = await openStore(model, database.settings);
    const text = 'SELECT CAST(count(t.country_id) AS text) FROM award a LEFT JOIN team t ON t.id = a.team_id';
    const [{ plan } = { plan: [] }] = await store.explain([{ text, values: [] }]);
    expect(JSON.stringify(plan)).toContain('COVERING INDEX team_links');
    await store.close();
    await database.drop();
  });
});
