// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../../nomogram/assessment.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';

/** What every number that this run estimates carries. */
export interface SiteEvidence {
  readonly evidence: Extract<Evidence, 'site' | 'assumed'>;
  readonly source: string;
  readonly date: string;
  readonly derivation?: string;
}

/** Evidence of the site's numbers and the file's sources with the site's cohort among them. */
export function siteEvidence(
  file: ModelFile,
  definition: StudyDefinition,
  madeIso: string,
): { readonly evidence: SiteEvidence; readonly sources: ModelFile['sources'] } {
  const { citation, licence } = definition.cohort;
  let source = `site-${definition.id}`;
  // One key means one source: a later cohort of the same study gets its own.
  for (let k = 2; (file.sources[source]?.citation ?? citation) !== citation; k++) source = `site-${definition.id}-${k}`;
  const date = madeIso.slice(0, 10);
  const evidence: SiteEvidence = definition.synthetic
    ? { evidence: 'assumed', source, date, derivation: 'Estimated as on a site’s patients, but from generated ones: it says nothing about people.' }
    : { evidence: 'site', source, date };
  return { evidence, sources: { ...file.sources, [source]: { citation, licence } } };
}

/** The next version: `patch` for a new validation entry, `minor` for a new calibration, `major` for new coefficients. */
export function nextVersion(version: string, step: 'major' | 'minor' | 'patch'): string {
  const [major, minor, patch] = version.split('.').map(Number) as [number, number, number];
  if (step === 'major') return `${major + 1}.0.0`;
  return step === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}
