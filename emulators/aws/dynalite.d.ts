declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An emulator of DynamoDB, in memory without `path`. Times are in milliseconds. */
  function dynalite(options?: {
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
  }): Server;
  export = dynalite;
}
