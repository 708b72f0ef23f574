"""Finds where what a reporting verb cites to its right begins: behind "that", a colon, adjuncts, who was told."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.attribution.passage import ADDRESSEES, COMMAS, DOUBLE_MARKS, TIME_WORDS, Group, Passage
from kg.extract.attribution.setting import CHANNELS
from kg.extract.cues import cue_verbs
from kg.extract.dates.patterns import WEEKDAYS
from kg.extract.document import Token, token_after

_ABOUT = frozenset({"between", "about", "around", "over", "under"})
_ADJUNCTS = frozenset({"npadvmod", "advmod", "prep", "dative", "prt", "agent", "tmod", "oprd"})
_NOUN_PHRASE = frozenset({"DT", "JJ", "NN", "NNS", "NNP", "CD"})
_PHRASE = 35  # characters of a quotation that is no clause


class Beginning:
    """Reads one passage, which has these citing groups."""

    def __init__(self, passage: Passage, groups: Sequence[Group]) -> None:
        self.passage = passage
        self.groups = groups
        self.tokens = passage.tokens

    def start(self, token: Token, last: int) -> tuple[int, bool]:
        """Return the first token of what follows the verb, and whether "that" or a colon marks it."""
        that = self.that(token, last)
        if that is not None:
            return that + 1, True
        clause = next(
            (self.tokens[c] for c in token.children if self.tokens[c].dep == "ccomp" and c > token.index), None
        )
        at, marked = token.index + 1, False
        phrases = {group.first: group.last for group in self.groups if group.is_phrase}
        while at <= last:
            one = self.tokens[at]
            if at in phrases and self.tokens[at - 1].text == ",":
                at, marked = phrases[at] + 1, True  # "said, according to state TV, that ..."
            elif one.lower == "that" and marked:
                at += 1
            elif one.text == ";":
                return last + 1, marked  # "..., an official said; nobody has claimed it"
            elif one.text in COMMAS or one.tag == ".":
                marked = marked or one.text == ":"
                at += 1
            elif one.lower in ("on", "in") and at + 2 < last and self.tokens[at + 1].lower in WEEKDAYS:
                at += 2
            elif self._by_channel(at, last):
                at, marked = at + 2, True  # "wrote on Telegram the road was closed"
            elif self.passage.opens_at(at) or (
                clause is not None
                and at >= clause.left
                and not (one.lower in TIME_WORDS and at < clause.index - 1 and one.lower not in ("this", "last"))
            ):
                break
            elif (adjunct := self._adjunct_at(at, token)) is not None and (
                self._last_of(adjunct) < last or (self.passage.was_told(adjunct, token) and self.passage.closes(token))
            ):
                at = self._last_of(adjunct) + 1
            elif at < last and self.tokens[at + 1].tag == "POS":
                break  # "said Monday's bombing was the work of X"
            elif one.lower in TIME_WORDS and one.lower not in ("this", "last"):
                at += 1
            elif one.lower in ("this", "last") and at < last and self.tokens[at + 1].lower in TIME_WORDS:
                at += 2
            else:
                break
        if cue_verbs()[token.lower].takes("person") and at == token.index + 1 and not self.passage.opens_at(at):
            at = self._behind_named(at, last)
        return at, marked

    def _by_channel(self, at: int, last: int) -> bool:
        """True for "on Telegram" before a clause, whose subject the parser hangs on the channel."""
        channel, ahead = token_after(self.tokens, at), self.tokens[at + 2 : last + 1]
        if self.tokens[at].lower not in ("on", "via") or channel.lower not in CHANNELS or not ahead:
            return False
        begins = ahead[0].tag.startswith(("NN", "DT", "JJ", "PRP", "CD"))
        return begins and self.passage.has_clause(at + 2, last)

    def _adjunct_at(self, at: int, verb: Token) -> Token | None:
        """Return the adjunct of a verb, or who was told, that begins at a token."""
        if self.tokens[at].lower in _ABOUT and token_after(self.tokens, at).tag == "CD":
            return None  # "said between 10 and 15 attackers were inside"
        for child in self.passage.children(verb):
            if child.left == at and child.index > verb.index:
                return child if child.dep in _ADJUNCTS or self._addressee(child, verb) else None
        return None

    def _last_of(self, adjunct: Token) -> int:
        """Return the last token of an adjunct, without a clause that is none of it: "told the paper they had ..."."""
        for token in self.tokens[adjunct.index : adjunct.right + 1]:
            if token.dep == "relcl" and self.tokens[token.left].tag in ("PRP", "DT", "EX", "PRP$"):
                return token.left - 1
        return adjunct.right

    def _behind_named(self, at: int, last: int) -> int:
        """Return where the content begins behind the known name of who was told."""
        behind = self.passage.actor_from(at)
        if behind is not None and behind < last and self.tokens[behind].text in COMMAS:
            return behind + 1
        begins = ("DT", "PRP", "CD", "NNP", "NNS", "PRP$", "EX")
        return behind if behind is not None and behind < last and self.tokens[behind].tag in begins else at

    def that(self, token: Token, last: int) -> int | None:
        """Return the "that" which opens the content, if nothing but adjuncts stand before it."""
        citing = {group.token for group in self.groups if self.tokens[group.token].lower not in ("citing", "quoting")}
        for index in range(token.index + 1, min(last, token.index + 24) + 1):
            one = self.tokens[index]
            if index in citing:
                return None
            if (
                one.lower == "that"
                and one.tag in ("IN", "DT", "WDT")
                and one.dep in ("mark", "det", "nsubj", "dobj", "pobj", "prep", "complm")
            ):
                if self._opens_relative(token, index) or self._is_no_link(token, index) or self._answers(token, index):
                    return None
                told = cue_verbs()[token.lower].takes("person")  # "told the paper that", read as what was told of it
                before_clause = self.tokens[one.head].dep == "ccomp" and self.tokens[one.head].head == token.index
                return index if told or before_clause or one.dep == "mark" or one.tag == "IN" else None
            quoted = one.text in DOUBLE_MARKS and not self._is_phrase_in_marks(one)
            if one.tag in ("VBD", "VBZ", "VBP", "MD") or quoted:
                return None
        return None

    def _opens_relative(self, verb: Token, that: int) -> bool:
        """True for "say an offensive that they began in May has failed": nothing but a noun stands before it."""
        between = self.tokens[verb.index + 1 : that]
        if len(between) < 2 or cue_verbs()[verb.lower].takes("person", "object"):
            return False
        noun = between[0].tag == "DT" and between[-1].tag in ("NN", "NNS")
        return noun and all(t.tag in _NOUN_PHRASE and t.lower not in TIME_WORDS for t in between)

    def _answers(self, verb: Token, that: int) -> bool:
        """True for "responded to the claim by the council that ...": what the claim says, not the answer."""
        if cue_verbs()[verb.lower].takes("object", "person") or token_after(self.tokens, verb.index).lower != "to":
            return False
        clause = self.tokens[self.tokens[that].head]
        return clause.dep == "acl" and self.tokens[clause.head].tag.startswith("NN")

    def _is_no_link(self, verb: Token, that: int) -> bool:
        """True for "found the pad, and that three men were held" and for "claimed that attack two days later"."""
        one = self.tokens[that]
        second = self.tokens[that - 1].tag == "CC" and any(
            t.tag.startswith("NN") for t in self.tokens[verb.index : that]
        )
        noun = self.tokens[one.head]
        pointing = one.dep == "det" and noun.dep == "dobj" and noun.head == verb.index
        return second or pointing

    def _is_phrase_in_marks(self, mark: Token) -> bool:
        """True for a mark around a few words: 'believed with "reasonable certainty" that'."""
        quote = next((q for q in self.passage.quotes if q.start <= mark.start < q.end), None)
        if quote is None or quote.end - quote.start > _PHRASE:
            return False
        return self.tokens[self.passage.token_at(quote.end)].lower == "that"

    def _addressee(self, one: Token, token: Token) -> bool:
        return one.dep in ADDRESSEES and cue_verbs()[token.lower].takes("person")
