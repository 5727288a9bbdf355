// SPDX-License-Identifier: Apache-2.0
// Line icons, 16 px, drawn in the text's colour; each stands beside a word unless it carries a label.

const PATHS = {
  ok: <path d="M3 8.6 6.4 12 13 4.6" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />,
  warn: (
    <>
      <path d="M8 2 15 14H1Z" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
      <path d="M8 6.4v3.6M8 11.6v.6" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  no: (
    <>
      <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M4 12 12 4" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 7.2V11.4M8 4.6v.4" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.5 2" />
      <path d="M6.2 6.3a1.9 1.9 0 1 1 2.7 1.8c-.6.3-.9.7-.9 1.3M8 11.4v.4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6Z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />,
  close: <path d="M4 4 12 12M12 4 4 12" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />,
  up: <path d="M4 10 8 6 12 10" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />,
  down: <path d="M4 6 8 10 12 6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />,
  plus: <path d="M8 3v10M3 8h10" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />,
  minus: <path d="M3 8h10" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />,
} as const;

export type IconName = keyof typeof PATHS;

/** @param label spoken name; without one the icon is decoration */
export function Icon({ name, size = 16, label }: { readonly name: IconName; readonly size?: number; readonly label?: string }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden as decoration
    <svg width={size} height={size} viewBox="0 0 16 16" {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      {PATHS[name]}
    </svg>
  );
}

export function Logo() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3 5.5H21M3 12H21M3 18.5H21" stroke="currentColor" strokeWidth="1.4" opacity=".45" />
      <path d="M8 5.5 15.5 12 11 18.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <circle cx="8" cy="5.5" r="2.4" fill="currentColor" />
      <circle cx="15.5" cy="12" r="2.4" fill="currentColor" />
      <circle cx="11" cy="18.5" r="2.4" fill="currentColor" />
    </svg>
  );
}

/** Hatches that charts refer to by id: 45°, "depends on missing data". */
export function ChartPatterns() {
  return (
    <svg width="0" height="0" className="patterns" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="hatch-ground" />
          <path d="M0 0V6" className="hatch-line" />
        </pattern>
        {(['high', 'mid', 'low', 'ink'] as const).map((hue) => (
          <pattern key={hue} id={`hatch-${hue}`} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V4" className={`hatch-hue s-${hue}`} />
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
