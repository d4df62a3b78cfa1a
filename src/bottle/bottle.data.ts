import { amount, type Context, present, sameDimension, valueRefusals } from '@ledger/kernel';
import type { FractionBody, RegisterBottle, SplitBottle } from './bottle.commands.js';
import type { Beginning, BottleFact, Component, Filled, Stated } from './bottle.events.js';
import { bottleRefusals } from './bottle.refusals.js';
import type { Bottle } from './bottle.state.js';

type HowKnown = Stated['how'];

/** An amount as a fact keeps it: the value as it was written, the unit in UCUM. */
export function stated(
  given: { value: string; unit: string; how?: HowKnown; uncertainty?: string },
  how: HowKnown,
): Stated {
  const { unit } = amount(given);
  return { value: given.value, unit, how: given.how ?? how, ...present({ uncertainty: given.uncertainty }) };
}

/** What a registration says of a bottle, as its first fact holds it. */
export function beginning(command: RegisterBottle): Beginning {
  const { content, purity, grade, supplier, product, lot, expiry, tare, unit, place, aliases } = command;
  if (tare && amount(tare).dimension !== 'mass') throw bottleRefusals('bottle.tare.not-a-mass');
  return {
    composition: composition(command),
    content: stated(content, 'nominal'),
    ...present({ purity: plain(purity), grade, supplier, product, lot, expiry, unit, place }),
    ...(tare && { tare: { value: tare.value, unit: amount(tare).unit } }),
    ...(aliases && { aliases: aliases.map(({ scheme, value }) => ({ scheme, value })) }),
  };
}

function composition({ substance, concentration, composition: parts }: RegisterBottle): readonly Component[] {
  const mains = parts?.filter(({ role }) => role === 'main').length;
  if ((substance === undefined) === (parts === undefined) || (parts && (concentration || mains !== 1))) {
    throw bottleRefusals('bottle.composition.unclear');
  }
  if (parts)
    return parts.map(({ fraction, ...part }) => ({ ...part, ...present({ fraction: plain(fraction) }) }));
  return [{ substance: substance as string, role: 'main', ...present({ fraction: plain(concentration) }) }];
}

const plain = (fraction?: FractionBody) => fraction && { value: fraction.value, unit: fraction.unit };

/** One fact for each bottle that is filled. A child stands where its parent does, and what was lost is named once. */
export function portions(bottle: Bottle, command: SplitBottle, { id, code }: Context): BottleFact[] {
  const { quantity, count = 1, loss } = command;
  const portion = amount(quantity);
  if (!sameDimension(portion, bottle.content) || (loss && !sameDimension(amount(loss), bottle.content))) {
    throw valueRefusals('amount.dimension-differs', { is: bottle.content.dimension });
  }
  const { composition, purity, grade, supplier, product, lot, expiry, unit, place, holder, home } = bottle;
  return Array.from({ length: count }, (_, n): BottleFact => {
    const child = code(n);
    const filled: Filled = {
      parent: id,
      portionId: child,
      composition,
      content: stated(quantity, 'declared'),
      ...present({ purity, grade, supplier, product, lot, expiry, unit, place, holder }),
      ...(holder !== undefined && present({ home })),
    };
    const lost = n === 0 && loss ? { loss: stated(loss, 'estimated') } : {};
    return {
      type: 'PortionTaken',
      v: 1,
      data: { portionId: child, child, quantity: stated(quantity, 'declared'), ...lost, filled },
    };
  });
}
