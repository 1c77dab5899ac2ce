"use strict";

// Builds elements. Everything that comes from data becomes text or an attribute, never markup.
window.saev = {};

(function () {
  const SVG = "http://www.w3.org/2000/svg";

  function build(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) {
        continue;
      }
      if (name.startsWith("on")) {
        element.addEventListener(name.slice(2), value);
      } else if (name === "style") {
        for (const [property, setting] of Object.entries(value)) {
          element.style.setProperty(property, setting);
        }
      } else {
        element.setAttribute(name, value === true ? "" : value);
      }
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  /** An HTML element: h("a", {href: "#/"}, "Home"). */
  saev.h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);

  /** An SVG element. */
  saev.svg = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

  const tip = () => document.getElementById("tip");

  /** Shows a line of text at the pointer. */
  saev.tip = (event, text) => {
    const box = tip();
    box.textContent = text;
    box.hidden = false;
    const left = Math.min(event.clientX + 12, window.innerWidth - box.offsetWidth - 8);
    const top = event.clientY + 18 + box.offsetHeight > window.innerHeight ? event.clientY - box.offsetHeight - 8 : event.clientY + 18;
    box.style.left = Math.max(4, left) + "px";
    box.style.top = top + "px";
  };

  saev.noTip = () => {
    tip().hidden = true;
  };
})();
