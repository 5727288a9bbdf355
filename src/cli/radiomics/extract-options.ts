// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { type Compatibility, type ExtractionSettings, isProfileName, PROFILES, parseParams, profileSettings } from '../../radiomics/params.ts';
import { InputError } from '../input-error.ts';
import { oneOf, wholeNumber } from '../option-values.ts';
import type { CasePool } from './case-pool.ts';
import { readParamsFile } from './params-file.ts';
import type { ProgressStream } from './progress.ts';

/** Where the command speaks, what stops it, and who starts its threads. */
export interface ExtractSurroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: ProgressStream;
  readonly signal: AbortSignal;
  /** Default: threads of its own, ended with the run. */
  readonly startPool?: (threads: number) => CasePool;
}

/** Options of `hepanom extract` as commander gives them. */
export interface ExtractOptions {
  readonly image?: string;
  readonly mask?: string;
  readonly batch?: string;
  readonly profile?: string;
  readonly params?: string;
  readonly label?: string;
  readonly components?: boolean;
  readonly segment?: string;
  readonly compat?: string;
  readonly itk?: string;
  readonly format?: string;
  readonly formatPath?: string;
  readonly out?: string;
  readonly time?: boolean;
  readonly jobs?: string;
  readonly resume?: boolean;
  readonly validate?: boolean;
  readonly list?: boolean;
  readonly explain?: string;
  readonly sensitivity?: boolean;
  readonly noiseHu?: string;
  readonly draws?: string;
  readonly seed?: string;
  readonly pad?: string;
  readonly sigmaPercent?: string;
  readonly maskStep?: string;
  readonly top?: string;
}

const COMPATIBILITIES: Readonly<Record<string, Compatibility>> = { '3': '3.x', '3.x': '3.x', '3.0': '3.x', '3.0.1': '3.x', '3.1.0': '3.x', '2.2.0': '2.2.0' };

/**
 * Settings from `--profile` or `--params`, with `--compat`, `--itk` and `--label`.
 * @throws InputError, RadiomicsError
 */
export function settingsOf(options: ExtractOptions): ExtractionSettings {
  const wanted = options.compat ?? '3.x';
  const compat = Object.hasOwn(COMPATIBILITIES, wanted) ? COMPATIBILITIES[wanted] : undefined;
  if (compat === undefined) throw new InputError('compat-not-supported', `--compat ${wanted} is not supported; use 3.x (default) or 2.2.0.`);
  const itk = options.itk === undefined ? (compat === '2.2.0' ? '4.13' : '5') : oneOf(options.itk, ['4.13', '5'], '--itk');
  const names = Object.keys(PROFILES);
  if ((options.profile === undefined) === (options.params === undefined))
    throw new InputError('option', `Give either --profile (${names.join(', ')}) or --params FILE.`);
  if (options.profile !== undefined && !isProfileName(options.profile))
    throw new InputError(
      'profile-unknown',
      `There is no profile "${options.profile}"; the profiles are ${names.join(', ')}. Other sets come from --params FILE.`,
    );
  const settings =
    options.profile === undefined
      ? parseParams(readParamsFile(options.params!), { compat, itk })
      : profileSettings(options.profile as keyof typeof PROFILES, { compat, itk });
  return {
    ...settings,
    // as PyRadiomics' command line: everything, unless the parameter file says otherwise
    additionalInfo: settings.additionalInfo ?? true,
    ...(options.label === undefined || isAllLabels(options) ? {} : { label: wholeNumber(options.label, '--label') }),
  };
}

/** Whether every label of a mask is wanted. */
export function isAllLabels({ label }: ExtractOptions): boolean {
  return label?.toLowerCase() === 'all';
}

/** `--segment`. @throws InputError `option` */
export function segmentOf({ segment }: ExtractOptions): number | undefined {
  return segment === undefined ? undefined : wholeNumber(segment, '--segment');
}

/** Number of threads: what is asked for, else `fallback`. @throws InputError `option` */
export function jobsOf({ jobs }: ExtractOptions, fallback = availableParallelism()): number {
  return jobs === undefined ? fallback : wholeNumber(jobs, '--jobs');
}

/** The output format: `--format`, else by the ending of `--out`, else `fallback`. @throws InputError `option` */
export function formatOf<T extends string>({ format, out }: ExtractOptions, known: readonly T[], fallback: T): T {
  if (format !== undefined) return oneOf(format, known, '--format');
  return known.find((name) => out?.toLowerCase().endsWith(`.${name}`) === true) ?? fallback;
}

/** Options that are no use together; the first one given decides what the command does. */
const CONFLICTS: readonly (readonly [keyof ExtractOptions, readonly (keyof ExtractOptions)[]])[] = [
  ['explain', ['image', 'mask', 'batch', 'list', 'sensitivity', 'time', 'resume', 'validate', 'components']],
  ['list', ['image', 'mask', 'batch', 'sensitivity', 'time', 'resume', 'validate', 'components']],
  ['batch', ['image', 'mask', 'sensitivity']],
  ['sensitivity', ['resume', 'validate', 'time', 'components']],
];
const NEEDS: readonly (readonly [keyof ExtractOptions, keyof ExtractOptions])[] = [
  ['resume', 'batch'],
  ['validate', 'batch'],
  ['formatPath', 'batch'],
  ['noiseHu', 'sensitivity'],
  ['draws', 'sensitivity'],
  ['seed', 'sensitivity'],
  ['pad', 'sensitivity'],
  ['sigmaPercent', 'sensitivity'],
  ['maskStep', 'sensitivity'],
  ['top', 'sensitivity'],
];

const flag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @throws InputError `option` when options contradict each other or something is missing */
export function checkOptions(options: ExtractOptions): void {
  const given = (name: keyof ExtractOptions): boolean => options[name] !== undefined && options[name] !== false;
  for (const [mode, others] of CONFLICTS) {
    const other = given(mode) ? others.find(given) : undefined;
    if (other !== undefined) throw new InputError('option', `${flag(mode)} and ${flag(other)} cannot be given together.`);
  }
  for (const [name, needed] of NEEDS) if (given(name) && !given(needed)) throw new InputError('option', `${flag(name)} is for ${flag(needed)} only.`);
  if (given('explain') || given('list') || given('batch')) return;
  const missing = (['image', 'mask'] as const).filter((name) => !given(name)).map(flag);
  if (missing.length > 0)
    throw new InputError(
      'option',
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing. One case needs --image and --mask; many cases need --batch FILE.`,
    );
}
