// SPDX-License-Identifier: Apache-2.0
import { isUrlSafeUid } from '../../../imaging/dicom/uids.ts';
import { InputError } from '../../input-error.ts';
import { positiveNumber } from '../../option-values.ts';
import { archiveTarget } from '../archive-target.ts';
import { isWebAddress } from '../series-address.ts';
import { exitStatus, findingLine, summaryLine } from './findings.ts';
import { walkArchive } from './walk.ts';

/** Options of `hepanom doctor` as commander gives them. */
export interface DoctorOptions {
  readonly config?: string;
  readonly dicomweb?: string;
  readonly study?: string;
  readonly tokenEnv?: string;
  readonly timeout?: string;
  readonly maxMb?: string;
  readonly storeTest?: boolean;
  readonly showUids?: boolean;
  readonly json?: boolean;
}

const ARCHIVE_ONLY = ['study', 'tokenEnv', 'timeout', 'maxMb', 'storeTest', 'showUids'] as const;
const DEFAULT_MAX_MB = 200;

/** @throws InputError `option`, `archive-address` */
export function checkDoctorOptions(options: DoctorOptions): void {
  const { config, dicomweb, study } = options;
  if (config !== undefined && dicomweb !== undefined)
    throw new InputError('option', '--config checks a whole configuration, --dicomweb one archive; give one of them.');
  if (dicomweb === undefined) {
    const lost = ARCHIVE_ONLY.find((name) => options[name] !== undefined && options[name] !== false);
    if (lost !== undefined) throw new InputError('option', `--${lost.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is for --dicomweb only.`);
    return;
  }
  const url = isWebAddress(dicomweb) ? URL.parse(dicomweb) : null;
  if (url === null) throw new InputError('archive-address', '--dicomweb takes an http or https address, such as https://pacs.example/dicom-web.');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new InputError(
      'archive-address',
      'The address carries a password, a query or a fragment; give the plain DICOMweb root, and a credential with --token-env NAME.',
    );
  if (/\/studies(\/|$)/.test(url.pathname))
    throw new InputError('archive-address', 'Give the DICOMweb root, which is what stands before "/studies"; a study is named by --study UID.');
  if (study !== undefined && !isUrlSafeUid(study))
    throw new InputError('option', '--study takes a Study Instance UID: digits and dots, at most 64 characters.');
}

/**
 * Runs `hepanom doctor --dicomweb`.
 * @returns exit status: 0 all ok, 1 something wants attention, 2 something fails
 * @throws InputError for options
 */
export async function runArchiveDoctor(
  options: DoctorOptions,
  { env, nowIso, print }: { readonly env: Readonly<Record<string, string | undefined>>; readonly nowIso: string; readonly print: (text: string) => void },
): Promise<0 | 1 | 2> {
  const target = archiveTarget(options.dicomweb!.replace(/\/+$/, ''), options, env);
  const findings = await walkArchive(target, {
    studyUid: options.study,
    storeTest: options.storeTest === true,
    showUids: options.showUids === true,
    maxBytes: 1e6 * (options.maxMb === undefined ? DEFAULT_MAX_MB : positiveNumber(options.maxMb, '--max-mb')),
    nowIso,
    ...(options.json === true ? {} : { onFinding: (finding) => print(findingLine(finding)) }),
  });
  const status = exitStatus(findings);
  print(options.json === true ? `${JSON.stringify({ status, findings }, null, 2)}\n` : summaryLine(findings));
  return status;
}
