<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl" sourcelanguage="en">
<context>
    <name>Announce</name>
    <message>
        <source>Step {number} of {count}: {text}</source>
        <translation>Stap {number} van {count}: {text}</translation>
    </message>
    <message>
        <source>All steps of “{guide}” are done.</source>
        <translation>Alle stappen van “{guide}” zijn klaar.</translation>
    </message>
    <message>
        <source>Notice: {title}</source>
        <translation>Bericht: {title}</translation>
    </message>
    <message>
        <source>No guide fits this window.</source>
        <translation>Geen handleiding past bij dit venster.</translation>
    </message>
    <message>
        <source>There are no guides yet.</source>
        <translation>Er zijn nog geen handleidingen.</translation>
    </message>
    <message>
        <source>The guides cannot be read.</source>
        <translation>De handleidingen kunnen niet worden gelezen.</translation>
    </message>
    <message>
        <source>Tick first: {text}</source>
        <translation>Vink eerst aan: {text}</translation>
    </message>
    <message>
        <source>Choose: {answers}</source>
        <translation>Kies: {answers}</translation>
    </message>
    <message>
        <source>Another case is in front.</source>
        <translation>Er staat een andere zaak voor.</translation>
    </message>
</context>
<context>
    <name>ChordEdit</name>
    <message>
        <source>Press the new keys…</source>
        <translation>Druk op de nieuwe toetsen…</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Geen</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>The assistant crashed: save a report for IT</source>
        <translation>Vastgelopen: rapport voor IT bewaren</translation>
    </message>
    <message>
        <source>Why this guide?</source>
        <translation>Waarom deze handleiding?</translation>
    </message>
    <message>
        <source>Write a note on this step</source>
        <translation>Notitie bij deze stap schrijven</translation>
    </message>
    <message>
        <source>Write a note on this guide</source>
        <translation>Notitie bij deze handleiding schrijven</translation>
    </message>
    <message>
        <source>Ask for a guide</source>
        <translation>Om een handleiding vragen</translation>
    </message>
    <message>
        <source>Start this guide again</source>
        <translation>Deze handleiding opnieuw beginnen</translation>
    </message>
    <message>
        <source>Show the panel</source>
        <translation>Paneel tonen</translation>
    </message>
    <message>
        <source>Fold the panel</source>
        <translation>Paneel inklappen</translation>
    </message>
    <message>
        <source>Go to the panel with the keyboard</source>
        <translation>Met het toetsenbord naar het paneel</translation>
    </message>
    <message>
        <source>Forget where I put the panel</source>
        <translation>Vergeten waar ik het paneel neerzette</translation>
    </message>
    <message>
        <source>What is recorded about me</source>
        <translation>Wat er over mij wordt bewaard</translation>
    </message>
    <message>
        <source>Get new guides now</source>
        <translation>Nu nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Stop getting new guides</source>
        <translation>Stop met nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Where guides come from</source>
        <translation>Waar handleidingen vandaan komen</translation>
    </message>
    <message>
        <source>Try the demo guides</source>
        <translation>Demohandleidingen proberen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Instellingen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Afsluiten</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Welcome</source>
        <translation>Welkom</translation>
    </message>
    <message>
        <source>Help, right where you work</source>
        <translation>Hulp op de plek waar u werkt</translation>
    </message>
    <message>
        <source>Go to any application and press</source>
        <translation>Ga naar een willekeurige toepassing en druk op</translation>
    </message>
    <message>
        <source>The steps appear beside your work. You keep typing where you were. Press the same keys to hide them.</source>
        <translation>De stappen verschijnen naast uw werk. U typt verder waar u was. Met dezelfde toetsen verbergt u ze weer.</translation>
    </message>
    <message>
        <source>Nothing you type is read, and no window title is kept.</source>
        <translation>Wat u typt wordt niet gelezen en venstertitels worden niet bewaard.</translation>
    </message>
    <message>
        <source>Works without a network.</source>
        <translation>Werkt zonder netwerk.</translation>
    </message>
    <message>
        <source>Use other keys</source>
        <translation>Andere toetsen gebruiken</translation>
    </message>
    <message>
        <source>Start working</source>
        <translation>Aan het werk</translation>
    </message>
    <message>
        <source>It works. The guide is beside your work.</source>
        <translation>Het werkt. De handleiding staat naast uw werk.</translation>
    </message>
    <message>
        <source>{chord} is taken by another program. Choose other keys.</source>
        <translation>{chord} is al in gebruik door een ander programma. Kies andere toetsen.</translation>
    </message>
    <message>
        <source>Waiting for the keys…</source>
        <translation>Wachten op de toetsen…</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ctrl</source>
        <translation>Ctrl</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Shift</translation>
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
        <translation>Spatie</translation>
    </message>
    <message>
        <source>Ins</source>
        <translation>Ins</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Del</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>My note</source>
        <translation>Mijn notitie</translation>
    </message>
    <message>
        <source>Note on step {number} of “{guide}”</source>
        <translation>Notitie bij stap {number} van “{guide}”</translation>
    </message>
    <message>
        <source>Note on “{guide}”</source>
        <translation>Notitie bij “{guide}”</translation>
    </message>
    <message>
        <source>Only you can see it. It stays on this computer.</source>
        <translation>Alleen u ziet deze notitie. Ze blijft op deze computer.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Opslaan</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuleren</translation>
    </message>
    <message>
        <source>Ask for a guide</source>
        <translation>Om een handleiding vragen</translation>
    </message>
    <message>
        <source>Which guide do you miss?</source>
        <translation>Welke handleiding mist u?</translation>
    </message>
    <message>
        <source>Kept for your guide team: your words and the application, {app}. No window title.</source>
        <translation>Bewaard voor wie de handleidingen schrijft: uw woorden en de toepassing, {app}. Geen venstertitel.</translation>
    </message>
    <message>
        <source>Kept for your guide team: your words. No window title.</source>
        <translation>Bewaard voor wie de handleidingen schrijft: uw woorden. Geen venstertitel.</translation>
    </message>
    <message>
        <source>For example: how to split an invoice</source>
        <translation>Bijvoorbeeld: hoe splits ik een factuur</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Vragen</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Search guides</source>
        <translation>Handleidingen zoeken</translation>
    </message>
    <message>
        <source>Guides found</source>
        <translation>Gevonden handleidingen</translation>
    </message>
    <message>
        <source>{language} first</source>
        <translation>{language} eerst</translation>
    </message>
    <message>
        <source>Nothing found. Try fewer or other words.</source>
        <translation>Niets gevonden. Probeer minder of andere woorden.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Gekopieerd</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Bewegen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Openen</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Tekst kopiëren</translation>
    </message>
    <message>
        <source>Back to {app}</source>
        <translation>Terug naar {app}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Sluiten</translation>
    </message>
    <message>
        <source>Fits this window</source>
        <translation>Past bij dit venster</translation>
    </message>
    <message>
        <source>Recently used</source>
        <translation>Onlangs gebruikt</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Opdrachten</translation>
    </message>
    <message>
        <source>All guides</source>
        <translation>Alle handleidingen</translation>
    </message>
    <message>
        <source>Step {number} of {count}</source>
        <translation>Stap {number} van {count}</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n stap</numerusform>
            <numerusform>%n stappen</numerusform>
        </translation>
    </message>
    <message>
        <source>Reviewed {date}</source>
        <translation>Nagekeken op {date}</translation>
    </message>
    <message>
        <source>{owner} · reviewed {date}</source>
        <translation>{owner} · nagekeken op {date}</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Voorbeeld</translation>
    </message>
    <message>
        <source>Found by {words}</source>
        <translation>Gevonden door {words}</translation>
    </message>
    <message>
        <source>Also found as: {words}</source>
        <translation>Ook te vinden als: {words}</translation>
    </message>
    <message>
        <source>“{word}” in the title</source>
        <translation>“{word}” in de titel</translation>
    </message>
    <message>
        <source>“{word}” in the keywords</source>
        <translation>“{word}” in de trefwoorden</translation>
    </message>
    <message>
        <source>“{word}” in a heading</source>
        <translation>“{word}” in een kop</translation>
    </message>
    <message>
        <source>“{word}” in the steps</source>
        <translation>“{word}” in de stappen</translation>
    </message>
    <message>
        <source>{found} (for “{typed}”)</source>
        <translation>{found} (voor “{typed}”)</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>My note</source>
        <translation>Mijn notitie</translation>
    </message>
    <message numerus="yes">
        <source>None of %n guide(s) fits this window</source>
        <translation>
            <numerusform>De %n handleiding past niet bij dit venster</numerusform>
            <numerusform>Geen van %n handleidingen past bij dit venster</numerusform>
        </translation>
    </message>
    <message>
        <source>Search by what the customer asks.</source>
        <translation>Zoek op wat de klant vraagt.</translation>
    </message>
    <message>
        <source>Your team publishes guides. The demo guides show how it works.</source>
        <translation>Uw team publiceert handleidingen. De demo laat zien hoe het werkt.</translation>
    </message>
    <message>
        <source>No guides on this computer</source>
        <translation>Geen handleidingen op deze computer</translation>
    </message>
    <message>
        <source>Your own progress and notes are safe. Get the guides again, or ask your IT team.</source>
        <translation>Uw eigen voortgang en notities zijn veilig. Haal de handleidingen opnieuw op of vraag het uw IT-team.</translation>
    </message>
    <message>
        <source>The guides on this computer are damaged</source>
        <translation>De handleidingen op deze computer zijn beschadigd</translation>
    </message>
    <message>
        <source>The next case starts at step 1.</source>
        <translation>De volgende zaak begint bij stap 1.</translation>
    </message>
    <message>
        <source>Case {case} is remembered. The next case starts at step 1.</source>
        <translation>Zaak {case} wordt onthouden. De volgende zaak begint bij stap 1.</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Klaar</translation>
    </message>
    <message>
        <source>Search guides</source>
        <translation>Handleidingen zoeken</translation>
    </message>
    <message>
        <source>Why none?</source>
        <translation>Waarom geen?</translation>
    </message>
    <message>
        <source>Add a source</source>
        <translation>Bron toevoegen</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo proberen</translation>
    </message>
    <message>
        <source>Get again</source>
        <translation>Opnieuw ophalen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopiëren</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Opnieuw beginnen</translation>
    </message>
    <message>
        <source>Ask for a guide</source>
        <translation>Om een handleiding vragen</translation>
    </message>
    <message>
        <source>Recently used</source>
        <translation>Onlangs gebruikt</translation>
    </message>
    <message>
        <source>Hold {keys}</source>
        <translation>Met {keys}</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Bewegen</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Kiezen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Inklappen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Zoeken</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Terug</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>Begrepen</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Afronden</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Volgende</translation>
    </message>
    <message>
        <source>{count} guides that fit</source>
        <translation>{count} handleidingen die passen</translation>
    </message>
    <message>
        <source>Why this guide?</source>
        <translation>Waarom deze handleiding?</translation>
    </message>
    <message>
        <source>No guide here</source>
        <translation>Hier geen handleiding</translation>
    </message>
    <message>
        <source>No window</source>
        <translation>Geen venster</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Welkom</translation>
    </message>
    <message>
        <source>No guides yet</source>
        <translation>Nog geen handleidingen</translation>
    </message>
    <message>
        <source>Error {code}</source>
        <translation>Fout {code}</translation>
    </message>
    <message>
        <source>Guides cannot be opened</source>
        <translation>Handleidingen kunnen niet worden geopend</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Guides that fit this window</source>
        <translation>Handleidingen die bij dit venster passen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Afbeelding</translation>
    </message>
    <message>
        <source>{picture}. Show large</source>
        <translation>{picture}. Groot tonen</translation>
    </message>
    <message>
        <source>Show large</source>
        <translation>Groot tonen</translation>
    </message>
    <message>
        <source>This picture cannot be shown</source>
        <translation>Deze afbeelding kan niet worden getoond</translation>
    </message>
    <message>
        <source>Done: {step}</source>
        <translation>Klaar: {step}</translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation>{n} van {total}</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Ga erheen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Tell owner</source>
        <translation>Meld eigenaar</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Handleiding</translation>
    </message>
    <message>
        <source>Step {n} of {total}</source>
        <translation>Stap {n} van {total}</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n stap</numerusform>
            <numerusform>%n stappen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) done</source>
        <translation>
            <numerusform>%n stap klaar</numerusform>
            <numerusform>%n stappen klaar</numerusform>
        </translation>
    </message>
    <message>
        <source>in {app}</source>
        <translation>in {app}</translation>
    </message>
    <message>
        <source>The title fits its pattern</source>
        <translation>De titel past bij het patroon</translation>
    </message>
    <message>
        <source>Fits every title</source>
        <translation>Past bij elke titel</translation>
    </message>
    <message>
        <source>{words} in the address</source>
        <translation>{words} in het adres</translation>
    </message>
    <message>
        <source>{words} in the title</source>
        <translation>{words} in de titel</translation>
    </message>
    <message>
        <source>Fits every window of this application</source>
        <translation>Past bij elk venster van deze toepassing</translation>
    </message>
    <message>
        <source>Tick the box first</source>
        <translation>Vink eerst het vakje aan</translation>
    </message>
    <message>
        <source>Other case in front</source>
        <translation>Andere zaak voor</translation>
    </message>
    <message>
        <source>Choose 1</source>
        <translation>Kies 1</translation>
    </message>
    <message>
        <source>Choose 1 or 2</source>
        <translation>Kies 1 of 2</translation>
    </message>
    <message>
        <source>Choose 1, 2 or 3</source>
        <translation>Kies 1, 2 of 3</translation>
    </message>
    <message>
        <source>Choose 1 to {n}</source>
        <translation>Kies 1 tot {n}</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Waarom</translation>
    </message>
    <message>
        <source>Tip</source>
        <translation>Tip</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Let op</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Waarschuwing</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Gekopieerd</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopiëren</translation>
    </message>
    <message>
        <source>Typed</source>
        <translation>Getypt</translation>
    </message>
    <message>
        <source>Type it for me</source>
        <translation>Typ het voor mij</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geopend</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Openen</translation>
    </message>
    <message>
        <source>Copied: paste it</source>
        <translation>Gekopieerd: plak het</translation>
    </message>
    <message>
        <source>Nothing can type into other windows on this desktop. Copy the text and paste it.</source>
        <translation>Op dit bureaublad kan niets in andere vensters typen. Kopieer de tekst en plak die.</translation>
    </message>
    <message>
        <source>reviewed {date}</source>
        <translation>nagekeken op {date}</translation>
    </message>
    <message>
        <source>Step {n}</source>
        <translation>Stap {n}</translation>
    </message>
    <message>
        <source>&lt;b&gt;Another case is in front.&lt;/b&gt; These steps are for a different one.</source>
        <translation>&lt;b&gt;Er staat een andere zaak voor.&lt;/b&gt; Deze stappen horen bij een andere zaak.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Case {case} is in front.&lt;/b&gt; These steps are for a different case.</source>
        <translation>&lt;b&gt;Zaak {case} staat voor.&lt;/b&gt; Deze stappen horen bij een andere zaak.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was withdrawn.&lt;/b&gt; Ask {owner} before you go on with it.</source>
        <translation>&lt;b&gt;Deze handleiding is ingetrokken.&lt;/b&gt; Vraag {owner} voordat u ermee verdergaat.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was withdrawn.&lt;/b&gt; Ask your team before you go on with it.</source>
        <translation>&lt;b&gt;Deze handleiding is ingetrokken.&lt;/b&gt; Vraag uw team voordat u ermee verdergaat.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide has changed&lt;/b&gt; since you began. You see the new text.</source>
        <translation>&lt;b&gt;Deze handleiding is veranderd&lt;/b&gt; sinds u begon. U ziet de nieuwe tekst.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Still in effect:&lt;/b&gt; {title}</source>
        <translation>&lt;b&gt;Geldt nog:&lt;/b&gt; {title}</translation>
    </message>
    <message>
        <source>&lt;b&gt;No new guides since {day}.&lt;/b&gt; The source does not answer. What you see still works.</source>
        <translation>&lt;b&gt;Geen nieuwe handleidingen sinds {day}.&lt;/b&gt; De bron antwoordt niet. Wat u ziet, werkt nog.</translation>
    </message>
    <message>
        <source>Review was due on &lt;b&gt;{date}&lt;/b&gt;. Ask {owner} if in doubt.</source>
        <translation>Had op &lt;b&gt;{date}&lt;/b&gt; nagekeken moeten zijn. Vraag het bij twijfel aan {owner}.</translation>
    </message>
    <message>
        <source>Review was due on &lt;b&gt;{date}&lt;/b&gt;.</source>
        <translation>Had op &lt;b&gt;{date}&lt;/b&gt; nagekeken moeten zijn.</translation>
    </message>
    <message>
        <source>Getting new guides. You can go on.</source>
        <translation>Nieuwe handleidingen ophalen. U kunt doorgaan.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was valid until {date}.&lt;/b&gt; Ask {owner} before you go on with it.</source>
        <translation>&lt;b&gt;Deze handleiding was geldig tot en met {date}.&lt;/b&gt; Vraag {owner} voordat u ermee verdergaat.</translation>
    </message>
    <message>
        <source>&lt;b&gt;This guide was valid until {date}.&lt;/b&gt; Ask your team before you go on with it.</source>
        <translation>&lt;b&gt;Deze handleiding was geldig tot en met {date}.&lt;/b&gt; Vraag uw team voordat u ermee verdergaat.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was done.&lt;/b&gt; Another window is in front. Go back to the one you began in.</source>
        <translation>&lt;b&gt;Er is niets gedaan.&lt;/b&gt; Er staat een ander venster voor. Ga terug naar het venster waarin u begon.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was done.&lt;/b&gt; Another case is in front. Go back to the one you began with.</source>
        <translation>&lt;b&gt;Er is niets gedaan.&lt;/b&gt; Er staat een andere zaak voor. Ga terug naar de zaak waarmee u begon.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was typed.&lt;/b&gt; Let go of all keys, then try again.</source>
        <translation>&lt;b&gt;Er is niets getypt.&lt;/b&gt; Laat alle toetsen los en probeer het opnieuw.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was opened.&lt;/b&gt; Only web and e-mail addresses can be opened.</source>
        <translation>&lt;b&gt;Er is niets geopend.&lt;/b&gt; Alleen web- en e-mailadressen kunnen worden geopend.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was typed.&lt;/b&gt; Windows lets no other program type into one that runs as administrator. Copy the text.</source>
        <translation>&lt;b&gt;Er is niets getypt.&lt;/b&gt; Windows laat geen ander programma typen in een programma dat als administrator draait. Kopieer de tekst.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Nothing was typed.&lt;/b&gt; Click in the field first, or copy the text.</source>
        <translation>&lt;b&gt;Er is niets getypt.&lt;/b&gt; Klik eerst in het veld, of kopieer de tekst.</translation>
    </message>
    <message>
        <source>&lt;b&gt;That did not work.&lt;/b&gt; Nothing was changed.</source>
        <translation>&lt;b&gt;Dat lukte niet.&lt;/b&gt; Er is niets veranderd.</translation>
    </message>
