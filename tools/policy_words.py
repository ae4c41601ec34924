"""What Group Policy and MDM consoles call each setting, in each language. What it does, in English, is the setting's own."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = {"en": "en-US", "nl": "nl-NL", "de": "de-DE"}

SECTIONS: dict[str, dict[str, str]] = {
    "": {"en": "Overlay assistant", "nl": "Overlay-assistent", "de": "Overlay-Assistent"},
    "organisation": {"en": "Organisation", "nl": "Organisatie", "de": "Organisation"},
    "source": {
        "en": "Where guides come from",
        "nl": "Waar de handleidingen vandaan komen",
        "de": "Woher die Anleitungen kommen",
    },
    "start": {"en": "Start", "nl": "Starten", "de": "Start"},
    "updates": {
        "en": "Versions of the program",
        "nl": "Versies van het programma",
        "de": "Programmversionen",
    },
    "hotkeys": {"en": "Hotkeys", "nl": "Sneltoetsen", "de": "Tastenkürzel"},
    "look": {"en": "Appearance", "nl": "Uiterlijk", "de": "Aussehen"},
    "place": {"en": "Position", "nl": "Plaats", "de": "Position"},
    "privacy": {"en": "Privacy", "nl": "Privacy", "de": "Datenschutz"},
    "guides": {"en": "Guides", "nl": "Handleidingen", "de": "Anleitungen"},
    "sync": {
        "en": "Fetching new guides",
        "nl": "Nieuwe handleidingen ophalen",
        "de": "Neue Anleitungen abrufen",
    },
}

PHRASES: dict[str, dict[str, str]] = {
    "supported": {
        "en": "Overlay assistant 0.1 or later",
        "nl": "Overlay-assistent 0.1 of nieuwer",
        "de": "Overlay-Assistent 0.1 oder neuer",
    },
    "allowed": {"en": "Allowed", "nl": "Toegestaan", "de": "Erlaubt"},
    "locked": {
        "en": "What is set here wins over what the user chose, and is shown to the user as set by the organisation. "
        "Not configured: the user decides.",
        "nl": "Wat hier staat gaat voor op wat de gebruiker koos, en de gebruiker ziet dat de organisatie het "
        "instelde. Niet geconfigureerd: de gebruiker beslist.",
        "de": "Was hier steht, gilt vor der Wahl des Benutzers und wird ihm als von der Organisation festgelegt "
        "angezeigt. Nicht konfiguriert: Der Benutzer entscheidet.",
    },
    "one a line": {"en": "One a line", "nl": "Eén per regel", "de": "Je Zeile eins"},
}


@dataclass(frozen=True, slots=True)
class Words:
    """A setting's name in each language, and what it does in those that are not English."""

    en: str
    nl: str
    nl_does: str
    de: str
    de_does: str

    def name(self, language: str) -> str:
        return str(getattr(self, language))

    def does(self, language: str, english: str) -> str:
        return english if language == "en" else str(getattr(self, f"{language}_does"))


_SHOWN_NL = " Alleen bezet terwijl het paneel te zien is."
_SHOWN_DE = " Nur belegt, solange das Panel zu sehen ist."

