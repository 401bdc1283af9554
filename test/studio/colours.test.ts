import { describe, expect, it } from 'vitest';
import { heatClass, heatRules, heats, luminance } from '../../studio/src/ui/colours.ts';
import { heatPixels } from '../../studio/src/ui/heat-pixels.ts';

describe.each(['light', 'dark'] as const)('the colours of numbers, %s', (theme) => {
  const all = heats(theme);

  it('have an ink that can be read on each of them', () => {
    for (const { background, ink } of all) {
      const [low, high] = [luminance(background), luminance(ink === '#000' ? '#000000' : '#ffffff')].toSorted(
        (a, b) => a - b,
      );
      expect((high! + 0.05) / (low! + 0.05), background).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('go one way from nothing to full, so that they are told apart without hues', () => {
    for (const sign of ['p', 'm']) {
      const levels = all
        .filter(({ name }) => name.startsWith(`heat-${sign}`))
        .map(({ background }) => luminance(background));
      const steps = levels.slice(1).map((level, i) => (theme === 'light' ? levels[i]! - level : level - levels[i]!));
      expect(Math.min(...steps)).toBeGreaterThan(0);
    }
  });

  it('have rules for every class that a number can have', () => {
    const rules = heatRules();
    for (let i = -40; i <= 40; i++) expect(rules).toContain(`[data-theme='${theme}'] .${heatClass(i, 32)}{`);
    expect([heatClass(0, 1), heatClass(-0, 1), heatClass(-1e-9, 1), heatClass(-9, 1)]).toEqual([
      'heat-p0',
      'heat-p0',
      'heat-p0',
      'heat-m32',
    ]);
  });

  it('are the same as pixels', () => {
    const values = Array.from({ length: 65 }, (_, i) => (i - 32) / 16);
    const pixels = [...heatPixels(values, 2, theme)];
    const hex = (value: number): string => value.toString(16).padStart(2, '0');
    for (const [i, value] of values.entries()) {
      const [r, g, b, opacity] = pixels.slice(4 * i, 4 * i + 4) as [number, number, number, number];
      const { background } = all.find(({ name }) => name === heatClass(value, 2))!;
      expect([`#${hex(r)}${hex(g)}${hex(b)}`, opacity]).toEqual([background, 255]);
    }
  });
});
