// nestjs-query: resolvers, filters, sorting, paging, relations and aggregates that follow from the entities' classes.
import 'reflect-metadata';
import { join } from 'node:path';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NestjsQueryGraphQLModule } from '@ptc-org/nestjs-query-graphql';
import { NestjsQueryTypeOrmModule } from '@ptc-org/nestjs-query-typeorm';
import { ENTITIES } from './entities.js';

const url = process.env.DATABASE_URL;
const connection = url
  ? ({ type: 'postgres', url, installExtensions: false } as const)
  : ({ type: 'better-sqlite3', database: join(process.env.SIJILL_DATA ?? '', 'sijill.db') } as const);

const READ_ONLY = { create: { disabled: true }, update: { disabled: true }, delete: { disabled: true } };

@Module({
  imports: [
    TypeOrmModule.forRoot({ ...connection, entities: ENTITIES, synchronize: false }),
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      introspection: true,
    }),
    NestjsQueryGraphQLModule.forFeature({
      imports: [NestjsQueryTypeOrmModule.forFeature(ENTITIES)],
      resolvers: ENTITIES.map((type) => ({
        DTOClass: type,
        EntityClass: type,
        enableAggregate: true,
        enableTotalCount: true,
        pagingStrategy: 'offset' as never,
        ...READ_ONLY,
      })) as never,
    }),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