</context>
<context>
    <name>Pill</name>
    <message>
        <source>Guide tab</source>
        <translation>Handleidingbalkje</translation>
    </message>
    <message>
        <source>No guide here</source>
        <translation>Hier geen handleiding</translation>
    </message>
</context>
<context>
    <name>RuleMaker</name>
    <message>
        <source>Make a rule for this window</source>
        <translation>Een regel maken voor dit venster</translation>
    </message>
    <message>
        <source>Click a part of the title that changes from case to case.</source>
        <translation>Klik op een deel van de titel dat per zaak verandert.</translation>
    </message>
    <message>
        <source>The rule</source>
        <translation>De regel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Sluiten</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Gekopieerd</translation>
    </message>
    <message>
        <source>Copy for the guide</source>
        <translation>Kopiëren voor de handleiding</translation>
    </message>
    <message>
        <source>This window has no title.</source>
        <translation>Dit venster heeft geen titel.</translation>
    </message>
    <message>
        <source>Keep at least one word, or the rule fits every window.</source>
        <translation>Laat ten minste één woord staan, anders past de regel bij elk venster.</translation>
    </message>
    <message>
        <source>Without fixed text beside it, a part that changes has no clear beginning or end. Keep a word next to it.</source>
        <translation>Zonder vaste tekst ernaast is niet duidelijk waar een veranderend deel begint of eindigt. Laat er een woord naast staan.</translation>
    </message>
    <message>
        <source>Does not fit this window.</source>
        <translation>Past niet bij dit venster.</translation>
    </message>
    <message>
        <source>Fits this window: {captures}</source>
        <translation>Past bij dit venster: {captures}</translation>
    </message>
    <message>
        <source>Fits this window.</source>
        <translation>Past bij dit venster.</translation>
    </message>
    <message>
        <source>always the same</source>
        <translation>altijd hetzelfde</translation>
    </message>
    <message>
        <source>changes, called {name}</source>
        <translation>verandert, heet {name}</translation>
    </message>
    <message>
        <source>may be anything</source>
        <translation>mag van alles zijn</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Kept on this computer, for you alone</source>
        <translation>Op deze computer bewaard, alleen voor u</translation>
    </message>
    <message>
        <source>Nothing is kept.</source>
        <translation>Er wordt niets bewaard.</translation>
    </message>
    <message>
        <source>Erase selected</source>
        <translation>Selectie wissen</translation>
    </message>
    <message>
        <source>Erase all</source>
        <translation>Alles wissen</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Wissen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Bewaren</translation>
    </message>
    <message numerus="yes">
        <source>Erase %n entry(s)? This cannot be undone.</source>
        <translation>
            <numerusform>%n item wissen? Dit kan niet ongedaan worden gemaakt.</numerusform>
            <numerusform>%n items wissen? Dit kan niet ongedaan worden gemaakt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Guide used</source>
        <translation>Gebruikte handleiding</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notitie</translation>
    </message>
    <message>
        <source>Guide asked for</source>
        <translation>Gevraagde handleiding</translation>
    </message>
    <message>
        <source>Search without a guide</source>
        <translation>Zoeken zonder handleiding</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n keer</numerusform>
            <numerusform>%n keer</numerusform>
        </translation>
    </message>
    <message>
        <source>Set by your organisation</source>
        <translation>Ingesteld door uw organisatie</translation>
    </message>
    <message>
        <source>Set by {who}</source>
        <translation>Ingesteld door {who}</translation>
    </message>
    <message>
        <source>These keys are already used for “{other}”.</source>
        <translation>Deze toetsen zijn al in gebruik voor “{other}”.</translation>
    </message>
    <message>
        <source>These keys are needed for typing or editing. Choose others.</source>
        <translation>Deze toetsen zijn nodig om te typen of te bewerken. Kies andere.</translation>
    </message>
    <message>
        <source>{chord} is taken by another program. It will not work until you choose other keys.</source>
        <translation>{chord} is al in gebruik door een ander programma. Het werkt pas als u andere toetsen kiest.</translation>
    </message>
    <message>
        <source>Choose for me</source>
        <translation>Kies voor mij</translation>
    </message>
    <message>
        <source>Where I put the panel</source>
        <translation>Waar ik het paneel neerzette</translation>
    </message>
    <message>
        <source>Drag its top, or move it with Ctrl and the arrow keys while it has the keyboard.</source>
        <translation>Sleep het aan de bovenkant, of verplaats het met Ctrl en de pijltoetsen terwijl het het toetsenbord heeft.</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Vergeten</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Geen toetsen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Instellingen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Pagina’s</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>Standaardwaarden herstellen</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) set by your organisation</source>
        <translation>
            <numerusform>%n waarde ingesteld door uw organisatie</numerusform>
            <numerusform>%n waarden ingesteld door uw organisatie</numerusform>
        </translation>
    </message>
    <message>
        <source>This could not be saved.</source>
        <translation>Dit kon niet worden opgeslagen.</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) of the settings file have no effect</source>
        <translation>
            <numerusform>%n regel van het instellingenbestand werkt niet</numerusform>
            <numerusform>%n regels van het instellingenbestand werken niet</numerusform>
        </translation>
    </message>
    <message>
        <source>Changes are saved at once</source>
        <translation>Wijzigingen worden meteen opgeslagen</translation>
    </message>
    <message>
        <source>Hotkeys</source>
        <translation>Sneltoetsen</translation>
    </message>
    <message>
        <source>They work in every application. The keys never reach the application.</source>
        <translation>Ze werken in elke toepassing. De toetsen komen nooit bij de toepassing aan.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Uiterlijk</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Plaats</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Taal</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Guides</source>
        <translation>Handleidingen</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Bronnen</translation>
    </message>
    <message>
        <source>Where your guides come from.</source>
        <translation>Waar uw handleidingen vandaan komen.</translation>
    </message>
    <message>
        <source>What is recorded</source>
        <translation>Wat er wordt bewaard</translation>
    </message>
    <message>
        <source>Nothing you type is read, and no window title is kept. What is kept stays on this computer.</source>
        <translation>Wat u typt wordt niet gelezen en venstertitels worden niet bewaard. Wat bewaard wordt, blijft op deze computer.</translation>
    </message>
    <message>
        <source>Only while the panel is shown</source>
        <translation>Alleen zolang het paneel te zien is</translation>
    </message>
    <message>
        <source>Show or hide the panel</source>
        <translation>Paneel tonen of verbergen</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Volgende stap</translation>
    </message>
    <message>
        <source>Do what the step asks</source>
        <translation>Doen wat de stap vraagt</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Stap terug</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Zoeken</translation>
    </message>
    <message>
        <source>Fold to the pill</source>
        <translation>Inklappen tot balkje</translation>
    </message>
    <message>
        <source>Guides that fit</source>
        <translation>Passende handleidingen</translation>
    </message>
    <message>
        <source>Fold or unfold the reasons</source>
        <translation>Redenen in- of uitklappen</translation>
    </message>
    <message>
        <source>Go to the panel with the keyboard</source>
        <translation>Met het toetsenbord naar het paneel</translation>
    </message>
    <message>
        <source>For use with a screen reader</source>
        <translation>Voor gebruik met een schermlezer</translation>
    </message>
    <message>
        <source>Choose an answer</source>
        <translation>Een antwoord kiezen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Kleuren</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Tekstgrootte</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Beweging</translation>
    </message>
    <message>
        <source>Interface language</source>
        <translation>Taal van de vensters</translation>
    </message>
    <message>
        <source>Show the reasons in a guide</source>
        <translation>Redenen in een handleiding tonen</translation>
    </message>
    <message>
        <source>Why a step is needed. You can unfold them at any time.</source>
        <translation>Waarom een stap nodig is. U kunt ze altijd uitklappen.</translation>
    </message>
    <message>
        <source>Side of the work window</source>
        <translation>Kant van het werkvenster</translation>
    </message>
    <message>
        <source>Where the panel goes when you have not moved it</source>
        <translation>Waar het paneel komt als u het niet hebt verplaatst</translation>
    </message>
    <message>
        <source>Remember where I put the panel</source>
        <translation>Onthouden waar ik het paneel neerzet</translation>
    </message>
    <message>
        <source>Show the pill</source>
        <translation>Balkje tonen</translation>
    </message>
    <message>
        <source>Screen edge for the pill</source>
        <translation>Schermrand voor het balkje</translation>
    </message>
    <message>
        <source>Pill opacity</source>
        <translation>Dekking van het balkje</translation>
    </message>
    <message>
        <source>Show the pill in full screen too</source>
        <translation>Balkje ook bij volledig scherm tonen</translation>
    </message>
    <message>
        <source>Keep where I was in a guide</source>
        <translation>Onthouden waar ik was in een handleiding</translation>
    </message>
    <message>
        <source>So that you can go on with a case later</source>
        <translation>Zodat u later verder kunt met een zaak</translation>
    </message>
    <message>
        <source>Hide from screen sharing</source>
        <translation>Verbergen bij scherm delen</translation>
    </message>
    <message>
        <source>Where the system can</source>
        <translation>Waar het systeem dat kan</translation>
    </message>
    <message>
        <source>Count searches that find no guide</source>
        <translation>Tellen wat zoeken niet vindt</translation>
    </message>
    <message>
        <source>Only the words, without numbers, on this computer. They show what is missing.</source>
        <translation>Alleen de woorden, zonder nummers, op deze computer. Zo blijkt welke handleiding er nog niet is.</translation>
    </message>
    <message>
        <source>Allow a keyboard hook</source>
        <translation>Een toetsenbordhook toestaan</translation>
    </message>
    <message>
        <source>Used only where hotkeys cannot work without one. It sees every key that is typed.</source>
        <translation>Alleen als sneltoetsen niet zonder kunnen. Zo&apos;n hook ziet elke toets die wordt getypt.</translation>
    </message>
    <message>
        <source>Guide languages</source>
        <translation>Talen van de handleidingen</translation>
    </message>
    <message>
        <source>Look for new guides</source>
        <translation>Naar nieuwe handleidingen kijken</translation>
    </message>
    <message>
        <source>Get new guides on battery too</source>
        <translation>Ook op de accu nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Get new guides on metered connections too</source>
        <translation>Ook via verbindingen met datalimiet nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Such as mobile data, where the system reports it</source>
        <translation>Zoals mobiele data, als het systeem dat meldt</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Starten als ik me aanmeld</translation>
    </message>
    <message>
        <source>At present it starts, waits for its hotkeys, and shows nothing by itself.</source>
        <translation>Op dit moment start de assistent, wacht op zijn sneltoetsen en toont niets vanzelf.</translation>
    </message>
    <message>
        <source>At present it does not start.</source>
        <translation>Op dit moment start de assistent niet.</translation>
    </message>
    <message>
        <source>Not possible on this system: here any program can capture the screen.</source>
        <translation>Kan niet op dit systeem: elk programma kan hier het scherm vastleggen.</translation>
    </message>
    <message>
        <source>Not possible on this desktop: it has no compositor for translucent windows.</source>
        <translation>Kan niet op dit bureaublad: doorzichtige vensters worden hier niet ondersteund.</translation>
    </message>
    <message>
        <source>Same as the interface</source>
        <translation>Zoals de vensters</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n dag</numerusform>
            <numerusform>%n dagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Until I close it</source>
        <translation>Tot ik afsluit</translation>
    </message>
    <message numerus="yes">
        <source>Every %n minute(s)</source>
        <translation>
            <numerusform>Elke %n minuut</numerusform>
            <numerusform>Elke %n minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number}%</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>Zoals het systeem</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Donker</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoog contrast</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Geen</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Vloeiend</translation>
    </message>
    <message>
        <source>Where there is room</source>
        <translation>Waar plaats is</translation>
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
        <translation>Altijd</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nooit</translation>
    </message>
    <message>
        <source>When a guide fits</source>
        <translation>Als een handleiding past</translation>
    </message>
    <message>
        <source>As installed</source>
        <translation>Zoals geïnstalleerd</translation>
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
        <translation>Inloggen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Verwijderen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behouden</translation>
    </message>
    <message>
        <source>Stop getting guides from “{source}”? The guides you have stay.</source>
        <translation>Niets meer ophalen bij “{source}”? De handleidingen die u hebt, blijven.</translation>
    </message>
    <message>
        <source>Set by your organisation</source>
        <translation>Ingesteld door uw organisatie</translation>
    </message>
    <message>
        <source>Get new guides now</source>
        <translation>Nu nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Stop getting new guides</source>
        <translation>Stop met nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Add a source</source>
        <translation>Bron toevoegen</translation>
    </message>
    <message>
        <source>Getting new guides</source>
        <translation>Nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Your organisation fetches the guides for everybody on this computer.</source>
        <translation>Uw organisatie haalt de handleidingen op voor iedereen op deze computer.</translation>
    </message>
    <message>
        <source>No source yet. A source is where your team puts its guides: add the one it gave you.</source>
        <translation>Nog geen bron. Een bron is de plek waar uw team zijn handleidingen neerzet: voeg de bron toe die u kreeg.</translation>
    </message>
    <message>
        <source>You have the newest guides.</source>
        <translation>U hebt de nieuwste handleidingen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuleren</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adres</translation>
    </message>
    <message>
        <source>As your team gave it to you</source>
        <translation>Zoals u het van uw team kreeg</translation>
    </message>
    <message>
        <source>Fingerprint or root file</source>
        <translation>Vingerafdruk of rootbestand</translation>
    </message>
    <message>
        <source>Shows that it is your team&apos;s. Never take it from the address itself.</source>
        <translation>Toont dat de bron van uw team is. Haal dit nooit van het adres zelf.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Naam</translation>
    </message>
    <message>
        <source>Choose file</source>
        <translation>Bestand kiezen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Toevoegen</translation>
    </message>
    <message>
        <source>Root file of the source</source>
        <translation>Rootbestand van de bron</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Gebruikersnaam</translation>
    </message>
    <message>
        <source>Leave it empty for a token</source>
        <translation>Laat leeg voor een token</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>Wachtwoord of token</translation>
    </message>
    <message>
        <source>Stored in this computer&apos;s keyring and nowhere else.</source>
        <translation>Wordt alleen in de sleutelbos van deze computer bewaard.</translation>
    </message>
    <message>
        <source>Not checked yet.</source>
        <translation>Nog niet gecontroleerd.</translation>
    </message>
    <message>
        <source>Checked {when}: you have its newest guides. Signed until {until}.</source>
        <translation>Gecontroleerd op {when}: u hebt de nieuwste handleidingen. Ondertekend tot {until}.</translation>
    </message>
    <message>
        <source>The guides you have keep working.</source>
        <translation>De handleidingen die u hebt, blijven werken.</translation>
    </message>
    <message>
        <source>No answer since {day}. It is tried again automatically.</source>
        <translation>Geen antwoord sinds {day}. Er wordt vanzelf opnieuw geprobeerd.</translation>
    </message>
    <message>
        <source>It needs a login, or a different one from the one stored.</source>
        <translation>De bron vraagt om een inlog, of om een andere dan is bewaard.</translation>
    </message>
    <message>
        <source>This computer does not trust its certificate. Ask your IT team.</source>
        <translation>Deze computer vertrouwt het certificaat niet. Vraag het uw IT-team.</translation>
    </message>
    <message>
        <source>The clock of this computer seems wrong. Check its date and time.</source>
        <translation>De klok van deze computer lijkt niet te kloppen. Controleer datum en tijd.</translation>
    </message>
    <message>
        <source>Its signatures have expired. Its publisher has to renew them.</source>
        <translation>De handtekeningen zijn verlopen. De uitgever moet ze vernieuwen.</translation>
    </message>
    <message>
        <source>Something it sent does not match its signature and was refused. Tell its publisher.</source>
        <translation>Iets wat de bron stuurde, klopt niet met de handtekening en is geweigerd. Meld het de uitgever.</translation>
    </message>
    <message>
        <source>That name cannot be used or is taken. Choose another: a–z, 0–9 and dashes.</source>
        <translation>Die naam kan niet of is al in gebruik. Kies een andere: a–z, 0–9 en streepjes.</translation>
    </message>
    <message>
        <source>That is not the address of a source. It must begin with https:// or file://.</source>
        <translation>Dat is geen adres van een bron. Het moet beginnen met https:// of file://.</translation>
    </message>
    <message>
        <source>That file cannot be read. Give the root file, or its fingerprint.</source>
        <translation>Dat bestand is niet te lezen. Geef het rootbestand of de vingerafdruk.</translation>
    </message>
    <message>
        <source>The source has a different fingerprint. Ask whoever gave it to you; do not trust the source yet.</source>
        <translation>De bron heeft een andere vingerafdruk. Vraag het na bij wie u de vingerafdruk gaf; vertrouw de bron nog niet.</translation>
    </message>
    <message>
        <source>The source needs a login first. Add it by its root file instead of the fingerprint, then log in.</source>
        <translation>De bron vraagt eerst om een inlog. Voeg hem toe met het rootbestand in plaats van de vingerafdruk en log dan in.</translation>
    </message>
    <message>
        <source>That address does not answer. Check it, and the network.</source>
        <translation>Dat adres antwoordt niet. Controleer het adres en het netwerk.</translation>
    </message>
    <message>
        <source>There is no source at that address.</source>
        <translation>Op dat adres is geen bron.</translation>
    </message>
    <message>
        <source>That file is not signed the way the root of a source must be.</source>
        <translation>Dat bestand is niet ondertekend zoals de root van een bron moet zijn.</translation>
    </message>
    <message>
        <source>That file is not the root of a source.</source>
        <translation>Dat bestand is niet de root van een bron.</translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep a password. Ask your IT team.</source>
        <translation>Deze computer heeft geen sleutelbos die een wachtwoord kan bewaren. Vraag het uw IT-team.</translation>
    </message>
    <message>
        <source>That did not work. Nothing was changed.</source>
        <translation>Dat lukte niet. Er is niets veranderd.</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Hide the panel</source>
        <translation>Paneel verbergen</translation>
    </message>
    <message>
        <source>Show the panel</source>
        <translation>Paneel tonen</translation>
    </message>
    <message>
        <source>Version {version} is ready: ask IT for it</source>
        <translation>Versie {version} staat klaar: vraag IT ernaar</translation>
    </message>
    <message>
        <source>Stop getting new guides</source>
        <translation>Stop met nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Show or hide the panel</source>
        <translation>Paneel tonen of verbergen</translation>
    </message>
    <message>
        <source>Search guides</source>
        <translation>Handleidingen zoeken</translation>
    </message>
    <message>
        <source>Why this guide?</source>
        <translation>Waarom deze handleiding?</translation>
    </message>
    <message>
        <source>Get new guides now</source>
        <translation>Nu nieuwe handleidingen ophalen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Instellingen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Afsluiten</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>Why this guide?</source>
        <translation>Waarom deze handleiding?</translation>
    </message>
    <message>
        <source>Make a rule for this window</source>
        <translation>Een regel maken voor dit venster</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Kopiëren als tekst</translation>
    </message>
    <message>
        <source>Application: {app}</source>
        <translation>Toepassing: {app}</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Gekopieerd</translation>
    </message>
    <message>
        <source>What you are looking at</source>
        <translation>Waar u naar kijkt</translation>
    </message>
    <message>
        <source>Why “{guide}” fits</source>
        <translation>Waarom “{guide}” past</translation>
    </message>
    <message numerus="yes">
        <source>Why it comes first of %n</source>
        <translation>
            <numerusform>Waarom deze als eerste van %n komt</numerusform>
            <numerusform>Waarom deze als eerste van %n komt</numerusform>
        </translation>
    </message>
    <message>
        <source>No guide fits this window</source>
        <translation>Geen handleiding past bij dit venster</translation>
    </message>
    <message>
        <source>Why others do not fit</source>
        <translation>Waarom andere niet passen</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Niet bekend</translation>
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
        <translation>Adres</translation>
    </message>
    <message>
        <source>The application is</source>
        <translation>De toepassing is</translation>
    </message>
    <message>
        <source>The title has the form</source>
        <translation>De titel heeft de vorm</translation>
    </message>
    <message>
        <source>The title has the pattern</source>
        <translation>De titel heeft het patroon</translation>
    </message>
    <message>
        <source>The address has the form</source>
        <translation>Het adres heeft de vorm</translation>
    </message>
    <message>
        <source>It is not excluded by</source>
        <translation>Niet uitgesloten door</translation>
    </message>
    <message>
        <source>Its priority is</source>
        <translation>De voorrang is</translation>
    </message>
    <message>
        <source>You used it recently</source>
        <translation>U gebruikte deze onlangs</translation>
    </message>
    <message>
        <source>{name} is {value}</source>
        <translation>{name} is {value}</translation>
    </message>
    <message>
        <source>{captures}. It is filled in where the guide says so.</source>
        <translation>{captures}. Dit wordt ingevuld waar de handleiding dat zegt.</translation>
    </message>
    <message>
        <source>It is excluded by</source>
        <translation>Uitgesloten door</translation>
    </message>
    <message>
        <source>The application is not known here. It has to be</source>
        <translation>De toepassing is hier niet bekend. Het moet zijn:</translation>
    </message>
    <message>
        <source>It is for other applications. This one is {app}.</source>
        <translation>Deze is voor andere toepassingen. Dit is {app}.</translation>
    </message>
    <message>
        <source>The address is not known here. It has to have the form</source>
        <translation>Het adres is hier niet bekend. Het moet deze vorm hebben:</translation>
    </message>
    <message>
        <source>The window has no title. It has to have the form</source>
        <translation>Het venster heeft geen titel. Die moet deze vorm hebben:</translation>
    </message>
    <message>
        <source>Missing from the address:</source>
        <translation>In het adres ontbreekt:</translation>
    </message>
    <message>
        <source>Missing from the title:</source>
        <translation>In de titel ontbreekt:</translation>
    </message>
    <message>
        <source>In a different place in the address:</source>
        <translation>Op een andere plaats in het adres:</translation>
    </message>
    <message>
        <source>In a different place in the title:</source>
        <translation>Op een andere plaats in de titel:</translation>
    </message>
    <message>
        <source>The address does not have the form</source>
        <translation>Het adres heeft niet de vorm</translation>
    </message>
    <message>
        <source>The title does not have the form</source>
        <translation>De titel heeft niet de vorm</translation>
    </message>
    <message>
        <source>fits every window</source>
        <translation>past bij elk venster</translation>
    </message>
    <message numerus="yes">
        <source>%n condition(s)</source>
        <translation>
            <numerusform>%n voorwaarde</numerusform>
            <numerusform>%n voorwaarden</numerusform>
        </translation>
    </message>
    <message>
        <source>{conditions}, {letters}</source>
        <translation>{conditions}, {letters}</translation>
    </message>
    <message numerus="yes">
        <source>%n letter(s)</source>
        <translation>
            <numerusform>%n letter</numerusform>
            <numerusform>%n letters</numerusform>
        </translation>
    </message>
</context>
</TS>
