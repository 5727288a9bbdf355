// SPDX-License-Identifier: Apache-2.0
// The study file of a collection: the study, with a section `collection` that only this command reads and that its output no longer has.
import { type Document, isNode, isScalar, isMap as isYamlMap, parseDocument } from 'yaml';
import { parseStudyDefinition, type StudyDefinition } from '../../study/definition/study-definition.ts';
import { InputError } from '../input-error.ts';
import { type Collection, CollectionSchema } from './collection-schema.ts';

export interface CollectionStudy {
  readonly definition: StudyDefinition;
  readonly collection: Collection;
  /** The file as plain data without `collection`, to be written again. */
  readonly file: Readonly<Record<string, unknown>>;
}

/**
 * @param name for messages
 * @throws StudyError `definition-invalid`; InputError `collection-invalid` with everything that is wrong with the section
 */
export function readCollectionStudy(text: string, name: string): CollectionStudy {
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true });
  if (document.errors.length > 0 || !isMap(document.toJS())) {
    // The same words as `develop` has for it.
    return { definition: parseStudyDefinition(text, name), collection: CollectionSchema.parse({}), file: {} };
  }
  const file = document.toJS() as Record<string, unknown>;
  const { collection: section = {}, ...rest } = file;
  const definition = parseStudyDefinition(withoutSection(text, document), name);
  const parsed = CollectionSchema.safeParse(section ?? {});
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      (issue) => `  - collection${issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')}: ${issue.message}`,
    );
    throw new InputError('collection-invalid', `The section "collection" of ${name} cannot be used:\n${lines.join('\n')}`);
  }
  return { definition, collection: parsed.data, file: rest };
}

/** The text with the section blanked out, so that what is wrong elsewhere keeps its line. */
function withoutSection(text: string, document: Document): string {
  const { contents } = document;
  const pair = isYamlMap(contents) ? contents.items.find(({ key }) => isScalar(key) && key.value === 'collection') : undefined;
  if (pair === undefined) return text;
  const from = isNode(pair.key) ? pair.key.range?.[0] : undefined;
  const to = isNode(pair.value) ? pair.value.range?.[2] : undefined;
  if (isYamlMap(contents) && contents.flow !== true && from !== undefined && to !== undefined)
    return text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to);
  // JSON: a gap would leave a comma behind.
  const copy = document.clone();
  copy.delete('collection');
  return copy.toString();
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
