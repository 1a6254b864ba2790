namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>Checks that run inside the page: what a person without a mouse, or with weak eyes, needs of it.</summary>
internal static class PageBasics
{
    /// <summary>Texts in sight whose contrast to what they stand on is below 4.5, with the ratio.</summary>
    public const string LowContrast = """
        () => {
          const paper = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = (colour) => { paper.clearRect(0, 0, 1, 1); paper.fillStyle = colour; paper.fillRect(0, 0, 1, 1); const [r, g, b, a] = paper.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
          const over = (top, ground) => [0, 1, 2].map((at) => top[at] * top[3] + ground[at] * (1 - top[3]));
          const part = (value) => value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
          const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
          const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
          const grounds = (node) => {
            if (node === null) return [[255, 255, 255]];
            const style = getComputedStyle(node), below = grounds(node.parentElement);
            const drawn = [...style.backgroundImage.matchAll(/(?:rgba?|color)\([^)]*\)/g)].map(([colour]) => rgba(colour)).filter((colour) => colour[3] > 0.5);
            const own = rgba(style.backgroundColor);
            return drawn.length > 0 ? drawn.map((colour) => over(colour, below[0])) : below.map((ground) => over(own, ground));
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), low = [];
          for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
            const node = text.parentElement;
            if (text.data.trim() === "" || node.closest("script, noscript, .unseen, option, button:disabled, svg") || !node.checkVisibility()) continue;
            const colour = rgba(getComputedStyle(node).color), least = Math.min(...grounds(node).map((ground) => ratio(over(colour, ground), ground)));
            if (least < 4.5) low.push(least.toFixed(2) + " " + node.className + " '" + text.data.trim().slice(0, 30) + "'");
          }
          return [...new Set(low)];
        }
        """;

    /// <summary>Controls in sight without a name, and pictures without an alternative.</summary>
    public const string Nameless = """
        () => [...document.querySelectorAll("button, input, select, summary, a[href], [tabindex='0'], img, [role=img]")].filter((node) => node.checkVisibility()).filter((node) => {
          if (node.tagName === "IMG") return !node.hasAttribute("alt");
          const labels = node.labels ? [...node.labels].map((label) => label.textContent).join("") : "";
          return ((node.getAttribute("aria-label") ?? "") + labels + node.textContent).trim() === "";
        }).map((node) => node.outerHTML.slice(0, 120))
        """;

    /// <summary>Elements that stick out of the window, and boxes of the page whose text runs out of them.</summary>
    public const string Spilt = """
        () => [...document.querySelectorAll("main .panel, main header, main .headline > div, .top > *, main button, main .badge")].filter((node) => node.checkVisibility()).filter((node) => {
          const box = node.getBoundingClientRect(), clip = node.closest(".rows, .members-scroll, .tree-scroll, .steps-scroll, .bars, .tokens, .picker");
          return (clip === null && (box.right > window.innerWidth + 1 || box.left < -1)) || (node.tagName === "BUTTON" && node.scrollWidth > node.clientWidth + 2);
        }).map((node) => node.className + ": " + node.textContent.slice(0, 40))
        """;

    /// <summary>The element with the focus: whether it is seen to have it, and what it is.</summary>
    public const string Focus = """
        () => {
          const node = document.activeElement, style = getComputedStyle(node);
          return { name: (node.getAttribute("aria-label") ?? node.textContent ?? "").trim().slice(0, 40) || node.tagName, isSeen: node === document.body || node.id === "main" || parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none", isBody: node === document.body };
        }
        """;
}
