"""Target outlines: how the head should sit in the picture for each view, as polylines in 0..1 of the picture.

The picture shows 250 mm x 341 mm at the working distance. A frontal nasion is on the optical axis; a turned head has
its middle there, so that the nasion of a profile is 55 mm before the axis. Both are what the centring check accepts.
"""

from typing import Final

from skinlax_desktop.domain.views import View

Polyline = tuple[tuple[float, float], ...]

# Thousandths of the picture's width and height, from shoulder to shoulder or over the crown to the picture's edge: made
# heads without hair, averaged and smoothed by tests/pictures/make_head_outlines.py.
_SHAPES: Final = {
    View.FRONTAL: """
        997,958 940,946 884,931 830,914 773,888 730,857 706,819 708,777 727,736 744,695 767,657 803,621 823,582
        827,538 810,502 787,466 777,423 767,373 753,331 730,291 695,256 648,229 594,213 535,205 465,205 406,213
        352,229 305,256 270,291 247,331 233,373 223,423 213,466 190,502 173,538 177,582 197,621 233,657 256,695
        273,736 292,777 294,819 270,857 227,888 170,914 116,931 60,946 3,958
    """,
    View.CHIN_UP: """
        772,982 737,956 716,925 711,889 719,849 735,816 752,784 779,759 813,739 832,710 836,673 823,636 799,607
        782,575 775,539 766,503 756,469 740,431 722,398 697,368 663,343 622,325 576,313 528,307 472,307 424,313
        378,325 337,343 303,368 278,398 260,431 244,469 234,503 225,539 218,575 201,607 177,636 164,673 168,710
        187,739 221,759 248,784 265,816 281,849 289,889 284,925 263,956 228,982
    """,
    View.CHIN_DOWN: """
        997,831 940,819 884,805 830,788 772,763 729,733 707,695 713,655 731,613 746,571 768,532 801,491 820,451
        828,408 812,373 791,339 784,295 775,245 761,202 736,163 698,128 650,102 595,87 535,80 465,80 405,87 350,102
        302,128 264,163 239,202 225,245 216,295 209,339 188,373 172,408 180,451 199,491 232,532 254,571 269,613
        287,655 293,695 271,733 228,763 170,788 116,805 60,819 3,831
    """,
    View.OBLIQUE_RIGHT: """
        803,982 749,966 694,952 637,940 578,921 553,890 573,860 621,838 663,809 690,772 708,731 721,682 729,638
        732,595 727,551 730,508 738,465 734,417 720,375 702,334 678,295 641,260 594,232 542,213 478,199 418,194
        355,195 295,200 237,210 182,225 131,247 81,280 48,316 21,354 5,395 3,440 5,486 21,532 43,572 66,611 95,649
        118,688 128,731 125,776 109,823 83,862 47,897 3,929
    """,
    View.LATERAL_RIGHT: """
        451,982 463,956 481,931 505,907 538,886 571,872 607,861 643,851 676,837 699,815 709,788 717,756 730,729
        743,703 752,675 766,650 791,630 807,605 795,580 773,556 749,533 728,509 719,482 721,453 722,420 716,392
        706,364 694,338 679,312 661,286 639,263 609,238 579,218 546,202 511,190 475,181 437,174 393,169 353,167
        312,166 270,166 230,168 191,172 152,177 110,185 74,195 38,206 3,218
    """,
}
_MIRRORED: Final = {View.OBLIQUE_LEFT: View.OBLIQUE_RIGHT, View.LATERAL_LEFT: View.LATERAL_RIGHT}


def target_outline(view: View) -> tuple[Polyline, ...]:
    """The outline(s) to draw for a view over the upright picture, mirrored never; empty for a sweep."""
    shape = _SHAPES.get(_MIRRORED.get(view, view))
    if shape is None:
        return ()
    line = [tuple(int(part) / 1000.0 for part in point.split(",")) for point in shape.split()]
    return (tuple((1.0 - x if view in _MIRRORED else x, y) for x, y in line),)
