import 'reflect-metadata';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSchema, type NonEmptyArray } from 'type-graphql';
import { DataSource } from 'typeorm';
import { ENTITIES } from './entities.js';
import { makeLoaders } from './loaders.js';
import { RESOLVERS, type Context } from './resolvers.js';

const url = process.env.DATABASE_URL;
const source = new DataSource(
  url
    ? { type: 'postgres', url, entities: ENTITIES, installExtensions: false }
    : {
        type: 'better-sqlite3',
        database: join(process.env.SIJILL_DATA ?? '', 'sijill.db'),
        entities: ENTITIES,
      },
);
await source.initialize();

const schema = await buildSchema({
  resolvers: RESOLVERS as unknown as NonEmptyArray<() => void>,
  validate: false,
});
const server = new ApolloServer<Context>({ schema });
await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async () => ({ source, loaders: makeLoaders(source) }),
});
