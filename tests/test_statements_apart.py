"""Where what somebody said begins and ends beside what others say and what the writer tells; sentences of our own."""

from __future__ import annotations

import pytest
from sayings import said

from kg.extract import Extractor
from kg.extract.document import Document
from kg.extract.mentions import Mentions
from kg.extract.speakers.phrase import Phrase
from kg.reading.article import Article
from kg.settings import Settings


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Settings())


SOURCES = [
    (  # who is told of by an object of its clause speaks, not that object
        "Four nurses died when a shell hit a clinic near Aleppo, the charity that funds it said.",
        [("the charity that funds it", "Four nurses died when a shell hit a clinic near Aleppo")],
    ),
    (
        "The Observatory reported the truck was carrying flour to Douma.",
        [("Syrian Observatory for Human Rights", "the truck was carrying flour to Douma")],
    ),
    (
        "The video prompted the ministry to admit that two guards had fired at the crowd.",
        [("the ministry", "two guards had fired at the crowd")],
    ),
    (  # a quantifier behind a plural begins no source
        "No guard is to be seen there, and the shopkeepers all said that the barracks had been empty.",
        [("the shopkeepers", "the barracks had been empty")],
    ),
    (
        "Guards caught a thief near the depot that night, added local shepherds, who asked not to be named.",
        [("local shepherds", "Guards caught a thief near the depot that night")],
    ),
    (
        "According to the head of the bakers' union, Salim Haddad, six bakers were killed and four kidnapped in May.",
        [("Salim Haddad", "six bakers were killed and four kidnapped in May")],
    ),
    (  # it is a name, whatever the tagger thinks of it
        "According to Ivanov, gunmen used mortars against two villages, while rockets were fired at a third one.",
        [("Ivanov", "gunmen used mortars against two villages, while rockets were fired at a third one")],
    ),
    (  # what a group does for a living is part of its name
        "At least nine guards have died in the province of Homs a group monitoring the war said.",
        [("a group monitoring the war", "At least nine guards have died in the province of Homs")],
    ),
    (
        "The jets bombed three hills, according to a statement issued on the page of the Peshmerga.",
        [("Peshmerga", "The jets bombed three hills")],
    ),
    (
        "Two jets destroyed a bakery and wounded, according to our partners, at least six guards.",
        [("our partners", "at least six guards")],
    ),
    (
        "A drone found a truck and, according to its crew, destroyed it with a single missile.",
        [("its crew", "destroyed it with a single missile")],
    ),
    (
        "Shafaq News/ A hospital source said on Monday that two guards had died.",
        [("A hospital source", "two guards had died")],
    ),
    (
        "The minister said that the road will be opened “within days.” / End",
        [("The minister", "the road will be opened “within days.”")],
    ),
]

