"""Somebody without a mouse: everything is reached by the tabulator, and in the order in which it comes."""

from dataclasses import dataclass

from tests.journeys.walk import Walk

MOST_STOPS = 120


@dataclass(frozen=True, slots=True)
class Keys:
    """The keyboard of a walk."""

    walk: Walk

    def reaches(self, selector: str) -> None:
        """Go on until the focus is there; what cannot be reached fails."""
        wanted = self.walk.page.locator(", ".join(f"{each.strip()}:focus" for each in selector.split(",")))
        for _ in range(MOST_STOPS):
            self.walk.page.keyboard.press("Tab")
            if wanted.count():
                return
        raise AssertionError(selector)

    def types(self, name: str, text: str) -> None:
        """Reach a field and type."""
        self.reaches(f"main [name={name}]")
        self.walk.page.keyboard.type(text)

    def follows(self, selector: str) -> None:
        """Reach a link or a button, and press it; a new page is waited for."""
        self.reaches(selector)
        with self.walk.page.expect_navigation(wait_until="domcontentloaded"):
            self.walk.page.keyboard.press("Enter")
