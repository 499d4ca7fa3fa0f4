"""Looking at a page as axe-core does: what it finds against WCAG 2.2 AA, in light and in dark."""

from __future__ import annotations

from typing import Literal

from playwright.async_api import Page

from tests.support.bootstrap import ROOT

Scheme = Literal["light", "dark"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a dark page can break beyond what a light one shows
RUN = """async (only) => {
  const {violations} = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  return violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""


AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"  # the tests' set-up has fetched it beside the browser client


class Inspector:
    """A `Look` of a walk. `templates` and `paths` are what it has seen, `found` what must not be there."""

    def __init__(self) -> None:
        self.templates: set[str] = set()
        self.paths: set[str] = set()
        self.found: list[str] = []

    async def with_axe(self, page: Page) -> Page:
        """The same tab with axe at hand on each page, put there by the browser and not by a script tag, which our pages would refuse."""
        await page.add_init_script(path=AXE)
        return page

    async def __call__(self, page: Page, template: str) -> None:
        """Look at what stands there now, in a window as tall as the page: what the bar at its foot covers is scrolled to."""
        await page.wait_for_load_state()
        self.templates.add(template)
        path, width, height, tall = await page.evaluate(
            "[location.pathname, innerWidth, innerHeight, document.documentElement.scrollHeight]"
        )
        self.paths.add(path)
        if tall > height:
            await page.set_viewport_size({"width": width, "height": tall})
        await self._run(page, template, "light", {"type": "tag", "values": TAGS})
        await self._run(page, template, "dark", {"type": "rule", "values": COLOURS})
        await page.emulate_media(color_scheme="light")
        if tall > height:
            await page.set_viewport_size({"width": width, "height": height})

    async def _run(self, page: Page, template: str, scheme: Scheme, only: object) -> None:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.found += [f"{template} ({scheme}) {each}" for each in await page.evaluate(RUN, only)]
