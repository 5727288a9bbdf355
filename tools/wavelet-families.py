# SPDX-License-Identifier: Apache-2.0
# Writes the tables of src/radiomics/filters/wavelet-families from PyWavelets: the low-pass decomposition filters, float64, shortest exact digits.
#
#   python3 tools/wavelet-families.py && npx biome format --write src/radiomics/filters/wavelet-families
#
# Needs PyWavelets; written with 1.6.0 (the coefficients have not changed since 0.5). Tests do not need it.
import pathlib

import pywt

FOLDER = pathlib.Path(__file__).parent.parent / "src/radiomics/filters/wavelet-families"


def number(x):
    return repr(int(x)) if x == int(x) else repr(x)


SUPPRESSION = "// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a table of numbers as PyWavelets has them"


def table(file, constant, meaning, rows):
    has_root = any(abs(abs(v) - 0.5**0.5) < 1e-6 for _, values in rows for v in values)
    lines = [
        "// SPDX-License-Identifier: Apache-2.0",
        f"// Written by tools/wavelet-families.py with PyWavelets {pywt.__version__}; do not edit.",
        *([SUPPRESSION] if has_root else []),
        "",
        f"/** {meaning} */",
        f"export const {constant}: Readonly<Record<string, readonly number[]>> = {{",
    ]
    for name, values in rows:
        key = name if name.isalnum() else f"'{name}'"
        lines.append(f"  {key}: [{', '.join(number(v) for v in values)}],")
    (FOLDER / file).write_text("\n".join(lines) + "\n};\n")


def low(name):
    return name, pywt.Wavelet(name).dec_lo


def numbered(prefix, first, last):
    return [low(f"{prefix}{n}") for n in range(first, last + 1)]


BIOR = [name for name in pywt.wavelist("bior")]
table("daubechies-1-20.ts", "DAUBECHIES_1_20", "Daubechies, low-pass decomposition filters.", numbered("db", 1, 20))
table("daubechies-21-38.ts", "DAUBECHIES_21_38", "Daubechies, low-pass decomposition filters.", numbered("db", 21, 38))
table("symlets.ts", "SYMLETS", "Symlets, low-pass decomposition filters.", numbered("sym", 2, 20))
table("coiflets.ts", "COIFLETS", "Coiflets, low-pass decomposition filters.", numbered("coif", 1, 17))
table("meyer.ts", "MEYER", "Discrete Meyer wavelet, low-pass decomposition filter.", [low("dmey")])
table("biorthogonal-decomposition.ts", "BIORTHOGONAL_DECOMPOSITION", "Biorthogonal splines, low-pass decomposition filters.", [low(n) for n in BIOR])
table("biorthogonal-reconstruction.ts", "BIORTHOGONAL_RECONSTRUCTION", "Biorthogonal splines, low-pass reconstruction filters.", [(n, pywt.Wavelet(n).rec_lo) for n in BIOR])
