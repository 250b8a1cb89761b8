### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = Il n’est pas permis d’envoyer ce message par e-mail
refusal-near-miss =
    L’objet contient quelque chose qui ressemble à une mention demandant le chiffrement : écrivez
    { $tags } tout au début, ou reformulez l’objet si le message peut partir sans chiffrement
refusal-near-miss-unnamed =
    L’objet contient quelque chose qui ressemble à une mention demandant le chiffrement : écrivez la
    mention tout au début, exactement comme votre administrateur l’a indiquée, ou reformulez l’objet
    si le message peut partir sans chiffrement
refusal-detour =
    L’adresse d’un destinataire indique un chemin détourné ; écrivez-la sous la forme nom@domaine
refusal-encrypted-too-large =
    Le message est trop volumineux : chiffré, il fait { $size }, et les serveurs de messagerie sur
    son chemin acceptent { $limit } au plus ; réduisez-le ou envoyez-le en plusieurs parties
refusal-encrypted-too-large-by-far =
    Le message est trop volumineux : chiffré, il dépasse { $limit }, la limite des serveurs de
    messagerie sur son chemin ; réduisez-le ou envoyez-le en plusieurs parties
refusal-too-large = Le message dépasse la limite de { $size } que ce serveur accepte
refusal-header-too-large = L’en-tête dépasse la limite de { $size } que ce serveur accepte
refusal-field-too-large =
    Un champ d’en-tête dépasse la limite de { $size } que ce serveur accepte
refusal-fields = Le message a trop de champs d’en-tête pour être envoyé chiffré
refusal-recipients =
    Le message a plus de { $most } destinataires ; envoyez-le en plusieurs fois
refusal-copy = Une copie du message pour certains de ses destinataires a été refusée
refusal-sender = L’adresse de l’expéditeur ne peut être celle d’aucune boîte e-mail
refusal-recipient = L’adresse d’un destinataire ne peut être celle d’aucune boîte e-mail

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    Trop de connexions au chiffrement des e-mails de ce serveur, réessayez plus tard
refusal-examined = Trop de messages sont en cours d’examen, réessayez plus tard
refusal-encrypted = Trop de messages sont en cours de chiffrement, réessayez plus tard
refusal-setup =
    Le chiffrement des e-mails de ce serveur n’est pas configuré correctement, réessayez plus tard
refusal-rules-changed = Les règles ont changé, reconnectez-vous
refusal-later = Le message ne peut pas être traité pour le moment, réessayez plus tard
