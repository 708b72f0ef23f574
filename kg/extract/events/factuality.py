"""Tells what a sentence says happened from what it says is planned, possible, conditional, denied or a habit."""

from __future__ import annotations

from itertools import islice, pairwise

from kg.extract.cues import cue_verbs
from kg.extract.dates.patterns import WEEKDAYS
from kg.extract.document import Token, token_after
from kg.extract.grammar import Grammar
from kg.extract.parties.persons import person_class
from kg.extract.wording import words_of

_AFFAIRS = frozenset("situation fire fires blaze crowd crowds matters things riot riots prices inflation".split())
_MODALS = frozenset("would could may might should can must will 'll wo ca shall".split())
_CONDITIONS = frozenset({"if", "unless", "whether", "lest"})
_HABITS = frozenset("continue continues continuing keep keeps tend tends".split())
_BEGUN = frozenset({"began", "started", "launched", "begun"})
_COMING = frozenset({"begin", "start", "come", "resume", "happen", "follow"})
_PLOTTED = frozenset({"planning", "plotting", "preparing", "mulling"})
_PLOTTING = frozenset({"plotting", "planning", "threatened", "threatening"})
_OPEN = frozenset({"clear", "unclear", "known", "unknown", "certain", "uncertain"})
_SOME = frozenset({"some", "several", "most", "another", "two", "three"})
_AIMS = frozenset(
    "effort efforts focus focused focusing focuses concentrated concentrating insisted insist hopes hope intent".split()
)
_SHELLING = frozenset("bomb shell bombard pound hit strike target attack raid strafe fire launch drop".split())
_OF_A_DAY = frozenset({*WEEKDAYS, "today", "yesterday", "overnight"})
_PERIODS = frozenset({"weeks", "months", "years"})
_BELIEVED = frozenset({"thought", "believed", "reported", "said", "understood", "feared", "known", "presumed"})
_CAUSATIVES = frozenset({"helped", "helping", "saw", "made", "let", "watched"})
_HELPED = frozenset({"aided", "backed", "supported", "assisted", "covered"})
_PERFECT = frozenset({"has", "have", "'ve", "had"})
_THIS_YEAR = (["so", "far", "this"], ["of", "the", "year"], ["of", "this", "year"])
_TERMS = frozenset({"term", "word", "phrase", "expression"})
_USING_TERMS = frozenset("use uses used mean means imply implies denote denotes signify signifies refers".split())
_DEEP = 10  # words up the parse in which a term is explained
_HELP = frozenset({"help", "support", "cover", "backing", "aid", "assistance"})
_FORCING = frozenset("forced forces forcing compelled obliged prompted prompting helped".split())
_FLEEING = frozenset("flee fled flees fleeing escape escaped escaping displaced uprooted".split())
_AVAILING = frozenset("failed slowed blunted hampered weakened degraded stemmed stalled".split())
_ADJUNCTS = frozenset({"in", "during", "amid", "after", "following", "by", "from"})
_OF_NOUNS = frozenset({"of", "for", "against", "to", "from", "about"})
_USING = frozenset({"used", "employed"})
_DESTROYING = frozenset({"attack", "eliminate", "neutralise", "neutralize"})
_FIRING = frozenset({"fire", "launch", "shell", "bombard", "bomb"})
_LAUNCHERS = frozenset(
    {"launcher", "launchers", "artillery", "drone", "drones", "jets", "aircraft", "cannon", "howitzers"}
)
_PRESENT = frozenset(
    "is are comes come follows follow was were marks represents means leaves gives deals opens brings raises".split()
)
_LISTING = frozenset({"include", "includes", "included"})
_ORDERS = frozenset({"first", "last", "latest", "second", "third", "only"})
_AHEAD = frozenset({"resume", "launch", "begin", "start", "continue", "complete", "finish", "press", "expand", "renew"})


