// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { checkModel } from './check-model.ts';
import { checkFixtures } from './fixtures.ts';
import { ModelFileError } from './model-error.ts';
import { type ModelFile, ModelFileSchema } from './model-file.ts';
import { type LoadedModel, prepareModel } from './prepare.ts';

export { ModelFileError } from './model-error.ts';
export { type LoadedModel, modelRef } from './prepare.ts';

/** The text whose SHA-256 is the file's hash: canonical JSON without `hash` and `signature`. */
export function hashedText(json: unknown): string {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new ModelFileError('schema', '', 'a model file is a JSON object');
  const { hash: _hash, signature: _signature, ...content } = json as Record<string, unknown>;
  return canonicalJson(content);
}

/**
 * Validates the shape only.
 *
 * @throws {ModelFileError} code `schema`, naming the first place that does not fit
 */
export function parseModelFile(json: unknown): ModelFile {
  const parsed = ModelFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0]!;
  const path = z.core.toDotPath(first.path);
  const more = parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : '';
  throw new ModelFileError(
    'schema',
    path,
    `model file: ${path === '' ? 'the document' : path}: ${first.message}${more}; see the schema printed by "hepanom model schema"`,
  );
}

/**
 * Reads a model file: shape, hash, consistency, fixtures, in this order. Only a file that passes all four may answer.
 *
 * @param json the parsed document
 * @param sha256Hex SHA-256 of a text's UTF-8 bytes as lower-case hex (`sha256Hex` of this room, or the platform's)
 * @throws {ModelFileError} with `code`, `path` and, where two values disagree, both
 */
export function loadModel(json: unknown, sha256Hex: (text: string) => string): LoadedModel {
  const file = parseModelFile(json);
  const found = sha256Hex(hashedText(json));
  if (found !== file.hash) {
    throw new ModelFileError(
      'hash-mismatch',
      'hash',
      `model ${file.id} ${file.version}: the stored hash ${file.hash} is not the hash of this content (${found}); the file was changed after it was released`,
      {
        inFile: file.hash,
        found,
      },
    );
  }
  checkModel(file);
  const model = prepareModel(file);
  checkFixtures(model);
  return model;
}
