
  // ---- pack: what is gzip in base64 inside of a script element, as text.
  const unpack = async (element) => {
    const characters = atob(element.textContent);
    const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };

  // Resolved when all of the page is there.
  const whole = new Promise((done) => {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", done, { once: true });
    } else {
      done();
    }
  });

  // The entries of one list, unpacked by blocks. The last few blocks are kept.
  const KEPT_BLOCKS = 32;
  class Blocks {
    constructor(list) {
      this.selector = `script[data-list="${list}"]`;
      this.kept = new Map();
    }

    find(number) {
      const isIn = ({ dataset }) => number >= Number(dataset.first)
        && number < Number(dataset.first) + Number(dataset.count);
      return [...document.querySelectorAll(this.selector)].find(isIn);
    }

    // The markup of an entry. The page's writer made it: what articles contain is escaped.
    async entry(number) {
      let element = this.find(number);
      if (!element) {
        await whole;
        element = this.find(number);
      }
      const first = Number(element.dataset.first);
      const entries = this.kept.get(first)
        || unpack(element).then((text) => text.split("\x1e"));
      this.kept.delete(first);
      this.kept.set(first, entries);
      if (this.kept.size > KEPT_BLOCKS) this.kept.delete(this.kept.keys().next().value);
      return (await entries)[number - first];
    }
  }
