#!/bin/sh
# Installs what the demo and the tests use beside Rust, on Debian and its relatives. Does nothing,
# quickly, when all is there.
#
#   tests/setup.sh demo    a real Postfix and an SMTP client
#   tests/setup.sh bench   a real Postfix, the milters that ours is measured beside, and nginx
#   tests/setup.sh test    what the demo needs, and a browser, other people's milters and filters,
#                          DKIM, list and vacation programs, Sendmail, nginx, a tracer, a Python
#                          with cryptography, Prometheus, Python's small writers of documents, mail
#                          programs, Roundcube, and a screen without a monitor (2 GB)
#   tests/setup.sh writers the programs whose files `make writers` makes, LibreOffice among them
#                          (1.5 GB)
#
# Needs root or sudo: to install what is missing, and because Postfix only starts as root. No
# service is started or changed, and none that is installed here will start at the next boot: the
# tests run a Postfix of their own on loopback ports, with its files under the target directory.
set -eu

# What other programs print is read below, and what is installed must be readable to all. A folder
# for temporary files under the target directory may not be, to apt's own user.
export LC_ALL=C
unset LANGUAGE TMPDIR
umask 022

what=${1:-test}
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}

# Programs and the packages that bring them.
demo="gcc:gcc postfix:postfix swaks:swaks"
bench="gcc:gcc postfix:postfix opendkim:opendkim openssl:openssl nginx:nginx-light"
test="$demo chromium:chromium chromedriver:chromium-driver tmux:tmux opendkim:opendkim
      miltertest:miltertest rspamd:rspamd m4:m4 strace:strace openssl:openssl
      systemd-analyze:systemd dnsmasq:dnsmasq-base mlmmj-receive:mlmmj vacation:vacation
      nginx:nginx-light altermime:altermime spamassassin:spamassassin spamd:spamd spamc:spamc
      amavisd:amavisd-new opendmarc:opendmarc unshare:util-linux ip:iproute2
      w3m:w3m mutt:mutt alpine:alpine pdftotext:poppler-utils prometheus:prometheus
      Xvfb:xvfb import:imagemagick xdotool:xdotool tesseract:tesseract-ocr dbus-run-session:dbus
      dovecot:dovecot-imapd php:php-cli thunderbird:thunderbird claws-mail:claws-mail"
writers="pdftotext:poppler-utils soffice:libreoffice-writer-nogui chromium:chromium gs:ghostscript
         groff:groff pdflatex:texlive-latex-base wkhtmltopdf:wkhtmltopdf
         rsvg-convert:librsvg2-bin pandoc:pandoc fop:fop mutool:mupdf-tools node:nodejs
         npm:npm"
# Packages without a program of their own; asked for only when something else is installed too.
demo_more="libc6-dev ca-certificates"
bench_more="$demo_more libmilter-dev"
test_more="$demo_more opendkim-tools fonts-liberation fonts-roboto-unhinted python3-venv
           libmime-tools-perl fonts-dejavu-core fonts-droid-fallback fonts-tlwg-loma-ttf
           roundcube-core roundcube-sqlite3 php-sqlite3 claws-mail-fancy-plugin"
writers_more="libreoffice-calc-nogui libreoffice-impress-nogui
              texlive-latex-recommended lmodern fonts-liberation fonts-dejavu-core
              fonts-droid-fallback fonts-tlwg-loma-ttf python3-venv"

case $what in
demo) programs=$demo more=$demo_more ;;
bench) programs=$bench more=$bench_more ;;
test) programs=$test more=$test_more ;;
writers) programs=$writers more=$writers_more ;;
*)
    echo "usage: tests/setup.sh demo|bench|test|writers" >&2
    exit 64
    ;;
esac

# Debian keeps some of them where only root looks.
PATH=$PATH:/usr/sbin:/sbin
missing=
for pair in $programs; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
case $what in
test | writers)
    fonts=/usr/share/fonts/truetype
    for pair in dejavu/DejaVuSans:fonts-dejavu-core tlwg/Loma:fonts-tlwg-loma-ttf \
        droid/DroidSansFallbackFull:fonts-droid-fallback \
        liberation/LiberationSerif-Regular:fonts-liberation; do
        [ -e "$fonts/${pair%%:*}.ttf" ] || missing="$missing ${pair#*:}"
    done
    ;;
esac
[ "$what" != writers ] || for part in calc impress; do
    [ -e "/usr/lib/libreoffice/share/.registry/$part.xcd" ] \
        || missing="$missing libreoffice-$part-nogui"
done
[ "$what" != writers ] || [ -e /usr/share/texlive/texmf-dist/fonts/type1/urw/times/utmr8a.pfb ] \
    || missing="$missing texlive-fonts-recommended"
# A bare system has groff's program without its PDF.
[ "$what" != writers ] || [ -n "$(find /usr/share/groff -name devpdf 2>/dev/null)" ] \
    || missing="$missing groff"
[ "$what" != test ] || [ -e /var/lib/roundcube/public_html ] \
    || missing="$missing roundcube-core"
[ "$what" != bench ] || [ -e /usr/include/libmilter/mfapi.h ] || missing="$missing libmilter-dev"

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
    # Asks for the password here, once, if it must.
    if ! command -v sudo >/dev/null 2>&1 || ! { sudo -n true 2>/dev/null || sudo -v; }; then
        echo "Postfix only starts as root, even on loopback: please run this as root, or as" \
            "somebody who may use sudo." >&2
        [ -z "$missing" ] || echo "Missing packages:$missing $more" >&2
        exit 77
    fi
fi

