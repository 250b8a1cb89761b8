"""Fonts of Debian that have the letters of the tongues."""

TRUETYPE = "/usr/share/fonts/truetype/"
DEJAVU = TRUETYPE + "dejavu/DejaVuSans.ttf"
LIBERATION = TRUETYPE + "liberation/LiberationSerif-Regular.ttf"
LOMA = TRUETYPE + "tlwg/Loma.ttf"
DROID = TRUETYPE + "droid/DroidSansFallbackFull.ttf"


def font_for(tongue):
    return {"Thai": LOMA, "Chinese": DROID, "ligatures": LIBERATION}.get(tongue, DEJAVU)
