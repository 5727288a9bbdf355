// SPDX-License-Identifier: Apache-2.0
// The CT: one slice on a canvas, the tumour's outline over it, slices by slider, keys and wheel. Read only.
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { decimal } from '../../src/nomogram/present.ts';
import type { CtInfo, ViewApi } from '../api/client.ts';
import { useText } from '../i18n/use-text.tsx';
import { Icon } from '../parts/icons.tsx';
import { PressedGroup } from '../parts/segmented.tsx';
import { type Caliper, longestDiameter } from './caliper.ts';
import { drawSlice, type Viewpoint } from './draw-slice.ts';
import { type Ring, smoothRing, traceMask } from './marching-squares.ts';
import { edgeLetters } from './orientation.ts';
import { sliceCache } from './slice-cache.ts';
import { sliceAfterKey } from './slice-keys.ts';
import { type CtWindow, WINDOWS } from './window.ts';

/** Slices kept in memory: half a megabyte each. */
const CACHE = 24;
const ZOOMS = [1, 1.2, 1.5, 2, 3, 4] as const;

interface Slice {
  readonly hu: Int16Array;
  readonly rings: readonly Ring[];
  readonly caliper: Caliper | undefined;
}

export interface CtViewerProps {
  readonly info: CtInfo;
  readonly api: Pick<ViewApi, 'slice' | 'mask'>;
  readonly slice: number;
  readonly onSlice: (slice: number) => void;
  readonly onError: (error: unknown) => void;
  /** Lines at the top left: phase, date, "drawn, not a patient". */
  readonly corner: readonly string[];
}

