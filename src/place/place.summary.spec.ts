import { expect, it } from '@jest/globals';
import type { PlaceFact } from './place.events.js';
import { summaryOf } from './place.summary.js';

const said = (type: PlaceFact['type'], data: object) => summaryOf({ type, v: 1, data } as PlaceFact);

it.each<[PlaceFact['type'], object, string]>([
  ['PlaceOpened', { name: 'B-204', kind: 'room', parent: 'P1' }, 'Opened as B-204, a room in P1'],
  ['PlaceOpened', { name: 'Campus', kind: 'site' }, 'Opened as Campus, a site in no other place'],
  ['PlaceRenamed', { name: 'B-205' }, 'Renamed to B-205'],
  ['PlaceMoved', { from: 'P1', to: 'P2' }, 'Lies in P2 now'],
  ['PlaceMoved', { from: 'P1' }, 'Lies in no other place now'],
  ['ResponsiblePersonAssigned', { person: 'p-1' }, 'p-1 answers for it'],
  ['ResponsiblePersonAssigned', {}, 'Nobody answers for it'],
  ['InnerPlaceAdded', { place: 'P3' }, 'P3 lies in it'],
  [
    'PlaceConflictFound',
    { open: false, bottles: ['B1'], places: [] },
    'Found not to go together: closed, with bottle B1',
  ],
  [
    'PlaceConflictFound',
    { open: true, bottles: ['B1', 'B2'], places: ['P3'] },
    'Found not to go together: with bottles B1, B2, with open place P3 inside',
  ],
  ['FactCorrected', { fact: 'f', was: {}, now: { name: 'x' } }, 'Corrected name of an earlier entry'],
])('%s %j reads: %s', (type, data, text) => expect(said(type, data)).toBe(text));
