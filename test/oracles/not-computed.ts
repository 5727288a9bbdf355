// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Comparer, ReportBuilder } from './comparer.ts';

/** Paths of all leaves of a JSON value, list indices as `[]`. */
function jsonKeys(value: unknown, prefix: string, keys: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) jsonKeys(item, `${prefix}[]`, keys);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) jsonKeys(item, prefix === '' ? key : `${prefix}.${key}`, keys);
  else keys.add(prefix === '' ? '(value)' : prefix);
}

function csvKeys(text: string): string[] {
  const [header = '', ...rows] = text.split(/\r?\n/).filter((line) => line !== '');
  const separator = header.includes(';') ? ';' : ',';
  const columns = header.split(separator);
  const tag = columns.findIndex((column) => column === 'tag' || column === 'feature_tag');
  return tag === -1 ? columns : [...new Set(rows.map((row) => row.split(separator)[tag] ?? ''))];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name);
    return statSync(full).isDirectory() ? filesBelow(full) : [full];
  });
}

/** Lists every key of folders that the product computes nothing of yet, so that none is passed over in silence. */
export function notComputed(name: string, claims: Comparer['claims'], reason: string): Comparer {
  return {
    name,
    claims,
    async compare(folder, print) {
      for (const file of filesBelow(folder).sort()) {
        const report = new ReportBuilder(file);
        if (!/\.(json|csv)$/.test(file)) continue;
        try {
          const text = readFileSync(file, 'utf8');
          const keys = new Set<string>();
          if (file.endsWith('.json')) jsonKeys(JSON.parse(text), '', keys);
          else for (const key of csvKeys(text)) keys.add(key);
          for (const key of keys) report.skip(key, reason);
          print(report.done());
        } catch (error) {
          print(report.done(error instanceof Error ? error.message : String(error)));
        }
      }
    },
  };
}
