// PostGraphile 5 on the PostgreSQL database of the benchmark: the schema follows from the tables, with aggregates and
// filters by its own plugins. Relations are named after their columns, as PostGraphile does by default.
import { createServer } from 'node:http';
import { PgAggregatesPreset } from '@graphile/pg-aggregates';
import { postgraphile } from 'postgraphile';
import { grafserv } from 'postgraphile/grafserv/node';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';

// What PostGraphile needs of Node 22, for the benchmark runs on Sijill's Node 20 as well.
(Promise as { withResolvers?: unknown }).withResolvers ??= () => {
  let settle: object = {};
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
};

const preset: GraphileConfig.Preset = {
  extends: [PostGraphileAmberPreset, PgAggregatesPreset, PostGraphileConnectionFilterPreset],
  // Read only here; every column may be filtered and sorted by, not only the first of an index.
  disablePlugins: ['PgMutationCreatePlugin', 'PgMutationUpdateDeletePlugin', 'PgIndexBehaviorsPlugin'],
  schema: { connectionFilterRelations: true, defaultBehavior: '+connection:resource:aggregates' },
  grafserv: { graphiql: false, watch: false, maxRequestLength: 262_144 },
  grafast: { explain: false },
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL ?? '', poolConfig: { max: 10 } })],
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
