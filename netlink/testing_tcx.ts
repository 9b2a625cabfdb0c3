/** A programme of traffic control, for tests of who sees it. */
import { checked, libc } from "./libc.ts";

const BPF_PROG_LOAD = 5;
const BPF_LINK_CREATE = 28;
const BPF_PROG_TYPE_SCHED_CLS = 3;
const BPF_TCX_INGRESS = 46;
/** r0 = 0; exit. */
const PROGRAMME = new Uint8Array([0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]);
const LICENSE = new TextEncoder().encode("GPL\0");

/** Has a programme look at what comes in by the link with `index` of this thread's namespace, until it is disposed of. */
export function attachTcx(index: number): Disposable {
  const programme = bpf(BPF_PROG_LOAD, (view) => {
    view.setUint32(0, BPF_PROG_TYPE_SCHED_CLS, true);
    view.setUint32(4, PROGRAMME.length / 8, true);
    view.setBigUint64(8, address(PROGRAMME), true);
    view.setBigUint64(16, address(LICENSE), true);
  });
  const link = bpf(BPF_LINK_CREATE, (view) => {
    view.setUint32(0, programme, true);
    view.setUint32(4, index, true);
    view.setUint32(8, BPF_TCX_INGRESS, true);
  });
  libc.close(programme);
  return { [Symbol.dispose]: () => void libc.close(link) };
}

function bpf(command: number, fill: (view: DataView) => void): number {
  const attributes = new Uint8Array(128);
  fill(new DataView(attributes.buffer));
  return checked(`bpf ${command}`, libc.bpf(command, attributes, attributes.length));
}

function address(bytes: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}
