// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { InputError } from './input-error.ts';

/**
 * Reads a PyRadiomics parameter file (YAML or JSON) into plain data for `parseParams`.
 *
 * Numbers written as floats (`3.0`) are wrapped as `{ pythonFloat: 3 }`: PyRadiomics names a LoG image after the text of its sigma.
 *
 * @throws InputError `params-file-missing`, `params-file-not-readable`
 */
export function readParamsFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new InputError('params-file-missing', `The parameter file ${path} does not exist or cannot be read.`);
  }
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true });
  const problem = document.errors[0];
  if (problem !== undefined)
    throw new InputError('params-file-not-readable', `The parameter file ${path} is not valid YAML: ${problem.message.split('\n')[0]}`);
  return plain(document.contents);
}

function plain(node: unknown): unknown {
  if (isMap(node)) return Object.fromEntries(node.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), plain(pair.value)]));
  if (isSeq(node)) return node.items.map(plain);
  if (!isScalar(node)) return null;
  if (typeof node.value === 'number' && /[.eE]/.test(node.source ?? '')) return { pythonFloat: node.value };
  return node.value;
}
