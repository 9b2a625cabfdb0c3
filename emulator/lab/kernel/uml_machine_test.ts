import assert from "node:assert/strict";
import { KernelError } from "./kernel.ts";
import { collect, eventually, leavingNothing } from "./testing.ts";
import { UserModeLinux } from "./uml.ts";

const script = new URL("../../../scripts/guest.ts", import.meta.url).pathname;

/** The guest as a process of its own, already past its boot: it has said "ready". */
async function startGuest(folder: string, command = "echo ready; exec sleep 1000") {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", script, "--kernel", "uml", "sh", "-c", command],
    env: { TMPDIR: folder },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  // It may come in pieces, and without a reader the rest of the line would be its end.
  for (let said = ""; !said.includes("\n");) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the guest ended after it had said ${JSON.stringify(said)}`);
    said += new TextDecoder().decode(value);
  }
  await reader.cancel();
  return child;
}

const kernel = new UserModeLinux(() => {});

Deno.test("a guest passes on every byte and the exit status, whatever the command leaves running", () =>
  leavingNothing(async () => {
    const every = Uint8Array.from({ length: 256 }, (_, octet) => octet);
    const { code, stdout, stderr } = await collect(
      kernel,
      ["sh", "-c", 'cat; printf "\\r\\n\\003" >&2; sleep 1000 & test -t 1 || exit 42'],
      { stdin: every },
    );
    assert.equal(stdout, String.fromCharCode(...every));
    assert.equal(stderr, "\r\n\x03");
    assert.equal(code, 42);
  }));

Deno.test("a guest gives the command root, bonding, its folder and its environment", () =>
  leavingNothing(async (folder) => {
    const { code, stdout, stderr } = await collect(
      kernel,
      ["sh", "-ec", "id -u; pwd; env; ip link add type bond mode active-backup; ip link show up"],
      { cwd: folder, env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ODD: "it's\n a $VALUE" } },
    );
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^0\n${folder}\n`));
    assert.ok(stdout.includes("ODD=it's\n a $VALUE\n"), stdout);
    assert.match(stdout, /lo: <LOOPBACK,UP,LOWER_UP>/);
    assert.ok(!stdout.includes("uml_dir"), stdout);
  }));

Deno.test("what a guest writes stays in memory, save in shared folders", () =>
  leavingNothing(async (folder) => {
    const shared = `${folder}/shared folder`;
    Deno.mkdirSync(shared);
    const writes =
      `cd ${folder}; ls -A /run /var/lib/cni | grep -v mount; echo x > private; echo x > /etc/bond-test;
      echo x > /var/lib/cni/x; echo changed > 'shared folder/x'`;
    const { code, stdout, stderr } = await collect(kernel, ["sh", "-ec", writes], {
      shared: [shared],
    });
    assert.deepEqual({ code, stdout, stderr }, {
      code: 0,
      stdout: "/run:\n\n/var/lib/cni:\n",
      stderr: "",
    });
    assert.equal(Deno.readTextFileSync(`${shared}/x`), "changed\n");
    Deno.removeSync(shared, { recursive: true });
    assert.throws(() => Deno.statSync("/etc/bond-test"), Deno.errors.NotFound);
  }));

Deno.test("two guests run at once and know nothing of each other", () =>
  leavingNothing(async () => {
    const links = "ip link add $0 type dummy; ls /sys/class/net";
    const [one, two] = await Promise.all(
      ["one", "two"].map((name) => collect(kernel, ["sh", "-c", links, name])),
    );
    assert.equal(one?.stdout, "bonding_masters\nlo\none\n");
    assert.equal(two?.stdout, "bonding_masters\nlo\ntwo\n");
  }));

Deno.test("a guest that dies is reported with the last lines of its console", () =>
  leavingNothing(async () => {
    await assert.rejects(
      collect(kernel, ["sh", "-c", "echo c > /proc/sysrq-trigger; sleep 1000"]),
      (error: unknown) => {
        assert.ok(error instanceof KernelError);
        assert.match(
          error.message,
          /^the User-mode Linux guest died while the command was running/,
        );
        assert.match(error.message, /\| .*panic/);
        return true;
      },
    );
  }));

