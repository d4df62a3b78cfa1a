// A story in which everything happens that the ledger can record: each step is a command, as [name, stream, body].

const L = (value, unit = 'L') => ({ value, unit });
const acetone = { origin: 'received', substance: '67-64-1', content: L('2.5') };
const because = { reason: 'for the example' };

/** Runs the story. `ask(name, stream, body)` answers with the outcome of a command, `at(minutes)` with a time of late. */
export async function tell(ask, at) {
  const codeOf = ({ stream }) => stream.slice(stream.indexOf('-') + 1);
  const begin = async (category, name, body, code) =>
    codeOf(await ask(name, { begin: category, ...(code && { code }) }, body));
  const itself = (name, stream, body) => ask(name, stream, body, 'system');
  const factOf = ({ entries }) => entries[0].id;

  await itself('FoundSite', 'site-main', { ledger: '00000000-0000-4000-8000-000000000000', timeZone: 'UTC' });
  await itself('SetTimeZone', 'site-main', { timeZone: 'Europe/Berlin' });
  const source = { name: 'ECHA Annex VI', version: '2024-01', effective: '2024-01-01' };
  const classified = {
    hazards: ['H225', 'H319', 'H336', 'EUH066'],
    pictograms: ['GHS02', 'GHS07'],
    signalWord: 'Danger',
  };
  const described = {
    name: 'Acetone',
    names: { de: 'Aceton', zh: '丙酮' },
    cas: '67-64-1',
    ec: '200-662-2',
    formula: 'C3H6O',
  };
  const substance = { ...described, ...classified, classification: 'harmonised', source };
  await itself('LoadSubstance', 'substance-67-64-1', { substance });
  await itself('NoteCatalogue', 'site-main', { version: '2024-01', substances: 1 });
  const newer = {
    ...{ ...substance, names: { ...described.names, fr: 'Acétone' }, hazards: ['H225', 'H319', 'H336'] },
    source: { name: 'ECHA Annex VI', version: '2025-01', effective: '2025-02-01' },
  };
  await itself('LoadSubstance', 'substance-67-64-1', { substance: newer });

  const school = await begin('unit', 'AddUnit', { name: 'School of Chemistry', kind: 'school' });
  const institute = await begin('unit', 'AddUnit', { name: 'Institute', kind: 'institute', parent: school });
  await ask('RenameUnit', `unit-${institute}`, { name: 'Institute of Synthesis' });
  const clerk = await begin('person', 'AddPerson', {});
  const chemist = await begin('person', 'AddPerson', { unit: institute });
  await ask('AssignUnitHead', `unit-${institute}`, { person: chemist });
  const granted = await ask('GrantRole', `grants-${clerk}`, { role: 'stores' });
  await ask('GrantRole', `grants-${chemist}`, { role: 'researcher', scope: { unit: institute } });
  const key = await begin('credential', 'IssueCredential', { person: clerk, label: 'counter' });
  await ask('EnrolCredential', `credential-${key}`, {});

  const building = await begin('place', 'OpenPlace', { name: 'Main building', kind: 'building' });
  const annexe = await begin('place', 'OpenPlace', { name: 'Annexe', kind: 'building' });
  const room = await begin('place', 'OpenPlace', {
    name: 'B-204',
    kind: 'room',
    parent: building,
    unit: institute,
  });
  const cupboard = await begin('place', 'OpenPlace', { name: 'Solvents', kind: 'cupboard', parent: room });
  const bench = await begin('place', 'OpenPlace', { name: 'Bench', kind: 'cupboard', parent: room });
  await ask('AssignResponsible', `place-${room}`, { person: chemist });
  await ask('RenamePlace', `place-${room}`, { name: 'B-204 (synthesis)' });
  await ask('MovePlace', `place-${room}`, { parent: annexe });
  await ask('ClosePlace', `place-${building}`, because);
  await ask('ReopenPlace', `place-${building}`, {});

  const mix = await begin('substance', 'AddSubstance', { name: 'Rinsing mixture', hazards: ['H225'] });
  await ask('ReclassifySubstance', `substance-${mix}`, { hazards: ['H225', 'H319'] });
  const double = await begin('substance', 'AddSubstance', { name: 'Dimethyl ketone' });
  await ask('MergeSubstance', `substance-${double}`, { into: '67-64-1' });

  const papers = { evidence: [{ kind: 'delivery-note', ref: 'https://example.org/notes/4711' }] };
  const about = {
    grade: 'p.a.',
    supplier: 'Example Chemicals',
    product: 'A-1',
    lot: 'L-77',
    expiry: '2031-05',
    unit: institute,
  };
  const alias = { scheme: 'old-inventory', value: '00042' };
  const bottle = await begin('bottle', 'RegisterBottle', {
    ...acetone,
    ...about,
    tare: L('480', 'g'),
    aliases: [alias],
    ...papers,
  });
  const on = (name, body = {}) => ask(name, `bottle-${bottle}`, body);
  await on('RecordLabelPrinted', { format: 'pdf' });
  await on('StoreBottle', { place: cupboard });
  await on('BindAlias', { scheme: 'gs1', value: '04012345678901' });
  await on('MoveBottle', { place: bench });
  await on('IssueBottle', { to: clerk, purpose: 'extraction', project: 'P-7' });
  await on('TransferBottle', { to: chemist });
  await ask('AcceptBottle', `bottle-${bottle}`, {}, chemist);
  await on('OpenBottle');
  const used = await on('UseBottle', {
    quantity: { ...L('250', 'mL'), how: 'weighed', uncertainty: '1' },
    purpose: 'extraction',
  });
  await on('UseBottle', { quantity: { ...L('100', 'mL'), how: 'estimated' }, occurredAt: at(2) });
  await on('SplitBottle', { quantity: L('500', 'mL'), count: 2, loss: L('3', 'mL') });
  await on('ReturnBottle', { place: cupboard });
  await on('NoteOnBottle', { text: 'The cap is loose.' });
  await on('QuarantineBottle', { reason: 'cloudy' });
  await on('ReleaseBottle', { reason: 'clear after all' });
  await on('SightBottle', { place: bench });
  await on('MarkBottleMissing');
  await on('FindBottle', { place: cupboard });
  await on('CorrectFact', {
    fact: factOf(used),
    with: { quantity: L('25', 'mL') },
    reason: 'a slip of the pen',
  });
  await on('EmptyBottle', { cause: 'rinsed' });
  await on('RequestDisposal', { reason: 'empty' });
  await ask('ApproveDisposal', `bottle-${bottle}`, {}, chemist);
  await on('DisposeBottle', {
    way: 'licensed contractor',
    container: 'C-1',
    manifest: 'M-1',
    witness: chemist,
  });

  const many = await ask(
    'RegisterBottle',
    { begin: 'registration' },
    { ...acetone, place: cupboard, count: 2 },
  );
  const [first, second] = many.followers.map(({ stream }) => stream);
  await ask('ReportLoss', first, { reason: 'not found for a year' });
  await ask('WriteOffBottle', first, { reason: 'not found for a year' });
  await ask('ReturnBottleToVendor', second, { supplier: 'Example Chemicals' });
  const found = { origin: 'baselined', content: { ...L('1'), how: 'estimated' }, place: cupboard };
  const composition = [
    { substance: '67-64-1', role: 'main', fraction: L('70', '%') },
    { substance: mix, role: 'component' },
  ];
  await begin('bottle', 'RegisterBottle', {
    ...found,
    composition,
    occurredAt: '2026-01-04',
    occurredPrecision: 'day',
  });
  const gift = await ask(
    'RegisterBottle',
    { begin: 'bottle' },
    { ...found, origin: 'donated', substance: '67-64-1' },
  );
  await ask('AnnulFact', gift.stream, { fact: factOf(gift), reason: 'it was the bottle above' });

  const poured = await ask(
    'RegisterBottle',
    { begin: 'bottle' },
    { ...acetone, place: cupboard, purity: L('99.8', '%') },
  );
  const slip = await ask('SplitBottle', poured.stream, { quantity: L('100', 'mL'), loss: L('1', 'mL') });
  await ask('AnnulFact', slip.stream, { fact: factOf(slip), reason: 'nothing was poured' });

  const inside = { bottles: [codeOf(poured)], places: [] };
  await ask('ClosePlace', `place-${bench}`, {});
  await ask('FindPlaceConflict', `place-${bench}`, inside);
  await ask('SettlePlaceConflict', `place-${bench}`, {});

  await ask('RevokeCredential', `credential-${key}`, because);
  await ask('WithdrawRole', `grants-${clerk}`, { grant: factOf(granted) });
  await ask('PersonLeaves', `person-${clerk}`, {});
  await ask('PersonReturns', `person-${clerk}`, {});
  await ask('EraseName', `person-${clerk}`, because);

  const from = {
    epoch: 'gpwk5ztz',
    facts: 100,
    last: '00000000-0000-4000-8000-000000000001',
    madeAt: '2026-01-05T03:00:00.000Z',
  };
  const restoration = { from, to: { epoch: '7n2m4c0q' }, lost: 'something', missing: 2, accepted: true };
  await itself('NoteRestoration', 'site-main', {
    restoration: { ...restoration, published: 'gpwk5ztz.2u' },
    reason: 'the disk died',
  });
}
