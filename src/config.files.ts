import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that can hold a secret: a key, or a URL with a password in it. */
const SECRET = ['ADMIN_KEY', 'EVENT_STORE_URL', 'READ_MODEL_URL'];

/**
 * The environment with secrets read from files: where NAME_FILE names a file, its first line is NAME. An environment
 * is seen by whoever may inspect a container or a process; a file has an owner and a mode. Says what is wrong in
 * `problems`, without the secret.
 */
export function withFiles(env: Environment, problems: string[]): Environment {
  const read = { ...env };
  for (const name of SECRET) {
    const file = env[`${name}_FILE`];
    if (!file) continue;
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set: leave one out`);
    else read[name] = firstLine(`${name}_FILE`, file, problems);
  }
  return read;
}

function firstLine(name: string, file: string, problems: string[]): string | undefined {
  try {
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    if (line.trim() === '') problems.push(`${name}=${file} is empty`);
    return line.trim();
  } catch (error) {
    problems.push(`${name}=${file} cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

/** A setting as it may be shown: a password in a URL is left out. */
export const shown = (text: string): string => text.replace(/\/\/.*@/, '//…@');
