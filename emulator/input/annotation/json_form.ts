/** The JSON form: a list of objects. */

import { isJsonObject } from "../../../cni/mod.ts";
import { JsonFault, type NumberTexts, parseJsonNumbers } from "../manifests/mod.ts";
import { AnnotationError, plainElement, type SelectionElement } from "./element.ts";
import { Fields } from "./fields.ts";

/** Returns the elements of `text`. Throws AnnotationError. */
export function parseJsonForm(text: string): SelectionElement[] {
  const { json, numbers } = parse(text);
  if (!Array.isArray(json)) {
    const advice = isJsonObject(json) ? "put the object in brackets, [{…}]" : "[{…}] is due";
    throw new AnnotationError(`the networks annotation is JSON but no list: ${advice}`, []);
  }
  return json.map((element, index) => decodeElement(element, index, numbers));
}

function parse(text: string): { json: unknown; numbers: NumberTexts } {
  try {
    return parseJsonNumbers(text);
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause;
    const { message, offset } = cause;
    throw new AnnotationError(`the networks annotation is not JSON: ${message}`, offset, { cause });
  }
}

function decodeElement(json: unknown, index: number, numbers: NumberTexts): SelectionElement {
  if (!isJsonObject(json)) {
    throw new AnnotationError(
      `element ${index} of the networks annotation is ${JSON.stringify(json)}: an object with a ` +
        'name is due, {"name": …}',
      [index],
    );
  }
  const fields = new Fields(json, [index], numbers);
  const portMappings = fields.members("portMappings")?.map(toPortMapping);
  const bandwidth = fields.member("bandwidth");
  const cniArgs = fields.object("cni-args");
  const defaultRoute = fields.optionalTexts("default-route");
  return {
    ...plainElement(fields.text("name"), fields.text("namespace"), [index]),
    interface: fields.text("interface") || fields.text("interfaceRequest"),
    ips: fields.optionalTexts("ips") ?? [],
    mac: fields.text("mac"),
    infinibandGuid: fields.text("infiniband-guid"),
    deviceId: fields.text("deviceID"),
    ...(defaultRoute === undefined ? {} : { defaultRoute }),
    ...(portMappings === undefined ? {} : { portMappings }),
    ...(bandwidth === undefined ? {} : { bandwidth: toBandwidth(bandwidth) }),
    ...(cniArgs === undefined ? {} : { cniArgs }),
  };
}

/** As Multus hands it on: numbers always, texts where they say something, and nothing else. */
function toPortMapping(fields: Fields) {
  const [protocol, hostIP] = [fields.text("protocol"), fields.text("hostIP")];
  return {
    hostPort: fields.integer("hostPort"),
    containerPort: fields.integer("containerPort"),
    ...(protocol === "" ? {} : { protocol }),
    ...(hostIP === "" ? {} : { hostIP }),
  };
}

function toBandwidth(fields: Fields) {
  return {
    ingressRate: fields.integer("ingressRate"),
    ingressBurst: fields.integer("ingressBurst"),
    egressRate: fields.integer("egressRate"),
    egressBurst: fields.integer("egressBurst"),
  };
}
