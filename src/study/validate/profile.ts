// SPDX-License-Identifier: Apache-2.0
import { canonicalJson } from '../../nomogram/canonical-json.ts';
import type { LoadedModel } from '../../nomogram/prepare.ts';

/** A number written as a float in YAML stands for the number. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('pythonFloat' in value) return (value as { pythonFloat: unknown }).pythonFloat;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, plain(own)]));
}

const member = (value: unknown, key: string): Readonly<Record<string, unknown>> => {
  const found = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>) : {};
};

/**
 * Why features extracted with these parameters are not the ones that a model's rad-score expects: other general settings, or other settings of an image type
 * that the rad-score uses. Which further features were extracted does not matter. Undefined where they fit, or where the model has no rad-score.
 *
 * @param profile PyRadiomics parameter file of the study
 */
export function profileMismatch(model: LoadedModel, profile: unknown): string | undefined {
  const wanted = model.file.radScore?.profile;
  if (wanted === undefined) return undefined;
  const own = plain(wanted);
  const given = plain(profile);
  const setting = [member(own, 'setting'), member(given, 'setting')] as const;
  const keys = new Set([...Object.keys(setting[0]), ...Object.keys(setting[1])]);
  for (const key of keys) {
    const [a, b] = [setting[0][key], setting[1][key]];
    if (canonicalJson(a ?? null) !== canonicalJson(b ?? null)) return `setting ${key} is ${text(b)} in the study and ${text(a)} in the model`;
  }
  const types = [member(own, 'imageType'), member(given, 'imageType')] as const;
  for (const [name, options] of Object.entries(types[0])) {
    if (!Object.hasOwn(types[1], name)) return `image type ${name}, which the model uses, is not among the study's`;
    const found = member(types[1], name);
    for (const [key, value] of Object.entries(options as Readonly<Record<string, unknown>>)) {
      const there = found[key];
      const covers =
        Array.isArray(value) && Array.isArray(there)
          ? value.every((one) => there.includes(one))
          : canonicalJson(value ?? null) === canonicalJson(there ?? null);
      if (!covers) return `image type ${name}: ${key} is ${text(there)} in the study and ${text(value)} in the model`;
    }
  }
  return undefined;
}

const text = (value: unknown): string => (value === undefined ? 'not given' : JSON.stringify(value));
