### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = Meddelandet får inte skickas med e-post
refusal-near-miss =
    Ämnesraden innehåller något som liknar en märkning för kryptering: skriv { $tags } allra först,
    eller formulera om ämnesraden om meddelandet får skickas okrypterat
refusal-near-miss-unnamed =
    Ämnesraden innehåller något som liknar en märkning för kryptering: skriv märkningen allra först,
    precis som din administratör har angett den, eller formulera om ämnesraden om meddelandet får
    skickas okrypterat
refusal-detour = En mottagares adress tar en omväg; skriv den på formen namn@domän
refusal-encrypted-too-large =
    Meddelandet är för stort: krypterat är det { $size }, och e-postservrar på vägen tar emot högst
    { $limit }; gör det mindre eller skicka det i delar
refusal-encrypted-too-large-by-far =
    Meddelandet är för stort: krypterat är det större än { $limit }, och mer tar e-postservrar på
    vägen inte emot; gör det mindre eller skicka det i delar
refusal-too-large = Meddelandet överskrider serverns gräns på { $size }
refusal-header-too-large = Meddelandehuvudet överskrider serverns gräns på { $size }
refusal-field-too-large = Ett huvudfält överskrider serverns gräns på { $size }
refusal-fields = Meddelandet har för många huvudfält för att skickas krypterat
refusal-recipients = Meddelandet har fler än { $most } mottagare; skicka det i omgångar
refusal-copy = En kopia av meddelandet till några av mottagarna har avvisats
refusal-sender = Avsändarens adress kan inte tillhöra någon brevlåda
refusal-recipient = En mottagares adress kan inte tillhöra någon brevlåda

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    För många anslutningar till serverns e-postkryptering, försök igen senare
refusal-examined = För många meddelanden granskas just nu, försök igen senare
refusal-encrypted = För många meddelanden krypteras just nu, försök igen senare
refusal-setup = Serverns e-postkryptering är inte rätt inställd, försök igen senare
refusal-rules-changed = Reglerna har ändrats, anslut igen
refusal-later = Meddelandet kan inte behandlas just nu, försök igen senare
