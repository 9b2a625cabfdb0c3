import assert from "node:assert/strict";
import { parseCniArgs, parseEnvironment, parsePath } from "./environment.ts";
import { CniError } from "./errors.ts";
import { attachmentVariables } from "./testing.ts";

function refusal(variables: Record<string, string | undefined>): CniError {
  try {
    parseEnvironment(variables);
  } catch (error) {
    assert.ok(error instanceof CniError);
    assert.equal(error.code, 4);
    return error;
  }
  assert.fail("the variables were accepted");
}

const accepts = (command: string, changes: Record<string, string | undefined>) =>
  parseEnvironment(attachmentVariables(command, changes));

Deno.test("ADD lists exactly the missing variables, in order", () => {
  assert.equal(
    refusal({ CNI_COMMAND: "ADD" }).msg,
    "required env variables [CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH] missing",
  );
  assert.equal(
    refusal(attachmentVariables("ADD", { CNI_PATH: "", CNI_NETNS: "" })).msg,
    "required env variables [CNI_NETNS,CNI_PATH] missing",
  );
});

Deno.test("an invalid value outranks what is missing before and after it", () => {
  const changes = { CNI_CONTAINERID: "a b", CNI_PATH: undefined };
  assert.equal(
    refusal(attachmentVariables("ADD", changes)).msg,
    "invalid characters in containerID",
  );
  const late = { CNI_CONTAINERID: undefined, CNI_IFNAME: "a/b" };
  assert.match(refusal(attachmentVariables("ADD", late)).msg, /^interface name contains/);
});

Deno.test("CHECK needs what ADD needs; DEL does without CNI_NETNS", () => {
  assert.equal(
    refusal({ CNI_COMMAND: "CHECK" }).msg,
    "required env variables [CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH] missing",
  );
  assert.equal(
    refusal({ CNI_COMMAND: "DEL" }).msg,
    "required env variables [CNI_CONTAINERID,CNI_IFNAME,CNI_PATH] missing",
  );
  assert.equal(accepts("DEL", { CNI_NETNS: undefined }).netns, "");
  assert.equal(accepts("DEL", { CNI_NETNS: "" }).netns, "");
});

Deno.test("GC and STATUS need only command and path, and look at nothing else", () => {
  for (const command of ["GC", "STATUS"]) {
    const bare = { CNI_CONTAINERID: "", CNI_NETNS: "", CNI_IFNAME: "" };
    assert.equal(accepts(command, bare).command, command);
    assert.equal(accepts(command, { CNI_IFNAME: "not / a name" }).command, command);
    assert.equal(
      refusal({ CNI_COMMAND: command }).msg,
      "required env variables [CNI_PATH] missing",
    );
  }
  assert.equal(parseEnvironment({ CNI_COMMAND: "VERSION" }).command, "VERSION");
});

Deno.test("container IDs begin with a letter or digit and hold only letters, digits, _ . -", () => {
  for (const id of ["a b", "-x", "é", ".x", "a/b", "a\n"]) {
    const error = refusal(attachmentVariables("ADD", { CNI_CONTAINERID: id }));
    assert.equal(error.msg, "invalid characters in containerID");
    assert.equal(error.details, id);
  }
  assert.equal(accepts("ADD", { CNI_CONTAINERID: "A_.-9" }).containerId, "A_.-9");
});

Deno.test("interface names follow the kernel's rules", () => {
  const message = (ifname: string) => refusal(attachmentVariables("ADD", { CNI_IFNAME: ifname }));
  const long = message("a".repeat(16));
  assert.equal(long.msg, "interface name is too long");
  assert.equal(long.details, "interface name should be less than 16 characters");
  for (const name of [".", ".."]) assert.equal(message(name).msg, "interface name is . or ..");
  for (const name of ["a/b", "a:b", "a b", "a\tb", "a\u0085b", "a\u00a0b", "a\u2003b"]) {
    assert.equal(
      message(name).msg,
      "interface name contains / or : or whitespace characters",
      JSON.stringify(name),
    );
  }
  // The kernel makes "x0" of it, and a bond of that name would stay.
  assert.equal(message("x%d").msg, "interface name contains %");
  for (const name of ["a".repeat(15), "net1.100", "...", "a\ufeff"]) {
    assert.equal(accepts("ADD", { CNI_IFNAME: name }).ifname, name);
  }
});

Deno.test("an interface name is measured in octets", () => {
  assert.equal(accepts("ADD", { CNI_IFNAME: "é".repeat(7) }).ifname, "é".repeat(7));
  assert.equal(
    refusal(attachmentVariables("ADD", { CNI_IFNAME: "é".repeat(8) })).msg,
    "interface name is too long",
  );
});

Deno.test("CNI_NETNS_OVERRIDE is on for 1 and for true in any case", () => {
  for (const value of ["1", "true", "TRUE", "True"]) {
    assert.equal(accepts("ADD", { CNI_NETNS_OVERRIDE: value }).netnsOverride, true);
  }
  for (const value of [undefined, "", "0", "yes", "2"]) {
    assert.equal(accepts("ADD", { CNI_NETNS_OVERRIDE: value }).netnsOverride, false);
  }
});

Deno.test("unknown keys, a trailing semicolon and = in a value do not fail CNI_ARGS", () => {
  const args = parseCniArgs("IgnoreUnknown=1;K8S_POD_NAME=p;X=a=b;;novalue;=odd;X=c=d;");
  assert.deepEqual([...args], [["IgnoreUnknown", "1"], ["K8S_POD_NAME", "p"], ["X", "c=d"]]);
  assert.equal(parseCniArgs("").size, 0);
});

Deno.test("parsePath() keeps the order and passes over empty entries", () => {
  assert.deepEqual(parsePath("/b::/a:"), ["/b", "/a"]);
});
