// SPDX-License-Identifier: Apache-2.0
// Placeholders in the shape of what comes; no numbers.

export function Bar({ width, height }: { readonly width?: string; readonly height?: number }) {
  return <span className="sk" style={{ ...(width ? { inlineSize: width } : {}), ...(height ? { blockSize: `${height}px` } : {}) }} />;
}

export function RowBars({ rows }: { readonly rows: number }) {
  return (
    <div aria-busy="true" className="sk-in">
      {Array.from({ length: rows }, (_, i) => i).map((i) => (
        <div key={i}>
          <Bar width="46%" />
          <Bar width="64%" height={8} />
        </div>
      ))}
    </div>
  );
}
