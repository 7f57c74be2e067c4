"""Sentences about models: the signed manifest, their files, and what a model refuses to grade."""

SENTENCES = {
    "manifest_unsigned": "The list of models is not signed, so no model was loaded. Restore models/ from the release.",
    "manifest_signature_wrong": "The list of models was not signed by us, so no model was loaded. "
    "Restore models/ from the release.",
    "manifest_unreadable": "The list of models cannot be read, so no model was loaded. "
    "Restore models/ from the release.",
    "model_file_missing": "The model file {file} is missing, so it was not loaded. Restore models/ from the release.",
    "model_oversized": "The model file {file} is larger than {megabytes} MB, so it was not loaded. "
    "Restore models/ from the release.",
    "model_changed": "The model file {file} is not the one that was signed; it was not loaded. "
    "Restore models/ from the release.",
    "model_corrupt": "The model file {file} is no graph that can be loaded. Restore models/ from the release.",
    "model_foreign": "The model file {file} is another graph than its entry describes; it was not used. "
    "Restore models/ from the release.",
    "model_unknown": "There is no model {name} {version}. See: skinlax models list.",
    "models_none": "No model is installed in models/. Restore models/ from the release.",
    "evaluation_table_unreadable": "{file} has not the columns it should have. See docs/models.md.",
    "evaluation_picture_missing": "The photograph {file} is not in the folder. Copy it there and try again.",
    "evaluation_rows_differ": "The rows in {file} are of another model or other people. Name another file.",
    "evaluation_broke_down": "The evaluation broke down at person {person}. Run it again; see the log of the program.",
    "laxity_no_usable_view": "No picture shows the face well enough for a laxity grade. Take the frontal view again.",
    "saliency_unknown": "No model is open that can say what it looked at. The grades are unchanged.",
    "saliency_other_model": "Another version of the model gave these grades. Measure the photos again to see why.",
    "depth_no_usable_view": "The picture does not show the face well enough to guess its shape. Take it again.",
    "laxity_not_a_person": "This does not look like a photograph of a person. No grade is given.",
}
