import { describe, expect, it } from '@jest/globals';
import { boundsOf, pathData } from './label.drawing.js';
import { typefaceFor } from './label.font.js';

/** Assigned to nothing, so no font has it. */
const UNKNOWN = '\u{10fffd}';

async function outline(character: string, weight: 'regular' | 'bold' = 'regular'): Promise<string> {
  return pathData((await typefaceFor(character)).glyph(character, weight).path);
}

describe('the typeface', () => {
  it.each([...'AzÄß0éœçł′αΩ≥µ³Ж丙酮铵。（㎎'])('has an outline for %s', async (character) => {
    const path = await outline(character);
    expect(path).not.toBe('');
    expect(path).not.toBe(await outline(UNKNOWN));
  });

  it('draws bold heavier than regular', async () => {
    for (const character of ['I', '一']) {
      const { glyph } = await typefaceFor(character);
      const stem = character === 'I' ? 'width' : 'height';
      const [bold, regular] = [
        boundsOf(glyph(character, 'bold').path),
        boundsOf(glyph(character, 'regular').path),
      ];
      expect(bold?.[stem]).toBeGreaterThan((regular?.[stem] ?? 0) * 1.2);
    }
  });

  it('stands on the baseline, y downwards, one em high', async () => {
    const box = boundsOf((await typefaceFor('H')).glyph('H', 'regular').path);
    expect(box?.y).toBeCloseTo(-0.66, 1);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(0, 5);
  });

  it('spells a character out that only its compatibility form has', async () => {
    expect(await outline('₂')).toBe(await outline('2'));
    const { glyph } = await typefaceFor('‴′');
    expect(glyph('‴', 'bold').advance).toBeCloseTo(3 * glyph('′', 'bold').advance, 9);
  });

  it.each([UNKNOWN, '😀', 'ع', '\ud800', '한'])(
    'draws a box for what no font has (%j)',
    async (character) => {
      const { path, advance } = (await typefaceFor(character)).glyph(character, 'regular');
      expect(path.filter(([command]) => command === 'M')).toHaveLength(2);
      expect(boundsOf(path)?.width).toBeLessThan(advance);
    },
  );

  it('draws a box for a character it was not prepared for', async () => {
    expect(pathData((await typefaceFor('a')).glyph('b', 'regular').path)).toBe(await outline(UNKNOWN));
  });
});
