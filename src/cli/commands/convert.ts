// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { isUserError } from '../failure.ts';
import type { ConvertOptions } from '../imaging/convert-options.ts';
import { runConvert } from '../imaging/convert-run.ts';
import { reportText } from '../imaging/report.ts';

const HELP = `
Input
  --image  NRRD, NIfTI (.nii, .nii.gz), a folder with a DICOM series, one DICOM file (Enhanced CT), or the DICOMweb address of a series:
           https://host/dicom-web/studies/STUDY-UID/series/SERIES-UID
  --mask   DICOM SEG or RTSTRUCT (with a DICOM image), NRRD or NIfTI labels; a file, or the DICOMweb address of a series. Files are told apart by content.
  Slices are ordered by position; a series with gaps, tilt, mixed geometry or several phases is refused with the values that failed.

Output
  By the ending: .nrrd, .nii, .nii.gz; the mask also .seg.dcm (DICOM segmentation, needs a DICOM image). The mask is always on the image's grid.
  One segment or structure becomes label 1; --segment all keeps the numbers. Without an output only the report is printed. All files are written at the end, whole or not at all.
  A file that exists is kept unless --force is given.

Exit status
  0 done; 2 refused, nothing was written: error [code] and a sentence on standard error.

Examples:
  $ hepanom convert --image ct-folder --mask tumour-seg.dcm --out-image ct.nrrd --out-mask tumour.nrrd
  $ hepanom convert --image ct-folder --mask rtstruct.dcm --segment GTV --out-mask gtv.nii.gz
  $ hepanom convert --image ct-folder --mask tumour.nii.gz --segment-type neoplasm --out-mask tumour.seg.dcm
  $ hepanom convert --image https://pacs.example/dicom-web/studies/1.2.3/series/1.2.3.4 --token-env PACS_TOKEN --out-image ct.nii.gz
`;

/** Registers `hepanom convert`. */
export function register(program: Command): void {
  program
    .command('convert')
    .description('read a CT and a mask from any source, check them, and write them on one grid in another format')
    .option('--image <file|folder|url>', 'CT: NRRD, NIfTI, DICOM folder or file, or the DICOMweb address of a series')
    .option('--series <uid>', 'which series of a folder with several')
    .option('--mask <file|url>', 'mask: DICOM SEG or RTSTRUCT, NRRD, NIfTI, or the DICOMweb address of its series')
    .option('--segment <n|label|all>', 'segment, structure or label that is meant (default: the only one, or the only tumour)')
    .option('--threshold <share>', 'FRACTIONAL segmentations: share from which on a voxel belongs to the region, above 0 up to 1')
    .option('--resample-mask', "put an NRRD or NIfTI mask of another grid on the image's by nearest neighbour")
    .option('--by-position', 'place a DICOM mask that names other images than these (an anonymised or cropped copy) by its position alone, and say so')
    .option('--out-image <file>', 'write the CT: .nrrd, .nii, .nii.gz')
    .option('--out-mask <file>', 'write the mask: .nrrd, .nii, .nii.gz, .seg.dcm')
    .option('--segment-label <text>', 'with .seg.dcm: label of the segment (default: as in the mask)')
    .option('--segment-type <name>', 'with .seg.dcm: neoplasm, mass, liver or tissue (default: as in the mask, else tissue)')
    .option('--algorithm <name>', 'with .seg.dcm: the program that made the mask; without it the mask counts as drawn by hand unless it says otherwise')
    .option('--token-env <name>', "environment variable with the archive's bearer token")
    .option('--timeout <seconds>', 'longest silence of the archive (default 60)')
    .option('--allow-lossy', 'read a CT that was compressed with loss, and say so')
    .option('--force', 'replace files that exist')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action(async (options: ConvertOptions) => {
      try {
        const report = await runConvert(options, { env: process.env, nowIso: new Date().toISOString().slice(0, 19) });
        process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
      } catch (error) {
        if (!isUserError(error)) throw error;
        process.stderr.write(`error [${error.code}]: ${error.message}\n`);
        process.exitCode = 2;
      }
    });
}