log=$(mktemp)
policy=
clean_up() {
    rm -f "$log"
    [ -z "$policy" ] || $as_root rm -f "$policy"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# Runs something of apt; the lists of packages may be older than the mirror, or not there at all.
apt() {
    if ! "$@" >"$log" 2>&1; then
        $as_root apt-get -qq update >>"$log" 2>&1 || true
        if ! "$@" >>"$log" 2>&1; then
            cat "$log" >&2
            echo "Installing failed; what apt-get said is above." >&2
            exit 69
        fi
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Keeps the services of a package that has just been installed from starting at the next boot.
disable_services() {
    disable="systemctl --quiet disable"
    if ! command -v systemctl >/dev/null 2>&1; then
        disable="env DPKG_MAINTSCRIPT_PACKAGE=$1 deb-systemd-helper disable"
    fi
    dpkg -L "$1" | sed -n 's|.*/systemd/system/\([^/@]*\.[a-z]*\)$|\1|p' | while read -r unit; do
        # shellcheck disable=SC2086
        $as_root $disable "$unit" </dev/null >"$log" 2>&1 || cat "$log" >&2
    done
    dpkg -L "$1" | sed -n 's|^/etc/init\.d/||p' | while read -r script; do
        $as_root update-rc.d "$script" disable </dev/null >"$log" 2>&1 || cat "$log" >&2
    done
}

install() {
    apt $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y install --no-install-recommends "$@"
}

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Please install these first (Debian's names of the packages; there is no apt-get" \
            "here):$missing $more" >&2
        exit 69
    fi
    echo "Installing$missing"
    # A package must not start its service on a newcomer's machine. Debian asks this file first
    # (invoke-rc.d(8)).
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=/usr/sbin/policy-rc.d
        printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
        $as_root chmod 755 $policy
    fi
    # "No configuration": an existing Postfix keeps its own, a new one gets none and so never runs
    # by itself.
    if ! command -v postfix >/dev/null 2>&1 && command -v debconf-set-selections >/dev/null; then
        echo "postfix postfix/main_mailer_type select No configuration" \
            | $as_root debconf-set-selections
    fi
    new=
    for package in $missing; do
        is_installed "$package" || new="$new $package"
    done
    # shellcheck disable=SC2086
    install $missing $more
    for package in $new; do
        disable_services "$package"
    done
fi

# Python's writers of documents, in one place for both.
prepare_writers() {
    wanted=$(cat tests/writers/short.txt)
    [ "$1" = short.txt ] || wanted="$wanted $(cat "tests/writers/$1")"
    venv=$target/writers/venv
    case $(cat "$venv/installed" 2>/dev/null) in
    "$wanted"*) return ;;
    esac
    echo "Preparing Python packages in $venv"
    rm -rf "$venv"
    mkdir -p "$target/writers"
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement "tests/writers/$1"
    echo "$wanted" >"$venv/installed"
}

if [ "$what" = writers ]; then
    prepare_writers requirements.txt
    if ! cmp -s tests/writers/package.json "$target/writers/npm/package.json"; then
        echo "Preparing npm packages in $target/writers/npm"
        rm -rf "$target/writers/npm"
        mkdir -p "$target/writers/npm"
        cp tests/writers/package.json "$target/writers/npm/"
        if ! npm install --prefix "$target/writers/npm" --cache "$target/writers/npm-cache" \
            --silent --no-audit --no-fund --ignore-scripts >"$log" 2>&1; then
            cat "$log" >&2
            rm -rf "$target/writers/npm"
            exit 69
        fi
    fi
fi
[ "$what" = test ] || exit 0
prepare_writers short.txt

# Sendmail's MTA can't be installed beside Postfix, so its packages are only unpacked; the libraries
# that it needs can.
sendmail=$target/sendmail
if [ ! -e "$sendmail/unpacked" ]; then
    echo "Unpacking Sendmail in $sendmail"
    rm -rf "$sendmail"
    mkdir -p "$sendmail"
    apt apt-cache show sendmail-bin
    # shellcheck disable=SC2046
    install $(apt-cache depends sendmail-bin | sed -n 's/^ *Depends: \(lib[a-z].*\)/\1/p') \
        libsasl2-modules
    (
        cd "$sendmail"
        apt apt-get -q download sendmail-bin sendmail-cf
        for package in *.deb; do
            dpkg -x "$package" .
            rm "$package"
        done
        # Not even root's own tests need it to change its group.
        chmod a-s usr/libexec/sendmail/sendmail
        touch unpacked
    )
fi

# The independent opener and the DKIM verifier of the tests.
wanted="cryptography>=50,<51 dkimpy==1.1.8 pynacl>=1.5,<2 authres>=1.2,<2 dnspython>=2.7,<3"
venv=$target/venv
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
    echo "Preparing Python packages in $venv"
    mkdir -p "$target"
    rm -rf "$venv"
    python3 -m venv "$venv"
    # shellcheck disable=SC2086
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $wanted
    echo "$wanted" >"$venv/installed"
fi

# axe-core looks for what keeps people out of pages. Of this package nothing else is used.
wanted="axe-playwright-python==0.1.8"
axe=$target/axe
if [ "$(cat "$axe/installed" 2>/dev/null)" != "$wanted" ]; then
    echo "Preparing axe-core in $axe"
    rm -rf "$axe"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
        --target "$axe" "$wanted"
    echo "$wanted" >"$axe/installed"
fi

# cargo-deny reads licences and sources of all dependencies; it is built once.
if ! command -v cargo-deny >/dev/null 2>&1 && [ ! -x "$target/tools/bin/cargo-deny" ]; then
    echo "Building cargo-deny"
    cargo install --quiet --locked --root "$target/tools" --target-dir "$target/tools/build" \
        cargo-deny@0.20.2
    rm -rf "$target/tools/build"
fi
