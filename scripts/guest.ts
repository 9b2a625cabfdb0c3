/**
 * Runs a command as root on a kernel with the bonding driver, in a world of its own, and passes on
 * what it writes and its exit status: `deno task guest ip link add bond0 type bond`.
 * Without a command it opens a shell. `--kernel host|uml` or `--kernel-path PATH`, given first, chooses
 * the kernel.
 */
import { type KernelChoice, selectKernel } from "../emulator/lab/kernel/mod.ts";
import { main } from "./main.ts";
import { writeLine, writeOut } from "./output.ts";
import { buildPreload } from "./preload.ts";

await main(async () => {
  await buildPreload();
  const args = [...Deno.args];
  let choice: KernelChoice = "auto";
  let kernelPath: string | undefined;
  if (args[0] === "--kernel") [, choice] = args.splice(0, 2) as [string, KernelChoice];
  if (args[0] === "--kernel-path") [, kernelPath] = args.splice(0, 2);
  if (args[0] === "--") args.shift();
  const tty = args.length === 0;
  const kernel = selectKernel(choice, writeLine, { kernelPath });
  const { code } = await kernel.run(tty ? ["bash", "--norc"] : args, {
    tty,
    devices: 2,
    stdout: (chunk) => writeOut(Deno.stdout, chunk),
    stderr: (chunk) => writeOut(Deno.stderr, chunk),
  });
  return code;
});
