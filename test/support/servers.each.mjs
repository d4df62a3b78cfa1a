/** Before each file of tests over HTTP on servers, and of no others: they choose their stores by this. */
process.env.SERVED_BY = process.env.SERVER_BEGUN;
