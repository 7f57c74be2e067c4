"""Sentences about third-party files and models."""

SENTENCES = {
    "asset_package_missing": "The offline folder has no {file}. Copy it there and try again.",
    "asset_download_failed": "The package {package} could not be fetched. Check the registry, or use --from FOLDER.",
    "asset_wrong_hash": "{file} is not the file we know, so it was not used. Delete it and fetch it again.",
    "model_missing": "The model {model} is not installed. Run make assets to fetch it.",
    "model_refused": "The model {model} does not load. Run make assets to fetch it.",
}
