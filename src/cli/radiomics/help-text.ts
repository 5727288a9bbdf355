// SPDX-License-Identifier: Apache-2.0

/** What `hepanom extract --help` prints behind the options. */
export const EXTRACT_HELP = `
Numbers are PyRadiomics' own (3.x by default): same definitions, same rounding, same names and order. What PyRadiomics drops or guesses in silence is refused with a code and a
sentence that says what to do. docs/features.md describes every feature; --explain prints the same for one.

Input
  Images: NRRD, NIfTI (.nii, .nii.gz), or a folder with one DICOM series. Masks: NRRD or NIfTI labels, or a DICOM segmentation or RT structure set (.dcm, with a DICOM folder);
  there --label, or the table's Label, is the segment's or structure's number.
  --batch reads PyRadiomics' table: a CSV whose first line names the columns Image and Mask (any case), optionally Label (a number or all; empty: the parameter file's) and
  Label_channel; other columns are carried through. Relative paths are relative to the table's folder. All problems of the table are told at once, before anything starts.

Output
  JSON, one case: the features flat, then diagnostics, notes (why a value is null or means nothing, by feature), warnings, provenance (software, settings as resolved, SHA-1 of the
  voxels; file names without folders). JSON, many: a list with one object per line, "input" holding the table's cells, "error" where a case failed.
  CSV: PyRadiomics' layout: the table's columns, diagnostics_…, features. A failed case has its own columns only. Notes, warnings and failures are written beside it, to
  NAME.remarks.csv. Rows are in the table's order.
  --batch writes finished cases to OUT.part at once and OUT itself at the end or on Ctrl-C; OUT is always whole. --resume continues from either: it reads image and mask again and
  keeps a row only when voxels and settings are the same; failed cases are tried again.

Exit status
  0 all well; 1 some cases or regions failed, the others are in the output; 2 nothing was computed (option, table or file); 130 stopped by Ctrl-C, what was finished is in the output.

Sensitivity
  Extracts again with padDistance 0, 5 and 10, LoG sigma ± 10 %, the other PyRadiomics version, the mask one voxel smaller and larger, and noise added to the image; prints per
  feature how far it moves, most fragile first. --format json or csv gives all numbers. Every amount is assumed, none is published; the options change them. For MR, --noise-hu is
  in the image's own unit.

Examples:
  $ hepanom extract --image ct.nrrd --mask tumour.nrrd --profile rad-score
  $ hepanom extract --image ct-folder --mask tumour-seg.dcm --profile rad-score --time --out features.json
  $ hepanom extract --image ct.nii.gz --mask labels.nii.gz --label all --params params.yaml --out features.csv
  $ hepanom extract --batch cases.csv --profile hcc-1874 --compat 2.2.0 --jobs 4 --out features.csv
  $ hepanom extract --batch cases.csv --profile hcc-1874 --compat 2.2.0 --jobs 4 --out features.csv --resume
  $ hepanom extract --explain log-sigma-3-0-mm-3D_glszm_LargeAreaLowGrayLevelEmphasis
  $ hepanom extract --list --profile hcc-1874
  $ hepanom extract --image ct.nrrd --mask tumour.nrrd --profile rad-score --sensitivity
`;
