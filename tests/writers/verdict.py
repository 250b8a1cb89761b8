"""What postseal makes of a file that is attached to a mail."""

import email.message
import email.policy
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from secret import rule

TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv",
    "html": "text/html",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "svg": "image/svg+xml",
    "rtf": "application/rtf",
}


def mail_with(file):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = "Alice <alice@example.org>"
    mail["To"] = "Bob <bob@example.net>"
    mail["Subject"] = "The file"
    mail["Date"] = "Thu, 26 Nov 2026 10:00:00 +0000"
    mail["Message-ID"] = "<one@example.org>"
    mail.set_content("Here is the file.\n")
    kind, subtype = TYPES.get(file.suffix[1:], "application/octet-stream").split("/")
    mail.add_attachment(
        file.read_bytes(), maintype=kind, subtype=subtype, filename="file" + file.suffix
    )
    return bytes(mail)


class Judge:
    """The rules, as `postseal explain` applies them."""

    def __init__(self, postseal, folder):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(
            [postseal, "init", "--dir", str(folder), "--domain", "example.org",
             "--portal-url", "https://secure.example.org/"],
            capture_output=True, check=True,
        )
        config = folder / "postseal.toml"
        text = config.read_text("utf-8")
        config.write_text(text[:text.index("\n[[rule]]\n")] + rule(), "utf-8")
        config.chmod(0o600)
        self.command = [
            postseal, "explain", "--config", str(config), "--client", "127.0.0.1",
            "--from", "alice@example.org", "--to", "bob@example.net",
        ]

    def judge(self, file):
        """One of matched, doubt, passed; and the sentence."""
        done = subprocess.run(
            self.command, input=mail_with(file), capture_output=True, check=False, timeout=120
        )
        said = done.stdout.decode("utf-8", "replace").strip().split("\n")[0]
        if said.startswith("pass "):
            return "passed", said
        if not said.startswith("seal "):
            raise RuntimeError(f"{file}: {said} {done.stderr.decode()}")
        return ("doubt" if "can't be inspected" in said else "matched"), said

    def judge_all(self, files):
        with ThreadPoolExecutor(2) as pool:
            return dict(zip(files, pool.map(self.judge, files)))
