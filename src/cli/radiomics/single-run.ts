// SPDX-License-Identifier: Apache-2.0
import { radiomicsPool } from '../../jobs/radiomics-pool/pool.ts';
import { type ExtractionSettings, featureNames } from '../../radiomics/params.ts';
import type { CaseResult, CaseWork } from './case-messages.ts';
import { csvLayout } from './csv-layout.ts';
import { CaseExtractor } from './extract-case.ts';
import { type ExtractOptions, formatOf, isAllLabels, jobsOf, segmentOf, settingsOf } from './extract-options.ts';
import { jsonLayout, resultObject } from './json-layout.ts';
import { failureRemark, type Remark, regionRemarks } from './remarks.ts';
import { LABEL_COLUMN, type RowSubject } from './result-row.ts';

/** What one case gave: the text of the output, and what to say beside it. */
export interface SingleOutput {
  readonly text: string;
  readonly format: 'json' | 'csv';
  readonly remarks: readonly Remark[];
}

/** From this many features on, one case is spread over all cores unless --jobs says otherwise; below, starting threads takes longer than it saves. */
const WORTH_THREADS = 200;

async function extractWithThreads(work: CaseWork, jobs: number): Promise<CaseResult> {
  const pool = jobs > 1 ? await radiomicsPool(jobs) : undefined;
  try {
    const extractor = new CaseExtractor(pool === undefined ? undefined : (image, mask, settings, clock) => pool.extract(image, mask, settings, { clock }));
    const outcome = await extractor.extract(work);
    if (outcome.kind !== 'done') throw new Error(`One case ended as "${outcome.kind}".`);
    return outcome.result;
  } finally {
    await pool?.stop();
  }
}

/**
 * Extracts one case.
 * @throws errors with a `code` for everything the user can change
 */
export async function extractSingle(options: ExtractOptions): Promise<SingleOutput> {
  const format = formatOf(options, ['json', 'csv'], 'json');
  const settings = settingsOf(options);
  const files = { image: options.image!, mask: options.mask! };
  const segment = segmentOf(options);
  const jobs = jobsOf(options, featureNames(settings).length >= WORTH_THREADS ? undefined : 1);
  const work: CaseWork = {
    image: files.image,
    mask: files.mask,
    ...(segment === undefined ? {} : { segment }),
    settings,
    regions: { allLabels: isAllLabels(options), labelGiven: options.label !== undefined, components: options.components === true },
  };
  const { regions, hashes } = await extractWithThreads(work, jobs);
  const several = work.regions.allLabels || work.regions.components;
  const subjectOf = ({ label, component }: { readonly label: number; readonly component?: number }): RowSubject => ({
    cells: { Image: files.image, Mask: files.mask },
    ...(several ? { labelColumn: LABEL_COLUMN, label } : {}),
    ...(component === undefined ? {} : { component }),
  });
  const remarks = regions.flatMap((region) =>
    'failure' in region ? [failureRemark(subjectOf(region), region.failure)] : regionRemarks(subjectOf(region), region),
  );
  const timed = options.time === true;
  const [only] = regions;
  if (!several && format === 'json' && only !== undefined && !('failure' in only))
    return { text: `${JSON.stringify(resultObject(only, settings, files, hashes, timed), null, 2)}\n`, format, remarks };
  const withLabel = ({ label }: RowSubject): ExtractionSettings => ({ ...settings, label: label ?? settings.label });
  const layout = format === 'csv' ? csvLayout(timed) : jsonLayout(timed, withLabel, () => files);
  const rows = regions.map((region) =>
    'failure' in region ? layout.failedRow(subjectOf(region), region.failure) : layout.row(subjectOf(region), region, hashes),
  );
  return { text: [...layout.write(() => rows)].join(''), format, remarks };
}
