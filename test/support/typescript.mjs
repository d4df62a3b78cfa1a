/**
 * Lets plain Node run the sources of tests: `--import` this before a `.ts` file (with `--experimental-transform-types`
 * where classes have parameter properties). Relative imports that say `.js` find the `.ts` beside it, and
 * `@ledger/<name>` the library's sources.
 */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const library = /^@ledger\/([^/]+)$/.exec(specifier)?.[1];
    if (library) return next(new URL(`../../libs/${library}/src/index.ts`, import.meta.url).href, context);
    const ours = /^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts');
    return next(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
