"""Whom a pronoun means that something is attributed to: who spoke before, or who was told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kg.extract.document import Document, Token
from kg.extract.mentions import Mentions
from kg.extract.speakers.cast import BODIES, Cast, Speaker
from kg.extract.speakers.phrase import Phrase
from kg.extract.speakers.words import is_people, is_unnamed_body, source_type
from kg.record import Actor

_LONGEST_SUBJECT = 5


class PronounReader:
    """Says whom the pronouns of one document mean, by those who have spoken so far."""

    def __init__(
        self, document: Document, mentions: Mentions, cast: Cast, resolve: Callable[[Phrase], Speaker]
    ) -> None:
        """`resolve` says who a phrase is that the pronoun points to."""
        self.document = document
        self.mentions = mentions
        self.cast = cast
        self._resolve = resolve

    def meant(self, phrase: Phrase) -> Speaker | None:
        """Return whom a phrase that is a pronoun means, nobody where nobody has spoken before."""
        word = phrase.words[0]
        found = self._subject_above(phrase)
        if found is not None:
            return found
        if word.lower in ("he", "she", "him", "his", "her"):
            author = self._author_above(word)
            if author is not None:
                return self.cast.person(author.name) or Speaker(author)
            found = self.cast.latest_person(self._before_what_it_tags(word))
            if found is None or found.actor.kind == "unnamed":
                found = self._person_told_of(phrase) or found
        elif word.lower in ("it", "its", "which", "that", "this"):
            body = next((s for s in reversed(self.cast.spoken) if _can_be_it(s)), None)
            found = replace(body, joint=()) if body is not None else self._spoken_for()
        elif word.lower in ("they", "their", "them"):
            found = next((s for s in reversed(self.cast.spoken) if s.actor.kind != "person" or s.joint), None)
        return found or self.cast.last()

    def _spoken_for(self) -> Speaker | None:
        """Return the body for which the last person spoke, where no body has spoken: "it"."""
        last = self.cast.last()
        return Speaker(last.affiliation) if last is not None and last.affiliation is not None else None

    def _author_above(self, pronoun: Token) -> Actor | None:
        """Return whom "a statement from the envoy X in which he said" means."""
        before = self.document.tokens[max(pronoun.index - 2, 0) : pronoun.index]
        if [token.lower for token in before] != ["in", "which"]:
            return None
        return self.cast.named_between(self.document.sentences[pronoun.sentence].start, pronoun.start)

    def _before_what_it_tags(self, pronoun: Token) -> int:
        """Return where the sentence begins whose end a pronoun tags, "X won, he said": X is somebody else."""
        tokens, sentence = self.document.tokens, self.document.sentences[pronoun.sentence]
        behind = range(pronoun.index + 1, min(pronoun.index + 4, sentence.last + 1))
        verb = next((i for i in behind if tokens[i].tag in ("VBD", "VBZ")), None)
        tags = pronoun.index > sentence.first and tokens[pronoun.index - 1].text == "," and verb is not None
        ends = tags and verb is not None and tokens[min(verb + 1, sentence.last)].text == "."
        return sentence.start if ends else pronoun.start

    def _person_told_of(self, phrase: Phrase) -> Speaker | None:
        """Return who "he" means that has not spoken: named, or the subject of one of the two sentences before."""
        word = phrase.words[0]
        for sentence in reversed(self.document.sentences[max(0, word.sentence - 2) : word.sentence]):
            named = self.cast.named_between(sentence.start, sentence.end)
            if named is not None:
                return Speaker(named)
            for token in self.document.words(sentence):
                personal = is_people(token) and token.tag == "NN" and token.dep in ("nsubj", "nsubjpass")
                if personal and token.right - token.index <= _LONGEST_SUBJECT:
                    source = self.document.token_span(token.left, token.right)
                    return self._resolve(Phrase.of(self.document, self.mentions, source))
        return None

    def _subject_above(self, phrase: Phrase) -> Speaker | None:
        """Return whom a pronoun means that its sentence is about: "activists posted a video they said ...", "the body
        gave another account: it said ..."."""
        word, tokens = phrase.words[0], self.document.tokens
        if word.lower not in ("they", "it"):
            return None
        for above in self.document.ancestors(word.index):
            resumed = tokens[max(word.index - 1, 0)].text == ":"
            before = [tokens[c] for c in above.children if resumed and c < word.index and tokens[c].dep == "ccomp"]
            for child in (tokens[c] for one in (above, *before) for c in one.children):
                plural = child.tag in ("NNS", "NNPS")
                able = source_type(child.lower) is not None or self.mentions.actor_at(child.index) is not None
                if child.dep == "nsubj" and child.right < word.index and able and plural == (word.lower == "they"):
                    return self._resolve(
                        Phrase.of(self.document, self.mentions, self.document.token_span(child.left, child.right))
                    )
        return None


def _can_be_it(speaker: Speaker) -> bool:
    """Return True for a body, and for an unnamed source that is one: "a monitoring group"."""
    body = speaker.actor.kind in BODIES or is_unnamed_body(speaker.actor)
    return body or speaker.actor.source_type in ("group", "media", "document", "activist")
