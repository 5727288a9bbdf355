// SPDX-License-Identifier: Apache-2.0
// PyRadiomics and Nyxus on the same volumes, where their Python is told: HEPANOM_PEER_PYTHON (PyRadiomics 3.0.1) and HEPANOM_NYXUS_PYTHON (Nyxus 0.11).
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { writeNrrd } from '../../../src/imaging/nrrd.ts';
import type { Grid } from '../../../src/volume/grid.ts';
import { oraclesDir } from '../../support/oracles-dir.ts';
import type { Tumour } from './tumour.ts';

const run = promisify(execFile);

/** Why a peer was not timed, or its figures. */
export type PeerResult = { readonly skipped: string } | { readonly minMs: number; readonly peakRssMiB: number; readonly features: number };

const reason = (error: unknown): string =>
  ((error as { stderr?: string }).stderr ?? (error instanceof Error ? error.message : String(error))).trim().split('\n').at(-1) ?? 'failed';

/** Writes a tumour and a parameter file for {@link pyRadiomics}. */
export function writeCase(folder: string, name: string, { image, mask }: Tumour, params: unknown): { image: string; mask: string; params: string } {
  const files = { image: path.join(folder, `${name}.nrrd`), mask: path.join(folder, `${name}-mask.nrrd`), params: path.join(folder, `${name}.yaml`) };
  if (!existsSync(files.image)) {
    writeFileSync(files.image, writeNrrd(image));
    writeFileSync(files.mask, writeNrrd(mask));
  }
  writeFileSync(files.params, stringify(params));
  return files;
}

/** `execute` of PyRadiomics, image and mask in memory, best of `repeat`, through `oracles/radiomics/peer.py`. */
export async function pyRadiomics(files: { image: string; mask: string; params: string }, repeat: number, threads: number): Promise<PeerResult> {
  const python = process.env.HEPANOM_PEER_PYTHON;
  const script = path.join(oraclesDir() ?? '', 'oracles', 'radiomics', 'peer.py');
  if (python === undefined) return { skipped: 'HEPANOM_PEER_PYTHON names no Python with PyRadiomics 3.0.1' };
  if (!existsSync(script)) return { skipped: 'oracles/radiomics/peer.py is not there (HEPANOM_ORACLES)' };
  const options = ['--image', files.image, '--mask', files.mask, '--params', files.params, '--repeat', String(repeat), '--threads', String(threads)];
  try {
    const { stdout } = await run(python, [script, ...options], { maxBuffer: 2 ** 24 });
    const line = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { execute_min_s: number; peak_rss_mib: number; features: number };
    return { minMs: Math.round(line.execute_min_s * 1000), peakRssMiB: line.peak_rss_mib, features: line.features };
  } catch (error) {
    return { skipped: reason(error) };
  }
}

const NYXUS = `
import json, resource, sys, time
from nyxus import Nyxus3D
image, mask, repeat = sys.argv[1], sys.argv[2], int(sys.argv[3])
runs, columns = [], 0
for _ in range(repeat):
    nyxus = Nyxus3D(["*3D_ALL*"], n_feature_calc_threads=1, n_loader_threads=1)
    start = time.perf_counter(); table = nyxus.featurize_files([image], [mask], False); runs.append(time.perf_counter() - start)
    columns = len(table.columns)
print(json.dumps({'s': min(runs), 'mib': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 'columns': columns}))
`;

/** Nyxus, all three-dimensional features, from file to table, best of `repeat`, one thread. */
export async function nyxus(image: string, mask: string, repeat: number): Promise<PeerResult> {
  const python = process.env.HEPANOM_NYXUS_PYTHON;
  if (python === undefined) return { skipped: 'HEPANOM_NYXUS_PYTHON names no Python with Nyxus 0.11' };
  try {
    const { stdout } = await run(python, ['-c', NYXUS, image, mask, String(repeat)], { maxBuffer: 2 ** 24, env: { ...process.env, OMP_NUM_THREADS: '1' } });
    const line = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { s: number; mib: number; columns: number };
    return { minMs: Math.round(line.s * 1000), peakRssMiB: Math.round(line.mib), features: line.columns };
  } catch (error) {
    return { skipped: reason(error) };
  }
}

/** An uncompressed NIfTI-1 file (Nyxus reads no NRRD). @param datatype 2 = uint8, 4 = int16 */
export function niftiBytes(grid: Grid, data: Int16Array | Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(352));
  header.setInt32(0, 348, true);
  [3, ...grid.size, 1, 1, 1, 1].forEach((value, i) => {
    header.setInt16(40 + 2 * i, value, true);
  });
  header.setInt16(70, data instanceof Int16Array ? 4 : 2, true);
  header.setInt16(72, 8 * data.BYTES_PER_ELEMENT, true);
  [1, ...grid.spacingMm, 1, 1, 1, 1].forEach((value, i) => {
    header.setFloat32(76 + 4 * i, value, true);
  });
  header.setFloat32(108, 352, true);
  header.setFloat32(112, 1, true);
  header.setUint8(123, 2);
  header.setInt16(252, 1, true); // identity qform
  [0x6e, 0x2b, 0x31, 0].forEach((byte, i) => {
    header.setUint8(344 + i, byte);
  });
  const bytes = new Uint8Array(352 + data.byteLength);
  bytes.set(new Uint8Array(header.buffer));
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 352);
  return bytes;
}
