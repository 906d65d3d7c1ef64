"use strict";
(() => {
  const HEADER = 72, CHUNK = 1048576, TAG = 16, ROUNDS = 1000000, BLOCK = 512;
  const at = (id) => document.getElementById(id);
  const bytesOf = (text) => new TextEncoder().encode(text);
  const form = at("ask"), field = at("words"), said = at("said"), opened = at("opened");
  const say = (name) => { said.textContent = name ? said.dataset[name] : ""; };

  const decoded = (text) => {
    const length = text.length / 4 * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
    const bytes = new Uint8Array(length);
    for (let from = 0, to = 0; from < text.length; from += 1 << 20) {
      const piece = atob(text.slice(from, from + (1 << 20)));
      for (let i = 0; i < piece.length; i++) bytes[to++] = piece.charCodeAt(i);
    }
    return bytes;
  };

  const keysOf = async (words, salt) => {
    const typed = await crypto.subtle.importKey("raw", bytesOf(words), "PBKDF2", false, ["deriveBits"]);
    const slow = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, typed, 256);
    const spread = await crypto.subtle.importKey("raw", slow, "HKDF", false, ["deriveBits"]);
    const info = bytesOf("casevault/1/page");
    const both = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, spread, 512);
    const key = await crypto.subtle.importKey("raw", both.slice(0, 32), "AES-GCM", false, ["decrypt"]);
    return [key, new Uint8Array(both, 32)];
  };

  // Nothing is shown before the last chunk was authentic.
  const unsealed = async (sealed, words) => {
    const header = sealed.subarray(0, HEADER), body = sealed.subarray(HEADER);
    const [key, expected] = await keysOf(words, header.slice(8, 40));
    let differs = 0;
    header.subarray(40).forEach((byte, i) => { differs |= byte ^ expected[i]; });
    if (differs) return null;
    const count = Math.ceil(body.length / (CHUNK + TAG));
    const plain = new Uint8Array(body.length - count * TAG);
    for (let number = 0; number < count; number++) {
      const iv = new Uint8Array(12);
      new DataView(iv.buffer).setUint32(7, number);
      iv[11] = number === count - 1 ? 1 : 0;
      const piece = body.subarray(number * (CHUNK + TAG), (number + 1) * (CHUNK + TAG));
      const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: header }, key, piece);
      plain.set(new Uint8Array(open), number * CHUNK);
    }
    return plain;
  };

  const membersOf = (archive) => {
    const found = new Map(), text = new TextDecoder("latin1");
    for (let place = 0; archive[place];) {
      const name = text.decode(archive.subarray(place, place + 100)).replace(/\0+$/, "");
      const size = parseInt(text.decode(archive.subarray(place + 124, place + 135)), 8);
      found.set(name, archive.subarray(place + BLOCK, place + BLOCK + size));
      place += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
    return found;
  };

  const hexOf = async (bytes) =>
    Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join("");

  // A document is built anew from what is allowed here, text by text; nothing of it is ever parsed into this page.
  const ALLOWED = new Set(("section article header footer div p span h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody " +
    "tfoot tr th td strong em b i u s sub sup small br hr blockquote figure figcaption img time abbr cite pre code bdi bdo " +
    "ruby rt rp mark").split(" "));
  const DROPPED = new Set(("script style template noscript iframe object embed head title meta link form input button select " +
    "textarea svg math audio video canvas").split(" "));
  const KEPT = ["lang", "dir", "scope", "colspan", "rowspan", "start", "value", "title", "alt"];
  const build = (from, into, depth) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) into.append(node.textContent);
      if (node.nodeType !== Node.ELEMENT_NODE || depth > 100) continue;
      const name = node.localName;
      if (DROPPED.has(name)) continue;
      if (!ALLOWED.has(name)) { build(node, into, depth + 1); continue; }
      const made = document.createElement(name);
      for (const key of KEPT) if (node.hasAttribute(key)) made.setAttribute(key, node.getAttribute(key));
      const source = node.getAttribute("src") || "";
      if (name === "img" && /^data:image\/(png|jpeg);base64,[A-Za-z0-9+/=]+$/.test(source)) made.src = source;
      into.append(made);
      build(node, made, depth + 1);
    }
  };

  const show = async (members) => {
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    const manifest = JSON.parse(utf8.decode(members.get("MANIFEST.json")));
    for (const entry of manifest.files) {
      const bytes = members.get(entry.n);
      if (!bytes || bytes.length !== entry.size || await hexOf(bytes) !== entry.sha256) throw new Error("altered");
    }
    const list = at("files"), document_ = at("document");
    for (const entry of manifest.files) {
      const bytes = members.get(entry.n);
      if (entry.mime === "text/html") {
        const parsed = new DOMParser().parseFromString(utf8.decode(bytes), "text/html");
        for (const key of ["lang", "dir"]) {
          const value = parsed.documentElement.getAttribute(key);
          if (value) document_.setAttribute(key, value);
        }
        build(parsed.body, document_, 0);
        document_.hidden = false;
      }
      const link = document.createElement("a"), item = document.createElement("li"), size = document.createElement("span");
      const name = entry.n.split("/").pop();
      link.textContent = list.dataset.save + " " + (entry.title || name);
      link.download = name;
      link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
      size.textContent = " " + Math.max(1, Math.round(entry.size / 1024)) + " KiB";
      item.append(link, size);
      list.append(item);
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
    if (!words) return;
    form.querySelector("button").disabled = true;
    say("working");
    await new Promise((done) => setTimeout(done, 50));
    try {
      const archive = await unsealed(decoded(at("sealed").textContent), words);
      if (archive === null) {
        say("wrong");
        field.setAttribute("aria-invalid", "true");
        field.select();
        field.focus();
      } else {
        await show(membersOf(archive));
        field.value = "";
        say("");
        at("closed").hidden = true;
        opened.hidden = false;
        at("heading").focus();
      }
    } catch (_) {
      opened.hidden = true;
      at("files").replaceChildren();
      at("document").replaceChildren();
      say("damaged");
    }
    form.querySelector("button").disabled = false;
  });
  at("close").addEventListener("click", () => location.reload());
  at("print").addEventListener("click", () => print());
  if (!globalThis.crypto || !crypto.subtle) { say("cannot"); form.querySelector("button").disabled = true; } else { form.hidden = false; }
})();
