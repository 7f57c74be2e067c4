"""The few functions of Aravis 0.8 that a camera needs, called through ctypes so that nothing has to be compiled."""

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_size_t, c_uint, c_uint64, c_void_p
from functools import lru_cache
from typing import Any, Final

from skinlax_desktop.domain.errors import SkinlaxError

_NAMES: Final = {"linux": "libaravis-0.8.so.0", "darwin": "libaravis-0.8.0.dylib"}
_ERROR: Final = POINTER(c_void_p)
_OBJECT: Final = c_void_p
# Name: what it returns, what it takes before the place for an error. All of these can fail.
_FALLIBLE: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
    "arv_camera_new": (_OBJECT, (c_char_p,)),
    "arv_camera_get_vendor_name": (c_char_p, (_OBJECT,)),
    "arv_camera_get_model_name": (c_char_p, (_OBJECT,)),
    "arv_camera_get_device_serial_number": (c_char_p, (_OBJECT,)),
    "arv_camera_get_string": (c_char_p, (_OBJECT, c_char_p)),
    "arv_camera_is_feature_available": (c_int, (_OBJECT, c_char_p)),
    "arv_camera_set_string": (None, (_OBJECT, c_char_p, c_char_p)),
    "arv_camera_set_pixel_format_from_string": (None, (_OBJECT, c_char_p)),
    "arv_camera_get_pixel_format_as_string": (c_char_p, (_OBJECT,)),
    "arv_camera_get_sensor_size": (None, (_OBJECT, POINTER(c_int), POINTER(c_int))),
    "arv_camera_set_region": (None, (_OBJECT, c_int, c_int, c_int, c_int)),
    "arv_camera_get_region": (None, (_OBJECT, POINTER(c_int), POINTER(c_int), POINTER(c_int), POINTER(c_int))),
    "arv_camera_set_exposure_time": (None, (_OBJECT, c_double)),
    "arv_camera_get_exposure_time": (c_double, (_OBJECT,)),
    "arv_camera_get_exposure_time_bounds": (None, (_OBJECT, POINTER(c_double), POINTER(c_double))),
    "arv_camera_set_gain": (None, (_OBJECT, c_double)),
    "arv_camera_get_gain": (c_double, (_OBJECT,)),
    "arv_camera_get_gain_bounds": (None, (_OBJECT, POINTER(c_double), POINTER(c_double))),
    "arv_camera_set_acquisition_mode": (None, (_OBJECT, c_int)),
    "arv_camera_get_payload": (c_uint, (_OBJECT,)),
    "arv_camera_create_stream": (_OBJECT, (_OBJECT, c_void_p, c_void_p)),
    "arv_camera_start_acquisition": (None, (_OBJECT,)),
    "arv_camera_stop_acquisition": (None, (_OBJECT,)),
    "arv_gv_device_take_control": (c_int, (_OBJECT,)),
}
_SURE: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
    "arv_camera_get_device": (_OBJECT, (_OBJECT,)),
    "arv_gv_device_is_controller": (c_int, (_OBJECT,)),
    "arv_buffer_new_allocate": (_OBJECT, (c_size_t,)),
    "arv_stream_push_buffer": (None, (_OBJECT, _OBJECT)),
    "arv_stream_timeout_pop_buffer": (_OBJECT, (_OBJECT, c_uint64)),
    "arv_buffer_get_status": (c_int, (_OBJECT,)),
    "arv_buffer_get_data": (c_void_p, (_OBJECT, POINTER(c_size_t))),
    "arv_buffer_get_image_width": (c_int, (_OBJECT,)),
    "arv_buffer_get_image_height": (c_int, (_OBJECT,)),
    "arv_buffer_get_frame_id": (c_uint64, (_OBJECT,)),
    "arv_buffer_get_timestamp": (c_uint64, (_OBJECT,)),
    "arv_get_major_version": (c_uint, ()),
    "arv_get_minor_version": (c_uint, ()),
    "arv_get_micro_version": (c_uint, ()),
}


class AravisError(Exception):
    """What the library said, in its own words; never shown to a person."""


class _GError(ctypes.Structure):
    _fields_ = (("domain", ctypes.c_uint32), ("code", c_int), ("message", c_char_p))


class Aravis:
    """The loaded library: `call(name, ...)` raises `AravisError`, `ask(name, ...)` cannot fail."""

    def __init__(self, library: ctypes.CDLL, objects: ctypes.CDLL, glib: ctypes.CDLL) -> None:
        self.library = library
        self._fallible: dict[str, Callable[..., Any]] = {}
        self._sure: dict[str, Callable[..., Any]] = {}
        for name, (returned, taken) in _FALLIBLE.items():
            function = getattr(library, name)
            function.restype, function.argtypes = returned, (*taken, _ERROR)
            self._fallible[name] = function
        for name, (returned, taken) in _SURE.items():
            function = getattr(library, name)
            function.restype, function.argtypes = returned, taken
            self._sure[name] = function
        self._unref = objects.g_object_unref
        self._unref.restype, self._unref.argtypes = None, (_OBJECT,)
        self._free_error = glib.g_error_free
        self._free_error.restype, self._free_error.argtypes = None, (c_void_p,)

    @property
    def version(self) -> str:
        """Of the library."""
        return ".".join(str(self.ask(f"arv_get_{part}_version")) for part in ("major", "minor", "micro"))

    def call(self, name: str, *arguments: Any) -> Any:
        """Call what can fail."""
        failure = c_void_p()
        answer = self._fallible[name](*arguments, byref(failure))
        if failure.value:
            words = ctypes.cast(failure, POINTER(_GError)).contents.message or b""
            self._free_error(failure)
            raise AravisError(words.decode(errors="replace"))
        return answer

    def ask(self, name: str, *arguments: Any) -> Any:
        """Call what cannot fail."""
        return self._sure[name](*arguments)

    def unref(self, thing: Any) -> None:
        """Let go of an object."""
        self._unref(thing)

    def bounds(self, name: str, camera: Any) -> tuple[float, float]:
        """The least and the greatest value of a setting."""
        low, high = c_double(), c_double()
        self.call(name, camera, byref(low), byref(high))
        return low.value, high.value

    def text(self, camera: Any, feature: str) -> str:
        """A feature's value as text, empty when the camera has none of that name."""
        try:
            if not self.call("arv_camera_is_feature_available", camera, feature.encode()):
                return ""
            return (self.call("arv_camera_get_string", camera, feature.encode()) or b"").decode(errors="replace")
        except AravisError:
            return ""


@lru_cache(maxsize=1)
def load_aravis() -> Aravis:
    """The system's library; raises `camera_driver_missing`."""
    name = _NAMES.get(sys.platform)
    try:
        if name is None:
            raise OSError("no Aravis for this system")
        library = ctypes.CDLL(name)
        objects = ctypes.CDLL(ctypes.util.find_library("gobject-2.0") or "libgobject-2.0.so.0")
        glib = ctypes.CDLL(ctypes.util.find_library("glib-2.0") or "libglib-2.0.so.0")
        return Aravis(library, objects, glib)
    except (OSError, AttributeError) as error:
        raise SkinlaxError("camera_driver_missing") from error


def aravis_is_there() -> bool:
    """Whether the library is installed."""
    try:
        load_aravis()
    except SkinlaxError:
        return False
    return True
