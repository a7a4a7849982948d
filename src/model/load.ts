import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import 'reflect-metadata';
import { constrain } from './constraints.js';
import { readModel } from './read.js';
import type { Model } from './model.js';

let loading: Promise<Model> | undefined;

/** The model of every kind in `src/domain`: a new file there is found without being listed anywhere. */
export function loadModel(): Promise<Model> {
  loading ??= readDomain();
  return loading;
}

async function readDomain(): Promise<Model> {
  const folder = new URL('../domain/', import.meta.url);
  const files = readdirSync(fileURLToPath(folder)).filter((file) => /(?<!\.d)\.[jt]s$/.test(file));
  for (const file of files.sort()) await import(new URL(file, folder).href);
  const model = readModel();
  constrain(model);
  return model;
}
