// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { InputError } from '../input-error.ts';
import { readImageInput, readMaskInput } from '../radiomics/read-inputs.ts';

export type PhantomName = 'digital' | 'ct';

export interface Phantom {
  readonly image: Volume;
  readonly mask: LabelVolume;
}

const FOLDERS: Readonly<Record<PhantomName, string>> = { digital: 'ibsi_1_digital_phantom', ct: 'ibsi_1_ct_radiomics_phantom' };

/**
 * Reads one of IBSI-1's phantoms (NIfTI) below a folder laid out as the initiative's repository of data sets, with or without its `nifti` level.
 * @throws InputError `phantom-missing` with the paths that were looked for
 */
export async function readPhantom(data: string, name: PhantomName): Promise<Phantom> {
  const tried: string[] = [];
  for (const level of ['', 'nifti']) {
    const folder = path.join(data, FOLDERS[name], level);
    const files = { image: path.join(folder, 'image', 'phantom.nii.gz'), mask: path.join(folder, 'mask', 'mask.nii.gz') };
    tried.push(files.image, files.mask);
    if (!existsSync(files.image) || !existsSync(files.mask)) continue;
    const input = await readImageInput(files.image);
    return { image: input.image, mask: readMaskInput(files.mask, input, 0) };
  }
  throw new InputError(
    'phantom-missing',
    `${FOLDERS[name]} is not complete below ${data}: looked for ${tried.join(', ')}. Get it from github.com/theibsi/data_sets, or leave its configurations out with --configuration.`,
  );
}