WORDS: dict[str, Words] = {
    "organisation": Words(
        "Name of the organisation",
        "Naam van de organisatie",
        "De naam die bij elke vastgezette instelling staat.",
        "Name der Organisation",
        "Der Name, der bei jeder festgelegten Einstellung steht.",
    ),
    "source.name": Words(
        "Name of the source",
        "Naam van de bron",
        "De naam die mensen voor de bron zien.",
        "Name der Quelle",
        "Der Name, unter dem die Quelle angezeigt wird.",
    ),
    "source.url": Words(
        "Address of the source",
        "Adres van de bron",
        "Waar de handleidingen vandaan komen.",
        "Adresse der Quelle",
        "Woher die Anleitungen kommen.",
    ),
    "source.root": Words(
        "Trust root of the source",
        "Vertrouwensanker van de bron",
        "Het vertrouwensanker van de bron: het pad van haar root.json, of de tekst van dat bestand zelf.",
        "Vertrauensanker der Quelle",
        "Der Vertrauensanker der Quelle: der Pfad ihrer root.json oder der Text dieser Datei selbst.",
    ),
    "source.groups": Words(
        "Groups of this desk",
        "Groepen van deze werkplek",
        "Wat deze werkplek is: pakketten voor andere groepen worden overgeslagen.",
        "Gruppen dieses Arbeitsplatzes",
        "Was dieser Arbeitsplatz ist: Pakete für andere Gruppen werden übergangen.",
    ),
    "source.ca": Words(
        "Certificate of a private authority",
        "Certificaat van een eigen instantie",
        "Het pad van het certificaat van een eigen instantie, naast die van het systeem.",
        "Zertifikat einer eigenen Stelle",
        "Der Pfad des Zertifikats einer eigenen Stelle, neben denen des Systems.",
    ),
    "source.proxy": Words(
        "Proxy to the source",
        "Proxy naar de bron",
        "De proxy naar de bron, in plaats van die van het systeem.",
        "Proxy zur Quelle",
        "Der Proxy zur Quelle, statt dem der Umgebung.",
    ),
    "source.priority": Words(
        "Priority of the source",
        "Voorrang van de bron",
        "De grotere eerst, waar twee bronnen hetzelfde pakket aanbieden.",
        "Vorrang der Quelle",
        "Die größere zuerst, wo zwei Quellen dasselbe Paket anbieten.",
    ),
    "source.shared": Words(
        "One store of guides for all users of the machine",
        "Eén opslag van handleidingen voor alle gebruikers van de machine",
        "Of alle gebruikers van deze machine één opslag van handleidingen lezen, die `overlay sync --system` bijhoudt.",
        "Ein Speicher für alle Benutzer des Rechners",
        "Ob alle Benutzer dieses Rechners einen Speicher lesen, den `overlay sync --system` aktuell hält.",
    ),
    "start.welcome": Words(
        "Window at the first start",
        "Venster bij de eerste start",
        "Of bij de eerste start een venster vraagt om de sneltoets te proberen.",
        "Fenster beim ersten Start",
        "Ob beim ersten Start ein Fenster bittet, das Tastenkürzel zu drücken.",
    ),
    "start.at_login": Words(
        "Start at login",
        "Starten bij aanmelden",
        "Of de assistent start bij het aanmelden. `installed`: waar het pakket hem voor elke gebruiker start.",
        "Start bei der Anmeldung",
        "Ob der Assistent bei der Anmeldung startet. `installed`: wo das Paket ihn für jeden Benutzer startet.",
    ),
    "updates.tell": Words(
        "Say that there is a newer version",
        "Zeggen dat er een nieuwere versie is",
        "Of de assistent zegt dat zijn bron een nieuwere versie van het programma noemt. Hij werkt zichzelf nooit bij.",
        "Auf eine neuere Version hinweisen",
        "Ob der Assistent sagt, dass seine Quelle eine neuere Programmversion nennt. Er aktualisiert sich nie selbst.",
    ),
    "hotkeys.toggle": Words(
        "Show or hide the panel",
        "Paneel tonen of verbergen",
        "Toont of verbergt het paneel, in elk programma.",
        "Panel ein- oder ausblenden",
        "Blendet das Panel in jedem Programm ein oder aus.",
    ),
    "hotkeys.next": Words(
        "Next step",
        "Volgende stap",
        "Eén stap verder; bij een vraag naar het volgende antwoord." + _SHOWN_NL,
        "Nächster Schritt",
        "Einen Schritt weiter; bei einer Frage zur nächsten Antwort." + _SHOWN_DE,
    ),
    "hotkeys.accept": Words(
        "Do what the step asks",
        "Doen wat de stap vraagt",
        "Vinkt af, neemt het antwoord of kopieert de tekst." + _SHOWN_NL,
        "Tun, was der Schritt verlangt",
        "Hakt ab, nimmt die Antwort oder kopiert den Text." + _SHOWN_DE,
    ),
    "hotkeys.back": Words(
        "Step back",
        "Stap terug",
        "Eén stap terug." + _SHOWN_NL,
        "Schritt zurück",
        "Einen Schritt zurück." + _SHOWN_DE,
    ),
    "hotkeys.search": Words("Search", "Zoeken", "Opent het zoeken.", "Suchen", "Öffnet die Suche."),
    "hotkeys.fold": Words(
        "Fold to the pill",
        "Inklappen tot het balkje",
        "Klapt het paneel in tot het balkje, of weer uit.",
        "Zur Leiste einklappen",
        "Klappt das Panel zur Leiste ein oder wieder auf.",
    ),
    "hotkeys.matches": Words(
        "Guides that fit",
        "Handleidingen die passen",
        "Opent de lijst van handleidingen die bij het venster passen.",
        "Passende Anleitungen",
        "Öffnet die Liste der Anleitungen, die zum Fenster passen.",
    ),
    "hotkeys.why": Words(
        "Fold or unfold the reasons",
        "Redenen in- of uitklappen",
        "Klapt de redenen in een handleiding in of uit.",
        "Gründe ein- oder ausklappen",
        "Klappt die Gründe in einer Anleitung ein oder aus.",
    ),
    "hotkeys.focus": Words(
        "Go to the panel with the keyboard",
        "Met het toetsenbord naar het paneel",
        "Geeft het paneel het toetsenbord, voor gebruik met een schermlezer.",
        "Mit der Tastatur zum Panel",
        "Gibt dem Panel die Tastatur, zur Arbeit mit einem Screenreader.",
    ),
    "hotkeys.digits": Words(
        "Choose an answer",
        "Een antwoord kiezen",
        "Toetsen waarmee 1 tot 9 een antwoord kiest." + _SHOWN_NL,
        "Eine Antwort wählen",
        "Tasten, mit denen 1 bis 9 eine Antwort wählt." + _SHOWN_DE,
    ),
    "look.theme": Words(
        "Colours",
        "Kleuren",
        "De kleuren. `system` volgt het bureaublad, ook onder het werk.",
        "Farben",
        "Die Farben. `system` folgt dem Desktop, auch im Betrieb.",
    ),
    "look.text_percent": Words(
        "Text size",
        "Grootte van de tekst",
        "De grootte van de tekst, in procenten.",
        "Textgröße",
        "Die Größe des Textes in Prozent.",
    ),
    "look.motion": Words(
        "Motion",
        "Beweging",
        "Of het paneel vloeiend mag schuiven.",
        "Bewegung",
        "Ob das Panel weich scrollen darf.",
    ),
    "look.language": Words(
        "Interface language",
        "Taal van de vensters",
        "De taal van de vensters.",
        "Sprache der Fenster",
        "Die Sprache der Fenster.",
    ),
    "look.why_open": Words(
        "Show the reasons in a guide",
        "Redenen in een handleiding tonen",
        "Of de redenen in een handleiding eerst uitgeklapt zijn.",
        "Gründe in einer Anleitung zeigen",
        "Ob die Gründe in einer Anleitung anfangs ausgeklappt sind.",
    ),
    "place.side": Words(
        "Side of the work window",
        "Kant van het werkvenster",
        "De kant van het werkvenster waar het paneel komt als het niet verplaatst is.",
        "Seite des Arbeitsfensters",
        "Die Seite des Arbeitsfensters, an der das Panel erscheint, wenn es nicht verschoben wurde.",
    ),
    "place.remember": Words(
        "Remember where the panel was put",
        "Onthouden waar het paneel gezet is",
        "Of het paneel terugkomt waar het naartoe gesleept is.",
        "Merken, wohin das Panel geschoben wurde",
        "Ob das Panel dort wiederkommt, wohin es gezogen wurde.",
    ),
    "place.pill": Words(
        "Show the pill",
        "Het balkje tonen",
        "Wanneer het balkje te zien is. `matches`: alleen als er een handleiding past.",
        "Die Leiste zeigen",
        "Wann die Leiste zu sehen ist. `matches`: nur wenn eine Anleitung passt.",
    ),
    "place.pill_edge": Words(
        "Screen edge for the pill",
        "Rand van het scherm voor het balkje",
        "De rand van het scherm waar het balkje zit.",
        "Bildschirmrand für die Leiste",
        "Der Bildschirmrand, an dem die Leiste sitzt.",
    ),
    "place.pill_opacity_percent": Words(
        "Pill opacity",
        "Dekking van het balkje",
        "Hoe dekkend het balkje is, in procenten.",
        "Deckkraft der Leiste",
        "Wie deckend die Leiste ist, in Prozent.",
    ),
    "place.pill_in_full_screen": Words(
        "Show the pill in full screen too",
        "Het balkje ook bij volledig scherm tonen",
        "Of het balkje boven programma's op volledig scherm blijft.",
        "Die Leiste auch im Vollbild zeigen",
        "Ob die Leiste über Programmen im Vollbild bleibt.",
    ),
    "privacy.keep_walks_days": Words(
        "Keep where somebody was in a guide",
        "Bewaren waar iemand was in een handleiding",
        "Dagen dat wordt bewaard waar iemand was in een handleiding. 0: niets nadat de assistent stopt.",
        "Behalten, wo jemand in einer Anleitung war",
        "Tage, die behalten wird, wo jemand in einer Anleitung war. 0: nichts, nachdem der Assistent endet.",
    ),
    "privacy.hide_from_capture": Words(
        "Hide from screen sharing",
        "Verbergen bij scherm delen",
        "Of het paneel buiten schermafbeeldingen en gedeelde schermen blijft, waar het systeem dat kan.",
        "Bei Bildschirmfreigabe verbergen",
        "Ob das Panel in Bildschirmfotos und Freigaben fehlt, wo das System das kann.",
    ),
    "privacy.count_misses": Words(
        "Count searches that find no guide",
        "Zoekopdrachten zonder handleiding tellen",
        "Of de woorden van zoekopdrachten zonder handleiding op deze computer geteld worden, voor `overlay report`.",
        "Suchen ohne Anleitung zählen",
        "Ob die Wörter von Suchen ohne Anleitung auf diesem Computer gezählt werden, für `overlay report`.",
    ),
    "privacy.keyboard_hook": Words(
        "Allow a keyboard hook",
        "Een toetsenbordhook toestaan",
        "Of sneltoetsen een toetsenbordhook mogen gebruiken waar niets anders werkt; die ziet elke toets.",
        "Einen Tastatur-Hook erlauben",
        "Ob Tastenkürzel einen Tastatur-Hook nutzen dürfen, wo nichts anderes geht; er sieht jede Taste.",
    ),
    "guides.languages": Words(
        "Guide languages",
        "Talen van de handleidingen",
        "Talen van de handleidingen, in volgorde van voorkeur.",
        "Sprachen der Anleitungen",
        "Sprachen der Anleitungen, die liebste zuerst.",
    ),
    "sync.every_minutes": Words(
        "Look for new guides",
        "Nieuwe handleidingen zoeken",
        "Hoe vaak naar nieuwe handleidingen gezocht wordt, in minuten; elke werkplek wijkt tot een vijfde af.",
        "Nach neuen Anleitungen sehen",
        "Wie oft nach neuen Anleitungen gesehen wird, in Minuten; jeder Arbeitsplatz weicht bis zu einem Fünftel ab.",
    ),
    "sync.on_battery": Words(
        "Get new guides on battery too",
        "Nieuwe handleidingen ook op de accu ophalen",
        "Of ze ook op de accu opgehaald worden.",
        "Neue Anleitungen auch im Akkubetrieb abrufen",
        "Ob sie auch im Akkubetrieb abgerufen werden.",
    ),
    "sync.on_metered": Words(
        "Get new guides on metered connections too",
        "Nieuwe handleidingen ook over dure verbindingen ophalen",
        "Of ze opgehaald worden over een verbinding die per byte kost.",
        "Neue Anleitungen auch über teure Verbindungen abrufen",
        "Ob sie über eine Verbindung abgerufen werden, die nach Menge kostet.",
    ),
}