Deno.test("a guest that dies while it boots is reported with the reason", () =>
  leavingNothing(async (folder) => {
    const absent = `${folder}/absent`;
    await assert.rejects(collect(kernel, ["true"], { shared: [absent] }), (error: unknown) => {
      assert.ok(error instanceof KernelError);
      assert.match(error.message, /^the User-mode Linux guest died while it was booting/);
      assert.match(error.message, new RegExp(`\\| .*mount.*${absent}`));
      return true;
    });
  }));

Deno.test("a signal that is aborted ends the guest", () =>
  leavingNothing(async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const running = collect(kernel, ["sleep", "1000"], { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 500);
    await assert.rejects(running, reason);
  }));

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  Deno.test(`${signal} to the process that runs a guest leaves nothing behind`, () =>
    leavingNothing(async (folder) => {
      const child = await startGuest(folder);
      child.kill(signal);
      const { code } = await child.status;
      assert.equal(code, { SIGINT: 130, SIGTERM: 143, SIGKILL: 137 }[signal]);
      if (signal === "SIGKILL") {
        await eventually(
          () => Deno.readDirSync(folder)[Symbol.iterator]().next().done === true,
          "",
        );
      }
    }));
}

Deno.test("what a process left behind that was killed with all of its own is removed by the next", () =>
  leavingNothing(async (folder) => {
    const abandoned = `${folder}/bond-guest-0`;
    Deno.mkdirSync(abandoned);
    Deno.writeTextFileSync(`${abandoned}/lock`, "");
    const other = await startGuest(folder);
    assert.throws(() => Deno.statSync(abandoned), Deno.errors.NotFound);
    await collect(kernel, ["true"]);
    assert.equal(Array.from(Deno.readDirSync(folder)).length, 1, "the other's folder is in use");
    other.kill("SIGINT");
    await other.status;
  }));

Deno.test("an ordinary user needs no more", async () => {
  if (Deno.uid() !== 0) return; // Then every test here shows it.
  await leavingNothing(async (folder) => {
    Deno.chownSync(folder, 65534, 65534);
    const denoDir = Deno.makeTempDirSync({ dir: folder });
    Deno.chownSync(denoDir, 65534, 65534);
    const { code, stdout, stderr } = await new Deno.Command("setpriv", {
      args: [
        ...["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", Deno.execPath()],
        ...["run", "--allow-all", "--no-check", script, "--kernel", "uml"],
        ...["sh", "-ec", "id -u; ip link add type bond; ip netns add pod; touch /etc/bond-test"],
      ],
      env: { HOME: folder, TMPDIR: folder, DENO_DIR: denoDir },
      cwd: "/",
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
    assert.equal(new TextDecoder().decode(stdout), "0\n");
    assert.equal(code, 0);
    Deno.removeSync(denoDir, { recursive: true });
  });
});

Deno.test("the command gets a terminal of the caller's size", () =>
  leavingNothing(async (folder) => {
    const guest = `${Deno.execPath()} run --allow-all --no-check ${script} --kernel uml`;
    const child = new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", `stty rows 33 cols 111; ${guest}`, "/dev/null"],
      env: { TMPDIR: folder },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    const type = (text: string) => writer.write(new TextEncoder().encode(text));
    let seen = "";
    let step = 0;
    for await (const chunk of child.stdout) {
      seen += new TextDecoder().decode(chunk);
      if (step === 0 && /[#$] $/.test(seen)) {
        // Ctrl-C finds nobody before the command is in the foreground.
        const command = "stty size; tty; sh -c 'echo started-$?; exec sleep 1000'\n";
        step = await type(command).then(() => 1);
      } else if (step === 1 && seen.includes("started-0")) {
        step = await type("\x03").then(() => 2);
      } else if (step === 2 && seen.includes("^C")) {
        step = await type("exit 3\n").then(() => 3);
      }
    }
    await writer.close().catch(() => {});
    assert.match(seen, /33 111\r*\n/);
    assert.match(seen, /\/dev\/tty0/);
    assert.equal((await child.status).code, 3);
  }));
