// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compiledKernel, generatedFile, kernelNames } from '../../../tools/build-kernels.ts';

describe('compiled kernels', () => {
  it.each(kernelNames())('%s is what its source compiles to', async (name) => {
    expect(readFileSync(generatedFile(name), 'utf8')).toBe(await compiledKernel(name));
  });
});
