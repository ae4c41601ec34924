<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Announce</name>
    <message>
        <source>Step {number} of {count}: {text}</source>
        <translation>Schritt {number} von {count}: {text}</translation>
    </message>
    <message>
        <source>All steps of “{guide}” are done.</source>
        <translation>Alle Schritte von „{guide}“ sind erledigt.</translation>
    </message>
    <message>
        <source>Notice: {title}</source>
        <translation>Hinweis: {title}</translation>
    </message>
    <message>
        <source>No guide fits this window.</source>
        <translation>Keine Anleitung passt zu diesem Fenster.</translation>
    </message>
    <message>
        <source>There are no guides yet.</source>
        <translation>Es gibt noch keine Anleitungen.</translation>
    </message>
    <message>
        <source>The guides cannot be read.</source>
        <translation>Die Anleitungen können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Tick first: {text}</source>
        <translation>Bitte zuerst bestätigen: {text}</translation>
    </message>
    <message>
        <source>Choose: {answers}</source>
        <translation>Wählen Sie: {answers}</translation>
    </message>
    <message>
        <source>Another case is in front.</source>
        <translation>Ein anderer Vorgang ist vorn.</translation>
    </message>
</context>
<context>
    <name>ChordEdit</name>
    <message>
        <source>Press the new keys…</source>
        <translation>Neue Tasten drücken…</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>The assistant crashed: save a report for IT</source>
        <translation>Abgestürzt: Bericht für die IT speichern</translation>
    </message>
    <message>
        <source>Why this guide?</source>
        <translation>Warum diese Anleitung?</translation>
    </message>
    <message>
        <source>Write a note on this step</source>
        <translation>Notiz zu diesem Schritt schreiben</translation>
    </message>
    <message>
        <source>Write a note on this guide</source>
        <translation>Notiz zu dieser Anleitung schreiben</translation>
    </message>
    <message>
        <source>Ask for a guide</source>
        <translation>Eine Anleitung wünschen</translation>
    </message>
    <message>
        <source>Start this guide again</source>
        <translation>Diese Anleitung neu beginnen</translation>
    </message>
    <message>
        <source>Show the panel</source>
        <translation>Panel einblenden</translation>
    </message>
    <message>
        <source>Fold the panel</source>
        <translation>Panel einklappen</translation>
    </message>
    <message>
        <source>Go to the panel with the keyboard</source>
        <translation>Mit der Tastatur zum Panel</translation>
    </message>
    <message>
        <source>Forget where I put the panel</source>
        <translation>Vergessen, wohin ich das Panel gestellt habe</translation>
    </message>
    <message>
        <source>What is recorded about me</source>
        <translation>Was über mich gespeichert wird</translation>
    </message>
    <message>
        <source>Get new guides now</source>
        <translation>Jetzt neue Anleitungen holen</translation>
    </message>
    <message>
        <source>Stop getting new guides</source>
        <translation>Laden neuer Anleitungen abbrechen</translation>
    </message>
    <message>
        <source>Where guides come from</source>
        <translation>Woher die Anleitungen kommen</translation>
    </message>
    <message>
        <source>Try the demo guides</source>
        <translation>Demo-Anleitungen ausprobieren</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Help, right where you work</source>
        <translation>Hilfe genau dort, wo Sie arbeiten</translation>
    </message>
    <message>
        <source>Go to any application and press</source>
        <translation>Wechseln Sie in eine beliebige Anwendung und drücken Sie</translation>
    </message>
    <message>
        <source>The steps appear beside your work. You keep typing where you were. Press the same keys to hide them.</source>
        <translation>Die Schritte erscheinen neben Ihrer Arbeit. Sie schreiben weiter, wo Sie waren. Mit denselben Tasten blenden Sie sie wieder aus.</translation>
    </message>
    <message>
        <source>Nothing you type is read, and no window title is kept.</source>
        <translation>Was Sie tippen, wird nicht gelesen, und kein Fenstertitel wird gespeichert.</translation>
    </message>
    <message>
        <source>Works without a network.</source>
        <translation>Funktioniert ohne Netzwerk.</translation>
    </message>
    <message>
        <source>Use other keys</source>
        <translation>Andere Tasten verwenden</translation>
    </message>
    <message>
        <source>Start working</source>
        <translation>Loslegen</translation>
    </message>
    <message>
        <source>It works. The guide is beside your work.</source>
        <translation>Es funktioniert. Die Anleitung steht neben Ihrer Arbeit.</translation>
    </message>
    <message>
        <source>{chord} is taken by another program. Choose other keys.</source>
        <translation>{chord} ist von einem anderen Programm belegt. Wählen Sie andere Tasten.</translation>
    </message>
    <message>
        <source>Waiting for the keys…</source>
        <translation>Warten auf die Tasten…</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Super</source>
        <translation>Super</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Ins</source>
        <translation>Einfg</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>My note</source>
        <translation>Meine Notiz</translation>
    </message>
    <message>
        <source>Note on step {number} of “{guide}”</source>
        <translation>Notiz zu Schritt {number} von „{guide}“</translation>
    </message>
    <message>
        <source>Note on “{guide}”</source>
        <translation>Notiz zu „{guide}“</translation>
    </message>
    <message>
        <source>Only you can see it. It stays on this computer.</source>
        <translation>Nur Sie sehen sie. Sie bleibt auf diesem Computer.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Ask for a guide</source>
        <translation>Eine Anleitung wünschen</translation>
    </message>
    <message>
        <source>Which guide do you miss?</source>
        <translation>Welche Anleitung fehlt Ihnen?</translation>
    </message>
    <message>
        <source>Kept for your guide team: your words and the application, {app}. No window title.</source>
        <translation>Wird für das Team der Anleitungen aufbewahrt: Ihre Worte und die Anwendung {app}. Kein Fenstertitel.</translation>
    </message>
    <message>
        <source>Kept for your guide team: your words. No window title.</source>
        <translation>Wird für das Team der Anleitungen aufbewahrt: Ihre Worte. Kein Fenstertitel.</translation>
    </message>
    <message>
        <source>For example: how to split an invoice</source>
        <translation>Zum Beispiel: wie teile ich eine Rechnung auf</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Wünschen</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Search guides</source>
        <translation>Anleitungen suchen</translation>
    </message>
    <message>
        <source>Guides found</source>
        <translation>Gefundene Anleitungen</translation>
    </message>
    <message>
        <source>{language} first</source>
        <translation>{language} zuerst</translation>
    </message>
    <message>
        <source>Nothing found. Try fewer or other words.</source>
        <translation>Nichts gefunden. Versuchen Sie weniger oder andere Wörter.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Bewegen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Back to {app}</source>
        <translation>Zurück zu {app}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Fits this window</source>
        <translation>Passt zu diesem Fenster</translation>
    </message>
    <message>
        <source>Recently used</source>
        <translation>Zuletzt verwendet</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>All guides</source>
        <translation>Alle Anleitungen</translation>
    </message>
    <message>
        <source>Step {number} of {count}</source>
        <translation>Schritt {number} von {count}</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>Reviewed {date}</source>
        <translation>Geprüft am {date}</translation>
    </message>
    <message>
        <source>{owner} · reviewed {date}</source>
        <translation>{owner} · geprüft am {date}</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Found by {words}</source>
        <translation>Gefunden durch {words}</translation>
    </message>
    <message>
        <source>Also found as: {words}</source>
        <translation>Auch zu finden als: {words}</translation>
    </message>
    <message>
        <source>“{word}” in the title</source>
        <translation>„{word}“ im Titel</translation>
    </message>
    <message>
        <source>“{word}” in the keywords</source>
        <translation>„{word}“ in den Stichwörtern</translation>
    </message>
    <message>
        <source>“{word}” in a heading</source>
        <translation>„{word}“ in einer Überschrift</translation>
    </message>
    <message>
        <source>“{word}” in the steps</source>
        <translation>„{word}“ in den Schritten</translation>
    </message>
    <message>
        <source>{found} (for “{typed}”)</source>
        <translation>{found} (für „{typed}“)</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>My note</source>
        <translation>Meine Notiz</translation>
    </message>
    <message numerus="yes">
        <source>None of %n guide(s) fits this window</source>
        <translation>
            <numerusform>Die %n Anleitung passt nicht zu diesem Fenster</numerusform>
            <numerusform>Keine von %n Anleitungen passt zu diesem Fenster</numerusform>
        </translation>
    </message>
    <message>
        <source>Search by what the customer asks.</source>
        <translation>Suchen Sie nach dem, was die Kundin oder der Kunde fragt.</translation>
    </message>
    <message>
        <source>Your team publishes guides. The demo guides show how it works.</source>
        <translation>Ihr Team veröffentlicht Anleitungen. Die Demo zeigt, wie es funktioniert.</translation>
    </message>
    <message>
        <source>No guides on this computer</source>
        <translation>Keine Anleitungen auf diesem Computer</translation>
    </message>
    <message>
        <source>Your own progress and notes are safe. Get the guides again, or ask your IT team.</source>
        <translation>Ihr eigener Stand und Ihre Notizen sind sicher. Laden Sie die Anleitungen neu oder fragen Sie Ihr IT-Team.</translation>
    </message>
    <message>
        <source>The guides on this computer are damaged</source>
        <translation>Die Anleitungen auf diesem Computer sind beschädigt</translation>
    </message>
    <message>
        <source>The next case starts at step 1.</source>
        <translation>Der nächste Vorgang beginnt bei Schritt 1.</translation>
    </message>
    <message>
        <source>Case {case} is remembered. The next case starts at step 1.</source>
        <translation>Vorgang {case} ist gemerkt. Der nächste Vorgang beginnt bei Schritt 1.</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Search guides</source>
        <translation>Anleitungen suchen</translation>
    </message>
    <message>
        <source>Why none?</source>
        <translation>Warum keine?</translation>
    </message>
    <message>
        <source>Add a source</source>
        <translation>Quelle hinzufügen</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>Get again</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Ask for a guide</source>
        <translation>Eine Anleitung wünschen</translation>
    </message>
    <message>
        <source>Recently used</source>
        <translation>Zuletzt verwendet</translation>
    </message>
    <message>
        <source>Hold {keys}</source>
        <translation>Mit {keys}</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Bewegen</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Einklappen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Abschließen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>{count} guides that fit</source>
        <translation>{count} passende Anleitungen</translation>
    </message>
    <message>
        <source>Why this guide?</source>
        <translation>Warum diese Anleitung?</translation>
    </message>
    <message>
        <source>No guide here</source>
        <translation>Hier keine Anleitung</translation>
    </message>
    <message>
        <source>No window</source>
        <translation>Kein Fenster</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>No guides yet</source>
        <translation>Noch keine Anleitungen</translation>
    </message>
    <message>
        <source>Error {code}</source>
        <translation>Fehler {code}</translation>
    </message>
    <message>
        <source>Guides cannot be opened</source>
        <translation>Anleitungen können nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Guides that fit this window</source>
        <translation>Anleitungen, die zu diesem Fenster passen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>{picture}. Show large</source>
        <translation>{picture}. Groß anzeigen</translation>
    </message>
    <message>
        <source>Show large</source>
        <translation>Groß anzeigen</translation>
    </message>
    <message>
        <source>This picture cannot be shown</source>
        <translation>Dieses Bild kann nicht angezeigt werden</translation>
    </message>
    <message>
        <source>Done: {step}</source>
        <translation>Erledigt: {step}</translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation>{n} von {total}</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Hingehen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Tell owner</source>
        <translation>Melden</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>Step {n} of {total}</source>
        <translation>Schritt {n} von {total}</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) done</source>
        <translation>
            <numerusform>%n Schritt erledigt</numerusform>
            <numerusform>%n Schritte erledigt</numerusform>
        </translation>
    </message>
    <message>
        <source>in {app}</source>
        <translation>in {app}</translation>
    </message>
    <message>
        <source>The title fits its pattern</source>
        <translation>Der Titel passt zum Muster</translation>
    </message>
    <message>
        <source>Fits every title</source>
        <translation>Passt zu jedem Titel</translation>
    </message>
    <message>
        <source>{words} in the address</source>
        <translation>{words} in der Adresse</translation>
    </message>
    <message>
        <source>{words} in the title</source>
        <translation>{words} im Titel</translation>
    </message>
    <message>
        <source>Fits every window of this application</source>
        <translation>Passt zu jedem Fenster dieser Anwendung</translation>
    </message>
    <message>
        <source>Tick the box first</source>
        <translation>Erst bestätigen</translation>
    </message>
    <message>
        <source>Other case in front</source>
        <translation>Anderer Vorgang vorn</translation>
    </message>
    <message>
        <source>Choose 1</source>
        <translation>1 wählen</translation>
    </message>
    <message>
        <source>Choose 1 or 2</source>
        <translation>1 oder 2 wählen</translation>
    </message>
    <message>
        <source>Choose 1, 2 or 3</source>
        <translation>1, 2 oder 3 wählen</translation>
    </message>
    <message>
        <source>Choose 1 to {n}</source>
        <translation>1 bis {n} wählen</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Tip</source>
        <translation>Tipp</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Typed</source>
        <translation>Getippt</translation>
    </message>
    <message>
        <source>Type it for me</source>
        <translation>Für mich tippen</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copied: paste it</source>
        <translation>Kopiert: jetzt einfügen</translation>
    </message>
    <message>
        <source>Nothing can type into other windows on this desktop. Copy the text and paste it.</source>
        <translation>Auf diesem Desktop kann nichts in andere Fenster tippen. Kopieren Sie den Text und fügen Sie ihn ein.</translation>
    </message>
    <message>
        <source>reviewed {date}</source>
        <translation>geprüft am {date}</translation>
    </message>
    <message>
        <source>Step {n}</source>
        <translation>Schritt {n}</translation>
    </message>
    <message>
        <source>&lt;b&gt;Another case is in front.&lt;/b&gt; These steps are for a different one.</source>
        <translation>&lt;b&gt;Ein anderer Vorgang ist vorn.&lt;/b&gt; Diese Schritte gehören zu einem anderen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Case {case} is in front.&lt;/b&gt; These steps are for a different case.</source>
        <translation>&lt;b&gt;Vorgang {case} ist vorn.&lt;/b&gt; Diese Schritte gehören zu einem anderen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was withdrawn.&lt;/b&gt; Ask {owner} before you go on with it.</source>
        <translation>&lt;b&gt;Diese Anleitung wurde zurückgezogen.&lt;/b&gt; Fragen Sie {owner}, bevor Sie damit weitermachen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was withdrawn.&lt;/b&gt; Ask your team before you go on with it.</source>
        <translation>&lt;b&gt;Diese Anleitung wurde zurückgezogen.&lt;/b&gt; Fragen Sie Ihr Team, bevor Sie damit weitermachen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide has changed&lt;/b&gt; since you began. You see the new text.</source>
        <translation>&lt;b&gt;Diese Anleitung wurde geändert,&lt;/b&gt; seit Sie begonnen haben. Sie sehen den neuen Text.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Still in effect:&lt;/b&gt; {title}</source>
        <translation>&lt;b&gt;Gilt weiterhin:&lt;/b&gt; {title}</translation>
    </message>
    <message>
        <source>&lt;b&gt;No new guides since {day}.&lt;/b&gt; The source does not answer. What you see still works.</source>
        <translation>&lt;b&gt;Keine neuen Anleitungen seit {day}.&lt;/b&gt; Die Quelle antwortet nicht. Was Sie sehen, funktioniert weiter.</translation>
    </message>
    <message>
        <source>Review was due on &lt;b&gt;{date}&lt;/b&gt;. Ask {owner} if in doubt.</source>
        <translation>Die Prüfung war am &lt;b&gt;{date}&lt;/b&gt; fällig. Fragen Sie im Zweifel {owner}.</translation>
    </message>
    <message>
        <source>Review was due on &lt;b&gt;{date}&lt;/b&gt;.</source>
        <translation>Die Prüfung war am &lt;b&gt;{date}&lt;/b&gt; fällig.</translation>
    </message>
    <message>
        <source>Getting new guides. You can go on.</source>
        <translation>Neue Anleitungen werden geladen. Sie können weiterarbeiten.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was valid until {date}.&lt;/b&gt; Ask {owner} before you go on with it.</source>
        <translation>&lt;b&gt;Diese Anleitung galt bis {date}.&lt;/b&gt; Fragen Sie {owner}, bevor Sie damit weitermachen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was valid until {date}.&lt;/b&gt; Ask your team before you go on with it.</source>
        <translation>&lt;b&gt;Diese Anleitung galt bis {date}.&lt;/b&gt; Fragen Sie Ihr Team, bevor Sie damit weitermachen.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was done.&lt;/b&gt; Another window is in front. Go back to the one you began in.</source>
        <translation>&lt;b&gt;Es wurde nichts getan.&lt;/b&gt; Ein anderes Fenster ist vorn. Gehen Sie zu dem zurück, in dem Sie begonnen haben.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was done.&lt;/b&gt; Another case is in front. Go back to the one you began with.</source>
        <translation>&lt;b&gt;Es wurde nichts getan.&lt;/b&gt; Ein anderer Vorgang ist vorn. Gehen Sie zu dem zurück, mit dem Sie begonnen haben.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was typed.&lt;/b&gt; Let go of all keys, then try again.</source>
        <translation>&lt;b&gt;Es wurde nichts getippt.&lt;/b&gt; Lassen Sie alle Tasten los und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was opened.&lt;/b&gt; Only web and e-mail addresses can be opened.</source>
        <translation>&lt;b&gt;Es wurde nichts geöffnet.&lt;/b&gt; Nur Web- und E-Mail-Adressen können geöffnet werden.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was typed.&lt;/b&gt; Windows lets no other program type into one that runs as administrator. Copy the text.</source>
        <translation>&lt;b&gt;Es wurde nichts getippt.&lt;/b&gt; Windows lässt kein anderes Programm in eines tippen, das als Administrator läuft. Kopieren Sie den Text.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was typed.&lt;/b&gt; Click in the field first, or copy the text.</source>
        <translation>&lt;b&gt;Es wurde nichts getippt.&lt;/b&gt; Klicken Sie zuerst in das Feld oder kopieren Sie den Text.</translation>
    </message>
    <message>
        <source>&lt;b&gt;That did not work.&lt;/b&gt; Nothing was changed.</source>
        <translation>&lt;b&gt;Das hat nicht geklappt.&lt;/b&gt; Es wurde nichts geändert.</translation>
    </message>
