// Nothing but HTTP and the body validated by the same class: nothing is decided, and nothing recorded.
import { serve } from './server.mjs';

await serve((code, { quantity }) => ({ code, quantity: quantity.value }));
