// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** One script, readable, nothing else. */
export default defineConfig({
  publicDir: false,
  build: { target: 'es2023', minify: false, lib: { entry: fileURLToPath(new URL('./page.ts', import.meta.url)), formats: ['es'], fileName: 'page' } },
});
