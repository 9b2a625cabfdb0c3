/** The JSON form: a list of objects. */

import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { JsonFault, parseJsonText, type Path, spelledIn } from "../manifests/mod.ts";
import { AnnotationError, plainElement, type SelectionElement } from "./element.ts";

/** Returns the elements of `text`. Throws AnnotationError. */
export function parseJsonForm(text: string): SelectionElement[] {
  const json = parse(text);
  if (!Array.isArray(json)) {
    const advice = isJsonObject(json) ? "put the object in brackets, [{…}]" : "[{…}] is due";
    throw new AnnotationError(`the networks annotation is JSON but no list: ${advice}`, []);
  }
  return json.map(decodeElement);
}

function parse(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause;
    const { message, offset } = cause;
    throw new AnnotationError(`the networks annotation is not JSON: ${message}`, offset, { cause });
  }
}

function decodeElement(json: unknown, index: number): SelectionElement {
  if (!isJsonObject(json)) {
    throw new AnnotationError(
      `element ${index} of the networks annotation is ${JSON.stringify(json)}: an object with a ` +
        'name is due, {"name": …}',
      [index],
    );
  }
  const fields = new Fields(json, index);
  const portMappings = fields.objects("portMappings");
  const bandwidth = fields.object("bandwidth");
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
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(cniArgs === undefined ? {} : { cniArgs }),
  };
}

/** The members of an element, looked up as Go's decoder does: by their exact name, else in any case. */
class Fields {
  constructor(readonly json: JsonObject, readonly index: number) {}

  text(key: string): string {
    const value = this.#value(key) ?? "";
    if (typeof value !== "string") throw this.#wrong(key, "text");
    return value;
  }

  optionalTexts(key: string): string[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      throw this.#wrong(key, "a list of texts");
    }
    return value;
  }

  object(key: string): JsonObject | undefined {
    const value = this.#value(key);
    if (value !== undefined && !isJsonObject(value)) throw this.#wrong(key, "an object");
    return value;
  }

  objects(key: string): JsonObject[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every(isJsonObject)) {
      throw this.#wrong(key, "a list of objects");
    }
    return value;
  }

  #value(key: string): unknown {
    return this.json[spelledIn(this.json, key)] ?? undefined;
  }

  #wrong(key: string, due: string): AnnotationError {
    const path: Path = [this.index, spelledIn(this.json, key)];
    return new AnnotationError(
      `element ${this.index} of the networks annotation: ${key} is ${
        JSON.stringify(this.#value(key))
      }, ${due} is due`,
      path,
    );
  }
}
