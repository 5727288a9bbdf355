// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { importsOf, resolveImport, sourceFiles } from './imports.ts';
import { ROOMS, roomOf } from './rooms.ts';

const files = sourceFiles(['src', 'cds-services', 'smart-app', 'fhir-fixtures']);

describe('the house', () => {
  it('reads import lines of every form', () => {
    const text = `import type { A } from './a.ts';\nimport {\n  b,\n} from "../b.ts";\nimport './c.css';\nexport * from './d.ts';\nconst e = await import('./e.ts');\nnew Worker(new URL('./f.ts', import.meta.url));`;
    expect(importsOf(text)).toEqual(['./a.ts', '../b.ts', './c.css', './d.ts', './e.ts', './f.ts']);
  });

  it('has a room for every source file', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter(({ file }) => roomOf(file) === undefined).map(({ file }) => file)).toEqual([]);
  });

  it('imports only along the arrows', () => {
    const wrong: string[] = [];
    for (const { file, imports } of files) {
      const room = roomOf(file)!;
      for (const specifier of imports) {
        const target = resolveImport(file, specifier);
        if (target === undefined) continue;
        const targetRoom = roomOf(target);
        if (targetRoom === undefined || targetRoom === room) continue;
        if (!ROOMS[room]!.mayImport.includes(targetRoom)) wrong.push(`${file} (${room}) -> ${target} (${targetRoom})`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keeps pure rooms free of packages, Node, clock and chance', () => {
    const wrong: string[] = [];
    for (const { file, imports, text } of files) {
      const room = ROOMS[roomOf(file)!]!;
      if (room.pure !== true) continue;
      for (const specifier of imports) {
        if (!specifier.startsWith('.') && !room.packages!.includes(specifier)) wrong.push(`${file} imports ${specifier}`);
      }
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const forbidden = /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.|\bprocess\.|\bdocument\.|\bwindow\.|\bfetch\(|\bcrypto\./.exec(code);
      if (forbidden !== null) wrong.push(`${file} uses ${forbidden[0]}`);
    }
    expect(wrong).toEqual([]);
  });

  it('keeps what the browser runs free of Node modules', () => {
    const entryFolders = ['smart-app/build.ts', 'smart-app/vite.config.ts'];
    const wrong = files
      .filter(({ file }) => ROOMS[roomOf(file)!]!.browser === true && !entryFolders.includes(file))
      .flatMap(({ file, imports }) => imports.filter((specifier) => specifier.startsWith('node:')).map((specifier) => `${file} imports ${specifier}`));
    expect(wrong).toEqual([]);
  });

  it('has no circle between files', () => {
    const graph = new Map(
      files.map(({ file, text }) => {
        // Types vanish at run time, so a circle of `import type` is none.
        const runtime = importsOf(text.replace(/(^|\n)\s*(?:import|export) type [\s\S]*?from\s*['"][^'"]+['"]/g, '$1'));
        return [file, runtime.map((specifier) => resolveImport(file, specifier)).filter((target): target is string => target !== undefined)];
      }),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('lets nobody but the command line and tests import the sandbox', () => {
    const wrong = files.filter(({ file, imports }) => {
      const room = roomOf(file)!;
      return room !== 'cli' && room !== 'sandbox' && imports.some((specifier) => resolveImport(file, specifier)?.startsWith('src/sandbox/'));
    });
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('starts every file with its licence', () => {
    expect(files.filter(({ text }) => !text.startsWith('// SPDX-License-Identifier: Apache-2.0')).map(({ file }) => file)).toEqual([]);
  });

  it('rounds for people in one place only', () => {
    const allowed = ['src/nomogram/present.ts'];
    const shown = files.filter(
      ({ file }) => /^(src\/nomogram|cds-services|smart-app|src\/server|src\/assessment|src\/fhir)\//.test(file) && !allowed.includes(file),
    );
    expect(shown.filter(({ text }) => /\.toFixed\(/.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('keeps files at a size that one reads in one go', () => {
    // Catalogues of strings and tables of data are as long as they are.
    const tables = /^(smart-app|src\/sandbox\/order-page)\/i18n\//;
    const long = files
      .filter(({ file, text }) => !tables.test(file) && text.split('\n').length > 301)
      .map(({ file, text }) => `${file}: ${text.split('\n').length} lines`);
    expect(long).toEqual([]);
  });
});
