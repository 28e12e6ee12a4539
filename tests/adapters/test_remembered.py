"""What was fetched counts for a while, and so does a fault (`adapters/remembered.py`)."""

from tests.adapters.test_outside import Scene, scene
from ugyfelkapu.adapters.remembered import AGAIN_SECONDS, FAULT_SECONDS, USUAL_SECONDS
from ugyfelkapu.broker.ports import FetchFault

__all__ = ["scene"]


async def test_a_document_is_remembered_as_long_as_it_says(scene: Scene) -> None:
    scene.server.answer = scene.server.answer.replace(b"\r\n\r\n", b"\r\nCache-Control: max-age=120\r\n\r\n")
    for seconds, times in ((0.0, 1), (119.0, 1), (1.0, 2)):
        scene.steady.seconds += seconds
        await scene.outside.get(f"{scene.url}#{seconds}")
        assert len(scene.server.heard) == times


async def test_a_fault_is_remembered_too(scene: Scene) -> None:
    scene.server.answer = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"
    for seconds, times in ((0.0, 1), (FAULT_SECONDS - 1, 1), (1.0, 2)):
        scene.steady.seconds += seconds
        await scene.outside.get(scene.url)
        assert len(scene.server.heard) == times


async def test_what_does_not_fit_is_asked_again_but_not_often(scene: Scene) -> None:
    await scene.outside.get(scene.url)
    for seconds, times in ((AGAIN_SECONDS - 1, 1), (1.0, 2)):
        scene.steady.seconds += seconds
        await scene.outside.again(scene.url)
        assert len(scene.server.heard) == times


async def test_what_is_asked_again_in_vain_goes_on_counting(scene: Scene) -> None:
    """Or anybody's bogus token would take a service's keys away while its server stumbles."""
    good = await scene.outside.get(scene.url)
    scene.server.answer = b"HTTP/1.1 503 Oh\r\nContent-Length: 0\r\n\r\n"
    scene.steady.seconds += AGAIN_SECONDS
    assert isinstance(await scene.outside.again(scene.url), FetchFault)
    assert await scene.outside.get(scene.url) == good
    assert await scene.outside.again(scene.url) == good, "not asked so soon again"
    assert len(scene.server.heard) == 2
    scene.steady.seconds += USUAL_SECONDS
    assert isinstance(await scene.outside.get(scene.url), FetchFault)