WHO_TAGS = [
    (  # the role stands behind the name, between commas or tied to it
        "A bakery was set on fire on the edge of Hawija, Salim Haddad, a member of the town council, told the agency, "
        "blaming a mortar shell.",
        [
            ("Salim Haddad", "A bakery was set on fire on the edge of Hawija"),
            ("Salim Haddad", "a mortar shell"),
        ],
    ),
    (
        "Gunmen stopped two buses and killed a driver and one of his sons, Captain Salim Haddad from the town police "
        "told the agency.",
        [("Salim Haddad", "Gunmen stopped two buses and killed a driver and one of his sons")],
    ),
    (
        "A girl was flown to Ankara, where she was doing well, two of the doctors said.",
        [("two of the doctors", "A girl was flown to Ankara, where she was doing well")],
    ),
    ('"Bakers are no soldiers," wrote opposition figure Rami Haddad.', [("Rami Haddad", '"Bakers are no soldiers,"')]),
    ('"It was a quiet night," Haddad said Nov. 4 on state radio.', [("Haddad", '"It was a quiet night,"')]),
    (
        '"We saw smoke. Then the mill burned," Haddad said, in a call placed from the roof.',
        [("Haddad", '"We saw smoke. Then the mill burned,"')],
    ),
    (
        '"That would be a shame" for a town that asked for no more than that, said Rami Haddad, an expert at the '
        "Valley Peace Report.",
        [("Rami Haddad", '"That would be a shame" for a town that asked for no more than that')],
    ),
    (
        "The head of the Hama Bakers Center Abu Salim al-Haddadi said that the ovens were cold.",
        [("Abu Salim al-Haddadi", "the ovens were cold")],
    ),
    (
        "The newspaper reported a retired colonel as saying that the bridge was mined.",
        [
            ("The newspaper", "a retired colonel as saying that the bridge was mined"),
            ("a retired colonel", "the bridge was mined"),
        ],
    ),
    (
        "The fund met 20 farmers in the valley, who described seeing two jets above the mill.",
        [("20 farmers", "seeing two jets above the mill")],
    ),
    (
        "Salman wrote a letter to the UN Security Council urging a halt to the raids.",
        [("Salman", "a halt to the raids")],
    ),
    (
        "Sada radio quoted a source at the Kirkuk Bakers Union as saying that the ovens were cold.",
        [
            ("Sada radio", "a source at the Kirkuk Bakers Union as saying that the ovens were cold"),
            ("a source at the Kirkuk Bakers Union", "the ovens were cold"),
        ],
    ),
    (
        "A fire at a bakery killed two, said a nurse and three farmers, all speaking by phone as the road was cut.",
        [("a nurse and three farmers", "A fire at a bakery killed two")],
    ),
    (
        "(Sada News) Homs – The Valley Bakers Union said that the ovens were cold.",
        [("Valley Bakers Union", "the ovens were cold")],
    ),
    (
        'Salim Haddad denied that it was so. "They come at night," he was reported as saying.',
        [("Salim Haddad", "it was so"), ("Salim Haddad", '"They come at night,"')],
    ),
    ("ABU DHABI // Nine guards died on Friday, a nurse said.", [("a nurse", "Nine guards died on Friday")]),
    ("The mayor made it clear that the road would stay closed.", [("The mayor", "the road would stay closed")]),
    (
        "Eighty farmers left the valley, new research by Amnesty International reveals.",
        [("Amnesty International", "Eighty farmers left the valley")],
    ),
    ("The ministry was criticised by doctors for delays at the border.", [("doctors", "The ministry")]),
]

SECOND_VERBS = [
    (
        "“We have recorded two deaths, not nine,” the mayor said, and added that a search was launched on Friday.",
        [("the mayor", "“We have recorded two deaths, not nine,”"), ("the mayor", "a search was launched on Friday")],
    ),
    (
        "Spokesman Adnan Salman announced that the minister had ordered an inquiry and said that two guards were held.",
        [("Adnan Salman", "the minister had ordered an inquiry"), ("Adnan Salman", "two guards were held")],
    ),
    (
        "Spokesman Adnan Salman denied that the party had a hand in the fire and accused Baghdad of “burning fields.”",
        [
            ("Adnan Salman", "the party had a hand in the fire"),
            ("Adnan Salman", "Baghdad of “burning fields.”"),
        ],
    ),
    (
        "A village elder denied that he had been in the car and put the number of the dead at two, both farmers.",
        [
            ("A village elder", "he had been in the car"),
            ("A village elder", "the number of the dead at two, both farmers"),
        ],
    ),
    (
        "The clinic confirmed the two deaths but speaks of nine wounded.",
        [("The clinic", "the two deaths"), ("The clinic", "nine wounded")],
    ),
    (
        "The brigade claimed that ambush three days later and released a film of it.",
        [("The brigade", "that ambush")],
    ),
    (
        "A driver revealed that troops had searched the farm and found the launcher, and that three men were held.",
        [("A driver", "troops had searched the farm and found the launcher, and that three men were held")],
    ),
    (
        "The last raid killed nine men near the river; local sources claimed at the time that two were herders.",
        [("local sources", "two were herders")],
    ),
    (
        "The army said that its jets had hit a depot near Homs, which local officials denied.",
        [("The army", "its jets had hit a depot near Homs"), ("local officials", "its jets had hit a depot near Homs")],
    ),
    (
        "Three guards were hurt after the post was shelled, state TV quoted an officer as saying, claiming that most "
        "of the shells had missed.",
        [
            ("an officer", "Three guards were hurt after the post was shelled"),
            ("an officer", "most of the shells had missed"),
        ],
    ),
]

