"""One person in front of a browser: goes to pages, fills them in, and has every page checked on the way."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page

from tests.world import PASSWORD

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "narrow": {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True},
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


ENGLISH = re.compile(r"(?<![\w.@:/-])[A-Za-z]{3,}(?![\w.@:/-])")
NAMES = {
    "English",
    "JPG",
    "PNG",
    "WebP",
    "JSON",
    "PDF",
    "Word",
    "Excel",
    "docx",
    "xlsx",
    "XLSX",
    "CSV",
    "UTF",
    "GBK",
    "AGPL",
    "XG",
}


class Walker:
    """A person with a browser of their own. Every page they see is checked by axe, for width and for complaints."""

    def __init__(self, browser: Browser, base: str, axe: str, size: str, language: str, script: bool = True) -> None:
        self.base, self.axe, self.language = base, axe, language
        locale = "zh-CN" if language == "zh-hans" else "en-GB"
        self.context = browser.new_context(locale=locale, java_script_enabled=script, **SIZES[size])
        self.context.set_default_timeout(60_000)  # only a page that never comes is waited for so long
        self.script, self.complaints, self.seen = script, [], []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if language == "en":
            self.context.add_cookies([{"name": "django_language", "value": "en", "url": base}])

    def sign_in(self, username: str) -> Walker:
        """Sign in as a person of staff."""
        self.go("/accounts/login/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main form button[type=submit]")
        return self

    def enlarge(self) -> Walker:
        """Switch to large text (大字版)."""
        self.context.add_cookies([{"name": "size", "value": "large", "url": self.base}])
        return self

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.base + path)
        self.check()

    def press(self, selector: str) -> None:
        """Press something that leads to another page."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("load")
        self.check()

    def choose(self, name: str, value: str) -> None:
        """Choose a radio button that is drawn as a tile."""
        self.page.locator(f"label:has(input[name={name}][value='{value}'])").first.click()

    def fill(self, **values: str) -> None:
        """Fill in fields by name."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def text(self) -> str:
        """All words of the main part of the page."""
        return self.page.locator("main").inner_text()

    def check(self) -> None:
        """axe finds nothing, nothing scrolls sideways, the console is silent."""
        where = f"{self.page.url} ({self.language})"
        self.seen.append(self.page.url)
        assert not self.complaints, f"{where}: {self.complaints}"
        if self.language == "zh-hans":
            words = set(ENGLISH.findall(self.page.locator("body").inner_text())) - NAMES
            assert not words, f"{where}: English words in a Chinese page: {words}"
        if not self.script:
            return
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{where} scrolls sideways by {wide} px"
        self.page.evaluate(self.axe)
        options = {"runOnly": RULES}
        found = self.page.evaluate("options => axe.run(document, options)", options)["violations"]
        faults = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
        assert not faults, f"{where}: {faults}"
