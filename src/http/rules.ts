import {
  getMetadataStorage,
  type ValidationError,
  type ValidatorOptions,
  validateSync,
} from 'class-validator';

const STRICT: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  stopAtFirstError: true,
  forbidUnknownValues: false,
  validationError: { target: false },
};

/** What breaks the rules that the class of a command, or of a query, declares with its fields. */
export const broken = (command: object): ValidationError[] => validateSync(command, STRICT);

/**
 * For every object that it checks, class-validator searches the rules of all classes for those of one. They do not
 * change once the class is there (and there are no groups or schemas here), so they are searched for once.
 */
function searchOnce(): void {
  const storage = getMetadataStorage();
  const search = storage.getTargetValidationMetadatas.bind(storage);
  const known = new Map<unknown, ReturnType<typeof search>>();
  storage.getTargetValidationMetadatas = (target, ...how) => {
    const rules = known.get(target) ?? search(target, ...how);
    known.set(target, rules);
    return rules;
  };
}
searchOnce();
