// SPDX-License-Identifier: Apache-2.0
import { configuration, versions } from '../../radiomics/diagnostics.ts';
import { type ExtractionSettings, featureNames } from '../../radiomics/params.ts';
import { PIPELINE_ID } from '../../radiomics/pipeline.ts';
import { settingsSha256 } from './json-layout.ts';
import type { RunIdentity } from './result-row.ts';

/** What a row of JSON shows of the computation it came from. */
export function jsonIdentity(settings: ExtractionSettings): RunIdentity {
  return { features: featureNames(settings), marks: { pipeline: PIPELINE_ID, settingsSha256: settingsSha256(settings) } };
}

/** What a row of PyRadiomics' table shows of it: its version and configuration columns. */
export function csvIdentity(settings: ExtractionSettings): RunIdentity {
  const marks = Object.fromEntries(Object.entries({ ...versions(settings), ...configuration(settings) }).map(([name, value]) => [name, String(value)]));
  return { features: featureNames(settings), marks };
}
