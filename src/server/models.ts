// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sha256Hex } from '../assessment/input-hash.ts';
import { imagingProblem, type SiteModels } from '../assessment/models.ts';
import { type Config, ConfigError, modelsFolder } from '../config.ts';
import { loadModel } from '../nomogram/load-model.ts';
import type { LoadedModel } from '../nomogram/prepare.ts';

export interface ModelLibrary extends SiteModels {
  /** Every valid file of the folder. */
  readonly all: readonly LoadedModel[];
  find(id: string, version: string): LoadedModel | undefined;
}

/**
 * Loads every model file of the folder; each is validated, its hash checked and its fixtures recomputed.
 *
 * @throws ConfigError when a file in use is missing or does not load: a model that cannot prove itself is not served
 */
export function loadModels(config: Config): ModelLibrary {
  const folder = modelsFolder(config);
  const problems: string[] = [];
  let files: string[] = [];
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
  } catch {
    throw new ConfigError([
      `The models folder ${folder} cannot be read. Set "models.folder" to a folder with model files, or remove the setting to use the package's own.`,
    ]);
  }
  const all: LoadedModel[] = [];
  for (const name of [...files.toSorted().map((file) => path.join(folder, file)), ...config.models.files]) {
    try {
      const model = loadModel(JSON.parse(readFileSync(name, 'utf8')), sha256Hex);
      const problem = imagingProblem(model.file);
      if (problem !== undefined) throw new Error(problem);
      if (all.some(({ file }) => file.id === model.file.id && file.version === model.file.version))
        throw new Error(`there is another file of ${model.file.id} ${model.file.version}; give one of them a new version`);
      all.push(model);
    } catch (error) {
      problems.push(`The model file ${path.basename(name)} is not served: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const wanted = (text: string, setting: string): LoadedModel | undefined => {
    const [id, version] = text.split('@');
    const found = all
      .filter(({ file }) => file.id === id && (version === undefined || file.version === version))
      .toSorted((a, b) => compareVersions(b.file.version, a.file.version))[0];
    if (found === undefined)
      problems.push(
        `"${setting}" names the model ${text}, but ${config.models.files.length === 0 ? folder : `${folder} and "models.files"`} has no such valid file (it has: ${all.map(({ file }) => `${file.id}@${file.version}`).join(', ') || 'none'}). Correct the id or add the file.`,
      );
    return found;
  };
  const active = wanted(config.models.active, 'models.active');
  const others = config.models.others.filter((id) => id !== config.models.active).map((id) => wanted(id, 'models.others'));
  const shadow = config.models.shadow.map((id) => wanted(id, 'models.shadow'));
  if (active === undefined || problems.length > 0) throw new ConfigError(problems);
  const present = (models: readonly (LoadedModel | undefined)[]): LoadedModel[] => models.filter((model) => model !== undefined);
  return {
    all,
    active,
    others: present(others),
    shadow: present(shadow),
    find: (id, version) => all.find(({ file }) => file.id === id && file.version === version),
  };
}

/** Compares `1.10.0` and `1.9.2` as numbers. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
