// SPDX-License-Identifier: Apache-2.0
// Model files for the command line: by id from the package's own folder, or any file by path.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LoadedModel, loadModel } from '../../nomogram/load-model.ts';

/** A file that cannot be found or read as JSON; the message says which and what to do. */
export class ModelStoreError extends Error {
  readonly code = 'model-not-readable';
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** `models/` of the checkout (three folders up) or of the built package (four up). */
function modelsFolder(): string {
  for (const candidate of ['../../../models/', '../../../../models/']) {
    const folder = fileURLToPath(new URL(candidate, import.meta.url));
    if (existsSync(folder)) return folder;
  }
  throw new ModelStoreError('the models folder of this installation is missing; reinstall hepanom');
}

/** Ids of the models that come with the package. */
export function bundledModelIds(): readonly string[] {
  return readdirSync(modelsFolder())
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();
}

/** The JSON of a model by id or path, unchecked. */
export function readModelJson(idOrPath: string): unknown {
  const path = bundledModelIds().includes(idOrPath) ? `${modelsFolder()}${idOrPath}.json` : idOrPath;
  if (!existsSync(path)) throw new ModelStoreError(`no model "${idOrPath}": give one of ${bundledModelIds().join(', ')}, or the path of a model file`);
  if (statSync(path).isDirectory()) throw new ModelStoreError(`${path} is a folder; give the path of a model file`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ModelStoreError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A model by id or path, with all checks of `loadModel`. */
export function loadModelByName(idOrPath: string): LoadedModel {
  return loadModel(readModelJson(idOrPath), sha256);
}
