"""hecs: what blocks the ions in a solid electrolyte, and what activation energy to expect.

Structures of pymatgen, ASE, OPTIMADE or files in; barriers, paths, descriptors and predictions out.

>>> import hecs
>>> found = hecs.barriers(hecs.examples.LI3OCL, spacing=0.2)
>>> round(found.e_3d, 3)
0.492

The names, defaults and limits of keyword arguments are those of the options of the program ``hecs``, and the numbers are
equal to the last bit.
"""

from __future__ import annotations

from . import examples
from ._errors import (
    BarrierWarning,
    BugError,
    ChargeError,
    ChargeWarning,
    DesignError,
    DesignWarning,
    HecsError,
    HecsWarning,
    InputError,
    NotThereError,
    OptionError,
    ParameterError,
    ReadError,
    ReadWarning,
    ResourceError,
    ScreenError,
    StructureError,
    TableError,
    TableWarning,
)
from ._hecs import VERSION as __version__
from ._hecs import Structure
from ._maps import EnergyMap, Images, energies, energy_map, images
from ._orders import Ordered, order
from ._records import (
    Barriers,
    Descriptors,
    Features,
    Inspection,
    Paths,
    Prediction,
    Record,
    Result,
    Results,
    StructureResult,
)
from ._screen import Design, Screening, design, families, screen
from ._sources import StructureLike
from ._structures import Page, barriers, describe, inspect, paths, predict, report, structure, structures
from ._tables import Fit, Model, Validation, fit, validate

__all__ = [
    "BarrierWarning",
    "Barriers",
    "BugError",
    "ChargeError",
    "ChargeWarning",
    "Descriptors",
    "Design",
    "DesignError",
    "DesignWarning",
    "EnergyMap",
    "Features",
    "Fit",
    "HecsError",
    "HecsWarning",
    "Images",
    "InputError",
    "Inspection",
    "Model",
    "NotThereError",
    "OptionError",
    "Ordered",
    "Page",
    "ParameterError",
    "Paths",
    "Prediction",
    "ReadError",
    "ReadWarning",
    "Record",
    "ResourceError",
    "Result",
    "Results",
    "ScreenError",
    "Screening",
    "Structure",
    "StructureError",
    "StructureLike",
    "StructureResult",
    "TableError",
    "TableWarning",
    "Validation",
    "__version__",
    "barriers",
    "describe",
    "design",
    "energies",
    "energy_map",
    "examples",
    "families",
    "fit",
    "images",
    "inspect",
    "order",
    "paths",
    "predict",
    "report",
    "screen",
    "structure",
    "structures",
    "validate",
]
