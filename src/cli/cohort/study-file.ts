// SPDX-License-Identifier: Apache-2.0
// The study file of a collection: the study, with a section `collection` that only this command reads and that its output no longer has.
import { parseDocument } from 'yaml';
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
  const section: unknown = document.get('collection') === undefined ? {} : ((document.toJS() as Record<string, unknown>).collection ?? {});
  document.delete('collection');
  const definition = parseStudyDefinition(document.toString(), name);
  const parsed = CollectionSchema.safeParse(section);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      (issue) => `  - collection${issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')}: ${issue.message}`,
    );
    throw new InputError('collection-invalid', `The section "collection" of ${name} cannot be used:\n${lines.join('\n')}`);
  }
  return { definition, collection: parsed.data, file: document.toJS() as Record<string, unknown> };
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
