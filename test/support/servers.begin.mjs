import { mongoJavaServer } from './mongodb/servers.ts';

/** Before all tests over HTTP on servers: one server for all of them. */
export default async function begin() {
  globalThis.serving = await mongoJavaServer.start();
  process.env.SERVED_BY = globalThis.serving.url;
}
