// SPDX-License-Identifier: Apache-2.0
// Compiles assembly/NAME.ts (AssemblyScript) of src/radiomics/wasm and src/survival/wasm into NAME.wasm.ts beside it. Run it after a change of a kernel.
//
//   npx node tools/build-kernels.ts [--check] [NAME…]     --check writes nothing and fails when a file is out of date
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const FOLDERS = ['radiomics', 'survival'].map((room) => fileURLToPath(new URL(`../src/${room}/wasm/`, import.meta.url)));
// No relaxed SIMD and no fast-math exist here: the compiler keeps the order of floating-point operations.
const OPTIONS = ['-O3', '--noAssert', '--uncheckedBehavior', 'always', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '1'];

/** The folder of a kernel module; names are unique over the rooms. @throws Error for a name without a source */
function folderOf(name: string): string {
  const folder = FOLDERS.find((candidate) => existsSync(path.join(candidate, 'assembly', `${name}.ts`)));
  if (folder === undefined) throw new Error(`There is no kernel ${name}; there are ${kernelNames().join(', ')}`);
  return folder;
}

/** The generated file of one kernel module. @throws Error with the compiler's messages */
export async function compiledKernel(name: string): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([`assembly/${name}.ts`, '--outFile', `${name}.wasm`, ...OPTIONS, '--baseDir', folderOf(name)], {
    readFile: (file: string, base: string) => {
      const full = path.resolve(base, file);
      return existsSync(full) ? readFileSync(full, 'utf8') : null;
    },
    writeFile: (_file: string, contents: string | Uint8Array) => {
      if (typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(`${name} does not compile: ${stderr.toString()}`);
  const constant = `${name.replaceAll('-', '_').toUpperCase()}_WASM`;
  return `// SPDX-License-Identifier: Apache-2.0\n// Compiled from assembly/${name}.ts by tools/build-kernels.ts; do not edit.\nexport const ${constant} =\n  '${Buffer.from(binary).toString('base64')}';\n`;
}

/** Names of all kernel modules; files that start with an underscore are parts of others. */
export function kernelNames(): string[] {
  return FOLDERS.flatMap((folder) => readdirSync(path.join(folder, 'assembly')))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
    .map((file) => file.slice(0, -3));
}

/** Where a kernel's generated file lies. */
export const generatedFile = (name: string): string => path.join(folderOf(name), `${name}.wasm.ts`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2).filter((argument) => argument !== '--check');
  for (const name of wanted.length > 0 ? wanted : kernelNames()) {
    const text = await compiledKernel(name);
    const file = generatedFile(name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) console.log(`${name} is up to date`);
    else if (process.argv.includes('--check')) {
      console.error(`${name} is out of date; run: npx node tools/build-kernels.ts`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, text);
      console.log(`${name} written, ${text.length} characters`);
    }
  }
}
