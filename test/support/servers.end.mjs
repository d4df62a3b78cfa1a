/** After them. */
export default () => globalThis.serving.stop();
