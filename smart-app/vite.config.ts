// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The SMART app: two pages under `/app/`, no inline script, nothing from another origin. */
export default defineConfig({
  root: here('.'),
  base: '/app/',
  publicDir: false,
  plugins: [react()],
  css: { devSourcemap: false },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2023',
    // No data: URLs and no inline module preload script: the page runs under `script-src 'self'; style-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rollupOptions: { input: { index: here('./index.html'), launch: here('./launch.html') } },
  },
});
