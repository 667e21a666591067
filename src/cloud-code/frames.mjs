const HEADER = 4;
const MAX_LENGTH = 32 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** Messages over a socket: four bytes of length (big endian), then as much JSON. */
export class FrameChannel {
  #socket;
  #chunks = [];
  #gathered = 0;
  #needed = HEADER;
  #waiting = [];
  #delivers = false;

  /** Called with each frame that arrives. */
  onFrame = () => {};

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.on('data', chunk => this.#read(chunk));
  }

  /**
   * Sends one. The system has it when this returns, unless the server reads too slowly: what is sent before a call counts
   * even if the call never gives the thread back.
   * @param {{type: string}} frame
   * @throws {Error} when it is larger than a frame may be.
   */
  send(frame) {
    const json = JSON.stringify(frame);
    const length = Buffer.byteLength(json);
    if (length > MAX_LENGTH) {
      throw new RangeError(`The result is larger than ${MAX_LENGTH / 1024 / 1024} MB.`);
    }

    const bytes = Buffer.allocUnsafe(HEADER + length);
    bytes.writeUInt32BE(length);
    bytes.write(json, HEADER);
    this.#socket.write(bytes);
  }

  /** Ends the process once everything is sent, or a second later. */
  exit(code) {
    process.exitCode = code;
    if (this.#socket.writableLength === 0) {
      process.exit(code);
    }

    this.#socket.write('', () => process.exit(code));
    setTimeout(() => process.exit(code), 1000);
  }

  // Chunks are joined once a frame is whole: a large one arrives in hundreds of them.
  #read(chunk) {
    this.#chunks.push(chunk);
    this.#gathered += chunk.length;
    if (this.#gathered < this.#needed) {
      return;
    }

    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#gathered);
    let start = 0;
    this.#needed = HEADER;
    while (bytes.length - start >= HEADER) {
      const length = bytes.readUInt32BE(start);
      if (length > MAX_LENGTH) {
        process.exit(1);
      }

      const end = start + HEADER + length;
      if (end > bytes.length) {
        this.#needed = HEADER + length;
        break;
      }

      this.#waiting.push(JSON.parse(bytes.toString('utf8', start + HEADER, end)));
      start = end;
    }

    bytes = start === bytes.length ? NOTHING : bytes.subarray(start);
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#gathered = bytes.length;
    if (!this.#delivers) {
      this.#deliver();
    }
  }

  // Each in a turn of its own: a call that answers at once has sent its answer before the next one may end the process.
  #deliver() {
    const frame = this.#waiting.shift();
    this.#delivers = frame !== undefined;
    if (this.#delivers) {
      this.onFrame(frame);
      setImmediate(() => this.#deliver());
    }
  }
}
