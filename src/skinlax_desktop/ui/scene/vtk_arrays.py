"""Arrays to VTK and back; VTK's own functions carry no types."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt


def to_vtk(array: npt.NDArray[Any]) -> Any:
    """A VTK array that owns a copy."""
    from vtkmodules.util import numpy_support

    support: Any = numpy_support
    return support.numpy_to_vtk(np.ascontiguousarray(array), deep=True)


def to_vtk_ids(array: npt.NDArray[np.int64]) -> Any:
    """A VTK array of cell numbers that owns a copy."""
    from vtkmodules.util import numpy_support

    support: Any = numpy_support
    return support.numpy_to_vtkIdTypeArray(np.ascontiguousarray(array), deep=True)


def from_vtk(array: Any) -> npt.NDArray[np.uint8]:
    """A view of a VTK byte array."""
    from vtkmodules.util import numpy_support

    support: Any = numpy_support
    return cast("npt.NDArray[np.uint8]", support.vtk_to_numpy(array))
