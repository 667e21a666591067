// The worker's start (see notes.md). It reads where to connect from its input, and does what the server sends.
import net from 'node:net';
import { FrameChannel } from './frames.mjs';
import { readFirstLine } from './input.mjs';
import { guardLife } from './life.mjs';
import { WorkerLoop } from './loop.mjs';

const { socket: path, secret } = JSON.parse(readFirstLine());
const socket = net.connect(path);
const channel = new FrameChannel(socket);
guardLife(channel);

socket.on('error', () => process.exit(1));
socket.on('close', () => process.exit(0));
channel.send({ type: 'connect', secret });

const loop = new WorkerLoop(channel);
channel.onFrame = frame => loop.take(frame);
