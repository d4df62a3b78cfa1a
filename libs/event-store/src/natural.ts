/** Positions, revisions to read from and limits are whole numbers from 0 on; anything else is a mistake of the caller. */
export function natural(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name}: ${value} is not a whole number from 0 on`);
  return value;
}
