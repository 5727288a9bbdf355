// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demoPatients } from '../../fhir-fixtures/patients/index.ts';
import {
  benchStudy,
  liverDistance,
  PLAIN_STUDY,
  PLAIN_TUMOUR,
  type SyntheticStudySpec,
  syntheticMask,
  syntheticVolume,
} from '../../fhir-fixtures/synthetic-liver/index.ts';
import { addNoise, noiseScratch } from '../../fhir-fixtures/synthetic-liver/noise.ts';
import { pixelIdentity } from '../../fhir-fixtures/synthetic-liver/spec.ts';
import { pixelCentreMm } from '../../fhir-fixtures/synthetic-liver/tumour.ts';

const DEMO = demoPatients({ asOf: '2026-11-23', dicomwebBase: 'http://127.0.0.1/dicom-web' });
const NECROTIC: SyntheticStudySpec = {
  ...PLAIN_STUDY,
  key: 'test necrotic',
  grid: { ...PLAIN_STUDY.grid, slices: 14, topMm: 65 },
  tumours: [{ ...PLAIN_TUMOUR, necrosis: { radiusShare: 0.5, hu: 30 }, capsule: { thicknessMm: 2, hu: 134 } }],
};

/** Mean HU over the voxels that a predicate picks, on every voxel of the volume. */
function meanWhere(
  volume: ReturnType<typeof syntheticVolume>,
  pick: (x: number, y: number, z: number, label: number) => boolean,
): { mean: number; count: number } {
  const { grid, data } = volume.image;
  const [nx, ny, nz] = grid.size;
  let sum = 0;
  let count = 0;
  for (let k = 0; k < nz; k += 1) {
    const z = grid.originMm[2] + k * grid.spacingMm[2];
    for (let j = 0; j < ny; j += 2) {
      for (let i = 0; i < nx; i += 2) {
        const at = (k * ny + j) * nx + i;
        if (!pick(pixelCentreMm(i, nx, grid.spacingMm[0]), pixelCentreMm(j, ny, grid.spacingMm[1]), z, volume.mask.data[at]!)) continue;
        sum += data[at]!;
        count += 1;
      }
    }
  }
  return { mean: sum / count, count };
}