</context>
<context>
    <name>Pill</name>
    <message>
        <source>Guide tab</source>
        <translation>Anleitungsleiste</translation>
    </message>
    <message>
        <source>No guide here</source>
        <translation>Hier keine Anleitung</translation>
    </message>
</context>
<context>
    <name>RuleMaker</name>
    <message>
        <source>Make a rule for this window</source>
        <translation>Eine Regel für dieses Fenster machen</translation>
    </message>
    <message>
        <source>Click a part of the title that changes from case to case.</source>
        <translation>Klicken Sie auf einen Teil des Titels, der sich von Vorgang zu Vorgang ändert.</translation>
    </message>
    <message>
        <source>The rule</source>
        <translation>Die Regel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy for the guide</source>
        <translation>Für die Anleitung kopieren</translation>
    </message>
    <message>
        <source>This window has no title.</source>
        <translation>Dieses Fenster hat keinen Titel.</translation>
    </message>
    <message>
        <source>Keep at least one word, or the rule fits every window.</source>
        <translation>Behalten Sie mindestens ein Wort, sonst passt die Regel zu jedem Fenster.</translation>
    </message>
    <message>
        <source>Without fixed text beside it, a part that changes has no clear beginning or end. Keep a word next to it.</source>
        <translation>Ohne festen Text daneben ist nicht klar, wo ein veränderlicher Teil beginnt oder endet. Behalten Sie daneben ein Wort.</translation>
    </message>
    <message>
        <source>Does not fit this window.</source>
        <translation>Passt nicht zu diesem Fenster.</translation>
    </message>
    <message>
        <source>Fits this window: {captures}</source>
        <translation>Passt zu diesem Fenster: {captures}</translation>
    </message>
    <message>
        <source>Fits this window.</source>
        <translation>Passt zu diesem Fenster.</translation>
    </message>
    <message>
        <source>always the same</source>
        <translation>immer gleich</translation>
    </message>
    <message>
        <source>changes, called {name}</source>
        <translation>ändert sich, heißt {name}</translation>
    </message>
    <message>
        <source>may be anything</source>
        <translation>darf alles sein</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Kept on this computer, for you alone</source>
        <translation>Auf diesem Computer gespeichert, nur für Sie</translation>
    </message>
    <message>
        <source>Nothing is kept.</source>
        <translation>Es ist nichts gespeichert.</translation>
    </message>
    <message>
        <source>Erase selected</source>
        <translation>Auswahl löschen</translation>
    </message>
    <message>
        <source>Erase all</source>
        <translation>Alles löschen</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message numerus="yes">
        <source>Erase %n entry(s)? This cannot be undone.</source>
        <translation>
            <numerusform>%n Eintrag löschen? Das lässt sich nicht rückgängig machen.</numerusform>
            <numerusform>%n Einträge löschen? Das lässt sich nicht rückgängig machen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Guide used</source>
        <translation>Verwendete Anleitung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Guide asked for</source>
        <translation>Gewünschte Anleitung</translation>
    </message>
    <message>
        <source>Search without a guide</source>
        <translation>Suche ohne Anleitung</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n Mal</numerusform>
            <numerusform>%n Mal</numerusform>
        </translation>
    </message>
    <message>
        <source>Set by your organisation</source>
        <translation>Von Ihrer Organisation festgelegt</translation>
    </message>
    <message>
        <source>Set by {who}</source>
        <translation>Festgelegt von {who}</translation>
    </message>
    <message>
        <source>These keys are already used for “{other}”.</source>
        <translation>Diese Tasten sind schon mit „{other}“ belegt.</translation>
    </message>
    <message>
        <source>These keys are needed for typing or editing. Choose others.</source>
        <translation>Diese Tasten werden zum Tippen oder Bearbeiten gebraucht. Wählen Sie andere.</translation>
    </message>
    <message>
        <source>{chord} is taken by another program. It will not work until you choose other keys.</source>
        <translation>{chord} ist von einem anderen Programm belegt. Es wirkt erst, wenn Sie andere Tasten wählen.</translation>
    </message>
    <message>
        <source>Choose for me</source>
        <translation>Für mich wählen</translation>
    </message>
    <message>
        <source>Where I put the panel</source>
        <translation>Wohin ich das Panel gestellt habe</translation>
    </message>
    <message>
        <source>Drag its top, or move it with Ctrl and the arrow keys while it has the keyboard.</source>
        <translation>Ziehen Sie es oben, oder bewegen Sie es mit Strg und den Pfeiltasten, während es die Tastatur hat.</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Keine Tasten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>Auf Standard zurücksetzen</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) set by your organisation</source>
        <translation>
            <numerusform>%n Wert von Ihrer Organisation festgelegt</numerusform>
            <numerusform>%n Werte von Ihrer Organisation festgelegt</numerusform>
        </translation>
    </message>
    <message>
        <source>This could not be saved.</source>
        <translation>Das konnte nicht gespeichert werden.</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) of the settings file have no effect</source>
        <translation>
            <numerusform>%n Zeile der Einstellungsdatei ist wirkungslos</numerusform>
            <numerusform>%n Zeilen der Einstellungsdatei sind wirkungslos</numerusform>
        </translation>
    </message>
    <message>
        <source>Changes are saved at once</source>
        <translation>Änderungen werden sofort gespeichert</translation>
    </message>
    <message>
        <source>Hotkeys</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>They work in every application. The keys never reach the application.</source>
        <translation>Sie wirken in jeder Anwendung. Die Tasten erreichen die Anwendung nie.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Guides</source>
        <translation>Anleitungen</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Where your guides come from.</source>
        <translation>Woher Ihre Anleitungen kommen.</translation>
    </message>
    <message>
        <source>What is recorded</source>
        <translation>Was gespeichert wird</translation>
    </message>
    <message>
        <source>Nothing you type is read, and no window title is kept. What is kept stays on this computer.</source>
        <translation>Was Sie tippen, wird nicht gelesen, und kein Fenstertitel wird gespeichert. Was gespeichert wird, bleibt auf diesem Computer.</translation>
    </message>
    <message>
        <source>Only while the panel is shown</source>
        <translation>Nur solange das Panel zu sehen ist</translation>
    </message>
    <message>
        <source>Show or hide the panel</source>
        <translation>Panel ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Do what the step asks</source>
        <translation>Tun, was der Schritt verlangt</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Schritt zurück</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Fold to the pill</source>
        <translation>Zur Leiste einklappen</translation>
    </message>
    <message>
        <source>Guides that fit</source>
        <translation>Passende Anleitungen</translation>
    </message>
    <message>
        <source>Fold or unfold the reasons</source>
        <translation>Begründungen ein- oder ausklappen</translation>
    </message>
    <message>
        <source>Go to the panel with the keyboard</source>
        <translation>Mit der Tastatur zum Panel</translation>
    </message>
    <message>
        <source>For use with a screen reader</source>
        <translation>Für die Arbeit mit einem Screenreader</translation>
    </message>
    <message>
        <source>Choose an answer</source>
        <translation>Eine Antwort wählen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Interface language</source>
        <translation>Sprache der Oberfläche</translation>
    </message>
    <message>
        <source>Show the reasons in a guide</source>
        <translation>Begründungen in einer Anleitung zeigen</translation>
    </message>
    <message>
        <source>Why a step is needed. You can unfold them at any time.</source>
        <translation>Warum ein Schritt nötig ist. Sie können sie jederzeit ausklappen.</translation>
    </message>
    <message>
        <source>Side of the work window</source>
        <translation>Seite des Arbeitsfensters</translation>
    </message>
    <message>
        <source>Where the panel goes when you have not moved it</source>
        <translation>Wohin das Panel kommt, wenn Sie es nicht verschoben haben</translation>
    </message>
    <message>
        <source>Remember where I put the panel</source>
        <translation>Merken, wohin ich das Panel stelle</translation>
    </message>
    <message>
        <source>Show the pill</source>
        <translation>Leiste anzeigen</translation>
    </message>
    <message>
        <source>Screen edge for the pill</source>
        <translation>Bildschirmrand für die Leiste</translation>
    </message>
    <message>
        <source>Pill opacity</source>
        <translation>Deckkraft der Leiste</translation>
    </message>
    <message>
        <source>Show the pill in full screen too</source>
        <translation>Leiste auch im Vollbild anzeigen</translation>
    </message>
    <message>
        <source>Keep where I was in a guide</source>
        <translation>Merken, wo ich in einer Anleitung war</translation>
    </message>
    <message>
        <source>So that you can go on with a case later</source>
        <translation>Damit Sie einen Vorgang später fortsetzen können</translation>
    </message>
    <message>
        <source>Hide from screen sharing</source>
        <translation>Beim Bildschirmteilen verbergen</translation>
    </message>
    <message>
        <source>Where the system can</source>
        <translation>Wo das System es kann</translation>
    </message>
    <message>
        <source>Count searches that find no guide</source>
        <translation>Zählen, was die Suche nicht findet</translation>
    </message>
    <message>
        <source>Only the words, without numbers, on this computer. They show what is missing.</source>
        <translation>Nur die Wörter, ohne Nummern, auf diesem Computer. So zeigt sich, welche Anleitung fehlt.</translation>
    </message>
    <message>
        <source>Allow a keyboard hook</source>
        <translation>Einen Tastatur-Hook erlauben</translation>
    </message>
    <message>
        <source>Used only where hotkeys cannot work without one. It sees every key that is typed.</source>
        <translation>Nur wenn Tastenkürzel nicht ohne ihn funktionieren. Er sieht jede Taste, die getippt wird.</translation>
    </message>
    <message>
        <source>Guide languages</source>
        <translation>Sprachen der Anleitungen</translation>
    </message>
    <message>
        <source>Look for new guides</source>
        <translation>Nach neuen Anleitungen sehen</translation>
    </message>
    <message>
        <source>Get new guides on battery too</source>
        <translation>Neue Anleitungen auch im Akkubetrieb laden</translation>
    </message>
    <message>
        <source>Get new guides on metered connections too</source>
        <translation>Neue Anleitungen auch über getaktete Verbindungen laden</translation>
    </message>
    <message>
        <source>Such as mobile data, where the system reports it</source>
        <translation>Etwa mobile Daten, wenn das System es meldet</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Starten, wenn ich mich anmelde</translation>
    </message>
    <message>
        <source>At present it starts, waits for its hotkeys, and shows nothing by itself.</source>
        <translation>Derzeit startet der Assistent, wartet auf seine Tasten und zeigt von sich aus nichts.</translation>
    </message>
    <message>
        <source>At present it does not start.</source>
        <translation>Derzeit startet er nicht.</translation>
    </message>
    <message>
        <source>Not possible on this system: here any program can capture the screen.</source>
        <translation>Auf diesem System nicht möglich: Jedes Programm kann hier den Bildschirm aufnehmen.</translation>
    </message>
    <message>
        <source>Not possible on this desktop: it has no compositor for translucent windows.</source>
        <translation>Auf diesem Desktop nicht möglich: Durchscheinende Fenster werden hier nicht unterstützt.</translation>
    </message>
    <message>
        <source>Same as the interface</source>
        <translation>Wie die Oberfläche</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>Until I close it</source>
        <translation>Bis ich beende</translation>
    </message>
    <message numerus="yes">
        <source>Every %n minute(s)</source>
        <translation>
            <numerusform>Jede %n Minute</numerusform>
            <numerusform>Alle %n Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Fließend</translation>
    </message>
    <message>
        <source>Where there is room</source>
        <translation>Wo Platz ist</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Immer</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>When a guide fits</source>
        <translation>Wenn eine Anleitung passt</translation>
    </message>
    <message>
        <source>As installed</source>
        <translation>Wie installiert</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>{what}: {source}</source>
        <translation>{what}: {source}</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Stop getting guides from “{source}”? The guides you have stay.</source>
        <translation>Von „{source}“ nichts mehr laden? Die vorhandenen Anleitungen bleiben.</translation>
    </message>
    <message>
        <source>Set by your organisation</source>
        <translation>Von Ihrer Organisation festgelegt</translation>
    </message>
    <message>
        <source>Get new guides now</source>
        <translation>Jetzt neue Anleitungen laden</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop getting new guides</source>
        <translation>Laden neuer Anleitungen abbrechen</translation>
    </message>
    <message>
        <source>Add a source</source>
        <translation>Quelle hinzufügen</translation>
    </message>
    <message>
        <source>Getting new guides</source>
        <translation>Neue Anleitungen werden geladen</translation>
    </message>
    <message>
        <source>Your organisation fetches the guides for everybody on this computer.</source>
        <translation>Ihre Organisation lädt die Anleitungen für alle auf diesem Computer.</translation>
    </message>
    <message>
        <source>No source yet. A source is where your team puts its guides: add the one it gave you.</source>
        <translation>Noch keine Quelle. In einer Quelle legt Ihr Team seine Anleitungen ab: Fügen Sie die hinzu, die Sie bekommen haben.</translation>
    </message>
    <message>
        <source>You have the newest guides.</source>
        <translation>Sie haben die neuesten Anleitungen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>As your team gave it to you</source>
        <translation>So wie Ihr Team sie Ihnen gab</translation>
    </message>
    <message>
        <source>Fingerprint or root file</source>
        <translation>Fingerabdruck oder Root-Datei</translation>
    </message>
    <message>
        <source>Shows that it is your team&apos;s. Never take it from the address itself.</source>
        <translation>Zeigt, dass die Quelle die Ihres Teams ist. Nehmen Sie das nie von der Adresse selbst.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Choose file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Root file of the source</source>
        <translation>Root-Datei der Quelle</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Leave it empty for a token</source>
        <translation>Für ein Token leer lassen</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>Passwort oder Token</translation>
    </message>
    <message>
        <source>Stored in this computer&apos;s keyring and nowhere else.</source>
        <translation>Wird nur im Schlüsselbund dieses Computers gespeichert.</translation>
    </message>
    <message>
        <source>Not checked yet.</source>
        <translation>Noch nicht geprüft.</translation>
    </message>
    <message>
        <source>Checked {when}: you have its newest guides. Signed until {until}.</source>
        <translation>Geprüft: {when}. Sie haben die neuesten Anleitungen. Signiert bis {until}.</translation>
    </message>
    <message>
        <source>The guides you have keep working.</source>
        <translation>Die vorhandenen Anleitungen funktionieren weiter.</translation>
    </message>
    <message>
        <source>No answer since {day}. It is tried again automatically.</source>
        <translation>Keine Antwort seit {day}. Es wird automatisch wieder versucht.</translation>
    </message>
    <message>
        <source>It needs a login, or a different one from the one stored.</source>
        <translation>Die Quelle verlangt eine Anmeldung oder eine andere als die gespeicherte.</translation>
    </message>
    <message>
        <source>This computer does not trust its certificate. Ask your IT team.</source>
        <translation>Dieser Computer vertraut dem Zertifikat nicht. Fragen Sie Ihr IT-Team.</translation>
    </message>
    <message>
        <source>The clock of this computer seems wrong. Check its date and time.</source>
        <translation>Die Uhr dieses Computers scheint falsch zu gehen. Prüfen Sie Datum und Uhrzeit.</translation>
    </message>
    <message>
        <source>Its signatures have expired. Its publisher has to renew them.</source>
        <translation>Die Signaturen sind abgelaufen. Der Herausgeber muss sie erneuern.</translation>
    </message>
    <message>
        <source>Something it sent does not match its signature and was refused. Tell its publisher.</source>
        <translation>Etwas, das die Quelle sandte, passt nicht zu seiner Signatur und wurde abgelehnt. Melden Sie es dem Herausgeber.</translation>
    </message>
    <message>
        <source>That name cannot be used or is taken. Choose another: a–z, 0–9 and dashes.</source>
        <translation>Dieser Name geht nicht oder ist vergeben. Wählen Sie einen anderen: a–z, 0–9 und Striche.</translation>
    </message>
    <message>
        <source>That is not the address of a source. It must begin with https:// or file://.</source>
        <translation>Das ist keine Adresse einer Quelle. Sie muss mit https:// oder file:// beginnen.</translation>
    </message>
    <message>
        <source>That file cannot be read. Give the root file, or its fingerprint.</source>
        <translation>Diese Datei lässt sich nicht lesen. Geben Sie die Root-Datei oder ihren Fingerabdruck an.</translation>
    </message>
    <message>
        <source>The source has a different fingerprint. Ask whoever gave it to you; do not trust the source yet.</source>
        <translation>Die Quelle hat einen anderen Fingerabdruck. Fragen Sie nach, von wem Sie ihn haben; vertrauen Sie der Quelle noch nicht.</translation>
    </message>
    <message>
        <source>The source needs a login first. Add it by its root file instead of the fingerprint, then log in.</source>
        <translation>Die Quelle verlangt zuerst eine Anmeldung. Fügen Sie sie mit der Root-Datei statt mit dem Fingerabdruck hinzu und melden Sie sich dann an.</translation>
    </message>
    <message>
        <source>That address does not answer. Check it, and the network.</source>
        <translation>Diese Adresse antwortet nicht. Prüfen Sie sie und das Netz.</translation>
    </message>
    <message>
        <source>There is no source at that address.</source>
        <translation>Unter dieser Adresse ist keine Quelle.</translation>
    </message>
    <message>
        <source>That file is not signed the way the root of a source must be.</source>
        <translation>Diese Datei ist nicht so signiert, wie es die Root einer Quelle sein muss.</translation>
    </message>
    <message>
        <source>That file is not the root of a source.</source>
        <translation>Diese Datei ist nicht die Root einer Quelle.</translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep a password. Ask your IT team.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, der ein Passwort aufbewahren könnte. Fragen Sie Ihr IT-Team.</translation>
    </message>
    <message>
        <source>That did not work. Nothing was changed.</source>
        <translation>Das hat nicht geklappt. Nichts wurde geändert.</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Hide the panel</source>
        <translation>Panel ausblenden</translation>
    </message>
    <message>
        <source>Show the panel</source>
        <translation>Panel einblenden</translation>
    </message>
    <message>
        <source>Version {version} is ready: ask IT for it</source>
        <translation>Version {version} liegt bereit: fragen Sie die IT</translation>
    </message>
    <message>
        <source>Stop getting new guides</source>
        <translation>Laden neuer Anleitungen abbrechen</translation>
    </message>
    <message>
        <source>Show or hide the panel</source>
        <translation>Panel ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Search guides</source>
        <translation>Anleitungen suchen</translation>
    </message>
    <message>
        <source>Why this guide?</source>
        <translation>Warum diese Anleitung?</translation>
    </message>
    <message>
        <source>Get new guides now</source>
        <translation>Jetzt neue Anleitungen laden</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>Why this guide?</source>
        <translation>Warum diese Anleitung?</translation>
    </message>
    <message>
        <source>Make a rule for this window</source>
        <translation>Eine Regel für dieses Fenster machen</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Application: {app}</source>
        <translation>Anwendung: {app}</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>What you are looking at</source>
        <translation>Was Sie vor sich haben</translation>
    </message>
    <message>
        <source>Why “{guide}” fits</source>
        <translation>Warum „{guide}“ passt</translation>
    </message>
    <message numerus="yes">
        <source>Why it comes first of %n</source>
        <translation>
            <numerusform>Warum sie die erste von %n ist</numerusform>
            <numerusform>Warum sie die erste von %n ist</numerusform>
        </translation>
    </message>
    <message>
        <source>No guide fits this window</source>
        <translation>Keine Anleitung passt zu diesem Fenster</translation>
    </message>
    <message>
        <source>Why others do not fit</source>
        <translation>Warum andere nicht passen</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>App</source>
        <translation>App</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>The application is</source>
        <translation>Die Anwendung ist</translation>
    </message>
    <message>
        <source>The title has the form</source>
        <translation>Der Titel hat die Form</translation>
    </message>
    <message>
        <source>The title has the pattern</source>
        <translation>Der Titel hat das Muster</translation>
    </message>
    <message>
        <source>The address has the form</source>
        <translation>Die Adresse hat die Form</translation>
    </message>
    <message>
        <source>It is not excluded by</source>
        <translation>Nicht ausgeschlossen durch</translation>
    </message>
    <message>
        <source>Its priority is</source>
        <translation>Ihr Vorrang ist</translation>
    </message>
    <message>
        <source>You used it recently</source>
        <translation>Sie haben sie zuletzt verwendet</translation>
    </message>
    <message>
        <source>{name} is {value}</source>
        <translation>{name} ist {value}</translation>
    </message>
    <message>
        <source>{captures}. It is filled in where the guide says so.</source>
        <translation>{captures}. Das wird eingesetzt, wo die Anleitung es vorsieht.</translation>
    </message>
    <message>
        <source>It is excluded by</source>
        <translation>Ausgeschlossen durch</translation>
    </message>
    <message>
        <source>The application is not known here. It has to be</source>
        <translation>Die Anwendung ist hier nicht bekannt. Sie muss sein:</translation>
    </message>
    <message>
        <source>It is for other applications. This one is {app}.</source>
        <translation>Sie ist für andere Anwendungen. Diese ist {app}.</translation>
    </message>
    <message>
        <source>The address is not known here. It has to have the form</source>
        <translation>Die Adresse ist hier nicht bekannt. Sie muss diese Form haben:</translation>
    </message>
    <message>
        <source>The window has no title. It has to have the form</source>
        <translation>Das Fenster hat keinen Titel. Er muss diese Form haben:</translation>
    </message>
    <message>
        <source>Missing from the address:</source>
        <translation>In der Adresse fehlt:</translation>
    </message>
    <message>
        <source>Missing from the title:</source>
        <translation>Im Titel fehlt:</translation>
    </message>
    <message>
        <source>In a different place in the address:</source>
        <translation>An anderer Stelle in der Adresse:</translation>
    </message>
    <message>
        <source>In a different place in the title:</source>
        <translation>An anderer Stelle im Titel:</translation>
    </message>
    <message>
        <source>The address does not have the form</source>
        <translation>Die Adresse hat nicht die Form</translation>
    </message>
    <message>
        <source>The title does not have the form</source>
        <translation>Der Titel hat nicht die Form</translation>
    </message>
    <message>
        <source>fits every window</source>
        <translation>passt zu jedem Fenster</translation>
    </message>
    <message numerus="yes">
        <source>%n condition(s)</source>
        <translation>
            <numerusform>%n Bedingung</numerusform>
            <numerusform>%n Bedingungen</numerusform>
        </translation>
    </message>
    <message>
        <source>{conditions}, {letters}</source>
        <translation>{conditions}, {letters}</translation>
    </message>
    <message numerus="yes">
        <source>%n letter(s)</source>
        <translation>
            <numerusform>%n Buchstabe</numerusform>
            <numerusform>%n Buchstaben</numerusform>
        </translation>
    </message>
</context>
</TS>
