// SPDX-License-Identifier: Apache-2.0
// Writes models/*.json with their hashes. The JSON is what the product reads and what is released; run this after a change under tools/models.
//
//   npx node tools/build-models.ts [--check]     --check writes nothing and fails when a file is out of date
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashedText, loadModel } from '../src/nomogram/load-model.ts';
import { dai2024 } from './models/dai-2024.ts';
import { demo } from './models/demo.ts';
import { eraslPre2018 } from './models/erasl-pre-2018.ts';
import type { DraftModel } from './models/shared.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const folder = fileURLToPath(new URL('../models/', import.meta.url));
const checkOnly = process.argv.includes('--check');

/** One line: `{ "x": 1, "label": { "en": "no" } }`. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${oneLine(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** JSON for a reader with a text editor: two spaces, and what fits on a line on one line. */
function readable(value: unknown, indent = ''): string {
  const line = oneLine(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length <= 150) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + readable(item, inner)).join(',\n')}\n${indent}]`;
  return `{\n${Object.entries(value)
    .map(([key, member]) => `${inner}${JSON.stringify(key)}: ${readable(member, inner)}`)
    .join(',\n')}\n${indent}}`;
}

function build(draft: DraftModel): string {
  const content = JSON.parse(JSON.stringify(draft)) as Record<string, unknown>;
  const withHash = { ...content, hash: sha256(hashedText(content)) };
  loadModel(withHash, sha256);
  const text = `${readable(withHash)}\n`;
  if (JSON.stringify(JSON.parse(text)) !== JSON.stringify(withHash)) throw new Error(`${draft.id}: the readable form changed the content`);
  return text;
}

let stale = 0;
for (const draft of [dai2024(), eraslPre2018(), demo()]) {
  const path = `${folder}${draft.id}.json`;
  const text = build(draft);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) {
    console.log(`models/${draft.id}.json is up to date`);
  } else if (checkOnly) {
    console.error(`models/${draft.id}.json is out of date; run: npx node tools/build-models.ts`);
    stale++;
  } else {
    writeFileSync(path, text);
    console.log(`models/${draft.id}.json written, ${text.length} bytes`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;