describe('synthetic liver CT', () => {
  let volume: ReturnType<typeof syntheticVolume>;
  beforeAll(() => {
    volume = syntheticVolume(NECROTIC);
  });

  it('gives the same bytes for the same spec, on every machine', () => {
    const [nx, ny] = volume.image.grid.size;
    const slice = volume.image.data.slice(7 * nx * ny, 8 * nx * ny);
    // Golden: generator version 2, spec NECROTIC above, slice 7 from the foot, little endian int16; made by this generator, Node 24, x64.
    expect(createHash('sha256').update(new Uint8Array(slice.buffer)).digest('hex')).toBe('38c470218e1001a14fb48723752ab1055ed907aed947d368fdf38651165fe6d4');
    const again = syntheticVolume(NECROTIC);
    expect(Buffer.compare(Buffer.from(again.image.data.buffer), Buffer.from(volume.image.data.buffer))).toBe(0);
  });

  it('draws other noise for another key', () => {
    const other = syntheticVolume({ ...NECROTIC, key: 'another', grid: { ...NECROTIC.grid, slices: 1 } });
    const same = syntheticVolume({ ...NECROTIC, grid: { ...NECROTIC.grid, slices: 1 } });
    expect(Buffer.compare(Buffer.from(other.image.data.buffer), Buffer.from(same.image.data.buffer))).not.toBe(0);
  });

  it('holds liver near its portal value, brighter vessels, a darker tumour with a dark core, and air around', () => {
    const tumour = NECROTIC.tumours[0]!;
    const fromCentre = (x: number, y: number, z: number) => Math.hypot(x - tumour.centreMm[0], y - tumour.centreMm[1], z - tumour.centreMm[2]);
    const liver = meanWhere(volume, (x, y, z, label) => label === 0 && fromCentre(x, y, z) > 40 && liverDistance(NECROTIC, x, y, z) < -8);
    const outlined = meanWhere(volume, (_x, _y, _z, label) => label === 1);
    const core = meanWhere(volume, (x, y, z) => fromCentre(x, y, z) < 5);
    const aorta = meanWhere(volume, (x, y, z) => z > 0 && Math.hypot(x - 13, y - 40) < 7);
    const air = meanWhere(volume, (x, y) => Math.abs(x) < 100 && y < -150);
    expect(liver.count).toBeGreaterThan(20_000);
    expect(liver.mean).toBeGreaterThan(106); // 110 plus a few percent of vessels
    expect(liver.mean).toBeLessThan(122);
    expect(aorta.mean).toBeGreaterThan(liver.mean + 30);
    expect(outlined.mean).toBeLessThan(liver.mean - 20);
    expect(core.mean).toBeLessThan(45);
    expect(air.mean).toBeLessThan(-950);
  });

  it('shows vessels inside the liver that are brighter than its tissue', () => {
    const { grid, data } = volume.image;
    const { vessels } = volume.scene;
    const thick = vessels.filter(({ r0, from }) => r0 > 3 && liverDistance(NECROTIC, ...from) < -5);
    const values = thick.flatMap(({ from: [x, y, z] }) => {
      const i = Math.round((x - grid.originMm[0]) / grid.spacingMm[0]);
      const j = Math.round((y - grid.originMm[1]) / grid.spacingMm[1]);
      const k = (z - grid.originMm[2]) / grid.spacingMm[2];
      if (Math.abs(k - Math.round(k)) > 0.2 || k < 0 || k > grid.size[2] - 1) return [];
      return [data[(Math.round(k) * grid.size[1] + j) * grid.size[0] + i]!];
    });
    expect(values.length).toBeGreaterThan(5);
    expect(values.reduce((a, b) => a + b, 0) / values.length).toBeGreaterThan(145);
  });

  it('keeps every vessel out of the tumour', () => {
    const { vessels, tumours } = volume.scene;
    const inside = vessels.filter(({ from, to }) => tumours[0]!.distance(...from) < 0 || tumours[0]!.distance(...to) < 0);
    expect(vessels.length).toBeGreaterThan(300);
    expect(inside).toEqual([]);
  });

  it.each(DEMO.flatMap(({ scenario, study }) => study.tumours.map((_tumour, index) => ({ scenario, index, study }))))(
    'puts tumour $index of "$scenario" wholly inside the liver, as long as its report says',
    ({ study, index }) => {
      const { grid, data } = syntheticMask(study);
      const [nx, ny, nz] = grid.size;
      let outside = 0;
      let longest = 0;
      for (let k = 0; k < nz; k += 1) {
        const edge: [number, number][] = [];
        for (let j = 0; j < ny; j += 1) {
          let first = -1;
          let last = -1;
          for (let i = 0; i < nx; i += 1) {
            if (data[(k * ny + j) * nx + i] !== index + 1) continue;
            if (first < 0) first = i;
            last = i;
            const [x, y, z] = [pixelCentreMm(i, nx, grid.spacingMm[0]), pixelCentreMm(j, ny, grid.spacingMm[1]), grid.originMm[2] + k * grid.spacingMm[2]];
            if (liverDistance(study, x, y, z) > -1) outside += 1;
          }
          if (first >= 0) edge.push([first, j], [last, j]);
        }
        for (const a of edge) for (const b of edge) longest = Math.max(longest, Math.hypot(a[0] - b[0], a[1] - b[1]));
      }
      expect(outside).toBe(0);
      // The diameter is met to about a pixel: the mask is made of voxel centres.
      expect(Math.abs((longest + 1) * grid.spacingMm[0] - study.tumours[index]!.diameterMm)).toBeLessThan(2 * grid.spacingMm[0]);
    },
  );

  it.each([50, 100])('offers a bench tumour of %d mm of the expected volume', (diameterMm) => {
    const { grid, data } = syntheticMask(benchStudy(diameterMm));
    const voxels = data.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0);
    const volumeMl = (voxels * grid.spacingMm[0] * grid.spacingMm[1] * grid.spacingMm[2]) / 1000;
    const sphereMl = (Math.PI * diameterMm ** 3) / 6000;
    // Slightly irregular: the longest diameter is the sphere's, so the body is smaller.
    expect(volumeMl).toBeLessThan(sphereMl);
    expect(volumeMl).toBeGreaterThan(0.75 * sphereMl);
  });

  it('makes noise of the asked strength at the centre, without a mean and correlated between neighbours', () => {
    const n = 256;
    const hu = new Float32Array(n * n);
    addNoise(hu, n, n, 12, 'noise test', noiseScratch(n, n));
    let sum = 0;
    let squares = 0;
    let lag = 0;
    let count = 0;
    for (let y = 96; y < 160; y += 1) {
      for (let x = 96; x < 160; x += 1) {
        const v = hu[y * n + x]!;
        sum += v;
        squares += v * v;
        lag += v * hu[y * n + x + 1]!;
        count += 1;
      }
    }
    const sd = Math.sqrt(squares / count - (sum / count) ** 2);
    // 4096 correlated pixels: the sample sd scatters by a few percent; the field falls by up to 2 % within the window.
    expect(sd).toBeGreaterThan(10.8);
    expect(sd).toBeLessThan(12.8);
    expect(Math.abs(sum / count)).toBeLessThan(1);
    expect(lag / squares).toBeGreaterThan(0.5);
    expect(lag / squares).toBeLessThan(0.9);
  });

  it('keys pixels by what changes them: not by names or dates, but by seed, grid and tumours', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 18, max: 99 }), fc.boolean(), (name, ageYears, segmented) => {
        const renamed = { ...PLAIN_STUDY, segmented, acquiredIso: '2030-01-01T00:00:00', patient: { ...PLAIN_STUDY.patient, name, ageYears } };
        expect(pixelIdentity(renamed)).toBe(pixelIdentity(PLAIN_STUDY));
      }),
    );
    expect(pixelIdentity({ ...PLAIN_STUDY, key: 'x' })).not.toBe(pixelIdentity(PLAIN_STUDY));
    expect(pixelIdentity({ ...PLAIN_STUDY, noiseSdHu: 11 })).not.toBe(pixelIdentity(PLAIN_STUDY));
  });
});
