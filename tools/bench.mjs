// Starts the benchmarks with what they compare with and draw with, which is installed for them alone.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const run = (command, args, env = {}) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
};

/** Where Node.js is installed with what is needed to build for it: else that is fetched. */
const withHeaders = () =>
  process.env.PATH.split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter(existsSync)
    .map((file) => dirname(dirname(realpathSync(file))))
    .find((folder) => existsSync(join(folder, 'include/node/node_api.h')));

const folder = 'test/bench';
if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
  const nodedir = withHeaders();
  run('npm', ['ci', '--no-progress', '--prefix', folder], nodedir ? { npm_config_nodedir: nodedir } : {});
}
run(process.execPath, [
  ...['--disable-warning=ExperimentalWarning', '--import', './test/support/typescript.mjs'],
  ...['--experimental-transform-types', 'test/bench/bench.ts', ...process.argv.slice(2)],
]);
