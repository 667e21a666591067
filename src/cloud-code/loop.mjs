import { callContext } from './context.mjs';
import { Calls } from './calls/calls.mjs';
import { captureConsole } from './log.mjs';
import { describeFailure, loadScript } from './loader.mjs';
import { prepareSdk } from './sdk.mjs';
import { Registry } from './registry.mjs';
import { exportedWebApp, serveWeb } from './web.mjs';
import { installCloud } from './cloud.mjs';

/** Takes the server's frames one by one. */
export class WorkerLoop {
  #channel;
  #calls;
  #web;

  /** @param {import('./frames.mjs').FrameChannel} channel */
  constructor(channel) {
    this.#channel = channel;
  }

  take(frame) {
    switch (frame.type) {
      case 'call':
        return this.#calls.start(frame);
      case 'ping':
        return this.#channel.send({ type: 'pong' });
      case 'cancel':
        return this.#calls.cancel(frame.id);
      case 'hello':
        return this.#load(frame);
      case 'stop':
        return this.#stop();
      default:
        // A newer server's frame that this worker does not know.
        return undefined;
    }
  }

  /** Takes nothing new, finishes calls and web requests that have begun, and ends. */
  async #stop() {
    await Promise.all([
      new Promise(resolve => this.#calls ? this.#calls.drain(resolve) : resolve()),
      new Promise(resolve => this.#web ? this.#web.close(resolve) : resolve()),
    ]);
    this.#channel.exit(0);
  }

  async #load(hello) {
    captureConsole(this.#channel, callContext);
    try {
      const registry = new Registry();
      const Parse = prepareSdk(hello);
      installCloud(Parse, registry);
      this.#calls = new Calls(this.#channel, registry);
      const exported = await loadScript(hello.folder);
      registry.webApp ??= exportedWebApp(exported);
      if (registry.webApp) {
        this.#web = await serveWeb(registry.webApp, hello.webSocket);
      }

      this.#channel.send({ type: 'ready', definitions: registry.definitions() });
    } catch (error) {
      this.#channel.send({ type: 'failed', message: describeFailure(error, hello.folder) });
      this.#channel.exit(1);
    }
  }
}
