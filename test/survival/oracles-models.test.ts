// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { ReportBuilder } from '../oracles/comparer.ts';
import { MODEL_FILES } from '../oracles/survival/files-models.ts';
import { openFolder } from '../oracles/survival/folder.ts';
import { ReferenceNode } from '../oracles/survival/node.ts';
import { describeWithOracles } from '../support/oracles.ts';

// Origin of the reference files: R 4.2.2, survival 3.5-3, rms 6.5-0, timeROC 0.4.1, riskRegression 2022.11.28 (config.json of each folder). CSV files
// of the folder are compared by `npm run oracles`.
describeWithOracles('survival models', (root) => {
  const open = [path.join(root, 'oracles', 'survival', 'open'), path.join(root, 'survival', 'open')].find(existsSync);
  for (const set of ['hcc', 'veteran', 'lung', 'gbsg']) {
    it(`equal R on ${set}, key by key`, async () => {
      if (open === undefined) throw new Error(`there is no survival/open below ${root}`);
      const data = openFolder(path.join(open, set));
      let compared = 0;
      for (const [file, compare] of Object.entries(MODEL_FILES)) {
        if (!file.endsWith('.json') || !data.has(file)) continue;
        const report = new ReportBuilder(file);
        await compare(new ReferenceNode(data.json(file), report), data);
        const done = report.done();
        expect(done.failures).toEqual([]);
        compared += done.compared;
      }
      expect(compared).toBeGreaterThan(1000);
    });
  }
});
