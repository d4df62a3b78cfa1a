import { calendarDay, Refusal } from '@ledger/kernel';
import { Command, InvalidArgumentError, Option } from 'commander';
import { roles } from '../access/permissions.js';
import { type Config, readConfig } from '../config.js';
import { type BackupOptions, backup, verifyBackups } from './backup.js';
import { type ExampleOptions, makeExample } from './example.js';
import { failureOf } from './failure.js';
import { createKey, type KeyOptions, listKeys, revokeKey } from './key.js';
import { type MoveOptions, migrate, moveOf } from './migrate.js';
import { rebuild } from './rebuild.js';
import { type RestoreOptions, restore } from './restore.js';
import { Teller } from './teller.js';
import { verifyLog } from './verify.js';

/** Does what the arguments ask for. Answers whether all of it was done. */
export async function run(args: readonly string[]): Promise<boolean> {
  let done = true;
  const program = new Command('ledger')
    .description('Works on the ledger of the data folder, through the service that runs or without one.')
    .option('--json', 'answer with one line of JSON');
  const teller = () => new Teller(program.opts<{ json?: boolean }>().json ?? false);
  const doing = async (work: (config: Config, teller: Teller) => Promise<unknown>) => {
    try {
      done = (await work(readConfig(process.env), teller())) !== false;
    } catch (error) {
      teller().failure(failureOf(error));
      done = false;
    }
  };

  const key = program.command('key').description('who has a key');
  key
    .command('create')
    .description('issue a credential; its holder fetches the key with the enrolment code that is printed')
    .option('--person <id>', 'whose it is')
    .option('--name <name>', 'whose it is: a new person of this name')
    .addOption(new Option('--role <role>', 'grant the person this role').choices(roles))
    .option('--unit <id>', 'the role counts in this unit and what belongs to it')
    .option('--place <code>', 'the role counts in this place and what is below')
    .option('--label <text>', 'what the key is for', 'made on the command line')
    .option('--expires <time>', 'when it stops working')
    .option('--enrol', 'fetch the key at once and print it: for service accounts')
    .action((options: KeyOptions) => doing((config, tell) => createKey(config, options, tell)));
  key
    .command('list')
    .description('every credential, whose it is and whether it works')
    .action(() => doing(listKeys));
  key
    .command('revoke')
    .description('let a credential open nothing any more')
    .argument('<credential>', 'its id')
    .action((credential: string) => doing((config, tell) => revokeKey(config, credential, tell)));
  program
    .command('rebuild')
    .description('build views again from the whole log')
    .argument('[view]', 'its name; left out: all of them')
    .action((view?: string) => doing((config, tell) => rebuild(config, view, tell)));
  program
    .command('verify')
    .description('read the whole log again and report what is not as it should be')
    .option('--backup <dir>', 'read the backups in a folder again instead')
    .action(({ backup: dir }: { backup?: string }) =>
      doing((config, tell) => (dir === undefined ? verifyLog(config, tell) : verifyBackups(dir, tell))),
    );
  program
    .command('backup')
    .description('back up the ledger, while the service runs or without it')
    .argument('[dir]', 'a folder for the backups of this ledger; left out: BACKUP_DIR')
    .option('--keep <count>', 'remove older backups beyond so many', howMany)
    .action((dir: string | undefined, options: BackupOptions) =>
      doing((config, tell) => backup(config, dir, options, tell)),
    );
  program
    .command('restore')
    .description(
      'make an empty data folder what the ledger was when a backup was made; the service must not run',
    )
    .argument('<dir>', 'the folder with the backups')
    .requiredOption('--reason <text>', 'why: the ledger keeps it for ever')
    .option('--backup <number>', 'which of them; left out: the last', howMany)
    .option('--old <folder>', 'the data folder that is replaced: it tells what came after the backup')
    .option('--published <position or fact>', 'the last that anybody outside has seen')
    .option('--accept-loss', 'go on though facts came after the backup, or nobody can tell')
    .action((dir: string, options: RestoreOptions) =>
      doing((config, tell) => restore(config, dir, options, tell)),
    );
  program
    .command('migrate')
    .description('copy the log to another store, or go on copying; the service must not run')
    .requiredOption('--to <url>', 'where to, in the form of EVENT_STORE_URL, or @ and a file that holds it')
    .option('--from <url>', 'where from; left out: EVENT_STORE_URL')
    .option(
      '--read-model <url>',
      'where views will be, in the form of READ_MODEL_URL, or @ and a file that holds it: names and hashes of keys are copied there too',
    )
    .action((options: MoveOptions) =>
      doing((config, tell) => migrate(config, moveOf(process.env, options), tell)),
    );
  program
    .command('example')
    .description('fill an empty folder with a year of a university that does not exist, or go on filling it')
    .addOption(new Option('--seed <number>', 'another number makes another year').argParser(seed))
    .addOption(
      new Option('--scale <number>', 'how many times 25,000 facts, from 0.1 to 100').argParser(scale),
    )
    .addOption(new Option('--until <day>', 'the last day; left out, yesterday').argParser(day))
    .action((options: ExampleOptions) => doing((config, tell) => makeExample(config, options, tell)));

  await program.parseAsync(args, { from: 'user' });
  return done;
}

function howMany(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 on.');
}

function seed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff)
    throw new InvalidArgumentError('It is a whole number from 0 to 4294967295.');
  return Number(text);
}

function scale(text: string): string {
  if (!/^(0|[1-9]\d{0,2})(\.\d{1,2})?$/.test(text) || Number(text) < 0.1 || Number(text) > 100)
    throw new InvalidArgumentError(
      'It is a number from 0.1 to 100, with at most two digits behind the point.',
    );
  return String(Number(text));
}

function day(text: string): string {
  try {
    return calendarDay(text);
  } catch (error) {
    throw error instanceof Refusal ? new InvalidArgumentError(error.spec.hint) : error;
  }
}
