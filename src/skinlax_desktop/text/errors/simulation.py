"""Sentences about plans of treatment and surfaces to compute with."""

SENTENCES = {
    "simulation_folder_empty": "The folder holds no mesh.ply. Run skinlax reconstruct or skinlax demo first.",
    "simulation_no_scale": "The surface has no known scale, so millimetres mean nothing on it. Nothing was simulated.",
    "simulation_mesh_size": (
        "The surface has {found} points; a simulation needs {fewest} to {most}. Reconstruct it at another density."
    ),
    "simulation_mesh_not_finite": "The surface has points without a place. Reconstruct it again.",
    "simulation_mesh_degenerate": "The surface has {count} triangles without an area. Reconstruct it again.",
    "simulation_mesh_flipped": "The surface has {count} triangles turned the wrong way. Reconstruct it again.",
    "simulation_mesh_forked": "The surface branches at {count} edges, as skin does not. Reconstruct it again.",
    "simulation_mesh_pieces": "The surface falls into {count} pieces. Reconstruct it again, or keep the largest.",
    "simulation_mesh_holes": "The surface has holes: {count}. Fill them or reconstruct it again.",
    "simulation_mesh_empty": "The surface has no triangles. Reconstruct it again.",
    "simulation_no_head": (
        "The surface is {size} mm large; a head is {least} to {most}. Check the unit it was exported in."
    ),
    "simulation_mesh_loose": "The surface has {count} points that belong to no triangle. Reconstruct it again.",
    "simulation_zone_absent": "The surface does not show the zone {zone}. Plan other zones, or capture it as well.",
    "simulation_zone_hole": "The surface has a hole in the zone {zone}. Plan other zones, or reconstruct it again.",
    "simulation_inverts": "The skin would fold over itself in this simulation. Nothing was drawn; plan less.",
    "simulation_no_balance": "No balance of these treatments was found. Nothing was drawn; plan fewer zones.",
    "simulation_not_measured": "This visit is not measured yet. Open the review first; nothing was simulated.",
    "simulation_no_face": "No face was found in the frontal picture. Take it again; nothing was simulated.",
    "simulation_visit_refused": (
        "The gate refused the frontal picture: {checks}. Take it again; nothing is simulated on it."
    ),
    "simulation_nothing_to_keep": "Nothing is drawn, so there is nothing to keep. Plan a treatment first.",
    "profile_not_measured": (
        "Profiles stay as they are. A face drawn from landmarks tells their depth too roughly. Measure the shape "
        "first: Y in 3D."
    ),
    "profile_not_placed": (
        "This profile stays as it is: the outline of the face was not found. See it in 3D, or take it again."
    ),
    "tissue_table_missing": "The table of tissue is missing or damaged. Install the program again.",
    "treatments_missing": "The library of treatments is damaged at {file}. Install the program again.",
    "plan_unreadable": "The plan {file} cannot be read as TOML. Nothing was simulated.",
    "plan_field_refused": "The plan's field {field} is missing, unknown or of the wrong kind. Nothing was simulated.",
    "plan_empty": "The plan holds no treatment. Add one, or there is nothing to simulate.",
    "plan_device_unknown": "No treatment is called {device}. Known ones: {known}.",
    "plan_zone_unknown": "No zone is called {zone}. Zones are named as in the analysis.",
    "plan_no_source": (
        "No published displacement was found for {device} at {zone}. It is not simulated; plan it without a picture."
    ),
    "plan_intensity_refused": "An intensity of {value} was not studied; give 0 to 1. Nothing was simulated.",
    "plan_weeks_refused": "{device} was not measured at {weeks} weeks. Give 0 to {last} weeks.",
    "plan_zone_repeated": "The plan names {device} at {zone} twice. Name it once.",
    "compliance_not_told": (
        "The lower face moved between the two heads by no more than the error. How soft it is cannot be told."
    ),
    "compliance_at_most": (
        "The lower face moved between the two heads by no more than the error. It is at most {most} times as soft as "
        "the table's (95 %). The table's softness is taken."
    ),
    "compliance_at_least": (
        "The lower face is softer than the table's. It is at least {least} times as soft (95 %). How much softer "
        "cannot be told. The table's softness is taken."
    ),
    "compliance_landmarks_only": (
        "The surface of {folder} was drawn from landmarks and measures no fall. Reconstruct both heads from sweeps."
    ),
    "compliance_posture_unknown": (
        "{folder} does not say how the head was held. Name the posture chin_down in its capture set."
    ),
    "compliance_posture_wrong": (
        "The postures are {level} and {bent}; a level head and one with the chin down are needed."
    ),
    "compliance_few_pictures": (
        "{folder} holds {found} pictures with the chin down; a shape needs {fewest} from different sides."
    ),
}
