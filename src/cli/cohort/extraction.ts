// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExtractionRequest } from '../../assessment/ports.ts';
import { featureNames, isProfileName, PROFILES, type Profile, parseParams } from '../../radiomics/params.ts';
import type { StudyDefinition } from '../../study/definition/study-definition.ts';
import { readParamsFile } from '../radiomics/params-file.ts';

export interface StudyExtraction {
  readonly request: ExtractionRequest;
  /** The parameter file that goes with the features. */
  readonly paramsText: string;
}

/** The engine that measures here and behind every card, as a study file names it. */
export const ENGINE = { compat: '3.0.1', itk: '5.3' } as const;

/**
 * What is measured for a study: its parameter file, a named profile, or (nothing said) the five features of the rad-score.
 *
 * @param folder folder of the study file; the parameter file is relative to it
 * @returns undefined for a study without features
 * @throws InputError for a parameter file that cannot be read, RadiomicsError for one that cannot be used
 */
export function studyExtraction({ features }: StudyDefinition, folder: string): StudyExtraction | undefined {
  if (features === undefined) return undefined;
  const named = features.profile ?? 'rad-score';
  if (isProfileName(named)) {
    const profile: Profile = PROFILES[named];
    return { request: requestOf(profile.params, profile.only), paramsText: paramsJson(profile.params) };
  }
  const file = path.resolve(folder, named);
  return { request: requestOf(readParamsFile(file)), paramsText: readFileSync(file, 'utf8') };
}

function requestOf(params: unknown, only?: readonly string[]): ExtractionRequest {
  return { params, features: only ?? featureNames(parseParams(params)) };
}

/** JSON is YAML; a float keeps its point, because PyRadiomics names images after it. */
function paramsJson(params: unknown): string {
  const text = JSON.stringify(params, null, 2).replace(/\{\s*"pythonFloat":\s*(-?\d+)\s*\}/g, '$1.0');
  return `${text.replace(/\{\s*"pythonFloat":\s*([^}\s]+)\s*\}/g, '$1')}\n`;
}
