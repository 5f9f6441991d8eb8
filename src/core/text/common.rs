//! Words that say nothing: function words. English ones are known to be so on any page; those of other
//! languages only on a page that has several of them, because one language's `die` is another's `die`.

/// English function words and question openers.
pub(super) const STOP: &[&str] = &[
    "a", "about", "above", "after", "again", "against", "all", "also", "always", "am", "an", "and", "another", "any",
    "are", "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can",
    "can't", "cannot", "could", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "down", "during", "each",
    "either", "else", "even", "every", "few", "for", "from", "further", "get", "gets", "getting", "go", "got", "had",
    "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "however", "i", "i'm", "if", "in",
    "into", "is", "isn't", "it", "its", "itself", "just", "let", "like", "may", "me", "might", "more", "most", "much",
    "must", "my", "myself", "no", "nor", "not", "now", "of", "off", "often", "on", "once", "one", "only", "or",
    "other", "our", "ours", "out", "over", "own", "per", "rather", "same", "shall", "she", "should", "since", "so",
    "some", "still", "such", "than", "that", "that's", "the", "their", "theirs", "them", "then", "there", "these",
    "they", "this", "those", "through", "thus", "to", "too", "two", "under", "until", "up", "upon", "us", "very",
    "via", "vs", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose",
    "why", "will", "with", "within", "without", "won't", "would", "yet", "you", "your", "yours", "yourself",
];

/// The commonest function words of other languages, without those that English has, too.
pub(super) const FOREIGN: [&str; 8] = [
    // German
    "aber als auch auf aus bei bis dann das dass dem den der des die diese dieser durch ein eine einem einen \
     einer es für haben hat im ist kann man mehr mit muss müssen nach nicht noch nur oder sein sich sie sind über \
     um und unter vom von vor wenn werden wie wir wird wurde zu zum zur",
    // French
    "au aussi aux avec avez ce ces cette comme dans de des dont du elle en entre est et être fait il ils je la le \
     les leur lors mais ne nous ou où par pas peut plus pour que qui sa sans se ses si son sont sous sur tous \
     tout une un vos votre vous",
    // Spanish
    "al algo como con cuando de del desde donde el ella en entre es esta está este esto estos fue ha hasta hay la \
     las le lo los más muy nos para pero por porque puede que qué se ser si sin sobre son su sus también tiene \
     todo todos un una uno usted ya",
    // Portuguese
    "ao aos até com como da das de depois dos ela ele em entre está este foi isso já mais mas na não nas nos num \
     numa ou os para pela pelo pode por porque quando que quem se sem ser seu sua são também tem um uma você",
    // Italian
    "ad ai al alla alle anche che chi ci come con cui da dal dalla dei del della delle deve di dopo dove ed fra \
     gli ha hanno il la le lo loro ma nei nel nella non ogni perché più può quando questa questo se senza si sia \
     solo sono su sul sulla tra un una",
    // Dutch
    "aan als bij dan dat de deze die dit door een en er geen heb hebben heeft het hij hoe ik je kan kunnen kunt \
     maar meer met moet naar niet nog nu om onder ook op te tot uit van veel voor waar wanneer wat wel worden \
     wordt zijn zo zonder",
    // Polish
    "ale być był było będzie czy dla gdy ich jak jako jest jeśli już każdy która które który ma można musi na nad \
     nie nich niż od ona oraz po pod przed przez przy się są tak także tego tej ten tych tylko tym więc za ze że \
     żeby",
    // Russian
    "без был была было быть вам вас все вы где для до его если есть еще ещё же за из или им их как какой когда ли \
     либо между может можно мы на над не него нет но об он она они от перед по под после при про со так также \
     только том то ты уже что чтобы это этого этот",
];