ENDS = [
    (
        "The local office documented nine raids, which led to the death of two women, while four people survived.",
        [
            (
                "The local office",
                "nine raids, which led to the death of two women, while four people survived",
            )
        ],
    ),
    (
        "Nine guards were killed near a bridge, a war monitor said on Sunday, in one of the worst attacks of the year.",
        [("a war monitor", "Nine guards were killed near a bridge")],
    ),
    (
        "Damascus said the raid killed “three spies,” a charge that the party has yet to answer.",
        [("Government of Syria", "the raid killed “three spies,”")],
    ),
    (
        "He repeated that the men behind the fire, for which the group has claimed responsibility, must stand trial.",
        [
            ("He", "the men behind the fire, for which the group has claimed responsibility, must stand trial"),
            ("the group", "responsibility"),
        ],
    ),
    (
        "The group claimed responsibility for an attack on a post of the border guards in the south.",
        [("The group", "responsibility for an attack on a post of the border guards in the south")],
    ),
    (
        "A barn where, the ministry said, rockets had been stored was hit by two jets.",
        [("the ministry", "rockets had been stored")],
    ),
    (
        "Local doctors put the wounded at nine, having counted the beds of two wards.",
        [("Local doctors", "the wounded at nine, having counted the beds of two wards")],
    ),
    (
        "The statement put the number of Iraqi soldiers and hashd killed in the raid at more than 40.",
        [("The statement", "the number of Iraqi soldiers and hashd killed in the raid at more than 40")],
    ),
    (
        "The clinic put the toll of the week at 9 killed and 14 injured.",
        [("The clinic", "the toll of the week at 9 killed and 14 injured")],
    ),
]

CONTENTS = [
    (
        "Ankara denied that its drones had crossed the river, with a foreign ministry statement calling the story a "
        "lie.",
        [
            ("Government of Turkey", "its drones had crossed the river"),
            ("Ministry of Foreign Affairs (Turkey)", "the story a lie"),
        ],
    ),
    (
        'The militia denied that it was there: "We have no men in the hills," its commander Salim Haddad was quoted as '
        "saying.",
        [("The militia", "it was there"), ("Salim Haddad", '"We have no men in the hills,"')],
    ),
    (
        "One letter, apparently referring to the last raid on the hills by men of the valley, said: “We lost.”",
        [("One letter", "“We lost.”")],
    ),
    (
        "The militia made no mention of the lost hill, but said one of its men, whom it named as Abu Salim, had driven "
        "a truck into the camp.",
        [("The militia", "one of its men, whom it named as Abu Salim, had driven a truck into the camp")],
    ),
    (
        "The villagers gave two accounts: some said a shell had hit the mill, others blamed a gas bottle.",
        [("some", "a shell had hit the mill"), ("others", "a gas bottle")],
    ),
    (
        "The truck, according to the governor, had carried flour; the army maintains it was full of mortars.",
        [("the governor", "had carried flour"), ("the army", "it was full of mortars")],
    ),
    (
        'The mayor criticised the radio for not using the term "occupied."',
        [("The mayor", 'the radio for not using the term "occupied."')],
    ),
    (
        "The council said the shells had come from the east, an allegation the army rejected, insisting that its guns "
        "were silent.",
        [
            ("The council", "the shells had come from the east"),
            ("the army", "the shells had come from the east"),
            ("the army", "its guns were silent"),
        ],
    ),
    (
        'The council blamed the army for the fire, a charge which the ministry dismissed as "nonsense", saying that '
        "farmers had lit it.",
        [
            ("The council", "the army for the fire"),
            ("the ministry", '"nonsense"'),
            ("the ministry", "farmers had lit it"),
        ],
    ),
    (
        'Nobody could check the story, which the state radio called "a film made in a cellar".',
        [("the state radio", '"a film made in a cellar"')],
    ),
    (
        "The raid killed a man the governor described as one of the oldest smugglers of the valley.",
        [("the governor", "one of the oldest smugglers of the valley")],
    ),
    (
        "The brigade named the driver as Abu Salim al-Homsi and said he had been alone.",
        [("The brigade", "the driver as Abu Salim al-Homsi"), ("The brigade", "he had been alone")],
    ),
    (
        "Local doctors later revised the toll to nine.",
        [("Local doctors", "the toll to nine")],
    ),
    ("Investigators have determined that a mine went off.", [("Investigators", "a mine went off")]),
    (
        "The militia claimed responsibility through its Sada agency.",
        [("The militia", "responsibility")],
    ),
    (
        '"They never asked us," Haddad said of the generals, according to a palace report. "They never will ask."',
        [
            ("a palace report", '"They never asked us," Haddad said of the generals'),
            ("Haddad", '"They never asked us,"'),
            ("Haddad", '"They never will ask."'),
        ],
    ),
    (
        "Police said two men were dead. Governor Salim Haddad later issued the following statement:\n\n"
        "“We grieve with all those who lost a brother today.”",
        [("Police", "two men were dead"), ("Salim Haddad", "“We grieve with all those who lost a brother today.”")],
    ),
    (
        "An hour later Governor Haddad released a statement, “We grieve with all those who lost a brother today.”",
        [("Haddad", "“We grieve with all those who lost a brother today.”")],
    ),
    ("The raid was an act which the ministry blamed on men from the hills.", [("the ministry", "men from the hills")]),
    (
        "Two men died and nine were hurt, according to the mayor, the worst toll of the year.",
        [("the mayor", "Two men died and nine were hurt")],
    ),
    ("Police identified the gunman as Karim Saleh.", [("Police", "the gunman as Karim Saleh")]),
    ("The ministry counted about 300 families who fled.", [("The ministry", "about 300 families who fled")]),
    (
        "The mayor considered the burning of fields a crime against farmers.",
        [("The mayor", "the burning of fields a crime against farmers")],
    ),
    (
        "The general had warned last week the villagers of a painful answer.",
        [("The general", "a painful answer")],
    ),
    (
        "A colonel wrote on Twitter coalition aircraft had struck “two caves” and three men were killed.",
        [("A colonel", "coalition aircraft had struck “two caves” and three men were killed")],
    ),
]

