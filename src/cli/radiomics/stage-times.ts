// SPDX-License-Identifier: Apache-2.0
import { isFeatureClass } from '../../radiomics/settings/feature-names.ts';
import type { StageTime } from '../../radiomics/stopwatch.ts';

/** The engine times every feature; what is told is the time of its class in its image: `original glcm`. */
function toldAs(stage: string): string {
  const [, image, featureClass = ''] = /^(.+)_([^_]+)_[^_]+$/.exec(stage) ?? [];
  return image !== undefined && isFeatureClass(featureClass) ? `${image} ${featureClass}` : stage;
}

/**
 * Seconds by stage, in the order in which the stages first ran: `read`, `resample`, `shape`, `filter …` for each image made, each image's classes, `total`.
 * Stages that several threads ran at once add up to more than `total`, which is time on the clock.
 */
export function secondsByStage(stages: readonly StageTime[]): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const { stage, ms } of stages) {
    if (stage === 'total') continue;
    seconds[toldAs(stage)] = (seconds[toldAs(stage)] ?? 0) + ms / 1000;
  }
  // part of preparing, but told on their own
  if (seconds.prepare !== undefined) seconds.prepare = Math.max(0, seconds.prepare - (seconds.normalise ?? 0) - (seconds.resample ?? 0));
  const total = stages.filter(({ stage }) => stage === 'total');
  return total.length === 0 ? seconds : { ...seconds, total: total.reduce((sum, { ms }) => sum + ms / 1000, 0) };
}
