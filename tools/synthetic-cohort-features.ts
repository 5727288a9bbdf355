// SPDX-License-Identifier: Apache-2.0
// Rad-score features of a seeded cohort of synthetic livers, as input for tools/fit-demo-constants.ts.
//
//   node tools/synthetic-cohort-features.ts --cases 40 --out features.json
//
// The demo patients come first, under their own ids; the others vary size, outline, necrosis, capsule, texture and noise.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { demoPatients } from '../fhir-fixtures/patients/index.ts';
import { PLAIN_STUDY, PLAIN_TUMOUR, type SyntheticStudySpec, syntheticVolume } from '../fhir-fixtures/synthetic-liver/index.ts';
import { createRandom } from '../fhir-fixtures/synthetic-liver/random.ts';
import { extractFeatures } from '../src/radiomics/extract.ts';
import { RAD_SCORE_PROFILE } from '../src/radiomics/params.ts';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '40' }, out: { type: 'string' } } });

/** One study of the cohort; the same index gives the same study. */
function cohortStudy(index: number): SyntheticStudySpec {
  const random = createRandom(`synthetic cohort ${index}`);
  const between = (low: number, high: number): number => low + (high - low) * random();
  // Log-normal sizes around 43 mm: a good quarter over 5 cm, as in resected series.
  const diameterMm = Math.min(90, Math.max(16, 43 * Math.exp(0.45 * (random() + random() + random() + random() - 2) * 1.7)));
  const necrosis = random() < 0.55 ? { radiusShare: between(0.25, 0.65), hu: between(22, 42) } : undefined;
  const capsule = random() < 0.35 ? { thicknessMm: between(1, 3), hu: between(120, 140) } : undefined;
  return {
    ...PLAIN_STUDY,
    key: `synthetic cohort ${index}`,
    noiseSdHu: between(8, 13),
    liverHu: between(100, 118),
    tumours: [
      {
        ...PLAIN_TUMOUR,
        diameterMm,
        irregularity: random() ** 1.5,
        aspect: [1, between(0.75, 1), between(0.75, 1.1)],
        hu: between(72, 94),
        textureHu: between(3, 10),
        ...(necrosis === undefined ? {} : { necrosis }),
        ...(capsule === undefined ? {} : { capsule }),
      },
    ],
  };
}

const demo = demoPatients({ asOf: '2026-11-23', dicomwebBase: 'http://127.0.0.1:1/dicom-web' }).map(({ id, study }) => ({ id, study }));
const cohort = Array.from({ length: Number(values.cases) }, (_, index) => ({ id: `synthetic-${index + 1}`, study: cohortStudy(index + 1) }));
const rows: { id: string; features: Readonly<Record<string, number>> }[] = [];
for (const { id, study } of [...demo, ...cohort]) {
  const { image, mask } = syntheticVolume(study);
  rows.push({ id, features: extractFeatures(image, mask, { ...RAD_SCORE_PROFILE, label: 1 }).features });
  process.stderr.write(`${id}\n`);
}
const text = `${JSON.stringify(rows, null, 2)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);
