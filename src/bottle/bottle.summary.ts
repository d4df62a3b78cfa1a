import type { Quantity } from '@ledger/kernel';
import type { BottleFact, Whereabouts } from './bottle.events.js';

const much = ({ value, unit }: Quantity): string => (unit === '1' ? `${value} pcs` : `${value} ${unit}`);
const where = (at: Whereabouts | undefined): string =>
  at === undefined ? '' : 'place' in at ? ` to ${at.place}` : ` to ${at.person}`;
const forWhat = (purpose: string | undefined): string => (purpose === undefined ? '' : ` for ${purpose}`);

/** Where it should have been, where that is another place. */
const unlessThere = ({ place, expected }: { place: string; expected?: Whereabouts }): string => {
  if (expected === undefined) return ', expected nowhere';
  if ('person' in expected) return `, expected with ${expected.person}`;
  return expected.place === place ? '' : `, expected in ${expected.place}`;
};

/** One line that says what happened, for people. Ids stay ids: names are another matter. */
export function summaryOf(fact: BottleFact): string {
  switch (fact.type) {
    case 'BottleReceived':
      return `Received with ${much(fact.data.content)}`;
    case 'BottleBaselined':
      return `Found on the shelf and entered with ${much(fact.data.content)}`;
    case 'BottleDonated':
      return `Received as a gift with ${much(fact.data.content)}`;
    case 'BottleFilled':
      return `Filled with ${much(fact.data.content)} from ${fact.data.parent}`;
    case 'BottleStored':
      return `Stored${where(fact.data.to)}`.replace(' to ', ' in ');
    case 'BottleMoved':
      return `Moved${where(fact.data.to)}`;
    case 'BottleIssued':
      return `Issued${where(fact.data.to)}${forWhat(fact.data.purpose)}`;
    case 'BottleReturned':
      return `Returned${where(fact.data.to)}`;
    case 'CustodyOffered':
      return `Offered${where(fact.data.to)}`;
    case 'CustodyAccepted':
      return `Taken over by ${fact.data.to.person}`;
    case 'BottleOpened':
      return 'Opened';
    case 'QuantityUsed':
      return `Used ${much(fact.data.quantity)}${forWhat(fact.data.purpose)}`;
    case 'PortionTaken':
      return `Filled ${much(fact.data.quantity)} into ${fact.data.child}`;
    case 'BottleEmptied':
      return `Emptied, with ${much(fact.data.remainder)} left`;
    case 'BottleSighted':
      return `Seen in ${fact.data.place}${unlessThere(fact.data)}`;
    case 'BottleMarkedMissing':
      return 'Marked as missing';
    case 'BottleFound':
      return `Found in ${fact.data.to.place}`;
    case 'LossReported':
      return 'Loss reported';
    case 'BottleQuarantined':
      return 'Quarantined';
    case 'QuarantineLifted':
      return 'Released from quarantine';
    case 'ConditionNoted':
      return `Noted: ${fact.data.text}`;
    case 'LabelPrinted':
      return `Label printed (${fact.data.format})`;
    case 'AliasBound':
      return `Also known as ${fact.data.scheme} ${fact.data.value}`;
    case 'DisposalRequested':
      return 'Disposal requested';
    case 'DisposalApproved':
      return 'Disposal approved';
    case 'BottleDisposed':
      return `Disposed of (${fact.data.way}), with ${much(fact.data.remainder)} left`;
    case 'BottleReturnedToVendor':
      return `Returned to ${fact.data.supplier}, with ${much(fact.data.remainder)} left`;
    case 'BottleWrittenOff':
      return `Written off, with ${much(fact.data.remainder)} left`;
    case 'FactCorrected':
      return `Corrected ${Object.keys(fact.data.now).join(', ')} of an earlier entry`;
    case 'FactAnnulled':
      return 'Took back an earlier entry';
    default:
      return fact satisfies never;
  }
}
