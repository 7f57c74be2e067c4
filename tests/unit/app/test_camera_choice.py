"""The camera that the settings name is the one that is used, and no network is asked unless allowed."""

import msgspec
import pytest

from skinlax_desktop.app.camera_choice import chosen_camera
from skinlax_desktop.devices.aravis import AravisCamera
from skinlax_desktop.devices.basler import BaslerCamera, Transport
from skinlax_desktop.devices.gphoto import GPhotoCamera
from skinlax_desktop.devices.replay import ReplayCamera
from skinlax_desktop.devices.uvc import UvcCamera
from skinlax_desktop.settings.settings import Settings


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("auto", BaslerCamera),
        ("basler:40000001", BaslerCamera),
        ("basler-gige:40000001", BaslerCamera),
        ("uvc:2", UvcCamera),
        ("replay:pictures", ReplayCamera),
        ("aravis:192.0.2.7", AravisCamera),
        ("dslr", GPhotoCamera),
    ],
)
def test_each_kind_that_the_settings_allow_has_its_adapter(words: str, kind: type) -> None:
    assert msgspec.convert({"camera": words}, Settings).camera == words
    assert type(chosen_camera(words, gige_allowed=False)) is kind


def test_ethernet_is_asked_only_when_chosen_and_allowed() -> None:
    def transport(words: str, *, allowed: bool) -> Transport:
        camera = chosen_camera(words, gige_allowed=allowed)
        assert isinstance(camera, BaslerCamera)
        return camera._transport

    assert transport("basler-gige:1", allowed=True) is Transport.GIGE
    assert transport("basler-gige:1", allowed=False) is Transport.USB
    assert transport("auto", allowed=True) is Transport.USB
