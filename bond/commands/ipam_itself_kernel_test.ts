/** Networks whose IPAM plugin is this very program, so that it is called by itself. */

import assert from "node:assert/strict";
import { attachmentVariables, callExecutable, pluginCommand } from "../../cni/testing.ts";
import { essence, World } from "../testing.ts";

Deno.test("another version of the program in the place of an IPAM plugin is refused at ADD, and keeps no DEL waiting", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  // Neither the same file nor a copy: only its name tells.
  const script = `#!/bin/bash\nexec -a earlier ${pluginCommand().join(" ")}\n`;
  Deno.writeTextFileSync(`${world.folder}/earlier`, script, { mode: 0o755 });
  const config = world.config(["net1", "net2"], { ipam: { type: "earlier" } });
  const call = (command: string) =>
    callExecutable(pluginCommand(), {
      variables: attachmentVariables(command, {
        CNI_CONTAINERID: world.id,
        CNI_NETNS: world.netnsPath,
        CNI_IFNAME: "bond0",
        CNI_PATH: world.folder,
      }),
      stdin: config,
    });
  const started = performance.now();
  const { stdout } = await call("ADD");
  assert.match(stdout, /"code": 7\b.*is this plugin itself/s);
  const { exitCode, stdout: said } = await call("DEL");
  assert.equal(exitCode, 0, said);
  // A call that waits for the lock of its own caller takes 20 s.
  assert(performance.now() - started < 18_000);
  assert.deepEqual(essence((await world.see()).links), before);
});
