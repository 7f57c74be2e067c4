"""Sentences about meshes from elsewhere and the comparison of two visits' meshes."""

SENTENCES = {
    "comparison_no_mesh": "{folder} holds no mesh.ply. Reconstruct the visit first, or name a scanner's file.",
    "comparison_only_landmarks": "The mesh of {folder} was drawn from landmarks and measures nothing. "
    "Reconstruct the visit from a sweep first.",
    "comparison_no_scale": "The mesh of {folder} has no known scale, so no millimetre is known. "
    "Reconstruct it with a distance or a marker.",
    "comparison_no_stable_skin": "Too little of forehead, nose and eyes was measured at both visits. "
    "Take one of them again.",
    "comparison_size_differs": "The faces differ in size by {percent} %, more than a face changes. "
    "Check the unit and the scale of both.",
    "comparison_mirrored": "One of the two faces is mirrored: its skin fits with sides exchanged. "
    "Export or reconstruct it again, not mirrored.",
    "comparison_other_face": "The two faces differ almost everywhere and share no pattern of skin. "
    "Check that both are of one person.",
    "comparison_other_posture": "The postures differ ({first}, {second}), which moves skin more than treatments do. "
    "Compare visits of one posture.",
    "comparison_other_expression": "The expressions differ ({first}, {second}). Compare visits with a resting face.",
    "comparison_mouth_width": "The mouth is wider at one of the visits, as in a smile. "
    "Compare visits with a resting face.",
    "comparison_lips_apart": "The lips are apart at one visit and closed at the other. "
    "Compare visits with a resting face.",
    "mesh_not_finite": "The mesh of {folder} has points without a place, or no triangles. Reconstruct the visit again.",
    "mesh_without_errors": "The mesh of {folder} does not say how far its points may be off. "
    "Reconstruct the visit again.",
    "mesh_too_fine": "The mesh of {folder} has {million} million triangles, more than {limit:.0f} million. "
    "Export it as OBJ, PLY, STL or GLB and name that file.",
    "surfaces_comparison_ended": "Comparing the surfaces with an earlier visit ended early. "
    "The visit is kept; open it again to repeat.",
    "mesh_no_face": "No face was found on the mesh. Give a mesh of the whole face, or one with its landmarks.",
    "mesh_face_size": "The eyes' outer corners would lie {apart} mm apart; no face is like that. Check the unit.",
    "mesh_inside_out": "The surface is inside out: mirrored, or its triangles turn the wrong way. "
    "Export it again with right-handed axes.",
    "scan_unit_missing": "The file does not say its unit. Name it with --unit mm, --unit cm or --unit m.",
    "scan_kind": "{file} is no OBJ, PLY, STL or GLB file. Export the scan as one of them.",
    "scan_missing": "{file} is not there or cannot be opened. Check the name and try again.",
    "scan_unreadable": "{file} holds no mesh that we can read. Export the scan again.",
    "scan_empty": "{file} holds no triangles. Export the surface, not only its points.",
    "scan_not_finite": "{file} has corners that are no numbers. Export the scan again.",
    "scan_size": "{file} would be {size} mm large in {unit}, which no head is. Check the unit.",
    "scan_too_large": "{file} has {megabytes} MB, more than the {limit} MB we read. Export it with fewer triangles.",
    "scan_tangled": "{file} is no surface: {share} % of its triangles span much of it. "
    "Repair it in the scanner's program.",
    "scan_not_a_surface": "{file} is no surface: {share} % of its edges join more than two triangles. "
    "Repair it in the scanner's program.",
}
