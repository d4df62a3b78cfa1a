import { describe, expect, it } from '@jest/globals';
import { hazardText, heldLanguage, statementLanguages, statements } from './hazard-texts.js';
import { hazardCodes } from './substance.labelling.js';

describe('the text of a hazard', () => {
  it.each([
    ['H225', 'en', 'Highly flammable liquid and vapour.', 'en'],
    ['H225', 'de-CH', 'Flüssigkeit und Dampf leicht entzündbar.', 'de'],
    ['H225', 'FR', 'Liquide et vapeurs très inflammables.', 'fr'],
    ['H225', 'zh', 'Highly flammable liquid and vapour.', 'en'],
    ['H360FD', 'en', 'May damage fertility. May damage the unborn child.', 'en'],
    ['H361d', 'en', 'Suspected of damaging the unborn child.', 'en'],
    ['H361x', 'en', 'Suspected of damaging fertility or the unborn child.', 'en'],
    ['H301+H311', 'de', 'Giftig bei Verschlucken oder Hautkontakt', 'de'],
    ['H350', 'en', 'May cause cancer.', 'en'],
  ])('%s in %s', (code, asked, text, language) => {
    expect(hazardText(code, asked)).toEqual({ text, language });
  });

  it('is there for every code in every language held, without gaps or double spaces', () => {
    for (const language of statementLanguages) {
      for (const code of hazardCodes) {
        const found = hazardText(code, language);
        expect(found).toMatchObject({ language, text: expect.stringMatching(/\S/) });
        if (code.startsWith('H')) expect(found?.text).not.toMatch(/[<>]| {2}| \./);
      }
    }
  });

  it('is not made up', () => {
    expect(hazardText('H999', 'en')).toBeUndefined();
    expect(hazardText('toString', 'en')).toBeUndefined();
  });
});

describe('statements', () => {
  it('hold what to do too, combined', () => {
    expect(statements('en').get('P301+P310')).toMatch(/^IF SWALLOWED: Immediately call/);
    expect(statements('de').get('P210')).toMatch(/Zündquellenarten/);
    expect(statements('nl')).toBe(statements('en'));
    for (const language of statementLanguages) expect(statements(language).size).toBe(252);
  });

  it('are in the first language that is held', () => {
    expect(heldLanguage(['zh-CN', 'fr-CA', 'de'])).toBe('fr');
    expect(heldLanguage(['zh-CN'])).toBe('en');
    expect(heldLanguage([])).toBe('en');
  });
});
