import { mongoJavaServer } from './mongodb/servers.ts';

/** Before all tests over HTTP on servers: one server for all of them. Whatever else is tested sees its URL too. */
export default async function begin() {
  globalThis.serving = await mongoJavaServer.start();
  process.env.SERVER_BEGUN = globalThis.serving.url;
}