NOBODY_SAID = [
    "Salman, a shepherd of 60 years from the next valley, has decided to leave.",
    "Diyala recorded 64 killed and 102 injured.",
    "The parties blamed each other.",
    "Two men who identified themselves as police took the driver away.",
    "The doctor spoke to reporters on Sunday.",
    "The council counted the votes.",
    "The brigade counts 200 men.",
    "The president named Salim Haddad as prime minister.",
    "Many farmers responded to the claim by the council that wells had dried up.",
    "The fire makes it clear that the mill was old.",
    "The age of a mill determines whether it is closed.",
    "The village is not nearly as poor as the governor claimed.",
]


@pytest.mark.parametrize(("text", "expected"), [*SOURCES, *WHO_TAGS, *SECOND_VERBS, *ENDS, *CONTENTS])
def test_statements_end_where_others_begin(text: str, expected: list[tuple[str, str]], extractor: Extractor) -> None:
    assert said(text, extractor) == expected


@pytest.mark.parametrize("text", NOBODY_SAID)
def test_what_nobody_says_is_none(text: str, extractor: Extractor) -> None:
    assert said(text, extractor) == []


def test_no_source_is_without_words(extractor: Extractor) -> None:
    document = Document(Article(id="t", text="Two men died, a nurse said."), extractor.parser)
    mentions = Mentions(document, extractor.gazetteer)
    for offset in range(len(document.text) + 1):
        assert Phrase.of(document, mentions, document.span(offset, offset)).words


def test_a_toll_is_no_word_of_a_name(extractor: Extractor) -> None:
    text = "According to the Iraq Body Count project, 58 men were killed."
    (one,) = extractor.extract(Article(id="t", text=text, published="2016-07-05")).claims
    assert one.evidence.text == "58 men"


def test_a_paragraph_printed_again_without_who_said_it_names_no_source(extractor: Extractor) -> None:
    lead, told = "The Joint Operations Command said in a statement:\n\n", "Iraqi forces killed four men."
    text = f"A mill burned near Mosul.“{lead}{told}{lead}{told}{lead}{told}"
    record = extractor.extract(Article(id="t", text=text, published="2016-07-05"))
    for one in record.statements:
        assert one.source is None or text[one.source.start : one.source.end] == one.source.text


def test_a_coalition_spokesman_speaks_for_the_coalition(extractor: Extractor) -> None:
    text = "US-led coalition jets hit a column. One SDF fighter was injured near Raqqa, a coalition spokesman said."
    record = extractor.extract(Article(id="t", text=text, published="2016-07-05"))
    assert [one.affiliation.id for one in record.statements if one.affiliation is not None] == ["global-coalition"]