export function CtViewer({ info, api, slice, onSlice, onError, corner }: CtViewerProps) {
  const { t, language } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [nx, ny, nz] = info.size;
  const [window, setWindow] = useState<CtWindow>(WINDOWS[0]!);
  const [fill, setFill] = useState(false);
  const [measure, setMeasure] = useState(true);
  const [zoom, setZoom] = useState<number>(1.2);
  const [shown, setShown] = useState<{ readonly k: number; readonly slice: Slice }>();
  const spacing = useMemo(() => [info.spacingMm[0], info.spacingMm[1]] as const, [info]);
  const cache = useMemo(
    () =>
      sliceCache<Slice>(async (k) => {
        const tumour = (info.areaBySliceCm2[k] ?? 0) > 0;
        const [hu, mask] = await Promise.all([api.slice(k), tumour ? api.mask(k) : undefined]);
        const raw = mask ? traceMask(mask, nx, ny) : [];
        return { hu, rings: raw.map(smoothRing), caliper: longestDiameter(raw, spacing) };
      }, CACHE),
    [api, info, nx, ny, spacing],
  );
  useEffect(() => {
    let current = true;
    cache.get(slice).then(
      (loaded) => {
        if (!current) return;
        setShown({ k: slice, slice: loaded });
        for (const k of [slice + 1, slice - 1]) if (k >= 0 && k < nz) cache.get(k).catch(() => undefined);
      },
      (error: unknown) => current && onError(error),
    );
    return () => {
      current = false;
    };
  }, [cache, slice, nz, onError]);
  const view: Viewpoint = useMemo(() => ({ zoom, centre: [(nx - 1) / 2, (ny - 1) / 2] }), [zoom, nx, ny]);
  useEffect(() => {
    const element = canvas.current;
    if (!element || !shown) return;
    const paint = (): void => {
      const { hu, rings, caliper } = shown.slice;
      const label = caliper ? t.ct.mm(decimal(caliper.lengthMm, 0, language)) : '';
      drawSlice(
        element,
        { hu, width: nx, height: ny, spacingMm: spacing, rings, ...(measure && caliper ? { caliper, caliperLabel: label } : {}) },
        window,
        view,
        fill,
      );
    };
    paint();
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    return () => observer.disconnect();
  }, [shown, window, view, fill, measure, nx, ny, spacing, t, language]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    // React listens to wheels passively; a focused image must be able to keep the page still.
    const turn = (event: WheelEvent): void => {
      if (document.activeElement !== element) return;
      event.preventDefault();
      onSlice(Math.max(0, Math.min(nz - 1, slice + Math.sign(event.deltaY))));
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  }, [nz, onSlice, slice]);
  const zoomBy = (step: 1 | -1): void => {
    const i = ZOOMS.indexOf(zoom as (typeof ZOOMS)[number]);
    setZoom(ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, i + step))]!);
  };
  const keys = (event: KeyboardEvent): void => {
    const next = sliceAfterKey(event.key, slice, nz);
    if (next !== undefined) onSlice(next);
    else if (event.key === '+' || event.key === '=') zoomBy(1);
    else if (event.key === '-') zoomBy(-1);
    else return;
    event.preventDefault();
  };
  const letters = edgeLetters(info.direction);
  const outlined = (info.areaBySliceCm2[slice] ?? 0) > 0;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of image and controls, not form fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the image is one tab stop; arrows move through its slices */}
      <div className="vp" ref={box} tabIndex={0} role="group" aria-label={t.ct.viewport} onKeyDown={keys}>
        <canvas ref={canvas} role="img" aria-label={outlined ? t.ct.image : t.ct.imageNoOutline} />
        <span className="c tl">{corner.join('\n')}</span>
        <span className="c tr">{`${t.ct.slice} ${slice + 1} / ${nz}\n${t.ct.mm(decimal(info.spacingMm[2], 1, language))}`}</span>
        <span className="c bl">{`W / L ${window.width} / ${window.level}`}</span>
        <span className="c br">{`${t.ct.mm(decimal(info.spacingMm[0], 2, language))}\n${t.ct.pixel}`}</span>
        <span className="o o-l">{letters.left}</span>
        <span className="o o-r">{letters.right}</span>
        <span className="o o-t">{letters.top}</span>
        <span className="o o-b">{letters.bottom}</span>
        <label className="sl">
          <span className="vh">{t.ct.sliceLabel}</span>
          <input
            type="range"
            min={1}
            max={nz}
            value={slice + 1}
            aria-valuetext={t.ct.sliceOf(String(slice + 1), String(nz))}
            onChange={(event) => onSlice(event.currentTarget.valueAsNumber - 1)}
            onKeyDown={(event) => {
              keys(event);
              event.stopPropagation();
            }}
          />
        </label>
        {shown?.k !== slice && <span className="c wait">{t.ct.loading}</span>}
      </div>
      <div className="ctbar">
        <PressedGroup
          label={t.ct.window}
          value={window.id}
          onChange={(id) => setWindow(WINDOWS.find((w) => w.id === id) ?? window)}
          options={WINDOWS.map((w) => ({ value: w.id, label: t.ct[w.id] }))}
        />
        <PressedGroup
          label={t.ct.tumour}
          value={fill ? 'fill' : 'outline'}
          onChange={(mode) => setFill(mode === 'fill')}
          options={[
            { value: 'outline', label: t.ct.outline },
            { value: 'fill', label: t.ct.fill },
          ]}
        />
        <button type="button" className="btn sm" aria-pressed={measure} onClick={() => setMeasure(!measure)}>
          {t.ct.measure}
        </button>
        <span className="ct-n">
          <button type="button" className="icb" aria-label={t.ct.prev} onClick={() => onSlice(Math.max(0, slice - 1))}>
            <Icon name="up" />
          </button>
          <input
            type="number"
            aria-label={t.ct.more}
            min={1}
            max={nz}
            value={slice + 1}
            onChange={(event) => {
              const k = event.currentTarget.valueAsNumber;
              if (Number.isInteger(k) && k >= 1 && k <= nz) onSlice(k - 1);
            }}
          />
          <button type="button" className="icb" aria-label={t.ct.next} onClick={() => onSlice(Math.min(nz - 1, slice + 1))}>
            <Icon name="down" />
          </button>
          <button type="button" className="icb" aria-label={t.ct.zoomOut} onClick={() => zoomBy(-1)}>
            <Icon name="minus" />
          </button>
          <button type="button" className="icb" aria-label={t.ct.zoomIn} onClick={() => zoomBy(1)}>
            <Icon name="plus" />
          </button>
        </span>
      </div>
    </>
  );
}
