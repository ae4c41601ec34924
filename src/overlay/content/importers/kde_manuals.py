"""KDE's manuals: the entities that KDE's own document type declares, which is rarely shipped with a manual.

An entity there is named as its text reads (`&HTML;`, `&Shift;`); the table holds those that read otherwise.
Source of the facts: kdoctools, `customization/entities/general.entities` and `customization/<language>/user.entities`.
"""

from __future__ import annotations

import re

_DOCTYPE = re.compile(rb"<!DOCTYPE\s+\w+\s+PUBLIC\s+[\"']-//KDE//")
_LANGUAGE = re.compile(rb"<!ENTITY\s+%\s+([\w-]+)\s+[\"']INCLUDE[\"']")
_LANGUAGES = {
    "English": "en", "British-English": "en", "Dutch": "nl", "German": "de", "French": "fr", "Spanish": "es",
    "Italian": "it", "Portuguese": "pt", "Brazilian-Portuguese": "pt-BR", "Swedish": "sv", "Danish": "da", "Polish": "pl",
    "Czech": "cs", "Russian": "ru", "Ukrainian": "uk", "Catalan": "ca", "Estonian": "et", "Finnish": "fi",
}  # fmt: skip
_TEXTS = {
    "kde": "KDE", "kaddressbook": "KAddressBook", "kalarm": "KAlarm", "kcalc": "KCalc", "kdeconnect": "KDE Connect",
    "kdevelop": "KDevelop", "kgpg": "KGpg", "khelpcenter": "KHelpCenter", "kinfocenter": "KInfoCenter", "kmail": "KMail",
    "kmymoney": "KMyMoney", "knotes": "KNotes", "korganizer": "KOrganizer", "kpdf": "KPDF", "krename": "KRename",
    "krunner": "KRunner", "ksystemlog": "KSystemLog", "ktorrent": "KTorrent", "kwallet": "KWallet", "kwin": "KWin",
    "kwatchgnupg": "KWatchGnuPG", "kwrite": "KWrite", "digikam": "digiKam",
    "akonadi": "Akonadi", "akregator": "Akregator", "ark": "Ark", "dolphin": "Dolphin", "gwenview": "Gwenview",
    "kate": "Kate", "kdenlive": "Kdenlive", "kleopatra": "Kleopatra", "konqueror": "Konqueror", "konsole": "Konsole",
    "kontact": "Kontact", "okular": "Okular", "plasma": "Plasma", "sonnet": "Sonnet", "spectacle": "Spectacle",
    "systemsettings": "System Settings", "tellico": "Tellico", "firefox": "Firefox", "latex": "LaTeX",
    "acl": "ACL", "ca": "CA", "crl": "CRL", "dn": "DN", "gnupg": "GnuPG", "gpg": "GPG", "gpgsm": "GpgSM",
    "gpgconf": "GpgConf",
    "ldap": "LDAP", "mdn": "MDN", "ocsp": "OCSP", "openpgp": "OpenPGP", "smime": "S/MIME", "x509": "X.509", "http": "HTTP",
    "xslt": "XSLT", "pinentry": "pinentry", "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "LMB": "left mouse button",
    "LMBn": "left mouse button", "MMB": "middle mouse button", "RMB": "right mouse button", "RMBn": "right mouse button",
    "documentation.index": "", "newpara": "",
}  # fmt: skip
_TRANSLATED = {
    "de": {
        "Ctrl": "Strg", "Shift": "Umschalt", "Del": "Entf", "Ins": "Einfg", "End": "Ende", "Home": "Pos 1",
        "Enter": "Eingabe", "Space": "Leertaste", "Backspace": "Rücktaste", "PgUp": "Bild auf", "PgDn": "Bild ab",
        "Up": "Pfeil hoch", "Down": "Pfeil runter", "Left": "Pfeil links", "Right": "Pfeil rechts", "eg": "z. B.",
        "ie": "d. h.", "etc": "usw.", "LMB": "linke Maustaste", "LMBn": "linken Maustaste", "MMB": "mittlere Maustaste",
        "RMB": "rechte Maustaste", "RMBn": "rechten Maustaste",
    },
    "nl": {
        "eg": "bijv.", "ie": "d.w.z.", "LMB": "linkermuisknop", "MMB": "middelste muisknop", "RMB": "rechtermuisknop",
    },
}  # fmt: skip
_NOT_SHOWN = re.compile(r".*(?:\.mail|Notice)|under(?:FDL|GPL|LGPL|BSDLicense|X11License|ArtisticLicense)")


def entity_text(name: str, document: bytes) -> str | None:
    """Return what an entity that `document` does not declare stands for; None outside of KDE's manuals, or if unknown."""
    if not _DOCTYPE.search(document, 0, 4096):
        return None
    language = _language(document)
    if name == "language":
        return language
    text = _TRANSLATED.get(language, {}).get(name, _TEXTS.get(name))
    if text is not None:
        return text
    if _NOT_SHOWN.fullmatch(name):
        return ""
    return name.replace(".", " ") if name[:1].isupper() else None


def _language(document: bytes) -> str:
    named = (_LANGUAGES.get(n.decode("ascii")) for n in _LANGUAGE.findall(document[:16_384]))
    return next((code for code in named if code), "")
