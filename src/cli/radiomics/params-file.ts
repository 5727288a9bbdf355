// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { InputError } from '../input-error.ts';

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
  // PyRadiomics reads YAML 1.2: `yes` is a text there, 010 is ten, 1e-3 a number
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true });
  const problem = document.errors[0];
  if (problem !== undefined)
    throw new InputError('params-file-not-readable', `The parameter file ${path} is not valid YAML: ${problem.message.split('\n')[0]}`);
  return plain(document.contents, document, path, 0);
}

/** No parameter file is nested deeper; an alias inside its own anchor would be. */
const DEEPEST = 20;

function plain(node: unknown, document: Document, path: string, depth: number): unknown {
  if (depth > DEEPEST) throw new InputError('params-file-not-readable', `The parameter file ${path} is nested too deeply, or an alias contains itself.`);
  const inner = (value: unknown): unknown => plain(value, document, path, depth + 1);
  if (isAlias(node)) return inner(node.resolve(document));
  if (isMap(node)) {
    const entries = node.items.map((pair): [string, unknown] => [String(isScalar(pair.key) ? pair.key.value : pair.key), inner(pair.value)]);
    const merged = entries.flatMap(([key, value]) => (key === '<<' && typeof value === 'object' && value !== null ? Object.entries(value) : []));
    return Object.fromEntries([...merged, ...entries.filter(([key]) => key !== '<<')]);
  }
  if (isSeq(node)) return node.items.map(inner);
  if (!isScalar(node)) return null;
  if (typeof node.value === 'number' && /^(?!0x).*[.eE]/.test(node.source ?? '')) return { pythonFloat: node.value };
  return node.value;
}
