// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { canonicalJson } from '../nomogram/canonical-json.ts';
import { type ExtractionSettings, parseParams } from '../radiomics/params.ts';
import { canonicalSettings } from '../radiomics/pipeline.ts';
import type { ExtractionRequest } from './ports.ts';

/**
 * Settings of an extraction. The parameters are put into canonical order first, because a database may give JSON back in another one.
 *
 * @throws RadiomicsError for parameters that cannot be read
 */
export function extractionSettings({ params, features, engine }: ExtractionRequest): ExtractionSettings {
  const ordered: unknown = JSON.parse(canonicalJson(params));
  return { ...parseParams(withPythonFloats(ordered, features), engine ?? {}), only: features };
}

/**
 * JSON has one number type, and PyRadiomics names its features after Python's two: sigma 3.0 gives `log-sigma-3-0-mm-3D`, sigma 3 `log-sigma-3-mm-3D`.
 * The wanted names tell which one a whole number in the parameters stood for.
 */
function withPythonFloats(params: unknown, features: readonly string[]): unknown {
  const sigmas = member(member(member(params, 'imageType'), 'LoG'), 'sigma');
  if (!Array.isArray(sigmas)) return params;
  const wrapped = sigmas.map((sigma: unknown) =>
    typeof sigma === 'number' && Number.isInteger(sigma) && features.some((name) => name.startsWith(`log-sigma-${sigma}-0-mm-`))
      ? { pythonFloat: sigma }
      : sigma,
  );
  const { imageType, ...rest } = params as { readonly imageType: { readonly LoG: object } };
  return { ...rest, imageType: { ...imageType, LoG: { ...imageType.LoG, sigma: wrapped } } };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** SHA-256 (hex) of the canonical extraction settings: equal hash, equal computation. */
export function settingsHash(extraction: ExtractionRequest): string {
  return createHash('sha256')
    .update(canonicalSettings(extractionSettings(extraction)))
    .digest('hex');
}
