import { expiryDate, plainText } from '@ledger/kernel';
import { CommandBody, Quantity, QuantityBody, ReasonedBody, Stated, StatedBody } from '../http/command.js';
import { CodeField, IdField, OneOf, Part, Parts, Read, Text, Whole } from '../http/fields.js';
import { decimalText, ucumText } from './bottle.readers.js';

const person = { description: "A person's id." };
const place = { description: 'The id of a place, or any spelling of its code.' };
const purpose = { optional: true, description: 'What for.' };

export class FractionBody {
  @Read(decimalText, { example: '37' }) readonly value!: string;
  @Read(ucumText, { example: '%' }) readonly unit!: string;
}

export class ComponentBody {
  @IdField() readonly substance!: string;
  @OneOf(['main', 'solvent', 'component']) readonly role!: 'main' | 'solvent' | 'component';
  @Part(() => FractionBody, { optional: true }) readonly fraction?: FractionBody;
}

export class AliasBody {
  @Text(40, { description: 'Whose code it is, such as `gs1` or `old-inventory`.' }) readonly scheme!: string;
  @Text(200) readonly value!: string;
}

export class RegisterBottle extends CommandBody {
  @OneOf(['received', 'baselined', 'donated']) readonly origin!: 'received' | 'baselined' | 'donated';
  @IdField({ optional: true, description: 'Id of the one substance in it (a CAS number where it has one).' })
  readonly substance?: string;
  @Part(() => FractionBody, { optional: true, description: 'Of `substance`.' })
  readonly concentration?: FractionBody;
  @Parts(() => ComponentBody, 50, { optional: true, description: 'In place of `substance`, for mixtures.' })
  readonly composition?: readonly ComponentBody[];
  @Part(() => FractionBody, {
    optional: true,
    description: 'At least so much is the main substance, as its supplier says.',
  })
  readonly purity?: FractionBody;
  @Stated({ description: 'How much is in it.' }) readonly content!: StatedBody;
  @Text(60, { optional: true }) readonly grade?: string;
  @Text(200, { optional: true }) readonly supplier?: string;
  @Text(100, { optional: true, description: "The supplier's catalogue number." }) readonly product?: string;
  @Text(100, { optional: true }) readonly lot?: string;
  @Read(expiryDate, { example: '2027-05' }, { optional: true, description: 'Good to the end of it.' })
  readonly expiry?: string;
  @Quantity({ optional: true, description: 'What the empty container weighs.' }) readonly tare?: QuantityBody;
  @IdField({ optional: true, description: 'The owning unit.' }) readonly unit?: string;
  @CodeField({ optional: true, ...place }) readonly place?: string;
  @CodeField({ optional: true, description: 'The code of a label printed before.' }) readonly code?: string;
  @Parts(() => AliasBody, 10, { optional: true }) readonly aliases?: readonly AliasBody[];
  @Whole(1, 500, { optional: true, description: 'That many alike, each with a code of its own.' })
  readonly count?: number;
}

export class StoreBottle extends CommandBody {
  @CodeField(place) readonly place!: string;
}
export class MoveBottle extends CommandBody {
  @CodeField(place) readonly place!: string;
}
export class ReturnBottle extends CommandBody {
  @CodeField(place) readonly place!: string;
}
export class IssueBottle extends CommandBody {
  @IdField(person) readonly to!: string;
  @Text(200) readonly purpose!: string;
  @Text(100, { optional: true }) readonly project?: string;
}
export class TransferBottle extends CommandBody {
  @IdField(person) readonly to!: string;
}
export class AcceptBottle extends CommandBody {}
export class OpenBottle extends CommandBody {}
export class UseBottle extends CommandBody {
  @Stated() readonly quantity!: StatedBody;
  @Text(200, purpose) readonly purpose?: string;
  @Text(100, { optional: true }) readonly project?: string;
}
export class SplitBottle extends CommandBody {
  @Stated({ description: 'Of each bottle that is filled.' }) readonly quantity!: StatedBody;
  @Whole(1, 100, { optional: true, description: 'How many bottles are filled; one where it is left out.' })
  readonly count?: number;
  @Stated({ optional: true, description: 'What was lost in pouring, in all.' }) readonly loss?: StatedBody;
}
export class EmptyBottle extends CommandBody {
  @Text(200, { optional: true, description: 'What became of what was left.' }) readonly cause?: string;
}

export class QuarantineBottle extends ReasonedBody {}
export class ReleaseBottle extends ReasonedBody {}
export class SightBottle extends CommandBody {
  @CodeField(place) readonly place!: string;
}
export class MarkBottleMissing extends CommandBody {}
export class FindBottle extends CommandBody {
  @CodeField(place) readonly place!: string;
}
export class ReportLoss extends ReasonedBody {}
export class RequestDisposal extends ReasonedBody {}
export class ApproveDisposal extends CommandBody {}
export class DisposeBottle extends CommandBody {
  @Text(200, { description: 'How, such as `licensed contractor`.' }) readonly way!: string;
  @Text(100, { optional: true, description: 'The waste container it went into.' })
  readonly container?: string;
  @Text(100, { optional: true }) readonly manifest?: string;
  @IdField({ optional: true, ...person }) readonly witness?: string;
}
export class ReturnBottleToVendor extends CommandBody {
  @Text(200) readonly supplier!: string;
}
export class WriteOffBottle extends ReasonedBody {}
export class NoteOnBottle extends CommandBody {
  @Read(
    (text) => plainText(text, { max: 2000, multiline: true }),
    { maxLength: 2000 },
    { description: 'Kept for ever: name no persons here.' },
  )
  readonly text!: string;
}
export class RecordLabelPrinted extends CommandBody {
  @OneOf(['svg', 'png', 'pdf']) readonly format!: 'svg' | 'png' | 'pdf';
}
export class BindAlias extends CommandBody {
  @Text(40) readonly scheme!: string;
  @Text(200) readonly value!: string;
}