class Factuality:
    """Judges the verbs and nouns of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar

    def verb_happened(self, verb: Token, *, headline: bool) -> bool:
        """True when a verb tells what happened."""
        auxiliaries, head = self.grammar.auxiliaries(verb), self.grammar.head(verb)
        if self._explains_a_term(verb):
            return False
        if auxiliaries & _MODALS or self.grammar.is_negated(verb) or self.grammar.marks(verb) & _CONDITIONS:
            return False
        if any(c.lower in words_of("habitually") for c in self.grammar.children(verb)):
            return False
        if verb.dep == "relcl" and self._is_of_a_guess(head):
            return False
        if verb.dep == "ccomp" and head.lower in words_of("denying") and self._is_of_any(verb):
            return False
        if "to" in auxiliaries:
            if verb.dep in ("relcl", "acl") and head.tag.startswith("NN") and self._is_in_order(head):
                return True  # "among the first districts to be recaptured"
            if verb.lower in words_of("impact") | _DESTROYING | _FIRING and self._uses_weapon(head):
                return self.verb_happened(head, headline=headline)  # "used a missile to destroy a truck"
            if "have" in auxiliaries and head.lower in _BELIEVED and self.grammar.auxiliaries(head):
                return True  # "are thought to have killed five"
            if head.lower == "continued" and (verb.lower not in _SHELLING or self.grammar.auxiliaries(head) & _PERFECT):
                return False  # "continued to destroy the group", "has continued to shell the town": a habit
            begun = head.lower in words_of("real infinitive") and not self._is_purpose(verb, head)
            begun = begun and (head.lower != "went" or token_after(self.grammar.tokens, head.index).lower == "on")
            return begun and self.verb_happened(head, headline=headline)
        if headline or verb is head:
            timeless = verb.tag == "VB" or self.grammar.is_present(verb)
            return headline or not timeless or bool(auxiliaries) or verb.lower in cue_verbs()
        if self.grammar.is_present(verb) and not auxiliaries and verb.lower not in cue_verbs():
            return False
        if verb.tag == "VB" and not auxiliaries:
            return (head.lower in _CAUSATIVES or verb.dep == "conj") and self.verb_happened(head, headline=False)
        if verb.tag == "VBN" and auxiliaries and auxiliaries <= {"is", "are", "being"} and auxiliaries != {"being"}:
            return False  # "villages which are besieged": a state
        if verb.tag == "VBG":
            return self._gerund_happened(verb, head)
        if verb.tag == "VBN" and verb.dep == "acl":
            above = self.grammar.governor(head)
            if above is None or above.lower in cue_verbs() or above.lower in _LISTING:
                return True  # "the areas targeted on Friday include X"
            defined = self.grammar.is_present(above) or self.grammar.auxiliaries(above) & {"is", "are"}
            return not defined or bool(self.grammar.auxiliaries(above) & {"being", "been"})
        return True

    def _explains_a_term(self, verb: Token) -> bool:
        """True for "they use the term to imply that the men surrendered or were killed", "the word means that"."""
        above = (at for at in islice(self.grammar.above(verb), _DEEP) if at.lower in _USING_TERMS)
        return any(c.lower in _TERMS for at in above for c in self.grammar.children(at))

    def _is_of_any(self, verb: Token) -> bool:
        """True for "denied that any of its men had been killed", "denied that any checkpoint was set up"."""
        subject = self.grammar.subject(verb) or next(iter(self.grammar.objects(verb)), None)
        words = self.grammar.tokens[subject.left : subject.index + 1] if subject is not None else ()
        return any(t.lower == "any" for t in words)

    def _is_of_a_guess(self, noun: Token) -> bool:
        """True for the truck of "may have rigged a truck which blew up"."""
        above = self.grammar.governor(noun)
        guessed = above is not None and {"may", "might", "could"} & self.grammar.auxiliaries(above)
        return bool(guessed) and noun.dep == "dobj"

    def _uses_weapon(self, verb: Token) -> bool:
        """True for "used a Brimstone missile"."""
        things = self.grammar.objects(verb) if verb.lower in _USING else []
        return any(one.lower in words_of("munition") | words_of("weapon") | _LAUNCHERS for one in things)

    def _is_in_order(self, noun: Token) -> bool:
        """True for "the first town to fall", said of what was."""
        if not {c.lower for c in self.grammar.children(noun)} & _ORDERS:
            return False
        governor = self.grammar.governor(noun)
        return governor is not None and (governor.tag == "VBD" or "had" in self.grammar.auxiliaries(governor))

    def _is_purpose(self, verb: Token, head: Token) -> bool:
        """True for "began an offensive to take X": X was not yet taken."""
        things = [c for c in self.grammar.children(head) if c.dep == "dobj" and c.index < verb.index]
        return bool(things) and head.lower not in _CAUSATIVES | _FORCING

    def _gerund_happened(self, verb: Token, head: Token) -> bool:
        if verb.dep in ("conj", "advcl", "xcomp") and head.tag.startswith("VB"):
            return head.lower not in words_of("planning") | _HABITS | words_of("denying") and self.verb_happened(
                head, headline=False
            )
        if verb.dep == "pcomp":
            governor = self.grammar.governor(verb)
            if self.grammar.head(head).lower in _AIMS:
                return False  # "focused its efforts on capturing X"
            accused = head.lower in ("of", "for") and islice(self.grammar.above(head), 1, 3)  # "X" or the verb
            if accused and any(at.lower in words_of("accusing") for at in accused):
                return governor is None or not self.grammar.is_negated(governor)  # "is accused of dropping bombs on X"
            real = governor is None or self.verb_happened(governor, headline=False)
            return real and (head.lower not in _OF_NOUNS | {"at"} or head.lower == "from")
        return True

    def is_trend(self, verb: Token) -> bool:
        """True for "has intensified its attacks", "are still launching attacks"."""
        auxiliaries = self.grammar.auxiliaries(verb)
        rising = verb.lower in words_of("trend") and bool(auxiliaries & _PERFECT)
        still = any(c.lower == "still" for c in self.grammar.children(verb))
        return rising or (still and verb.tag == "VBG" and bool(auxiliaries & {"is", "are"}))

    def is_summed(self, noun: Token) -> bool:
        """True for the civilians of "the number of civilians"."""
        above = self.grammar.head(self.grammar.head(noun))
        return self.grammar.preposition(noun) == "of" and above.lower in ("number", "total", "toll")

    def is_victim(self, noun: Token) -> bool:
        """True for whom its clause tells the death or the wounds of."""
        verb = self.grammar.head(noun)
        suffers = noun.dep == "nsubjpass" or (noun.dep == "dobj" and verb.tag != "VBN")
        return suffers and verb.lower in words_of("harming") and person_class(noun.lower) is not None

    def is_of_affairs(self, verb: Token, control: Token) -> bool:
        """True for control of what is no ground: of the situation, of a fire, of borders that are crossed."""
        things = (*self.grammar.behind(control, "of", "over"), *self.grammar.behind(verb, "over"))
        return any(one.lower in _AFFAIRS for one in things)

    def noun_happened(self, noun: Token, *, definite: bool, doubtful: bool, headline: bool) -> bool:
        """True when an event noun names what happened.

        "The attack" happened whatever is said of it; what is `doubtful` did not ("to complete the encirclement").
        """
        noun = self.grammar.counted_by(noun)
        if self._is_abstract(noun) or self._is_compared(noun, definite=definite):
            return False
        governor = self._beyond_adjective(noun, self.grammar.governor(noun))
        if governor is None:
            return True
        if any(c.lower in words_of("habitually") for c in self.grammar.children(governor)) and not definite:
            return False  # "the town has repeatedly been struck by rocket fire"
        began = next((c for c in self.grammar.children(noun) if c.dep == "relcl" and c.lower in _BEGUN), None)
        if began is not None and self.verb_happened(began, headline=headline):
            return True  # "the operation, which began on Monday, is the largest"
        if self.is_ongoing(noun):
            return True
        if any(c.dep == "relcl" and self._tells_deed(c) for c in self.grammar.children(noun)):
            return True  # "called for an inquiry into a strike that it said killed ten"
        if definite and governor.lower in ("is", "are") and noun.dep in ("nsubj", "attr"):
            return False
        if doubtful and governor.lower in _FLEEING:
            return False  # "fled the fighting around X"
        if noun.dep == "nsubj" and not definite and noun.tag == "NNS" and self._is_of_little_use(governor):
            return False  # "air strikes have done little to stop them"
        if noun.dep == "nsubj" and governor.lower in _COMING and self.grammar.auxiliaries(governor) & _MODALS:
            return False  # "the assault could begin within days"
        if (
            governor.lower in _HABITS
            and noun.dep == "nsubj"
            and noun.tag == "NNS"
            and self.grammar.is_present(governor)
        ):
            return False  # "the attacks on X continue"
        bare = definite and doubtful and all(c.dep in ("det", "poss", "amod") for c in self.grammar.children(noun))
        to_come = (
            not definite
            and doubtful
            and noun.dep == "nsubj"
            and not self.grammar.behind(noun, "in", "on", "against", "near")
        )
        if to_come and "since" in self.grammar.marks(governor) and governor.lower in _BEGUN:
            return False  # "since a campaign to win back the province began"
        if bare and "since" in self.grammar.marks(governor) and governor.lower in _BEGUN:
            return False  # "since the operation began on July 8"
        ahead = governor.lower in _AHEAD and noun.dep == "dobj"
        if ahead and (self.grammar.auxiliaries(governor) & _MODALS or governor.dep == "xcomp"):
            return False  # "would resume its assault on the town"
        if definite and not doubtful:
            return not (governor.lower in _PLOTTING and noun.dep in ("dobj", "pobj", "nsubjpass"))
        if governor.tag == "VBG" and self.grammar.head(governor).lower in words_of("denying"):
            return self._is_one_denied(noun, governor)
        if noun.dep == "pobj" and self.grammar.preposition(noun) in _ADJUNCTS:
            return governor.lower not in words_of("planning") or governor.tag in ("VB", "VBD")
        if governor.lower in words_of("trend") and noun.dep in ("nsubj", "nsubjpass", "dobj"):
            return self._goes_on_between(noun, governor)
        if governor.lower in words_of("foiling") and noun.lower in words_of("assault"):
            return self.verb_happened(governor, headline=headline)
        if governor.lower in words_of("planning") and noun.dep in ("dobj", "nsubjpass", "pobj"):
            return False
        if self._perhaps_did(noun, governor):
            return True
        present = self.grammar.is_present(governor) and governor.lower in _PRESENT
        return (present and not self.grammar.is_negated(governor)) or self.verb_happened(governor, headline=headline)

    def _perhaps_did(self, noun: Token, verb: Token) -> bool:
        """True for "a strike on 17 March in X may have caused the collapse", of which only what it did is doubtful."""
        doubted = {"may", "might", "could", "have"} & self.grammar.auxiliaries(verb)
        specific = noun.dep == "nsubj" and self.grammar.behind(noun, "on", "in", "near", "at")
        return bool(specific) and "have" in doubted and len(doubted) > 1

    def _is_one_denied(self, noun: Token, doing: Token) -> bool:
        """True for the one that somebody "denied carrying out", "being behind"; "denied bombing hospitals" has none."""
        one = any(c.dep == "det" for c in self.grammar.children(noun)) and noun.tag == "NN"
        behind = doing.lower == "being" and self.grammar.preposition(noun) == "behind"
        return one and (behind or (noun.dep == "dobj" and doing.lower in words_of("light")))

    def is_ongoing(self, noun: Token) -> bool:
        """True for "they hold the town, with clashes ongoing on Sunday", whatever the verb before it tells."""
        behind = token_after(self.grammar.tokens, noun.index).lower
        return self.grammar.preposition(noun) == "with" and behind in words_of("occurring")

    def _tells_deed(self, verb: Token) -> bool:
        """True for the verb of saying behind a noun whose deed it tells: "that it said killed ten"."""
        told = (c for c in self.grammar.children(verb) if c.dep == "ccomp" and c.tag == "VBD")
        return verb.lower in cue_verbs() and any(True for _ in told)

    def _goes_on_between(self, noun: Token, verb: Token) -> bool:
        """True for "clashes between X and Y continued overnight", which name both sides, and for the raids of a day.

        "Jets intensified their raids on the town today" tells of that day's; "intensified their raids" of no one raid.
        """
        if self.grammar.auxiliaries(verb) or verb.tag != "VBD":
            return False
        below = [c for c in self.grammar.children(verb) if c.dep in ("npadvmod", "advmod", "prep", "nsubj")]
        days = {t.lower for c in below for t in (c, *self.grammar.children(c))}
        upon = {t.lower for one in (noun, verb) for t in self.grammar.behind(one, "in", "on", "against")}
        if days & _OF_A_DAY and upon - _OF_A_DAY:
            return True
        sides = any(c.lower == "between" for one in (noun, verb) for c in self.grammar.children(one))
        return sides and verb.lower == "continued"

    def _is_of_little_use(self, verb: Token) -> bool:
        """True for what is said of many events together: that they did little, failed, have slowed somebody down."""
        little = any(c.lower in ("little", "nothing", "much") and c.dep == "dobj" for c in self.grammar.children(verb))
        return (verb.lower in ("done", "did") and little) or verb.lower in _AVAILING

    def _beyond_adjective(self, noun: Token, governor: Token | None) -> Token | None:
        """Return the verb above "in intensifying bombing", whose adjective the parser takes for a verb."""
        taken = governor is not None and governor.tag == "VBG" and governor.dep == "pcomp"
        if governor is None or not taken or governor.index != noun.left - 1 or governor.index + 1 == noun.index:
            return governor
        return self.grammar.governor(governor) if governor.lower in words_of("trend") else governor

    def _is_abstract(self, noun: Token) -> bool:
        """True for "threat of attacks", "number of strikes", "without fighting"."""
        preposition = self.grammar.preposition(noun)
        above = self.grammar.head(self.grammar.head(noun)).lower
        if any(c.lower in _PLOTTED and c.index == noun.index - 1 for c in self.grammar.children(noun)):
            return True  # "accused of planning attacks", whose verb is read as a noun
        if preposition in ("without", "as") or (preposition == "under" and noun.lower == "siege"):
            return True
        if (preposition == "of" and above in _HELP) or self._is_help(noun):
            return True
        return preposition in _OF_NOUNS and self.grammar.head(self.grammar.head(noun)).lower in words_of("abstract")

    def _is_compared(self, noun: Token, *, definite: bool) -> bool:
        """True for "the deadliest attack since March", "the highest toll from a raid": words for what was told."""
        if any(c.tag == "JJS" and c.index < noun.index for c in self.grammar.children(noun)):
            return True
        first = self.grammar.coordinator(noun)
        above = self.grammar.head(self.grammar.head(first))
        toll = self.grammar.preposition(first) == "from" and above.lower == "toll" and not definite
        rising = above.dep == "nsubj" and self.grammar.head(above).lower in words_of("climbing") and noun.tag != "NNS"
        return toll and not rising  # "the toll from a bombing rose to 31"

    def _is_help(self, noun: Token) -> bool:
        """True for "aided by coalition airstrikes", whatever the parse says."""
        tokens = self.grammar.tokens
        index = noun.index - 1
        while index > 0 and tokens[index].tag.startswith(("NN", "JJ", "DT", "HYPH", "VBN")):
            index -= 1
        return index > 0 and tokens[index].lower == "by" and tokens[index - 1].lower in _HELPED

    def is_background(self, verb: Token) -> bool:
        """True for the past perfect, which tells what was before the news.

        "The army said that rockets had been fired" is the news itself.
        """
        head = self.grammar.head(verb)
        finite = head.tag == "VBD" or (head.tag == "VBN" and not self.grammar.auxiliaries(head))
        reported = verb.dep == "ccomp" and finite and head.lower in cue_verbs()
        return "had" in self.grammar.auxiliaries(verb) and not reported

    def is_unremarked(self, verb: Token) -> bool:
        """True for the bombing of "did not comment on a bomb that went off in X"."""
        above = self.grammar.above(verb)
        return any(one.lower in words_of("commenting") and self.grammar.is_negated(one) for one in above)

    def is_means(self, noun: Token, governor: Token | None) -> bool:
        """True for the strikes of "dealt a blow to X in strikes on its bases", "were hit by raids on Y"."""
        aimed = self.grammar.preposition(noun) in ("in", "by", "with") and self.grammar.behind(noun, "on", "against")
        if governor is None or not aimed:
            return False
        return governor.tag == "VBD" or bool(self.grammar.auxiliaries(governor) & {"was", "were"})

    def is_one_of(self, noun: Token) -> bool:
        """True for "three of the shells", which tells of these alone."""
        above = self.grammar.head(self.grammar.head(noun))
        return self.grammar.preposition(noun) == "of" and (above.tag in ("CD", "JJS") or above.lower in _SOME)

    def is_of_war(self, verb: Token) -> bool:
        """True for "soldiers killed in the conflict", "the dead of the war"."""
        inside = self.grammar.behind(verb, "in", "during", "since")
        return verb.tag in ("VBN", "VBD") and any(one.lower in words_of("war") for one in inside)

    def is_under_way(self, verb: Token) -> bool:
        """True for "is conducting strikes", "has been conducting strikes"."""
        return verb.tag == "VBG" and bool(self.grammar.auxiliaries(verb) & {"is", "are", "been"})

    def is_of_a_crisis(self, verb: Token) -> bool:
        """True where no weapon hit anything: "hit by drought", "struck by a wave of violence"."""
        by = self.grammar.agent(verb)
        of = () if by is None else (by, *self.grammar.behind(by, "of"))
        return any(one.lower in words_of("crisis") | words_of("war") for one in of)

    def is_open_choice(self, verb: Token) -> bool:
        """True for the clause of "it was not clear whether X was hit by an air strike or a shell"."""
        above = self.grammar.head(verb)
        open_words = {above.lower, *(c.lower for c in self.grammar.children(above) if c.dep in ("acomp", "oprd"))}
        return bool(self.grammar.marks(verb) & {"whether", "if"}) and bool(open_words & _OPEN)

    def _is_counted(self, verb: Token) -> bool:
        """True for the participle of "the number of civilians killed in raids"."""
        persons = self.grammar.head(verb)
        return self.grammar.preposition(persons) == "of" and self.grammar.head(self.grammar.head(persons)).lower in (
            "number",
            "total",
            "toll",
        )

    def is_total(self, verb: Token) -> bool:
        """True for "has carried out 450 strikes since", "... in recent years": the sum of many events."""
        below = ("conj", "pcomp", "pobj", "agent", "prep")
        while verb.dep in below and verb.head != verb.index and not self.grammar.auxiliaries(verb) & _PERFECT:
            verb = self.grammar.head(verb)  # "have been killed by air strikes and shelling"
        if verb.dep == "acl" and self._is_counted(verb):
            # "the number of people killed in raids since May has reached 84"
            verb = self.grammar.governor(verb) or verb
        perfect = self.grammar.auxiliaries(verb) & _PERFECT
        sentence = self.grammar.document.sentences[verb.sentence]
        words = [t.lower for t in self.grammar.document.words(sentence)]
        lately = any(one == "recent" and other in _PERIODS for one, other in pairwise(words))
        lately = lately or any(words[n : n + 3] in _THIS_YEAR for n in range(len(words) - 2))
        since = any(one == "since" and before not in _PERFECT for before, one in pairwise(["", *words]))
        return bool(perfect) and (since or lately)  # "have since launched a sweep" tells of one
