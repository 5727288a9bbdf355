// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Comparer, ReportBuilder } from './comparer.ts';
import { MODEL_FILES } from './survival/files-models.ts';
import { SELECTION_FILES } from './survival/files-selection.ts';
import { type FileComparer, openFolder, type SurvivalFolder } from './survival/folder.ts';
import { ReferenceNode } from './survival/node.ts';

const FILES: Readonly<Record<string, FileComparer>> = { ...MODEL_FILES, ...SELECTION_FILES };

/** Data and settings that comparisons read, and how the data were simulated; they hold nothing that the product computes. */
const INPUTS = new Set(['data.csv', 'clinical.csv', 'radiomics.csv', 'subgroup.csv', 'boot_idx0.csv', 'truth.json']);

/** File names that only a folder of survival reference values has. */
const SIGNS = ['coxph.json', 'km.json', 'cindex.json', 'timeroc.json', 'glmnet.json', 'filters.json', 'edge.json', 'numerics.json', 'cutpoint.json'];

/** Compares every file of one data set of R's results. A file without a comparer is named key by key. */
export const survivalComparer: Comparer = {
  name: 'survival',
  claims: (_folder, entries) => SIGNS.some((name) => entries.includes(name)),
  async compare(folder, print) {
    const data = openFolder(folder);
    for (const name of readdirSync(folder).sort()) {
      if (!/\.(json|csv)$/.test(name) || (INPUTS.has(name) && FILES[name] === undefined)) continue;
      const report = new ReportBuilder(path.join(folder, name), name.replace(/\.\w+$/, ''));
      try {
        const root = new ReferenceNode(readReference(data, name), report);
        await FILES[name]?.(root, data);
        root.nameUnvisited();
        print(report.done());
      } catch (error) {
        print(report.done(error instanceof Error ? `${error.message}` : String(error)));
      }
    }
  },
};

/** JSON as it is; a CSV as its columns, numbers where all fields are numbers. */
function readReference(data: SurvivalFolder, name: string): unknown {
  if (name.endsWith('.json')) return data.json(name);
  const table = data.table(name);
  return Object.fromEntries(
    table.columns.map((column) => {
      const texts = table.text(column);
      const isNumeric = texts.every((text) => text === '' || Number.isFinite(Number(text)));
      return [column, isNumeric ? texts.map((text) => (text === '' ? null : Number(text))) : texts];
    }),
  );
}
