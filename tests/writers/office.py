"""LibreOffice without a window."""

import os
import subprocess
from pathlib import Path


def convert(kind, files, folder):
    """Runs LibreOffice over many files, with a profile of its own."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    profile = Path(os.environ["HOME"]) / "libreoffice"
    for at in range(0, len(files), 60):
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{profile.absolute()}",
             "--convert-to", kind, "--outdir", str(folder), *files[at:at + 60]],
            capture_output=True, check=False, timeout=600,
        )
