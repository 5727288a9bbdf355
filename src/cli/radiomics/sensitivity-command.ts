// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { summariseSensitivity, type VariedRun, variationEffects } from '../../radiomics/sensitivity/summary.ts';
import { type Amounts, DEFAULT_AMOUNTS, type Variation, variationsFor } from '../../radiomics/sensitivity/variations.ts';
import { InputError } from '../input-error.ts';
import { oneOf, positiveNumber, wholeNumber } from '../option-values.ts';
import type { CaseOutcome, CaseWork, RegionValues } from './case-messages.ts';
import { casePool } from './case-pool.ts';
import { type ExtractOptions, type ExtractSurroundings, formatOf, isAllLabels, jobsOf, segmentOf, settingsOf } from './extract-options.ts';
import { provenance } from './json-layout.ts';
import { Progress } from './progress.ts';
import { type SensitivityReport, sensitivityCsv, sensitivityJson, sensitivityText } from './sensitivity-report.ts';

/** Amounts from the command line; what is not given is assumed as {@link DEFAULT_AMOUNTS} says. @throws InputError `option` */
export function amountsOf(options: ExtractOptions): Amounts {
  const { noiseHu, draws, seed, pad, sigmaPercent, maskStep } = options;
  const percent = sigmaPercent === undefined ? undefined : positiveNumber(sigmaPercent, '--sigma-percent');
  if (percent !== undefined && percent >= 100) throw new InputError('option', `--sigma-percent must be below 100, got ${sigmaPercent}.`);
  return {
    padVoxels: pad === undefined ? DEFAULT_AMOUNTS.padVoxels : pad.split(',').map((part) => wholeNumber(part.trim(), '--pad', 0)),
    sigmaFraction: percent === undefined ? DEFAULT_AMOUNTS.sigmaFraction : percent / 100,
    reach: maskStep === undefined ? DEFAULT_AMOUNTS.reach : oneOf(maskStep, ['in-plane', '3d'], '--mask-step'),
    noiseSd: noiseHu === undefined ? DEFAULT_AMOUNTS.noiseSd : positiveNumber(noiseHu, '--noise-hu'),
    noiseDraws: draws === undefined ? DEFAULT_AMOUNTS.noiseDraws : wholeNumber(draws, '--draws', 0),
    seed: seed === undefined ? DEFAULT_AMOUNTS.seed : wholeNumber(seed, '--seed', 0),
  };
}

/** The one region of an outcome, or why there is none. */
function regionOf(outcome: CaseOutcome): RegionValues | { readonly code: string; readonly message: string } {
  if (outcome.kind === 'failed') return outcome.failure;
  const region = outcome.kind === 'done' ? outcome.result.regions[0] : undefined;
  if (region === undefined) throw new Error('An extraction gave no region.');
  return 'failure' in region ? region.failure : region;
}

/**
 * Runs `hepanom extract --sensitivity`: the case as it is, then once per variation.
 * @returns the text of the report
 * @throws errors with a `code`; a variation that is refused is named in the report instead
 */
export async function runSensitivity(options: ExtractOptions, { stderr, startPool = casePool }: ExtractSurroundings): Promise<string> {
  const format = formatOf(options, ['text', 'json', 'csv'], 'text');
  if (isAllLabels(options)) throw new InputError('option', '--sensitivity looks at one region: give --label N.');
  const top = options.top === undefined ? undefined : wholeNumber(options.top, '--top');
  const settings = settingsOf(options);
  const amounts = amountsOf(options);
  const { run, skipped } = variationsFor(settings, amounts);
  const segment = segmentOf(options);
  const base: CaseWork = {
    image: options.image!,
    mask: options.mask!,
    ...(segment === undefined ? {} : { segment }),
    settings,
    regions: { allLabels: false, labelGiven: options.label !== undefined, components: false },
  };
  const pool = startPool(Math.min(run.length + 1, jobsOf(options, availableParallelism())));
  const progress = new Progress(stderr, run.length + 1, () => performance.now(), 'extractions');
  const extract = async (work: CaseWork): Promise<CaseOutcome> => {
    const outcome = await pool.run(work);
    progress.step(outcome.kind === 'failed' ? 'failed' : 'done');
    return outcome;
  };
  try {
    const first = extract(base);
    const rest = run.map((variation) => extract({ ...base, change: variation.change }).then((outcome) => ({ variation, region: regionOf(outcome) })));
    const outcome = await first;
    const baseline = regionOf(outcome);
    if ('code' in baseline || outcome.kind !== 'done') {
      const failure = 'code' in baseline ? baseline : { code: 'internal-error', message: 'The case gave no result.' };
      throw new InputError(failure.code, failure.message);
    }
    const runs: VariedRun[] = [];
    const done: Variation[] = [];
    const refused: { id: string; reason: string }[] = [];
    for (const { variation, region } of await Promise.all(rest)) {
      if ('code' in region) refused.push({ id: variation.id, reason: `[${region.code}] ${region.message}` });
      else {
        done.push(variation);
        runs.push({ id: variation.id, features: region.features });
      }
    }
    const rows = summariseSensitivity(baseline.features, runs);
    const report: SensitivityReport = {
      rows,
      effects: variationEffects(
        rows,
        done.map(({ id }) => id),
      ),
      variations: done,
      skipped: [...skipped, ...refused],
      amounts,
      provenance: provenance(settings, { image: options.image!, mask: options.mask! }, outcome.result.hashes),
    };
    if (format === 'json') return sensitivityJson(report);
    return format === 'csv' ? sensitivityCsv(report) : sensitivityText(report, top);
  } finally {
    progress.end();
    await pool.stop();
  }
}
